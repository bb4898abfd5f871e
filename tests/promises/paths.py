"""Every place where a path can be written, with a path that leads where no build may go."""

from __future__ import annotations

from typing import NamedTuple

from tests.desk import PROJECT, SETTINGS, post

KEPT = "秘密-example-22"
# Beside the site: what no build may read. A picture, a page, a font or a text is all one.
OUTSIDE = ("site-evil/a.md", "site-evil/a.png", "site-evil/a.html", "site-evil/a.yaml", "a.txt")
_POST = "content/posts/a.md"


class Case(NamedTuple):
    """What is written into a site, links by their targets, arguments, and the rule that refuses.

    Without a rule it is wrong use. `{tmp}` is the folder that holds the site.
    """

    files: dict[str, str] = {}
    rule: str = ""
    links: dict[str, str] = {}
    arguments: tuple[str, ...] = ()
    home: str = ""


_LONG = "a" * 5_000
_NAMES = (
    "..", ".", "../a", "a/../../b", "..\\\\a", "/etc/a", "\\\\\\\\host\\\\a", "C:\\\\a", "C:",
    "%2e%2e", "%2E%2e%2Fa", "..%2fa", "%252e%252e%252fa", "a%00b", "a:b", "CON", "nul.txt",
    "Com1.log", "LPT9", "a.", "a%20", "a%2e", ".kawaraban", "a*", "a?b", "a\\nb", _LONG,
)  # fmt: skip
_ALIASES = (
    "/../a/", "/a/../../b/", "/%2e%2e/a/", "/%252e%252e/a/", "/a%2f..%2f..%2fb/", "/..%5ca/",
    "C:/a/", "//host/a/", "file:///a", "/CON/", "/a/nul.txt/", "/a./b/", "/a%20/", "/a%00b/",
    "/.kawaraban", f"/{_LONG}/",
)  # fmt: skip
_PERMALINKS = (
    "/../{slug}/", "/a/../../{slug}/", "/%2e%2e/{slug}/", "/%252e%252e/{slug}/", "//host/{slug}/",
    "/C:/{slug}/", "/CON/{slug}/", "/a./{slug}/", "/{slug}/nul.txt/", "/{slug} /", "C:/{slug}/",
    "/.kawaraban/{slug}/", f"/{_LONG}/{{slug}}/",
)  # fmt: skip
_FILES = (
    "../../../a.txt", "../../../site-evil/a.png", "../../../site-evil/a.md", "/../../a.txt",
    "%2e%2e/%2e%2e/%2e%2e/a.txt", "..%2f..%2f..%2fa.txt", "%252e%252e/%252e%252e/a.txt",
    "../../site.toml", "../../../../../../../etc/passwd", "/etc/passwd", "a%00.txt", _LONG,
)  # fmt: skip
_FILE_NAMES = (
    "CON.md", "nul.txt.md", "aux/index.md", "a..md", "a .md", "a:b.md", "a?b.md", "a\\b.md",
    "a\nb.md", "%2e%2e.md", f"{'a' * 230}.md", "a%2f..%2fb.md",
)  # fmt: skip
_SETTINGS = (
    ("[sharing]\nfont = {}\n", "bad-font"),
    ("[sharing]\nimage = {}\n", "missing-file"),
    ("image = {}\n", "missing-file"),  # of the author, whose table is the last
    ("[disclosure]\npolicy = {}\n", "missing-file"),
    ('[[nav]]\ntext = "a"\nto = {}\n', "missing-file"),
)
_OUTSIDE_PATHS = ("../a.txt", "../site-evil/a.png", "/etc/passwd", "content/../../a.txt")
_OUTPUTS = (
    "{tmp}/site", "{tmp}", "/", "{tmp}/site/content", "{tmp}/site/content/posts/out",
    "{tmp}/site/x/../content", "{tmp}/site/templates", "{tmp}/site/assets/out", "{tmp}/site/.cache",
    "{tmp}/site/site.toml", "{tmp}/site/site.toml/out", "{tmp}/site-evil", "{tmp}/site/to-content",
    "{tmp}/site/to-content/out", "{tmp}/site/to-parent", "{tmp}/site/to-site", "{tmp}/home",
    f"{PROJECT}/kawaraban", f"{PROJECT}/templates/out", f"{PROJECT}", f"{{tmp}}/{_LONG}",
)  # fmt: skip


