"""Inputs that make a careless parser hang or overflow (the kinds of GFM's own suite, and ours).

Run as a command, it parses each and prints its name, its time and its diagnostics; a number says
how often the pieces are repeated.
"""

from __future__ import annotations

import sys
import time

from kawaraban.core.settings import Settings
from kawaraban.markdown.parse import parse

N = int(sys.argv[1]) if __name__ == "__main__" and sys.argv[1:] else 50_000

INPUTS = {
    "nested strong emphasis": "*a **a " * N + "b" + " a** a*" * N,
    "many closers without openers": "a_ " * N,
    "many openers without closers": "_a " * N,
    "many link closers without openers": "a]" * N,
    "many link openers without closers": "[a" * N,
    "mismatched openers and closers": "*a_ " * N,
    "openers and closers of length 3": "a**b" + "c* " * N,
    "openers of the wrong length": "*a **b " * N,
    "link openers and emphasis closers": "[ a_" * N,
    "pattern [ (](": "[ (](" * N,
    "pattern ![[]()": "![[]()" * N,
    "hard emphasis": "**x [a*b**c*](d)" * (N // 10),
    "nested brackets": "[" * N + "a" + "]" * N,
    "nested image brackets": "![" * N + "a" + "](x)" * N,
    "nested block quotes": "> " * N + "a",
    "deep lists": "".join(f"{'  ' * depth}* a\n" for depth in range(1_000)),
    "list signs on one line": "- " * N + "a",
    "U+0000 in the text": "abc\x00de\x00" * N,
    "backtick runs": "".join("e" + "`" * length for length in range(1, 1_000)),
    "backtick runs of one length": "``a`" * N,
    "unclosed links <": "[a](<b" * N,
    "unclosed links": "[a](b" * N,
    "unclosed <!--": "</" + "<!--" * N,
    "unclosed <?": "a <?" * N,
    "unclosed <!A": "a <!A " * N,
    "unclosed CDATA": "a <![CDATA[" * N,
    "unclosed tags": "a <b c='" * N,
    "empty lines in a list in a quote": "> * a\n" + ">\n" * N,
    "many references": "".join(f"[{i}]: u\n" for i in range(N)) + "\n[0] " * N,
    "reference labels": "[" + "a" * N + "][b]" * N,
    "many definitions unclosed": "[a]: <b\n" * N,
    "long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * N,
    "wide table": "|" + "a|" * 10_000 + "\n|" + "-|" * 10_000 + "\n|b|\n",
    "tables without end": "a|b\n-|-\n\n" * (N // 5),
    "entities": "&" * N + "&a" * N,
    "nested strikethrough": "~~a ~b " * N + "~ ~~" * N,
    "tildes": "a~~b~~~" * N,
    "many footnotes": "".join(f"[^{i}] " for i in range(20_000))
    + "\n\n"
    + "".join(f"[^{i}]: note\n\n" for i in range(20_000)),
    "one footnote, many references": "[^1]" * N + "\n\n[^1]: a",
    "footnotes in footnotes": "[^0]\n\n" + "".join(f"[^{i}]: [^{i + 1}]\n\n" for i in range(5_000)),
    "a long line": "あ" * 1_000_000,
    "a long heading": "# " + "見出し" * 100_000,
    "many headings": "## a\n" * N,
    "many attributes": "[a](b){" + ".c " * N,
    "mail": "a@" * N + "b.c",
    "mail domains": "a@b" + ".c" * N + ".",
    "bare addresses": "http://a.b/" * N + ")" * N,
    "address brackets": "http://a.b/" + "(" * N + ")" * N + ")" * N,
    "soft breaks": "あ\n" * N,
    "html blocks": "<div>\n\n" * N,
    "attribute quotes": '<a b="' * N,
    "unclosed fences in lists": "- ```\n" * N,
    "callouts": "> [!NOTE] a\n" * N,
    "callouts apart": "> [!NOTE] a\n\n" * (N // 5),
    "definitions": "a\n: b\n\n" * (N // 5),
    "escapes": "\\*" * N,
    "spaces": "a" + " " * N + "b\n" + "#" + " " * N + "b",
    "heading closings": "# " + "a #" * N,
    "pipes without table": "|" * N + "\n" + "|" * N,
    "delimiter row": "a\n" + "-|" * N + "x",
    "rules": "* " * N + "a",
    "colons": ":" * N,
    "titles": '[a](b "c' * N,
    "labels": "[a\\" * N,
    "tabs": "\t" * N + "a",
    "quotes lazily": "> a\nb\n" * N,
}


def run(name: str) -> None:
    """Parse one input."""
    settings = Settings(title="t", base_url="https://example.com/")
    begin = time.perf_counter()
    body = parse(INPUTS[name], "content/posts/a.md", 1, settings)
    seconds = time.perf_counter() - begin
    rules = sorted({diagnostic.rule for diagnostic in body.diagnostics})
    sys.stdout.write(f"{seconds:6.2f}s {name} {len(body.parts)} {rules}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for wanted in INPUTS:
        run(wanted)
