"""Redactions: what is covered is in no published form, whoever else uses the file."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tests.desk import SETTINGS, Built, Desk, post
from tests.images import files
from tests.images.files import good, published, saved, site

BOX = (200, 100, 240, 160)  # left, top, width, height
REDACT = '{redact="200 100 240 160"}'
SECRET = files.texture(BOX[2:], 20, seed=7)


def secret_picture(mode: str = "RGB") -> Image.Image:
    """Give a picture of soft colours with a secret pattern in its middle."""
    image = Image.radial_gradient("L").resize((640, 400)).convert("RGB")
    image = Image.blend(image, Image.new("RGB", image.size, (240, 240, 200)), 0.5)
    image.paste(SECRET.convert("RGB"), BOX[:2])
    return image.convert(mode)


def middle(image: Image.Image) -> Image.Image:
    """Give the part of a form where the secret was; a sharing picture is laid on a card."""
    rgb = image.convert("RGB")
    if rgb.size == (1200, 630):
        rgb = rgb.crop((280, 115, 920, 515))
    x, y = rgb.width / 640, rgb.height / 400
    left, top, width, height = BOX
    return rgb.crop(
        (int(left * x), int(top * y), round((left + width) * x), round((top + height) * y))
    )


def shows_the_secret(image: Image.Image) -> bool:
    """Say whether a form's middle is like the secret."""
    return files.likeness(middle(image), SECRET) > 0.3


def is_solid_black(image: Image.Image) -> bool:
    """Say whether a form's middle is black, but for the seam that scaling makes."""
    part = middle(image)
    inset = 3 if image.width < 300 else 9  # a lossy form rings in a block of eight
    inner = part.crop((inset, inset, part.width - inset, part.height - inset))
    return all(high <= 12 for _, high in inner.getextrema())


def unlike(desk: Desk, built: Built) -> None:
    """Check that the secret is in no published picture and in none that is remembered."""
    found = {path: files.decoded(data) for path, data in published(built).items()}
    assert len(found) > 4
    assert [path for path, image in found.items() if shows_the_secret(image)] == []
    assert not any(shows_the_secret(image) for image in files.remembered_pictures(desk))


def test_the_secret_is_seen_where_it_is_not_redacted(desk: Desk) -> None:
    """The measure that the other tests rely on finds the secret in every form."""
    built = good(site(desk, {"a.png": saved(secret_picture(), "PNG")}).build())
    found = {p: files.decoded(d) for p, d in published(built).items() if "card" not in p}
    assert len(found) >= 6
    assert [path for path, image in found.items() if not shows_the_secret(image)] == []
    assert any(shows_the_secret(image) for image in files.remembered_pictures(desk))


SECRETS = {
    "a.png": lambda: saved(secret_picture(), "PNG"),
    "b.jpg": lambda: saved(secret_picture(), "JPEG", quality=95, subsampling=0),
    "c.webp": lambda: saved(secret_picture(), "WEBP", lossless=True),
    "d.avif": lambda: saved(secret_picture(), "AVIF", quality=90, speed=10),
    "e.png": lambda: saved(secret_picture("L"), "PNG"),
    "f.png": lambda: saved(secret_picture("P"), "PNG"),
    "g.jpg": lambda: saved(secret_picture("CMYK"), "JPEG", quality=95),
    "h.png": lambda: saved(with_hole(secret_picture()), "PNG"),
}


def with_hole(image: Image.Image) -> Image.Image:
    """Give a picture with a hole in a corner."""
    image = image.convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 60, 60))
    return image


def test_redacted_pixels_are_in_no_form(desk: Desk) -> None:
    """A redaction is black in every form and use: text, lists, lead, sharing, feed and links."""
    made = {name: make() for name, make in SECRETS.items()}
    site(desk, made, attributes=dict.fromkeys(made, REDACT))
    for number, name in enumerate(made):
        body = post(
            f"[原寸](../a/{name})",
            image=f"../a/{name}",
            title=f"表紙{number}",
            date=f"2026-05-1{number}",
        )
        desk.write({f"content/posts/cover{number}/index.md": body})
    built = good(desk.build())
    found = {p: files.decoded(d) for p, d in published(built).items() if "card" not in p}
    assert len(found) > 8 * len(made) - 8
    assert [path for path, image in found.items() if not is_solid_black(image)] == []
    unlike(desk, built)
    for name in made:
        assert (
            desk.folder / "content/posts/a" / name
        ).read_bytes() not in built.everything().values()


def test_nothing_bleeds_over_the_border(desk: Desk) -> None:
    """What stands right beside a redaction does not depend on what was under it."""
    edges = []
    for name, seed in (("one", 1), ("two", 2)):
        image = secret_picture()
        image.paste(files.texture(BOX[2:], 3, seed).convert("RGB"), BOX[:2])
        here = Desk(desk.folder.parent / name)
        site(here, {"a.png": saved(image, "PNG")}, attributes={"a.png": REDACT})
        edges.append(published(good(here.build())))
    assert edges[0] == edges[1]


