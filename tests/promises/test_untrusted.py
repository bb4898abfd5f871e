"""What is not trusted: texts of front matter and data files, and the decoders of pictures."""

from __future__ import annotations

import re
import subprocess
import sys
from random import Random

import pytest
from bs4 import BeautifulSoup
from jinja2 import DictLoader

from kawaraban.render.templates import environment
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post
from tests.promises.amounts import cases

EACH = 10
SIGN = "gabu"
ATTACKS = (
    "<script>gabu()</script>", "<img src=x onerror=gabu()>", '"><b onclick=gabu()>',
    "' onmouseover='gabu()", '" style="gabu:1', "</title><script>gabu()</script>",
    "</script><script>gabu()</script>", "<!--<script>gabu()", "-->gabu<iframe src=//x>",
    "{{ gabu }}", "&lt;script&gt;gabu&lt;/script&gt;", "<svg/onload=gabu()>", "]]><gabu>",
    "&quot;><base href=//gabu.example>", "<meta http-equiv=refresh content=0;url=//gabu>",
    "; script-src *; gabu", "' \"><link rel=stylesheet href=//gabu.example>",
)  # fmt: skip


def quoted(text: str) -> str:
    """Give a text as YAML and TOML read it back."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cases("text of an author's data never becomes markup", full=3_000, sample=1, each=EACH)
def test_texts_stay_texts(seed: int, desk: Desk) -> None:
    """Titles, captions, names and facts that look like HTML are shown as they are typed."""
    dice = Random(seed)  # noqa: S311 - no secret

    def attack() -> str:
        return quoted(f"{dice.choice(ATTACKS)} {dice.choice(ATTACKS)}")

    settings = SETTINGS.replace('"編集"', attack()).replace('"試しの紙面"', attack())
    desk.write({
        "site.toml": settings.replace('"試験のためのサイト"', attack())
        + f'reading = {attack()}\n[disclosure]\nlabel = {quoted("広告" + dice.choice(ATTACKS))}\n'
        '[affiliate.amazon]\ntag = "example-22"\n',
        "content/deals.yaml": f"d: {{shop: {attack()}, text: {attack()}, ends: open, "
        "url: amazon:B0EXAMPLE1, show: [top, sidebar]}\n",
        "content/products.yaml": f"k: {{name: {attack()}, note: {attack()}, "
        f"links: [{{shop: {attack()}, url: https://example.org/}}]}}\n",
        "content/contacts.yaml": f"c: {{name: {attack()}, as_of: 2026-05, note: {attack()}, "
        f"hours_note: {attack()}, source: {{title: {attack()}, url: https://example.org/}}, "
        f"phones: [{{label: {attack()}, number: 0120-000-000}}]}}\n",
        **{
            f"content/posts/p{number}.md": post(
                "```contact\nid: c\n```\n\n```product\nid: k\n```\n\n```deal\nid: d\n```\n\n"
                f"`{dice.choice(ATTACKS)}`\n\n    {dice.choice(ATTACKS)}\n",
                title=attack(), description=attack(), category=attack().replace("/", "_"),
                disclosure="sponsored", sponsor=attack(), x_own=attack(),
            )
            for number in range(EACH)
        },
    })  # fmt: skip
    built = desk.build()
    assert built.status == 0, built.out
    pages = {p: d.decode() for p, d in built.everything().items() if p.endswith(".html")}
    assert sum(SIGN in html for html in pages.values()) > EACH
    for path, html in pages.items():
        assert made_of(html) == [], path


def made_of(html: str) -> list[str]:
    """Give the markup on a page that an attack made."""
    soup = BeautifulSoup(html, "html.parser")
    written = [str(tag)[:80] for tag in soup.select("script") if SIGN in _code(tag)]
    tags = [t for t in soup.select("*") if t.name in {"iframe", "base", "gabu", "svg"}]
    names = [n for tag in soup.select("*") for n in tag.attrs if n == "style" or n[:2] == "on"]
    policy = soup.select('meta[http-equiv="Content-Security-Policy"]')
    others = [tag for tag in soup.select("meta[http-equiv]") if tag not in policy]
    wrong = [] if len(policy) == 1 and SIGN not in policy[0]["content"] else ["policy"]
    return [*written, *map(str, tags), *names, *map(str, others), *wrong]


def _code(tag: BeautifulSoup) -> str:
    return "" if tag.get("type") == "application/ld+json" else str(tag)


@pytest.mark.parametrize("name", ["a.html", "a.xml", "a.txt", "elements/a", "a.html.j2", "a"])
def test_every_template_is_escaped(name: str) -> None:
    """Whatever a template is called, its values are escaped, also by includes and macros."""
    templates = environment(PROJECT, PROJECT)
    macro = "{% macro m(x) %}{{ x }}{% endmacro %}"
    templates.loader = DictLoader({
        name: f'{macro}{{{{ v }}}}{{{{ m(v) }}}}{{{{ "<" ~ v }}}}{{% include "b" %}}',
        "b": "{{ v }}{{ v|join }}",
    })  # fmt: skip
    shown = templates.get_template(name).render(v="<i>")
    assert "<" not in shown
    assert shown.count("&lt;i&gt;") == 5


DECODERS = """
import os, runpy, sys
def told(event, given):
    if event == "import" and given[0].startswith("PIL.") and given[0].endswith("Plugin"):
        os.write(2, given[0].encode() + b"\\n")
sys.addaudithook(told)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
# Pillow's own `preinit` takes BMP and PPM with the rest; no file is ever given to them.
PUBLISHED = {"Avif", "Gif", "Jpeg", "Mpo", "Png", "WebP"}
PREPARED = {"Bmp", "Ppm"}


def test_only_decoders_of_published_formats_are_loaded(desk: Desk) -> None:
    """Files that say another format are refused, and the decoder of none is even loaded."""
    others = {
        "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "psd.jpg": b"8BPS\0\1" + bytes(30),
        "fits.gif": b"SIMPLE  =                    T" + bytes(60),
        "icns.webp": b"icns" + bytes(30),
        "ppm.png": b"P6 1 1 255\n\0\0\0",
        "bmp.avif": b"BM" + bytes(60),
        "tiff.jpg": b"II*\0" + bytes(30),
    }
    text = "\n\n".join(f"![絵]({name})" for name in ["good.png", *others])
    desk.picture("content/posts/a/good.png")
    desk.write({f"content/posts/a/{name}": data for name, data in others.items()})
    desk.write({"content/posts/a/index.md": post(text)})
    command = [sys.executable, "-c", DECODERS, PROJECT / "build.py"]
    done = subprocess.run(
        [*command, "--site", desk.folder, "--now", NOW, "--jobs", "1"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    refused = set(
        re.findall(r"error: .*「content/posts/a/([\w.]+)」.*\[bad-picture\]", done.stdout)
    )
    assert refused == set(others), done.stdout
    loaded = set(re.findall(r"PIL\.(\w+?)(?:Stub)?ImagePlugin", done.stderr))
    assert loaded >= {"Png"}
    assert loaded <= PUBLISHED | PREPARED
