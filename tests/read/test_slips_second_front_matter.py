"""A second front matter, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk, post, three_posts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a site of three posts."""
    return three_posts(tmp_path)


@pytest.mark.parametrize("between", ["", "\n", "---\n", "\n---\n"])
def test_a_second_front_matter_is_reported(desk: Desk, between: str) -> None:
    """A second front matter is an error: its `draft: true` would be published as a heading."""
    text = post(f"{between}draft: true\n---\n\n文", title="題1")
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[second-front-matter]")) == (1, 1), built.out
    assert not built.output.exists()


SECOND = {
    "a list": "---\ndraft: true\ntags:\n- 秘密\n---\n",
    "an indented list": "---\ndraft: true\ntags:\n  - 秘密\n---\n",
    "folded text": "---\ndescription: >\n  文\ndraft: true\n---\n",
    "a blank line": "---\ndraft: true\n\n---\n",
    "another key first": "---\nlayout: post\ndraft: true\n---\n",
    "a key of the author's": "---\nx_a: 1\ndraft: true\n---\n",
    "quotes": '---\n"draft": true\n---\n',
    "a capital": "---\nDraft: true\n---\n",
    "a comment": "---\n# 覚え書き\ndraft: true\n---\n",
    "a wide colon": "---\ndraft：true\n---\n",
    "braces": "---\n{draft: true}\n---\n",
    "dots": "---\ndraft: true\n...\n",
    "spaces before": "---\n    draft: true\n---\n",
    "no first line": "layout: post\ndraft: true\n---\n",
    "a list of lines": "---\ndraft: true\ntags: [\n  a,\n  b\n]\n---\n",
    "JSON": '---\n{\n  "draft": true\n}\n---\n',
    "a key of two words": "---\nmy key: x\ndraft: true\n---\n",
    "text of two lines": '---\ndescription: "長い文\nの続き"\ndraft: true\n---\n',
    "a comment behind the sign": "--- # 前の\ndraft: true\n---\n",
    "a wide space": "\u3000\n---\ndraft: true\n---\n",
    "a second mark": "\ufeff---\ndraft: true\n---\n",
    "TOML": "+++\ndraft = true\n+++\n",
    "JSON of old": ';;;\n{"draft": true}\n;;;\n',
    "quotes alone": '"draft": true\n---\n',
    "a wide colon alone": "draft： true\n---\n",
    "no space": "draft:true\n---\n",
    "a capital alone": "Draft: true\n---\n",
    "a comment before": "# 題\ndraft: true\n---\n",
    "a blank line behind": "draft: true\n\n---\n",
    "a blank line before": "---\n\ndraft: true\n---\n",
    "no last line": "---\ndraft: true\n",
    "longer lines": "----\ndraft: true\n----\n",
    "the end of a season": "---\n\nexpires: 2026-05-02\n",
    "a line without a colon": "tags: [猫]\nauthor hana\ndraft: true\n---\n",
    "words between": "category: 猫\n下書き\nexpires: 2026-01-01\n---\n",
    "a first key that is misspelt": "titel: 題\n変な行\ndraft: true\n---\n",
    "a first line of words": '変な行\n"draft": true\n----\n',
    "a colon and a space of full width": "draft：\u3000true\n",
    "letters of full width": "ｄｒａｆｔ：ｔｒｕｅ\n---\n",
    "figures of full width": "expires：２０２６年５月２日\n",
    "wide colons alone": "tags：猫\n作者 hana\ndraft：true\n---\n",
    "a misspelt word": "draft: ture\n",
    "a word of another language": "draft: 真\n",
    "a number": "draft: 1\n",
    "a letter": "draft: y\n",
    "a full stop": "draft: true。\n",
    "the end of a statement": "draft: true;\n",
    "a word in brackets": "draft: true（下書き）\n",
    "a tag": "draft: !!bool true\n",
    "the next line": "draft:\n  true\n",
    "a misspelt word below another key": "slug: x\ndraft: ture\n",
    "a misspelt word in capitals": "DRAFT: Ture\n",
    "a capital before a day": "Expires: 2026-04-30\n",
    "capitals before a day": "EXPIRES: 2026-04-30 09:00\n",
    "no capital": "expirydate: 2026-04-30\n",
    "a day with dots": "expires: 2026.04.30\n",
    "a day without a year": "expires: 4/30\n",
    "a day of an era": "Expires： 令和８年４月３０日（木）\n",
    "a day on the next line": "expires:\n  2026-04-30\n",
    "a day to come": "date: 2027-01-01\n",
    "a day to come, and words": "date: 2027-01-01 09:00 JST（公開日）\n",
    "a moment to come": "layout: post\nDate: 2027-01-01T09:00:00+09:00\n",
    "a day below a line": "---\n\ndate：２０２７年１月１日\n",
}


