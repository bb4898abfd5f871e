"""What a picture's file says beside its picture, and what is redacted, is published nowhere."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.desk import SETTINGS, Built, Desk, post
from tests.images import files
from tests.images.files import good, published, saved, site

SIZE = (600, 400)


def canary(name: str) -> str:
    """Give a text that stands nowhere but in one file."""
    return f"himitsu-{zlib.crc32(name.encode()):08x}-no-basho"


def thumbnail(name: str) -> bytes:
    """Give a small JPEG with a text in it, as cameras put it into Exif."""
    return saved(files.texture((160, 120), 8), "JPEG", comment=canary(name).encode())


def photoshop(name: str) -> bytes:
    """Give Photoshop's block with IPTC's place and caption in it."""
    text = canary(name).encode()
    iptc = b"\x1c\x02\x5a" + len(text).to_bytes(2, "big") + text
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(iptc).to_bytes(4, "big") + iptc


def jpeg(name: str) -> bytes:
    """Give a JPEG with everything that a JPEG can say beside its picture."""
    text = canary(name)
    plain = saved(
        files.cornered(SIZE), "JPEG", quality=92,
        exif=b"Exif\0\0" + files.exif(1, text, thumbnail(name)),
        icc_profile=files.profile(description=text), comment=text.encode(),
    )  # fmt: skip
    return (
        files.jpeg_with(
            plain,
            files.jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + files.xmp(text)),
            files.jpeg_segment(0xED, photoshop(name)),
            files.jpeg_segment(0xEC, b"Ducky" + text.encode()),
            files.jpeg_segment(0xE7, text.encode()),
        )
        + text.encode()
        + thumbnail(name)
    )


def png(name: str, image: Image.Image | None = None) -> bytes:
    """Give a PNG with each kind of text, metadata and bytes after the end."""
    text = canary(name).encode()
    plain = saved(
        image or files.cornered(SIZE), "PNG", icc_profile=files.profile(description=text.decode())
    )
    return (
        files.png_with(
            plain,
            files.png_chunk(b"tEXt", b"Comment\0" + text),
            files.png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(text)),
            files.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + files.xmp(text.decode())),
            files.png_chunk(b"iTXt", b"Title\0\1\0\0\0" + zlib.compress(text)),
            files.png_chunk(b"eXIf", files.exif(1, text.decode(), thumbnail(name))),
            files.png_chunk(b"prVt", text),
        )
        + text
        + saved(files.texture((200, 100)), "PNG")
    )


def webp(name: str) -> bytes:
    """Give a WebP with Exif, XMP, a profile, a chunk of its own, and bytes after the end."""
    text = canary(name)
    plain = saved(
        files.cornered(SIZE), "WEBP", exif=files.exif(1, text, thumbnail(name)),
        xmp=files.xmp(text), icc_profile=files.profile(description=text),
    )  # fmt: skip
    return files.webp_with(plain, files.riff_chunk(b"PRVT", text.encode())) + text.encode()


def avif(name: str) -> bytes:
    """Give an AVIF with Exif, XMP, a profile, a free box, and bytes after the end."""
    text = canary(name)
    plain = saved(
        files.cornered(SIZE), "AVIF", speed=10, exif=files.exif(1, text, thumbnail(name)),
        xmp=files.xmp(text), icc_profile=files.profile(description=text),
    )  # fmt: skip
    box = text.encode()
    return plain + (len(box) + 8).to_bytes(4, "big") + b"free" + box


def gif(name: str) -> bytes:
    """Give an animated GIF with a comment, XMP's block, and bytes after the end."""
    text = canary(name).encode()
    frames = [files.cornered(SIZE), files.cornered(SIZE).rotate(180)]
    plain = saved(
        frames[0], "GIF", save_all=True, append_images=frames[1:], comment=text, duration=90
    )
    at = plain.find(b"\x21\xfe")
    assert at > 0
    block = b"\x21\xff\x0bXMP DataXMP" + bytes([len(text)]) + text + b"\0"
    return plain[:at] + block + plain[at:] + text


