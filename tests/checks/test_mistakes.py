"""Each mistake is named, and hides no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


MISTAKES = {
    "bad-url products": {"content/products.yaml": 'a: {name: a, links: ["https://["]}'},
    "bad-url letters": {"content/products.yaml": 'a: {name: a, links: ["https://a℀b/"]}'},
    "bad-url card": {"content/posts/p1.md": post("[a](https://[){.card}", title="題1")},
    "bad-url site": {"site.toml": SETTINGS.replace("https://example.com/", "http://[::1")},
    "bad-type affiliate": {"site.toml": f'affiliate = "x"\n{SETTINGS}'},
    "too-deep arrays": {"site.toml": f"x = {'[' * 2000}{']' * 2000}\n{SETTINGS}"},
    "toml-syntax long": {"site.toml": f"x = 0x{'F' * 5000}\n{SETTINGS}"},
    "empty-value draft": {"content/posts/p1.md": post("文", title="題1", draft="")},
    "empty-value noindex": {"content/posts/p1.md": post("文", title="題1", noindex="")},
    "empty-value expires": {"content/posts/p1.md": post("文", title="題1", expires="~")},
    "unknown-notice empty": {"content/posts/p1.md": post("", title="題1", notice="nai")},
    "unknown-notice page": {"content/pages/x.md": "---\ntitle: 題\nnotice: nai\n---\n"},
    "yaml-feature value": {"content/posts/p1.md": post("文", title="! 驚き")},
    "yaml-feature item": {"content/posts/p1.md": post("文", title="題1", tags="[甲, ! 乙]")},
    "yaml-feature list": {"content/posts/p1.md": post("文", title="題1", tags="! [甲]")},
    "split-html": {
        "content/posts/p1.md": post("<div><script>\na\n\nb</script></div>", title="題1")
    },
    "front-matter-of-notice": {"content/notices/accuracy.md": "---\ndraft: true\n---\n\n文\n"},
    "ad-in-facts contact": {
        "content/posts/p1.md": post(
            "```contact\nname: a\nas_of: 2026-05\nurl: https://www.amazon.co.jp/dp/B000000000"
            "?tag=example-22\nsource: {title: a, url: https://e.jp/}\n```",
            title="題1",
        )
    },
    "ad-in-facts author": {
        "site.toml": f'{SETTINGS}url = "https://www.amazon.co.jp/dp/B000000000?tag=x-22"\n'
    },
    "ad-in-facts nav": {
        "site.toml": f'{SETTINGS}[affiliate.a8]\nids = ["A+B+C+D"]\n'
        '[[nav]]\ntext = "店"\nto = "https://px.a8.net/svt/ejp?a8mat=A+B+C+D"\n'
    },
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_a_diagnostic_and_no_traceback(desk: Desk, mistake: str) -> None:
    """Each mistake is reported with its file and line, and the output stays as it was."""
    before = desk.build().everything()
    built = desk.write(MISTAKES[mistake]).build()
    file = next(iter(MISTAKES[mistake]))
    assert (built.status, "Traceback" in built.err) == (1, False), built.err
    found = [line for line in built.out.splitlines() if f"[{mistake.split(maxsplit=1)[0]}]" in line]
    assert any(line.startswith(f"{file}:") for line in found), built.out
    assert built.everything() == before


_NAMES_NOTHING = """image: nai.png
related: [two, nowhere]
disclosure: none
notice: nai
author: nobody
"""


_SHOWS_NOTHING = """
[店](https://www.amazon.co.jp/dp/B000000000?tag=example-22)

![絵](nai2.png) と [記事](nai.md)

```contact
id: nai
```

[値引き](deal:nai) と [品](product:nai)
"""


_HIDDEN_ONCE = {
    "date: 2025-13-01": "bad-date",
    "toc: maybe": "bad-bool",
    "colour: red": "unknown-key",
    "toc: true\ntoc: false": "duplicate-key",
    "slug: a/b": "bad-slug",
    "category: .": "bad-tag",
    "updated: 昨日": "bad-date",
    "category: !a 甲": "yaml-feature",
}


@pytest.mark.parametrize("mistake", _HIDDEN_ONCE)
def test_a_mistake_in_front_matter_hides_no_other(desk: Desk, mistake: str) -> None:
    """All other mistakes are reported too, and nothing that only follows from the first."""
    settings = f'{SETTINGS}[posts]\npermalink = "/{{category}}/{{slug}}/"\n'

    def reported(line: str) -> set[str]:
        own = {"date": "2026-05-01", "category": "甲"}
        own.pop(line.partition(":")[0], "")
        date = "".join(f"{key}: {value}\n" for key, value in own.items())
        front = f"---\ntitle: 題1\n{date}{_NAMES_NOTHING}{line}\n---\n{_SHOWS_NOTHING}"
        two = f"---\ntitle: 二\n{date}slug: two\n{line}\n---\n"
        built = desk.write({"site.toml": settings, "content/posts/p1.md": front}).build()
        lines = {one for one in built.out.splitlines() if "p1.md" in one}
        # One that cannot be published is there all the same.
        built = desk.write({"content/posts/p1.md": front, "content/posts/b.md": two}).build()
        # Where the slug is the mistake, it could be any.
        assert ("「nowhere」" in built.out) != line.startswith("slug"), built.out
        assert "「two」の" not in built.out
        (desk.folder / "content/posts/b.md").unlink()
        return {re.sub(r"p1\.md:\d+:\d+", "p1.md", one) for one in lines}

    sound, wrong = reported("x_none: 1"), reported(mistake)
    assert len(sound) >= 9, sound
    if mistake.startswith("slug"):
        sound = {one for one in sound if "unknown-post" not in one}
    assert sound <= wrong
    assert [f"[{_HIDDEN_ONCE[mistake]}]" in one for one in wrong - sound] == [True]


@pytest.mark.parametrize(
    "line",
    ['description: "甲" 乙', "tags: [甲, 乙", "description: 甲: 乙", "toc：true", "image: &a b"],
)
def test_nothing_follows_from_a_syntax_error(desk: Desk, line: str) -> None:
    """Of a post with a syntax error that alone is reported, and links to it are right."""
    built = desk.write(
        {
            "content/posts/b.md": f"---\ntitle: 二\ndate: 2026-05-01\nslug: two\n{line}\n---\n",
            "content/posts/p1.md": post("[二](b.md)", title="題1", related="[two]"),
        }
    ).build()
    assert re.findall(r"^(\S+\.md:\d+)", built.out, re.MULTILINE) == ["content/posts/b.md:5"]
