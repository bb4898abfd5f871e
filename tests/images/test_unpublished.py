"""Originals, and pictures that no published page uses, are published nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.desk import SETTINGS, Desk, post
from tests.images import files
from tests.images.files import good, published, saved, site
from tests.images.test_privacy import canary, jpeg, png
from tests.images.test_redactions import PRODUCT, REDACT, secret_picture, shows_the_secret, unlike


def test_a_link_to_a_picture_never_gives_the_original(desk: Desk) -> None:
    """`[text](shot.png)` gives a form; so does every other way to write it."""
    data = png("linked", secret_picture())
    text = canary("linked").encode()
    desk.write({f"content/posts/a/{name}": data for name in ("a.png", "b.PNG", "c.png", "d.png")})
    body = (
        "[一](a.png)と[二](b.PNG)と[三][r]\n\n[r]: c.png\n\n"
        '<a href="d.png">四</a> <img src="d.png" alt="五">'
    )
    desk.write({"content/posts/a/index.md": post(body)})
    built = desk.build()
    if built.status:
        assert re.search(r"content/posts/a/index\.md:\d+:\d+: error", built.out)
        return
    assert not [p for p, d in built.everything().items() if text in d]
    assert data not in built.everything().values()


def test_an_original_is_not_published_as_a_file_either(desk: Desk) -> None:
    """A link to a picture of a kind that is not published is refused, or gives nothing."""
    names = ("a.jfif", "a.jpe", "a.tiff", "a.heic", "a.bmp", "a.apng")
    desk.write({f"content/posts/a/{name}": jpeg("file") for name in names})
    tiff = saved(files.cornered(), "TIFF", description=canary("file"))
    desk.write({"content/posts/a/a.tiff": tiff})
    lines = [f"[写真]({name})" for name in names]
    built = desk.write({"content/posts/a/index.md": post("\n\n".join(lines))}).build()
    refused = {int(line) for line in re.findall(r"index\.md:(\d+):\d+: error: ", built.out)}
    left = [line for number, line in enumerate(lines) if 6 + 2 * number not in refused]
    desk.write({"content/posts/a/index.md": post("\n\n".join(left) or "文。")})
    built = good(desk.build())
    assert not [p for p, d in built.everything().items() if canary("file").encode() in d]


def test_unused_pictures_are_nowhere(desk: Desk) -> None:
    """What drafts, future, expired and no posts use is neither published nor remembered."""
    seeds = {
        "draft": {"draft": "true"},
        "future": {"date": "2027-01-01"},
        "expired": {"expires": "2026-05-20"},
    }
    desk.write({"content/images/alone.png": saved(secret_picture(), "PNG")})
    for name, keys in seeds.items():
        site(desk, {f"{name}.png": saved(secret_picture(), "PNG")}, name=name)
        body = post(f"![絵]({name}.png)", image=f"{name}.png", **{"title": name, **keys})
        desk.write({f"content/posts/{name}/index.md": body})
    desk.write({"content/posts/p.md": post("文。")})
    good(desk.build("--drafts"))
    assert any(shows_the_secret(image) for image in files.remembered_pictures(desk))
    built = good(desk.build())
    names = [p for p in built.everything() if any(n in p for n in (*seeds, "alone"))]
    assert names == []
    assert all("card" in path for path in published(built))
    assert not any(shows_the_secret(image) for image in files.remembered_pictures(desk))


@pytest.mark.parametrize("where", ["notice", "author", "product"])
def test_pictures_that_no_published_page_shows_are_nowhere(desk: Desk, where: str) -> None:
    """A notice, an author and a product that no page names bring no picture."""
    desk.write({"content/images/alone.png": saved(secret_picture(), "PNG")})
    desk.write({"content/posts/p.md": post("文。")})
    if where == "notice":
        desk.write({"content/notices/unused.md": "![絵](../images/alone.png)\n"})
    elif where == "author":
        other = '\n[[authors]]\nid = "o"\nname = "別人"\nimage = "content/images/alone.png"\n'
        desk.write({"site.toml": SETTINGS + other})
    else:
        desk.write({"content/products.yaml": PRODUCT.replace("shot", "alone")})
    built = good(desk.build())
    assert [p for p in published(built) if "card" not in p] == []
    assert not any(shows_the_secret(image) for image in files.remembered_pictures(desk))


def test_a_deleted_picture_is_gone_everywhere(desk: Desk) -> None:
    """A picture that its post no longer shows leaves the output and the cache."""
    good(site(desk, {"a.png": saved(secret_picture(), "PNG")}).build())
    desk.write({"content/posts/a/index.md": post("文。")})
    built = good(desk.build())
    assert all("card" in path for path in published(built))
    assert not any(shows_the_secret(image) for image in files.remembered_pictures(desk))


def test_a_failed_build_does_not_bring_the_secret_back(desk: Desk) -> None:
    """After a build with a mistake and one without, nothing old is left."""
    secret = {"a.png": saved(secret_picture(), "PNG")}
    good(site(desk, secret).build())
    site(desk, secret, attributes={"a.png": REDACT})
    desk.write({"content/posts/b.md": post("[x](missing.md)")})
    assert desk.build().status == 1
    Path(desk.folder / "content/posts/b.md").unlink()
    unlike(desk, good(desk.build()))