def _quoted(text: str) -> str:
    return f'"{text}"'


def _written() -> list[Case]:
    name = [Case({_POST: post("あ", slug=_quoted(n))}, "bad-slug") for n in _NAMES]
    tags = [Case({_POST: post("あ", tags=f'["{n}"]')}, "bad-tag") for n in ("..", ".", _LONG)]
    old = [Case({_POST: post("あ", aliases=f'["{a}"]')}, "bad-alias") for a in _ALIASES]
    link = [Case({_POST: post(f"[a]({path})")}, "missing-file") for path in _FILES]
    picture = [Case({_POST: post(f"![a]({path})")}, "missing-file") for path in _FILES]
    shown = [Case({_POST: post("あ", image=_quoted(path))}, "missing-file") for path in _FILES[:4]]
    return name + tags + old + link + picture + shown


def _set() -> list[Case]:
    permalinks = [
        Case({"site.toml": f'{SETTINGS}[posts]\npermalink = "{link}"\n'}, "bad-permalink")
        for link in _PERMALINKS
    ]
    # The author's table is the last of the settings, so that `image` is the author's.
    return permalinks + [
        Case({"site.toml": SETTINGS + line.format(_quoted(path))}, rule)
        for line, rule in _SETTINGS
        for path in _OUTSIDE_PATHS
    ]


def _linked() -> list[Case]:
    evil = "{tmp}/site-evil"
    product = "a:\n  name: 品\n  image: ../../site-evil/a.png\n  links: ['https://example.org/']\n"
    return [
        *(Case(links={f"content/{at}": f"{evil}/{to}"}, rule="outside-site") for at, to in (
            ("posts/a.md", "a.md"), ("posts/in", ""), ("pages", ""), ("contacts.yaml", "a.yaml"),
            ("deals.yaml", "a.yaml"), ("notices/disclosure.md", "a.md"), ("posts/a.png", "a.png"),
        )),
        Case(links={"content": evil}, rule="outside-site"),
        Case(links={"site.toml": f"{evil}/site.toml"}, rule="outside-site"),
        Case(links={"assets/custom.css": f"{evil}/a.html"}, rule="outside-site"),
        Case(links={"assets/root/a.html": f"{evil}/a.html"}, rule="outside-site"),
        Case(links={"templates/article.html": f"{evil}/a.html"}, rule="outside-site"),
        Case(links={"templates": evil}, rule="outside-site"),
        Case({_POST: post("```product\nid: a\n```"), "content/products.yaml": product},
             "missing-file"),
        Case({"content/posts/a\udcff.md": post("あ")}, "not-utf8"),
        Case({_POST: post("あ", slug='"a\\0b"')}, "control-character"),
        *(Case({"templates/article.html": f'{{% include "{path}" %}}'}, "bad-template")
          for path in ("../../site-evil/a.html", "/etc/passwd", "..\\\\a.html", "a\\0.html")),
    ]  # fmt: skip


def _named() -> list[Case]:
    return [Case({f"content/posts/{name}": post("あ")}, "bad-slug") for name in _FILE_NAMES]


def _used() -> list[Case]:
    links = {"to-content": "{tmp}/site/content", "to-parent": "{tmp}", "to-site": "{tmp}/site"}
    outputs = [
        Case(arguments=("--output", output), links=links, home="{tmp}/home") for output in _OUTPUTS
    ]
    sites = ("{tmp}/nowhere", "{tmp}/a.txt", "{tmp}/" + _LONG)
    return outputs + [Case(arguments=("--site", site)) for site in sites]


PATHS = tuple(_used() + _linked() + _set() + _named() + _written())
