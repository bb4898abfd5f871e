"""`check`: what a build would report, without a build; and with `--online` external links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.web import Web, internet, moved
from tests.desk import SETTINGS, Built, Desk, post, three_posts

__all__ = ["internet"]

ADS = """
[affiliate.amazon]
tag = "example-22"
[[affiliate.custom]]
name = "asp"
host = "click.asp.test"
param = "pid"
ids = ["mine"]
"""
CONTACTS = """\
mado:
  name: 窓口
  as_of: 2026-05
  source: {title: 出所, url: 'http://facts.test/source'}
  url: http://facts.test/contact   # not http://comment.test/
"""
PRODUCTS = """\
key:
  name: 鍵
  links:
    - amazon:B000000000
    - {shop: 公式, url: 'http://maker.test/key'}
    - http://click.asp.test/x?pid=mine
"""
BLOCK = """\
[ひとつ](http://one.test/) [広告](http://click.asp.test/go?pid=mine) <https://amzn.to/x>
[手元](http://localhost:8000/) [自分](https://example.com/x) [昔の](http://example.com)

```contact
name: 別の窓口
as_of: 2026-05
source: {title: 出所, url: 'http://facts.test/second'}
```
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


def online(desk: Desk, web: Web, *arguments: str) -> Built:
    """Check a site on a web that is reached by a proxy, which so sees every request."""
    proxy = f"http://127.0.0.1:{web.port}"
    names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    env = dict.fromkeys(names, proxy) | {"NO_PROXY": "", "no_proxy": "", "ALL_PROXY": ""}
    return desk.build("check", "--online", *arguments, env=env)


def outside_cache(folder: Path) -> dict[Path, tuple[int, bytes]]:
    """Give the time and the bytes of every file but those of the cache."""
    files = (f for f in folder.rglob("*") if f.is_file() and ".cache" not in f.parts)
    return {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


def test_a_good_site_is_good(desk: Desk) -> None:
    """Nothing is published, and nothing is written but the cache."""
    before = outside_cache(desk.folder)
    checked = desk.build("check")
    assert (checked.status, checked.out) == (0, "")
    assert "エラー 0件、警告 0件" in checked.err
    assert outside_cache(desk.folder) == before
    assert not checked.output.exists()


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_mistakes_are_those_of_a_build(desk: Desk, form: str) -> None:
    """The same lines and the same status, and the output stays as it was."""
    built = desk.build()
    before = outside_cache(desk.folder)
    desk.write({"content/posts/p1.md": post("[先](none.md)\n\n## 続き\n", title="題1", tags="[]")})
    edited = outside_cache(desk.folder)
    checked, failed = desk.build("check", "--format", form), desk.build("--format", form)
    assert (checked.status, checked.out, checked.err) == (failed.status, failed.out, failed.err)
    assert checked.status == 1
    assert outside_cache(desk.folder) == edited != before
    assert built.page("posts/p1/")


def test_finished_pages_are_checked(desk: Desk) -> None:
    """A template that loses the disclosure is found too, also after a good build."""
    desk.write(
        {
            "site.toml": SETTINGS + ADS,
            "content/posts/ad.md": post("[広告](http://click.asp.test/go?pid=mine)"),
        }
    )
    assert desk.build().status == 0
    assert desk.build("check").status == 0
    theme = Path(__file__).parents[2] / "templates/article.html"
    changed = theme.read_text("utf-8").replace("{{ article.disclosure }}", "")
    desk.write({"templates/article.html": changed})
    checked = desk.build("check")
    assert (checked.status, checked.out) == (1, desk.build().out)
    assert "[lost-disclosure]" in checked.out


def test_a_site_that_cannot_be_read(tmp_path: Path, internet: Web) -> None:
    """Without settings, and with a contact that is no contact, it is the build's words."""
    checked = online(Desk(tmp_path), internet)
    assert (checked.status, checked.out.endswith("[no-settings]\n")) == (1, True)


def test_strict(desk: Desk) -> None:
    """With `--strict` a warning is as bad as an error."""
    desk.write({"content/posts/a.md": post("[x](https://example.com/posts/p1/)")})
    assert desk.build("check").status == 0
    assert desk.build("check", "--strict").status == 1


def test_wrong_use(desk: Desk) -> None:
    """Wrong use is one line and status 2, as in a build."""
    for arguments in (("--nonsense",), ("--output", "content"), ("--now", "x")):
        checked = desk.build("check", *arguments, now="")
        assert (checked.status, "Traceback" in checked.err) == (2, False)
    assert desk.build("ads", "--now", "x", now="").status == 2


def test_links_are_asked_for_and_ads_are_not(desk: Desk, internet: Web) -> None:
    """The web is asked for every external link, sources of facts first; for no ad at all."""
    desk.write(
        {
            "site.toml": SETTINGS + 'url = "http://author.test/"\n' + ADS,
            "content/contacts.yaml": CONTACTS,
            "content/products.yaml": PRODUCTS,
            "content/posts/a.md": post(BLOCK),
            "content/posts/b.md": post("[下書き](http://draft.test/)", draft="true"),
            "content/posts/c.md": post("[転送](http://short.test/)"),
        }
    )
    internet.says({"short.test/": moved("http://click.asp.test/go?pid=mine")})
    checked = online(desk, internet)
    assert {*internet.urls} == {
        "facts.test/source", "facts.test/contact", "facts.test/second", "one.test/",
        "draft.test/", "short.test/", "maker.test/key", "author.test/",
    }  # fmt: skip
    assert [url for url in internet.urls if url.startswith("facts")] == [
        "facts.test/source", "facts.test/contact", "facts.test/second",
    ]  # fmt: skip
    assert all(asked.agent.startswith("Kawaraban") for asked in internet.asked)
    assert "content/posts/c.md:6:1: warning: " in checked.out
    assert [line.rpartition(" ")[2] for line in checked.out.splitlines()] == [
        "[hidden-ad]", "[own-address]", "[own-address]", "[leads-to-ad]",
    ]  # fmt: skip
    assert "外部リンク 8件のうち 8件" in checked.err
    assert "外部リンク 8件のうち 0件" in online(desk, internet).err


def test_what_is_wrong_with_links(desk: Desk, internet: Web) -> None:
    """A dead page is an error; what moved or does not answer a warning. Each has its position."""
    internet.says(
        {
            "facts.test/source": (404, {}),
            "maker.test/key": moved("http://maker.test/new", 308),
            "one.test/": (503, {}),
        }
    )
    desk.write(
        {
            "site.toml": SETTINGS + ADS,
            "content/contacts.yaml": CONTACTS,
            "content/products.yaml": PRODUCTS,
            "content/posts/a.md": post("前。[ひとつ](http://one.test/)"),
        }
    )
    checked = online(desk, internet)
    assert checked.status == 1
    for line, rule, text in (
        ("content/contacts.yaml:4:29: error: ", "dead-link", "404"),
        ("content/products.yaml:5:24: warning: ", "moved-link", "http://maker.test/new"),
        ("content/posts/a.md:6:3: warning: ", "unanswered-link", "一時的"),
    ):
        found = [one for one in checked.out.splitlines() if one.startswith(line)]
        assert len(found) == 1
        assert found[0].endswith(f"[{rule}]")
        assert text in found[0]


def test_answers_outlive_builds(desk: Desk, internet: Web) -> None:
    """What was answered is not asked anew, is still reported, and is forgotten with its link."""
    internet.says({"gone.test/": (410, {})})
    desk.write({"content/posts/a.md": post("[a](http://gone.test/) [b](http://one.test/)")})
    first = online(desk, internet)
    desk.build()
    asked = list(internet.asked)
    desk.write({"content/posts/b.md": post("[c](http://one.test/)")})
    second = online(desk, internet)
    assert internet.asked == asked
    assert second.out == first.out
    assert "[dead-link]" in second.out
    online(desk, internet, "--no-cache")
    assert len(internet.asked) == 2 * len(asked)
    desk.write({"content/posts/a.md": post("何も。")})
    online(desk, internet)
    assert b"gone.test" not in (desk.folder / ".cache/links").read_bytes()


@pytest.mark.parametrize("data", [b"", b"x", b"1 'x'\nabcd"])
def test_a_broken_memory_is_an_empty_one(desk: Desk, internet: Web, data: bytes) -> None:
    """A file that was cut short only costs the questions."""
    desk.write({"content/posts/a.md": post("[b](http://one.test/)"), ".cache/links": data})
    assert online(desk, internet).status == 0
    assert internet.urls == ["one.test/"]


def test_nothing_is_asked_while_there_are_mistakes(desk: Desk, internet: Web) -> None:
    """With a mistake in the settings it is not known which links are ads."""
    settings = SETTINGS + ADS.replace("host =", "hots =")
    desk.write(
        {
            "site.toml": settings,
            "content/posts/a.md": post(
                "[a](http://click.asp.test/?pid=mine) [b](http://one.test/)"
            ),
        }
    )
    checked = online(desk, internet)
    assert (checked.status, internet.asked) == (1, [])
    assert "外部リンクは確かめません" in checked.err


def test_without_online_nothing_is_asked(desk: Desk, internet: Web) -> None:
    """A check, as a build, is offline."""
    desk.write({"content/posts/a.md": post("[b](http://one.test/)")})
    proxy = f"http://127.0.0.1:{internet.port}"
    assert desk.build("check", env={"HTTP_PROXY": proxy, "http_proxy": proxy}).status == 0
    assert internet.asked == []


def test_messages_in_english(desk: Desk, internet: Web) -> None:
    """The messages are in the site's language."""
    internet.says({"one.test/": (404, {}), "two.test/": moved("http://one.test/x")})
    text = "[b](http://one.test/) [c](http://two.test/)"
    desk.write({"site.toml": 'language = "en"\n' + SETTINGS, "content/posts/a.md": post(text)})
    checked = online(desk, internet)
    assert "error: 'http://one.test/' is gone (404); mend the link" in checked.out
    assert "warning: 'http://two.test/' has moved to http://one.test/x; write" in checked.out
    assert "2 of 2 external links asked for" in checked.err
