"""What an author does to the registries, the settings, the theme and the pictures."""

from __future__ import annotations

import re

from tests.desk import PROJECT
from tests.laws.first_site import (
    DOWNLOAD,
    MATS,
    PICTURES,
    PROGRAMMES,
    Post,
    picture,
    posts,
    read_post,
)
from tests.laws.registry import edit
from tests.laws.world import World

_FOOT = (
    '{{% extends "product/base.html" %}}{{% block footer %}}{{{{ super() }}}}{}{{% endblock %}}\n'
)
_OWN_ELEMENTS = ("callout", "contact", "deal", "product", "author", "notice", "disclosure")


def _set_line(world: World, path: str, old: str, new: str) -> str:
    """Exchange one of the lines that fit a pattern."""
    text = world.read(path) if (world.site / path).is_file() else ""
    found = list(re.finditer(old, text, re.MULTILINE))
    if not found:
        return ""
    spot = world.dice.choice(found)
    return f"{world.save(path, text[: spot.start()] + new + text[spot.end() :])}: {new}"


@edit(3)
def change_a_contact(world: World) -> str:
    """Change one fact of a contact."""
    dice = world.dice
    month, token = f"2026-{dice.randint(1, 6):02}", world.token()
    old, new = dice.choice(
        (
            (r"^  as_of: .*$", f"  as_of: {month}"),
            (r"^  name: .*$", f"  name: 改めた窓口 {token}"),
            (r"^  hours: .*$", f"  hours: '{dice.randint(8, 10)}:00-12:00'"),
            (r"number: [-0-9]*", f"number: 0120-000-{dice.randrange(1000):03}"),
            (r"^  email: .*$", f"  email: office{dice.randrange(9)}@example.jp"),
        )
    )
    return _set_line(world, "content/contacts.yaml", old, new)


@edit(3)
def change_a_deal(world: World) -> str:
    """Change a deal's text, positions or dates."""
    dice = world.dice
    old, new = dice.choice(
        (
            (r"^  starts: .*$", f"  starts: 2026-05-{dice.randint(1, 28):02}"),
            (r"^  ends: .*$", dice.choice(("  ends: 2026-07-15 18:00", "  ends: open"))),
            (r"^  text: .*$", f"  text: 別のセール {world.token()}"),
            (r"^  show: .*$", f"  show: {dice.choice(('[top]', '[sidebar]', '[]'))}"),
            (r"^  shop: .*$", f"  shop: 店{world.token()}"),
        )
    )
    return _set_line(world, "content/deals.yaml", old, new)


@edit()
def open_or_close_a_shop(world: World) -> str:
    """Add a deal that every post shows, or drop it."""
    path, text = "content/deals.yaml", world.read("content/deals.yaml")
    if "extra:" in text:
        return world.save(path, text.partition("extra:")[0])
    more = f"extra:\n  shop: 店\n  text: 開店 {world.token()}\n  url: https://example.jp/x\n"
    return world.save(path, f"{text}{more}  ends: 2026-08-31\n  show: [top]\n")


@edit(3)
def change_the_ledger(world: World) -> str:
    """Change a programme's name, link, end or successor, or take the ledger away."""
    dice, path = world.dice, "content/programmes.yaml"
    if not (world.site / path).is_file():
        return world.save(path, PROGRAMMES.format(world.token()))
    if dice.random() < 0.15:
        world.delete(path)
        return f"{path} is gone"
    ends = ("2026-06-04", "2026-06-30", "2026-07-15 18:00", "2027-03-01")
    thens = ("text", "tana", "kagu", "https://example.jp/next", "amazon:B000000000")
    old, new = dice.choice(
        (
            (r"^  name: .*$", f"  name: 別の店 {world.token()}"),
            (r"a8mat=[^\"\n]*", f"a8mat={dice.choice(MATS)}"),
            (r"^  ends: .*$", f"  ends: {dice.choice(ends)}"),
            (r"^  then: .*$", f"  then: {dice.choice(thens)}"),
        )
    )
    return _set_line(world, path, old, new)


