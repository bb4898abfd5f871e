"""What each construct of another tool becomes: `constructs.txt` has all of them with the result.

`UPDATE_GOLDEN=1 pytest tests/cli/importers/test_constructs.py` writes the results anew.
"""

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from kawaraban.cli.importers.old_site import OldPost, OldSite, pack
from kawaraban.cli.importers.products import of_fields
from kawaraban.cli.importers.write import converter, plan
from kawaraban.core.settings import Settings

FILE = Path(__file__).with_name("constructs.txt")
SETTINGS = Settings(title="x", base_url="https://example.com/")
UPLOADS = "/wp-content/uploads/2024/01/"


class Case(NamedTuple):
    """A construct of a tool, and what it becomes."""

    name: str
    written: str
    expected: str


def cases() -> list[Case]:
    """Read the file."""
    parts = (part.partition("\n") for part in FILE.read_text("utf-8").split("=== ")[1:])
    halves = ((name, *rest.partition("\n--- gives\n")[::2]) for name, _, rest in parts)
    return [Case(name, written, expected.strip()) for name, written, expected in halves]


def convert(case: Case, folder: Path) -> str:
    """Convert a construct in a site with another post and two pictures; add what was lost."""
    tool = case.name.partition(":")[0]
    form = "html" if tool == "wordpress" or "in HTML" in case.name else "markdown"
    post = OldPost(key=f"{tool}:1", title="題", slug="own", packed=pack(case.written), form=form)
    other = OldPost(
        key=f"{tool}:{'2' if tool == 'wordpress' else 'post-2'}",
        title="二つ目の記事",
        slug="post-2",
        address="/2024/01/post-2/",
        packed=pack(""),
    )
    hosts = frozenset({"old.example", "zenn.dev"} if tool in {"wordpress", "zenn"} else ())
    names = ("a.png", "b.png")
    paths = {
        f"{at}{n}": Path(n) for n in names for at in (UPLOADS, "/images/2024/01/", "/2024/01/")
    }
    fields = {f"yyi_rinker_{one}_url": f"https://{one}.example/" for one in ("amazon", "yahoo")}
    made = {
        "yyi_rinker_brand": "北の工房",
        "yyi_rinker_free_comment": "箱つき",
        "yyi_rinker_free_url_1": '<a href="https://own.example/">直売所</a>',
    }
    site = OldSite(
        tool=tool,
        hosts=hosts,
        posts=(post, other),
        pictures=paths,
        alts={f"{UPLOADS}b.png": "びい"},
        media={"11": f"{UPLOADS}a.png", "12": f"{UPLOADS}b.png"},
        products={"21": of_fields("りんかーの品", fields), "22": of_fields("湯沸かし", made)},
    )
    moves, places = plan(site, folder, SETTINGS, 1)
    made = converter(moves, places, SETTINGS).convert(places[0])
    losses = [f"({loss.kind}: {loss.text})" for loss in made.losses if loss.kind != "date"]
    products = [
        f"{one['name']}: {link['shop']} {link['url']} {one.get('note', '')}".rstrip()
        for one in made.products.values()
        for link in one["links"]
    ]
    speakers = [
        f"{name}: {one.get('image', '')} {one['side']}" for name, one in made.speakers.items()
    ]
    return "\n".join([made.text.split("---\n", 2)[2].strip(), *losses, *products, *speakers])


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_construct_becomes_what_the_file_says(case: Case, tmp_path: Path) -> None:
    """Each construct gives the Markdown, the losses, products and speakers of the golden file."""
    made = convert(case, tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        found = [one._replace(expected=made) if one.name == case.name else one for one in cases()]
        texts = (f"=== {one.name}\n{one.written}\n--- gives\n{one.expected}\n\n" for one in found)
        FILE.write_text("".join(texts), "utf-8")
    else:
        assert made == case.expected
