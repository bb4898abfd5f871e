"""Mistakes are told before pictures are made."""

from __future__ import annotations

import pytest

from kawaraban.builder import Builder, Report
from kawaraban.images.photo import forms
from kawaraban.system import signals
from tests.builder.sites import options_of
from tests.desk import SETTINGS, Desk, post

PICTURES = "![甲](a.png)\n\n![乙](b.png)"


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the pictures that builds encode."""
    made: list[str] = []
    make = forms.encode_still

    def record(pixels: object, wanted: tuple[object, ...]) -> object:
        made.append(str(wanted))
        return make(pixels, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(forms, "encode_still", record)
    monkeypatch.setattr(signals, "ignore_all", lambda: None)
    return made


@pytest.fixture
def site(desk: Desk) -> Desk:
    """Give a site with a post of two pictures."""
    desk.write({"content/posts/a/index.md": post(PICTURES)})
    return desk.picture("content/posts/a/a.png").picture("content/posts/a/b.png", (80, 60))


def _build(desk: Desk) -> Report:
    return Builder(options_of(desk)).build()


def _mistakes() -> list[dict[str, str]]:
    """Give a mistake of each stage: settings, texts, links, templates, addresses."""
    return [
        {"site.toml": SETTINGS + "[posts]\nper_page = 0\n"},
        {"content/posts/b.md": post("文。", dtae="2026-05-01")},
        {"content/posts/b.md": post("[先](gone.md)")},
        {"content/posts/b.md": post("![](a/a.png)")},
        {"templates/article.html": "{% if %}"},
        {"content/posts/b.md": post("文。", slug="a")},
    ]


@pytest.mark.parametrize("files", _mistakes(), ids=" ".join)
def test_no_picture_is_encoded_where_mistakes_stop_the_build(
    site: Desk, encoded: list[str], files: dict[str, str]
) -> None:
    """Whatever stage finds a mistake that can be known without encoding, nothing is encoded."""
    report = _build(site.write(files))
    assert not report.published
    assert "error" in {d.severity for d in report.diagnostics}
    assert encoded == []


def test_all_mistakes_are_told_in_that_run(site: Desk, encoded: list[str]) -> None:
    """Mistakes of texts, templates and addresses are reported together."""
    site.write({
        "content/posts/b.md": post("[先](gone.md)", slug="a"),
        "templates/article.html": "{% if %}",
        "content/posts/a/bad.png": "no picture",
        "content/posts/a/index.md": post(f"{PICTURES}\n\n![丙](bad.png)"),
    })  # fmt: skip
    rules = {d.rule for d in _build(site).diagnostics if d.severity == "error"}
    assert rules == {"missing-file", "same-address", "bad-template", "bad-picture"}
    assert encoded == []


def test_a_warning_stops_nothing_but_a_strict_build(site: Desk, encoded: list[str]) -> None:
    """With --strict a warning is told before pictures are made, without it they are made."""
    site.write({"content/posts/b.md": post("文。", description="紹介 #つづき")})
    strict = Builder(options_of(site, strict=True)).build()
    assert (strict.published, encoded) == (False, [])
    assert (_build(site).published, len(encoded)) == (True, 2)


def test_pictures_are_made_once_all_is_mended(site: Desk, encoded: list[str]) -> None:
    """The next run makes each picture once, and the one after it none."""
    _build(site.write({"content/posts/b.md": post("[先](gone.md)")}))
    _build(site.write({"content/posts/b.md": post("文。")}))
    assert len(encoded) == 2
    _build(site.write({"content/posts/b.md": post("別の文。")}))
    assert len(encoded) == 2