@edit(2)
def write_an_ad(world: World) -> str:
    """Add an ad that the ledger may know to a post: a link, pasted code, or a name."""
    path = world.dice.choice(posts(world))
    keys, blocks = read_post(world, path)
    url = f"https://px.a8.net/svt/ejp?a8mat={world.dice.choice(MATS)}"
    offered = (f"[店]({url})", f'<a href="{url}">店</a>です', url, "[家具](programme:kagu)")
    return world.save(path, str(Post(keys, [*blocks, world.dice.choice(offered)])))


@edit(3)
def change_a_product(world: World) -> str:
    """Change a product's name, price, picture or links."""
    dice = world.dice
    old, new = dice.choice(
        (
            (r"^  name: .*$", f"  name: 別の品 {world.token()}"),
            (r"amount: \d+", f"amount: {dice.randint(1, 9999)}"),
            (r"^  image: .*$", f"  image: {dice.choice(PICTURES).removeprefix('content/')}"),
            (r"amazon:B\d+", f"amazon:B00000001{dice.randrange(10)}"),
        )
    )
    return _set_line(world, "content/products.yaml", old, new)


@edit(2)
def change_a_card(world: World) -> str:
    """Change the title of another site's page, or take the file away."""
    if world.dice.random() < 0.2 and (world.site / "content/cards.yaml").is_file():
        world.delete("content/cards.yaml")
        return "cards.yaml is gone"
    old = world.dice.choice((r"^  title: .*$", r"^  description: .*$"))
    new = old.removeprefix("^").removesuffix(" .*$") + f" 別の題 {world.token()}"
    if not (world.site / "content/cards.yaml").is_file():
        return world.save("content/cards.yaml", f"https://example.jp/help: 題 {world.token()}\n")
    return _set_line(world, "content/cards.yaml", old, new)


@edit(2)
def change_a_notice(world: World) -> str:
    """Write, change or delete a notice."""
    name = world.dice.choice(("accuracy", "disclosure", "loud"))
    path = f"content/notices/{name}.md"
    if name != "loud" and (world.site / path).is_file() and world.dice.random() < 0.4:
        world.delete(path)
        return f"{name} is gone"
    return world.save(path, f"このページには広告があります。ご注意。{world.token()}\n")


@edit(2)
def change_a_bio(world: World) -> str:
    """Change what an author says of themselves."""
    link = world.dice.choice(("", "[鍵](https://www.amazon.co.jp/dp/B000000002)"))
    return _set_line(world, "site.toml", r"^bio = .*$", f'bio = "別の紹介。{link}{world.token()}"')


@edit(6)
def change_a_setting(world: World) -> str:
    """Change one key of site.toml."""
    dice = world.dice
    offered = {
        "title": [f'"別の紙面 {world.token()}"'],
        "base_url": ['"https://example.com/"', '"https://example.com/under/"'],
        "description": [f'"別の説明 {world.token()}"', '""'],
        "language": ['"ja"', '"en"'],
        "timezone": ['"Asia/Tokyo"', '"America/New_York"', '"UTC"'],
        "name": [f'"筆者{world.token()}"'],
        "image": ['"content/images/seal.png"', '"content/posts/p01/shot.png"'],
        "policy": ['"pages/about.md"', '""'],
        "label": ['"広告"', '"PR"'],
        "display_ads": ["true", "false"],
        "link_label": ['""', '"PR"'],
        "stale_after_months": ["1", "6", "12"],
        "tag": ['"example-22"', '"other-22"', '"example-20"'],
        "per_page": ["2", "5", "20"],
        "permalink": ['"/posts/{slug}/"', '"/{year}/{month}/{slug}/"', '"/{category}/{slug}/"'],
        "new_tab": ["true", "false"],
        "index_html": ["true", "false"],
        "formats": ['["webp"]', '["avif", "webp"]'],
        "widths": ["[16, 24]", "[24]", "[8, 16]"],
        "enabled": ["true", "false"],
        "blocks": ['["newest"]', '["deals", "categories", "newest"]', '["profile", "archive"]'],
        "mode": ['"auto"', '"light"', '"dark"'],
        "kind": ['"apache"', '"netlify"', '"none"'],
        "text": [f'"案内{world.token()}"'],
    }
    key = dice.choice(list(offered))
    return _set_line(world, "site.toml", rf"^{key} = .*$", f"{key} = {dice.choice(offered[key])}")


