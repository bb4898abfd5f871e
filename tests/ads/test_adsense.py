"""Pages on which Google places ads: the disclosure by the site's choice, and the privacy page."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.ads.shop import AD, OURS
from tests.desk import SETTINGS, Built, Desk, post

CODE = """<script async crossorigin="anonymous"
     src="https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js?client=ca-pub-0"></script>
<ins class="adsbygoogle"
     style="display:block"
     data-ad-slot="1"></ins>
<script>
     (adsbygoogle = window.adsbygoogle || []).push({});
</script>"""
PASTED = {"pasted-service": 1}
SAID = {"ja": "Google AdSense）が表示されます", "en": "shows ads (Google AdSense)"}
PRIVACY = "---\ntitle: プライバシーポリシー\n---\n\nGoogleはCookieを使って広告を出します。\n"


def _rules(built: Built) -> Counter[str]:
    return Counter(re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE))


@pytest.mark.parametrize(
    ("language", "chosen", "is_said"),
    [
        ("ja", "", True),
        ("ja", "display_ads = false", False),
        ("ja", "display_ads = true", True),
        ("en", "", False),
        ("en", "display_ads = true", True),
    ],
)
def test_a_page_says_it_as_the_site_chooses(
    desk: Desk, language: str, chosen: str, *, is_said: bool
) -> None:
    """Japanese sites say it where they do not choose otherwise; pages without it say nothing."""
    settings = f'language = "{language}"\n{SETTINGS}[disclosure]\n{chosen}\n'
    posts = {"content/posts/a.md": post(f"文\n\n{CODE}"), "content/posts/b.md": post("文")}
    built = desk.write({"site.toml": settings, "content/pages/p.md": PRIVACY, **posts}).build()
    assert (built.status, _rules(built)) == (0, PASTED)
    page = built.page("posts/a/")
    assert CODE in page
    assert (SAID[language] in page) == is_said
    assert ('class="disclosure"' in page) == is_said
    assert "AdSense" not in built.page("posts/b/") + built.page("feed.xml")


def test_a_post_may_say_nothing_of_it(desk: Desk) -> None:
    """Google labels its ads itself, so `none` is no mistake; ad links are named before them."""
    posts = {
        "content/posts/a.md": post(CODE, disclosure="none"),
        "content/posts/b.md": post(f"{AD}\n\n{CODE}"),
    }
    built = desk.write({"site.toml": OURS, "content/pages/p.md": PRIVACY, **posts}).build()
    assert (built.status, _rules(built)) == (0, {"pasted-service": 2})
    assert 'class="disclosure"' not in built.page("posts/a/")
    assert "アフィリエイト" in built.page("posts/b/")


def test_the_site_is_asked_for_a_privacy_page(desk: Desk) -> None:
    """Once, until a page names Google and privacy."""
    posts = {f"content/posts/{name}.md": post(CODE) for name in "ab"}
    built = desk.write({"site.toml": SETTINGS, **posts}).build()
    assert _rules(built) == {"no-privacy-page": 1, "pasted-service": 2}
    assert "content/pages/" in built.out
    other = PRIVACY.replace("Google", "当社")
    assert "[no-privacy-page]" in desk.write({"content/pages/p.md": other}).build().out
    for named in (PRIVACY, "---\ntitle: プライバシー\n---\n\n```external\n```\n"):
        assert _rules(desk.write({"content/pages/p.md": named}).build()) == {"pasted-service": 2}
    desk.write({name: post("文") for name in posts})
    (desk.folder / "content/pages/p.md").unlink()
    assert desk.build().out == ""