MAKERS: dict[str, Callable[[str], bytes]] = {
    "a.jpg": jpeg, "b.png": png, "c.webp": webp, "d.avif": avif, "e.gif": gif,
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Built]:
    """Build a site whose pictures' files say much; the first is also a cover and shared."""
    desk = files.place_for(tmp_path_factory.mktemp("told"), "site")
    site(desk, {name: make(name) for name, make in MAKERS.items()})
    for number, name in enumerate(MAKERS):
        body = post(f"[原寸](../a/{name})", image=f"../a/{name}", title=f"表紙{number}")
        desk.write({f"content/posts/cover{number}/index.md": body})
    return desk, good(desk.build())


def unpacked(data: bytes) -> Iterator[bytes]:
    """Give bytes as they are, and what each compressed stream in them holds."""
    yield data
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        stream = zlib.decompressobj()
        try:
            inside = stream.decompress(data[found.start() :], 1 << 20)
        except zlib.error:
            continue
        yield inside


@pytest.mark.parametrize("name", MAKERS)
def test_what_a_file_says_is_published_nowhere(told: tuple[Desk, Built], name: str) -> None:
    """The text of a file's metadata is in no published byte, no file name, and not in the cache."""
    desk, built = told
    text = canary(name).encode()
    assert text in (desk.folder / "content/posts/a" / name).read_bytes()
    for path, data in {**built.everything(), **files.remembered(desk)}.items():
        assert text.decode() not in path
        assert not any(text in found for found in unpacked(data)), path


def test_the_originals_are_published_nowhere(told: tuple[Desk, Built]) -> None:
    """No published file has the bytes of an original, whole or its first kilobytes."""
    desk, built = told
    for name in MAKERS:
        start = (desk.folder / "content/posts/a" / name).read_bytes()[:400]
        for path, data in {**built.everything(), **files.remembered(desk)}.items():
            assert start not in data, path


def test_published_pictures_say_nothing_beside_their_pixels(told: tuple[Desk, Built]) -> None:
    """Decoders find no Exif, no profile, no text and no comment in any form."""
    _, built = told
    assert len(published(built)) > 30
    silent = {
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "dpi",
        "loop", "duration", "background", "version", "transparency", "extension", "timestamp",
        "default_image", "disposal", "blend", "bbox",
    }  # fmt: skip
    for path, data in published(built).items():
        image = Image.open(io.BytesIO(data))
        image.load()
        assert not {k for k, v in image.info.items() if v} - silent, (path, image.info.keys())
        assert not dict(image.getexif()), path
        for mark in (b"Exif", b"http://ns.adobe", b"Photoshop", b"iTXt", b"tEXt", b"zTXt", b"eXIf"):
            assert mark not in data, (path, mark)


def test_published_files_end_where_their_pictures_end(told: tuple[Desk, Built]) -> None:
    """Nothing follows the end of a published picture."""
    for path, data in published(told[1]).items():
        if path.endswith(".jpg"):
            assert data.endswith(b"\xff\xd9"), path
            assert data.count(b"\xff\xd8\xff") == 1, path
        elif path.endswith(".png"):
            assert data.endswith(b"IEND\xaeB`\x82"), path
        elif path.endswith(".webp"):
            assert int.from_bytes(data[4:8], "little") + 8 == len(data), path
        elif path.endswith(".gif"):
            assert data.endswith(b"\0;"), path


# Redactions

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
    """In the text, in lists, as lead, shared, in the feed, behind a link: all black."""
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
    """Redacted in one post, covered in the other, however that one uses it."""
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
def test_a_slip_in_a_post_that_is_not_out(desk: Desk, wrong: str, style: str) -> None:
    """A rectangle without area is named in a draft, and spoils no picture once it has expired."""
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
    """Outside, empty, negative, garbage: an error at the line, all in one run."""
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


# Who is published at all


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