@edit()
def change_the_navigation(world: World) -> str:
    """Add an entry to the navigation with its page, or change that page."""
    text, path = world.read("site.toml"), f"content/pages/m{world.dice.randrange(4)}.md"
    new = not (world.site / path).is_file()
    world.save(path, f"---\ntitle: 頁 {world.token()}\n---\n\n本文。{world.token()}\n")
    if new:
        world.save("site.toml", f'{text}[[nav]]\ntext = "増えた"\nto = "{path[8:]}"\n')
    return path


@edit(4)
def change_a_template(world: World) -> str:
    """Override a template, change the override, or take it away."""
    own = world.paths("templates/**/*.html")
    if own and world.dice.random() < 0.3:
        world.delete(world.dice.choice(own))
        return "one of the site's own templates is gone"
    if world.dice.random() < 0.5:
        foot = world.dice.choice(("{{% include 'foot.html' %}}", "<p>{}</p>"))
        world.save("templates/foot.html", f"<p>足もと {world.token()}</p>\n")
        return world.save("templates/base.html", _FOOT.format(foot.format(world.token())))
    name = f"elements/{world.dice.choice(_OWN_ELEMENTS)}.html"
    product = (PROJECT / "templates" / name).read_text("utf-8")
    return world.save(f"templates/{name}", f"{product}<!-- {world.token()} -->\n")


@edit(3)
def change_an_asset(world: World) -> str:
    """Write, change or delete a stylesheet, a file of the root, or an asset of the theme."""
    names = ("custom.css", "root/ads.txt", "root/.well-known/it", "root/.htaccess", "icon.svg")
    path = f"assets/{world.dice.choice(names)}"
    if (world.site / path).is_file() and world.dice.random() < 0.4:
        world.delete(path)
        return f"{path} is gone"
    if path.endswith(".svg"):
        return world.save(path, f'<svg xmlns="http://www.w3.org/2000/svg" id="{world.token()}"/>')
    return world.save(path, f'p::after {{ content: "{world.token()}" }}\n')


@edit(3)
def draw_another_picture(world: World) -> str:
    """Exchange a picture for one of the same size in bytes, at times for the other picture."""
    path, other = world.dice.sample(PICTURES, 2)
    same = world.dice.random() < 0.3 and (world.site / other).is_file()
    return world.save(path, (world.site / other).read_bytes() if same else picture(world))


@edit()
def exchange_a_download(world: World) -> str:
    """Write another file for downloading."""
    return world.save(DOWNLOAD, f"名前,数\n{world.token()},{world.dice.randrange(12)}\n")


@edit()
def fill_a_folder(world: World) -> str:
    """Put a file that nobody asks for into the content folder, or take it away."""
    path = world.dice.choice(
        ("content/images/unused.png", "content/note.md", "content/posts/a.txt")
    )
    if (world.site / path).is_file():
        world.delete(path)
        return f"{path} is gone"
    return world.save(path, picture(world))


@edit(5)
def make_a_mistake(world: World) -> str:
    """Write what stops the build."""
    path = world.dice.choice(posts(world))
    keys, blocks = read_post(world, path)
    wrong = {
        path: (
            str(Post({**keys, "draft": "falce"}, blocks)),
            str(Post({**keys, "unknown": "1"}, blocks)),
            str(Post({**keys, "date": "2026-02-30"}, blocks)),
            str(Post(keys, [*blocks, "[ない](missing.md)"])),
            str(Post(keys, [*blocks, "![](images/seal.png)"])),
            str(Post(keys, [*blocks, "```contact\nid: nobody\n```"])),
            str(
                Post(
                    keys, [*blocks, "[人の](https://www.amazon.co.jp/dp/B000000000?tag=others-22)"]
                )
            ),
            str(Post(keys, blocks)).encode() + b"\xff\n",
            "".join(blocks),
        ),
        "site.toml": (world.read("site.toml") + "[", world.read("site.toml") + "[unknown]\n"),
        "content/contacts.yaml": ("desk: {", world.read("content/contacts.yaml") + "a: 1\n"),
        "templates/base.html": ("{{ nothing }}", "{% if %}", '{% extends "product/none.html" %}'),
        PICTURES[0]: (b"no picture", b""),
    }
    spoiled = world.dice.choice([path, path, *wrong])
    return world.save(spoiled, world.dice.choice(wrong[spoiled]))
