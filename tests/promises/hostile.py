"""Markdown that makes a careless program hang or overflow: at the parse, or later on the way."""

from __future__ import annotations

from tests.parse.pathological import INPUTS

_N = 50_000
_FEW = _N // 5
_AD = "[a](amazon:B000000000)"
# Numbers where letters would do: such a page is read back with a parser.
_DOUBT = '<b title="&#47;">x</b>\n\n'
_OF_THE_SITE = {
    "contents": "[TOC]\n\n" * 5_000 + "## a\n\n" * 5_000,
    "marks out of order": "a" + "\u0301\u0316" * _N,
    "classes without quotes": f"{_AD} deal " + "class=" * _N,
    "boxes around raw links": _DOUBT + "<div><a href='//x'>\n" * _FEW,
    "boxes around ads": _DOUBT + f"<div>\n\n{_AD}\n\n" * _FEW,
    "marks in a heading": "## a" + "&#x301;&#x316;" * _N,
    "marks in an address": "[a](" + "%CC%81%CC%96" * _N + ".md)",
    "ads": f"{_AD} " * _FEW,
    "ads of others": "[a](https://www.amazon.co.jp/dp/B000000000?tag=other-22) " * _FEW,
    "links of links": "[a](https://px.a8.net/?u=" + "https%3A%2F%2Fa.jp%2F%3Fu%3D" * _N + ")",
    "fields of a link": "[a](https://example.org/?" + "u=https://example.org/&" * _N + ")",
    "pasted code": '<a href="https://px.a8.net/a?a8mat=A+B">x</a>\n\n' * _FEW,
    "cards": "https://example.org/a\n\n" * _FEW,
    "products": "[a](product:x) " * _FEW,
    "contacts": "```contact\nid: x\n```\n\n" * _FEW,
    "a deep contact": "```contact\nname: " + "[" * _N + "\n```\n",
    "a contact of aliases": "```contact\n" + "a: &a [*a, *a]\n" * 100 + "```\n",
    "a contact of many keys": "```contact\n" + "".join(f"k{i}: v\n" for i in range(_FEW)) + "```\n",
    "Japanese brackets": "「" * _N + "」" * _N,
    "strong in brackets": "あ**「" * _N + "」**" * _N,
    "strong closed in brackets": "**「a」**あ" * _N,
    "a word without end": "漢" * 1_000_000,
    "sentences": "。" * _N + "、" * _N,
    "abbreviations": "*[a]: b\n" * _N,
    "blocks of colons": "::: note\n" * _N,
    "braces": "{" * _N + "a{.b}" * _N,
    "attributes of a heading": "# a {" + 'c="' * _N + "}",
    "attributes of headings": "## a {#b}\n" * _FEW,
    "redactions": '![a](b.png){redact="' + "1 1 1 1;" * _N + '"}',
    "boxes": "<div>" * _N,
    "unclosed <!-": "<!-" * _N,
    "attributes of tags": "a " + "<a b='c' " * _N,
    "scripts": "<script>\n" * _N,
    "scripts in a box": "<div>\n" + "<script " * _N,
    "comments in a box": "<div>\n" + "<!-- = " * _N,
    "styles of drawings": "<svg><style>" * _FEW,
    "redactions that nobody reads": "{redact=" * _N + "<code>" * _N,
    "redactions in code": "`{redact=`\n" * _FEW,
    "details": "<details><summary>a</summary>\n\n" * _FEW,
    "ids of our own kind": "## a\n\n## a-2\n\n" * _FEW,
    "callouts in callouts": "".join("> " * d + "[!NOTE] a\n" for d in range(1, 99)) * 100,
    "folded callouts": "> [!NOTE]- a\n> b\n\n" * _FEW,
    "sources": "> a\n> 出典: [a](https://example.org)\n\n" * _FEW,
    "code": "```python\n" + "a = [1, 'b']\n" * _FEW + "```\n",
    "code of many words": "```java\n" + "a b " * _N + "\n```\n",
    "code of open brackets": "```perl\n" + "s{" * _N + "\n```\n",
    "code of open quotes": "```php\n<?php " + '"{$' * _N + "\n```\n",
    "code of odd letters": "```java\n" + "a\u2039" * _N + "\n```\n",
    "codes of many words": ("```java\n" + "a b " * 400 + "\n```\n\n") * 500,
    "a tag of many attributes": "<div " + " ".join(f"a{i}=1" for i in range(_N)) + ">",
    "tags of many attributes": ("<div " + " ".join(f"a{i}" for i in range(900)) + ">\n") * 400,
    "a picture of many areas": "![a](b.png){" + "a=1 1 1 1 " * _N + "}",
    "codes": "```python\na = 1\n```\n" * _FEW,
    "a language": "```" + "x" * _N + "\na\n```\n",
    "spaces and tabs": " \t" * _N + "a" + " " * _N + "\n",
    "missing posts": "".join(f"[a](z{i}.md) " for i in range(_FEW)),
    "missing pictures": "".join(f"![a](z{i}.png)\n\n" for i in range(_FEW)),
    "lists of every depth": "".join(" " * (i % 100) + "- a\n" for i in range(_N)),
}  # fmt: skip
HOSTILE = tuple((_OF_THE_SITE | INPUTS).items())