@pytest.mark.parametrize("form", SECOND)
def test_a_second_front_matter_of_any_form_is_reported(desk: Desk, form: str) -> None:
    """Every form of a second front matter is an error: a draft would be published."""
    text = post(f"{SECOND[form]}\n文", title="題1")
    built = desk.write({"content/posts/p1.md": text}).build()
    assert (built.status, built.out.count("[second-front-matter]")) == (1, 1), built.out
    assert not built.output.exists()


@pytest.mark.parametrize(
    "body",
    [
        "---\n\n- 一\n- 二\n\n---\n\n文",
        "注意：これは文です。\n---\n",
        "---\n\ntitle は題です。\n\n---\n",
        "    title: 題\n\n---\n\n文",
        "```yaml\ntitle: 題\n```\n\n---\n",
        "## 見出し\n\n文\n\n---\n",
        "Disclosure: this post has affiliate links.\n\n---\n\nText.",
        "## A\n\nNotice: this is one.\n\n---\n",
        "---\n\nNotice: this is one.\n\n---\n",
        "- open\n- close\n\nSponsor: A.\n\n---\n",
        "Author: somebody\n---\n",
        "Draft: a first version.\n---\n",
        "Draft: on hold until spring.\n\n---\n",
        "Expires: 2026-05-02.\n\n文",
        "draftとは\n---\n",
        "titleは題\n次の行\n---\n",
        "tags: 猫\n次の行\n\n---\n",
        "date: コマンドの使い方\n```yaml\ndraft: true\n---\nb: 2\n```\n",
        "topics: 今日の話題\n1. 鍵\n2. 電話\n---\n本文",
        "topics: 今日の話題\n* 鍵\n---\n本文",
        "topics: 表\n\n| a | b |\n|---|---|\n| 1 | 2 |\n---\n",
        "title: 引用\n> 一行\n---\n",
        "image: 図について\n## 見出し\n---\n",
        "image = a picture made of pixels.\nThis post explains formats.\n---\nBody",
        "slug://abc という書き方があります。\n二行目です。\n---\n",
        "文\ndraft: true\n",
        "- 一\n\n文。draft: true\n\n---\n",
        "---\n\n- a\n\n  tags: x\n\n---\n",
        "draft: false\n\n文",
        "Draft: No。\n\n文",
        "draft: off（公開済み）\n\n文",
        "draft:\n  false\n\n文",
        "draft:\n\n文",
        "Draft beer: ale and stout.\n\n文",
        "draft::before に書く。\n\n文",
        "draft = load()\n\n文",
        "noindex：検索の結果に出さない設定です。\n\n文",
        "expires: never\n\n文",
        "Expires: Thu, 01 Dec 1994 16:00:00 GMT\n\n文",
        "date: コマンドの使い方\n\n文",
        "Date: see below\n\n文",
        "Date: 2026年6月10日（水）19:00から\n場所: 東京\n\n文",
        "文\n\nDate: see below\n\ndate: 2027-01-01\n",
        "## 変更\n\ndate: 2027-01-01\n\n文",
        "```yaml\ndraft: ture\ndate: 2027-01-01\n```\n\n文",
    ],
)
def test_rules_and_headings_are_no_front_matter(desk: Desk, body: str) -> None:
    """Rules, headings and examples in code are not taken for front matter."""
    built = desk.write({"content/posts/p1.md": post(body, title="題1")}).build()
    assert (built.status, "[second-front-matter]" in built.out) == (0, False), built.out


@pytest.mark.parametrize(
    "text",
    [
        "---\ntags:\n- a\ndraft: true\n---\n\n文\n",
        "---\n\ntitle: a\n\ndraft: true\n---\n\n文\n",
        "\n---\n# b\ntitle: a\n---\n",
    ],
)
def test_front_matter_of_a_notice_is_reported(desk: Desk, text: str) -> None:
    """Front matter of any form in a notice is an error: it would be published as text."""
    built = desk.write({"content/notices/accuracy.md": text}).build()
    assert built.out.count("[front-matter-of-notice]") == 1, built.out


@pytest.mark.parametrize("text", ["---\n文\n---\n", "文\n\n---\n\n注意: 文\n\n---\n"])
def test_a_notice_may_hold_rules(desk: Desk, text: str) -> None:
    """A line of hyphens in a notice is a rule, or makes a heading."""
    built = desk.write({"content/notices/accuracy.md": text}).build()
    assert (built.status, built.out) == (0, "")


def test_a_second_front_matter_with_a_list_is_reported(desk: Desk) -> None:
    """A second front matter is an error also where a key of it stands alone on its line."""
    text = post("", title="題1") + "category: 手続き\ntags:\n- 甲\n---\n\n文\n"
    built = desk.write({"content/posts/p1.md": text.replace("---\n\n\n", "---\n")}).build()
    assert "[second-front-matter]" in built.out
