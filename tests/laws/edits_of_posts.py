"""What an author does to posts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.laws.blocks import headings, random_block, short
from tests.laws.first_site import CATEGORIES, TAGS, Post, new_post, posts, read_post
from tests.laws.registry import edit
from tests.laws.world import TOKEN, World

_CARE = 0.8  # how often an author who moves something mends what leads there
_FEWEST = 4


def _any_post(world: World) -> tuple[str, Post]:
    path = world.dice.choice(posts(world))
    return path, read_post(world, path)


def _mend_links(world: World, old: str, new: str | None) -> None:
    """Exchange what leads somewhere in all posts; None drops the blocks that hold it."""
    if world.dice.random() > _CARE:
        return
    for path in posts(world):
        keys, blocks = read_post(world, path)
        if any(old in block for block in blocks):
            left = [
                b if new is None else b.replace(old, new) for b in blocks if new or old not in b
            ]
            world.save(path, str(Post(keys, left or ["空になりました。"])))


@edit(3)
def add_a_post(world: World) -> str:
    """Add a post, flat or in a folder of its own."""
    number = world.dice.randrange(100, 1000)
    end = world.dice.choice((".md", "/index.md"))
    return world.save(f"content/posts/n{number}{end}", str(new_post(world, number)))


@edit(2)
def delete_a_post(world: World) -> str:
    """Delete a post, with or without the links to it."""
    if len(posts(world)) < _FEWEST:
        return ""
    path = world.dice.choice(posts(world))
    world.delete(path)
    _mend_links(world, f"({short(path)}", None)
    return path


@edit(2)
def rename_a_file(world: World) -> str:
    """Give a post another file name, and so another address."""
    path = world.dice.choice(posts(world))
    name = f"content/posts/r{world.dice.randrange(100, 1000)}.md"
    (world.site / path).replace(world.site / name)
    _mend_links(world, f"({short(path)}", f"({short(name)}")
    return f"{path} to {name}"


@edit()
def exchange_two_files(world: World) -> str:
    """Let two posts change their files, times and all."""
    one, other = world.dice.sample(posts(world), 2)
    aside = world.site / "aside"
    (world.site / one).replace(aside)
    (world.site / other).replace(world.site / one)
    aside.replace(world.site / other)
    return f"{one} and {other}"


@edit()
def lay_a_file_elsewhere(world: World) -> str:
    """Let a post be a link to a text that lies outside the content folder."""
    path = world.dice.choice(posts(world))
    file = world.site / path
    if sys.platform == "win32" or file.is_symlink():
        return ""
    real = world.site / "elsewhere" / f"{world.dice.randrange(10**6)}.md"
    real.parent.mkdir(exist_ok=True)
    file.replace(real)
    file.symlink_to(Path(os.path.relpath(real, file.parent)))
    return f"{path} leads to {real.name}"


@edit(14)
def insert_a_block(world: World) -> str:
    """Put a block of any kind anywhere into a body."""
    path, post = _any_post(world)
    block = random_block(world)
    post.blocks.insert(world.dice.randint(0, len(post.blocks)), block)
    return f"{world.save(path, str(post))}: {block!r}"


@edit(3)
def delete_a_block(world: World) -> str:
    """Take a block out of a body."""
    path, post = _any_post(world)
    block = post.blocks.pop(world.dice.randrange(len(post.blocks)))
    post.blocks.extend([] if post.blocks else ["空になりました。"])
    return f"{world.save(path, str(post))}: {block!r}"


@edit(2)
def rename_a_heading(world: World) -> str:
    """Name a heading anew, with or without the links to it."""
    path, post = _any_post(world)
    named = headings(world, path)
    if not named:
        return ""
    old, new = world.dice.choice(named), f"改めて{world.token()}"
    blocks = [f"## {new}" if block == f"## {old}" else block for block in post.blocks]
    done = world.save(path, str(Post(post.keys, blocks)))
    _mend_links(world, f"({short(path)}#{old})", f"({short(path)}#{new})")
    return f"{done}: {old} to {new}"


@edit(16)
def change_a_key(world: World) -> str:
    """Set one key of a post, or take it away."""
    path, post = _any_post(world)
    key, value = _any_key(world)
    if value:
        post.keys[key] = value
    else:
        post.keys.pop(key, None)
    return f"{world.save(path, str(post))}: {key}: {value}"


def _any_key(world: World) -> tuple[str, str]:
    dice, token = world.dice, world.token()
    day = f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    slugs = [f"p{number:02}" for number in range(12)]
    offered = {
        "title": [f"別の題 {token}", f"'「題」: {token}'"],
        "description": [f"紹介文 {token}", ""],
        "tags": [f"[{', '.join(dice.sample(TAGS, 2))}]", f"[{token}]", "", "[鍵]"],
        "category": [*CATEGORIES, token, ""],
        "date": [day, f"{day} 09:30", "2025-12-31 23:59", "2027-03-01"],
        "updated": [day, ""],
        "verified": ["2026-05", "2025-11-30", ""],
        "slug": [f"s-{token}", dice.choice(slugs), ""],
        "author": ["editor", "guest", ""],
        "image": ["images/seal.png", "posts/p01/shot.png", ""],
        "toc": ["false", "true", ""],
        "notice": ["false", "loud", ""],
        "disclosure": ["affiliate", "auto", "none", f"gifted\nsponsor: 店{token}", ""],
        "sponsor": [f"提供元{token}", "{name: 店, url: 'https://example.com/'}", ""],
        "aliases": [f"[/old/{dice.randrange(30)}/]", ""],
        "related": [f"[{dice.choice(slugs)}]", ""],
        "noindex": ["true", ""],
        "expires": [day, "2026-06-01", ""],
        "draft": ["true", ""],
        "x_mood": [token, ""],
    }
    key = dice.choice(list(offered))
    return key, dice.choice(offered[key])


@edit(6)
def exchange_a_word(world: World) -> str:
    """Exchange a word of any text of the site for one of its length."""
    texts = [p for p in world.paths("**/*") if not p.startswith(".") and p[-4:] != ".png"]
    found = [path for path in texts if TOKEN.search(world.read(path))]
    if not found:
        return ""
    path = world.dice.choice(found)
    text = world.read(path)
    old = world.dice.choice(TOKEN.findall(text))
    new = world.token()
    head, word, tail = text.partition(old)
    return f"{world.save(path, f'{head}{new}{tail}')}: {word} to {new}"


@edit()
def let_it_be(_world: World) -> str:
    """Change nothing."""
    return "nothing"


@edit()
def touch(world: World) -> str:
    """Give a file another time, and nothing else."""
    path = world.dice.choice([*world.paths("content/**/*"), "site.toml"])
    (world.site / path).touch()
    return path


@edit()
def write_the_same(world: World) -> str:
    """Save a file without a change."""
    path = world.dice.choice([*world.paths("content/**/*"), "site.toml"])
    return world.save(path, (world.site / path).read_bytes())