def test_a_new_redaction_replaces_every_form(desk: Desk) -> None:
    """Every form gets another name, and the old bytes are neither in the output nor remembered."""
    secret = {"a.png": saved(secret_picture(), "PNG")}
    before = published(good(site(desk, secret).build()))
    old = [d for p, d in before.items() if "card" not in p]
    built = good(site(desk, secret, attributes={"a.png": REDACT}).build())
    after = published(built)
    assert not {p for p in before if "card" not in p} & set(after)
    assert not set(old) & set(after.values())
    assert not any(d in kept for d in old for kept in files.remembered(desk).values())
    unlike(desk, built)
    left = [p for p in desk.folder.rglob("*") if p.is_file() and p.read_bytes() in old]
    assert left == []


def test_a_wider_redaction_replaces_every_form(desk: Desk) -> None:
    """The rectangle is a part of what a form is; `--no-cache` leaves nothing old either."""
    secret = {"a.png": saved(secret_picture(), "PNG")}
    narrow = {"a.png": '{redact="200 100 10 10"}'}
    before = published(good(site(desk, secret, attributes=narrow).build()))
    built = good(site(desk, secret, attributes={"a.png": REDACT}).build("--no-cache"))
    assert not {p for p in before if "card" not in p} & set(published(built))
    unlike(desk, built)


SHARED = "content/images/shot.png"
PRODUCT = (
    "key:\n  name: 鍵\n  image: images/shot.png\n"
    "  links:\n    - {shop: 公式, url: 'https://example.org/'}\n"
)
SHOWS = "![画面](../images/shot.png)"


def two_posts(desk: Desk, first: str, second: str, **keys: str) -> Desk:
    """Write two posts that use one file with the secret, the first with further keys."""
    return desk.write(
        {
            SHARED: saved(secret_picture(), "PNG"),
            "content/products.yaml": PRODUCT,
            "content/posts/p.md": post(first, **keys),
            "content/posts/q.md": post(second, title="二", date="2026-04-01"),
        }
    )


@pytest.mark.parametrize(
    "second",
    [
        SHOWS,
        "[原寸](../images/shot.png)",
        "> ![画面](../images/shot.png)",
        "文中の![画面](../images/shot.png)です。",
        '<img src="../images/shot.png" alt="画面">',
        '<a href="../images/shot.png">画面</a>',
        "文[^1]。\n\n[^1]: ![画面](../images/shot.png)",
        "| a |\n|---|\n| ![画面](../images/shot.png) |",
        "![画面][s]\n\n[s]: ../images/shot.png",
        '![画面](../images/shot.png){redact="0 0 10 10"}',
        "![画面](../images/shot.png){redact-style=mosaic}",
        "```product\nid: key\n```",
    ],
)
def test_a_redaction_covers_every_use_of_the_file(desk: Desk, second: str) -> None:
    """A picture redacted in one post is covered in all others, however they use it."""
    built = two_posts(desk, SHOWS + REDACT, second).build()
    assert "Traceback" not in built.err
    if built.status == 0:
        unlike(desk, built)
        assert (desk.folder / SHARED).read_bytes() not in built.everything().values()
    else:
        assert re.search(r"content/posts/q\.md:\d+:\d+: error: .*\[[a-z-]+\]", built.out), built.out


@pytest.mark.parametrize(
    "keys",
    [{"draft": "true"}, {"date": "2027-01-01"}, {"expires": "2026-05-20"}],
    ids=["draft", "future", "expired"],
)
def test_a_redaction_in_a_post_that_is_not_out_counts_too(desk: Desk, keys: dict[str, str]) -> None:
    """A post that leaves the output does not take the redaction of its file with it."""
    built = good(two_posts(desk, SHOWS + REDACT, SHOWS, **keys).build())
    unlike(desk, built)


@pytest.mark.parametrize("wrong", ["0 0 -5 10", "50 50 0 0", "-9 -9 20 20", "9999 0 10 10"])
@pytest.mark.parametrize("style", ["", " redact-style=mosaic"])
def test_a_wrong_redaction_in_a_draft_is_reported(desk: Desk, wrong: str, style: str) -> None:
    """An empty rectangle is reported in a draft, and ignored once the post has expired."""
    slip = f'{SHOWS}{{redact="{wrong}"{style}}}'
    draft = two_posts(desk, slip, SHOWS + REDACT, draft="true").build()
    errors = [line for line in draft.out.splitlines() if ": error: " in line]
    assert len(errors) == 1, errors
    assert errors[0].startswith("content/posts/p.md:7:1: error: ")
    assert errors[0].endswith("[redaction-outside]")
    unlike(desk, good(two_posts(desk, slip, SHOWS + REDACT, expires="2026-05-20").build()))


