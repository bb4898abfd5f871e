"""Settings that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize(
    "mistake",
    ["[posts]\nper_page = 0\n", "colour = 1\n", "[images]\nwidths = x\n", 'country = "?"\n'],
)
def test_a_mistake_in_settings_is_in_the_sites_language(desk: Desk, mistake: str) -> None:
    """A mistake in the settings is reported in the site's language, and hides none in posts."""
    rest = '[[nav]]\ntext = "a"\nto = "pages/nai.md"\n'
    desk.write({"content/posts/p1.md": post("![](x.png)")})
    for language in ("en", "ja"):
        settings = f'language = "{language}"\n{mistake}{SETTINGS}{rest}'
        if mistake.startswith("["):
            settings = f'language = "{language}"\n{SETTINGS}{mistake}{rest}'
        built = desk.write({"site.toml": settings}).build()
        reported = [line for line in built.out.splitlines() if not line.isascii()]
        assert len(reported) == (0 if language == "en" else len(built.out.splitlines()))
        assert "[missing-alt]" in built.out
        if "= x" not in mistake:  # no TOML
            assert "nai.md" in built.out


def test_an_address_with_an_impossible_port_is_refused(desk: Desk) -> None:
    """A port above 65535 is refused, as an argument and in the settings."""
    assert desk.build("--base-url", "https://example.com:99999/").status == 2
    settings = SETTINGS.replace("example.com/", "example.com:99999/")
    assert "[bad-url]" in desk.write({"site.toml": settings}).build().out


def test_a_language_without_quotes_is_understood(desk: Desk) -> None:
    """A syntax error in the line of the language is reported in that language."""
    built = desk.write({"site.toml": f"language = en\n{SETTINGS}"}).build()
    assert (built.status, built.out.isascii(), "[toml-syntax]" in built.out) == (1, True, True)


def test_an_id_of_digits_alone_is_shown_in_quotes(desk: Desk) -> None:
    """Networks give numbers; that the value is text does not say what to do."""
    settings = f"{SETTINGS}[affiliate.valuecommerce]\nsid = 3456789\npid = 881234567\n"
    built = desk.write({"site.toml": settings}).build()
    assert built.status == 1
    assert '"3456789"' in built.out
    assert '"881234567"' in built.out