def test_a_redaction_counts_for_a_link_to_the_file(desk: Desk) -> None:
    """A symbolic link is the same file under another name."""
    two_posts(desk, SHOWS + REDACT, "![画面](../images/other.png)")
    (desk.folder / "content/images/other.png").symlink_to("shot.png")
    built = good(desk.build())
    unlike(desk, built)


def test_a_redacted_cover_is_covered_everywhere(desk: Desk) -> None:
    """The cover of one post, the portrait of an author and the site's picture are one file."""
    settings = SETTINGS + f'image = "{SHARED}"\n\n[sharing]\nimage = "{SHARED}"\n'
    two_posts(desk, SHOWS + REDACT, "文。").write({"site.toml": settings})
    desk.write({"content/posts/r.md": post("文。", image="../images/shot.png", title="三")})
    built = good(desk.build())
    unlike(desk, built)
    feed, page = built.page("feed.xml"), built.page("posts/r/")
    for path in re.findall(r"https://example\.com/(images/[^\"&<]+)", feed + page):
        assert not shows_the_secret(files.decoded((built.output / path).read_bytes())), path


@pytest.mark.parametrize("kind", ["gif", "png", "webp"])
def test_a_redacted_animation_is_covered_in_every_frame(desk: Desk, kind: str) -> None:
    """The secret is in no frame of any form."""
    frames = [secret_picture().point(lambda v, n=n: max(0, v - 8 * n)) for n in range(3)]
    format_ = {v: k for k, v in files.EXTENSIONS.items()}[kind]
    data = saved(frames[0], format_, save_all=True, append_images=frames[1:], duration=90)
    name = f"a.{kind}"
    built = good(site(desk, {name: data}, attributes={name: REDACT}).build())
    for path, form in published(built).items():
        if "card" in path:
            continue
        image = Image.open(io.BytesIO(form))
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            assert is_solid_black(image), (path, number)
    unlike(desk, built)


def test_mosaic_is_warned_of_and_solid_wins(desk: Desk) -> None:
    """Mosaic warns that it can be undone; a solid redaction elsewhere makes it solid."""
    mosaic = SHOWS + '{redact="200 100 240 160" redact-style=mosaic}'
    built = good(two_posts(desk, mosaic, "文。").build())
    assert re.search(r"content/posts/p\.md:\d+:\d+: warning: .*\[[a-z-]+\]", built.out), built.out
    found = [files.decoded(d) for p, d in published(built).items() if "card" not in p]
    assert not any(is_solid_black(image) for image in found)
    built = good(two_posts(desk, mosaic, SHOWS + REDACT).build())
    assert all(
        is_solid_black(files.decoded(d)) for p, d in published(built).items() if "card" not in p
    )


WRONG = [
    "", "1 2 3", "1 2 3 4 5", "a b c d", "0 0 0 10", "0 0 10 0", "-1 0 10 10", "0 0 -5 5",
    "640 0 10 10", "0 400 10 10", "600 0 41 10", "0 390 10 11", "0 0 10 10; 900 0 5 5",
    "0 0 10 10;;1 1 2 2", "1.5 0 10 10", "0 0 99999999999999999999 10", "٠ ٠ ١٠ ١٠", "0,0,10,10",
    "0 0 10 10 | 1 1 1 1", "NaN 0 1 1", "1e1 0 10 10", ";",
]  # fmt: skip


def test_wrong_redactions_are_errors_with_the_size(desk: Desk) -> None:
    """Each wrong redaction is an error at its line with the picture's size, all in one run."""
    lines = [f'![画{n}](a.png){{redact="{value}"}}' for n, value in enumerate(WRONG)]
    desk.write({"content/posts/a/a.png": saved(secret_picture(), "PNG")})
    desk.write({"content/posts/a/index.md": post("文。\n\n" + "\n\n".join(lines))})
    built = desk.build()
    assert built.status == 1
    assert not built.output.exists()
    for number, value in enumerate(WRONG):
        line = 8 + 2 * number
        found = re.search(rf"content/posts/a/index\.md:{line}:\d+: error: (.*)", built.out)
        assert found, (value, line, built.out[-2500:])
        if re.fullmatch(r"(-?\d+ ){3}-?\d+", value, re.ASCII):
            assert re.search(r"640\D{1,3}400", found[1]), (value, found[1])


def test_a_redaction_may_touch_the_borders(desk: Desk) -> None:
    """The whole picture may be covered, and any line of its border."""
    mark = '{redact="0 0 640 400; 639 0 1 400;0 399 640 1"}'
    built = good(
        site(desk, {"a.png": saved(secret_picture(), "PNG")}, attributes={"a.png": mark}).build()
    )
    found = {
        p: files.decoded(d).convert("RGB") for p, d in published(built).items() if "card" not in p
    }
    for path, image in found.items():
        if image.size != (1200, 630):
            assert all(high <= 12 for _, high in image.getextrema()), path
