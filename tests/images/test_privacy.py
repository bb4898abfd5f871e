"""What a picture's file says beside its picture is published nowhere."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from tests.desk import Built, Desk, post
from tests.images import files, formats
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
        exif=b"Exif\0\0" + formats.exif(1, text, thumbnail(name)),
        icc_profile=formats.profile(description=text), comment=text.encode(),
    )  # fmt: skip
    return (
        formats.jpeg_with(
            plain,
            formats.jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + formats.xmp(text)),
            formats.jpeg_segment(0xED, photoshop(name)),
            formats.jpeg_segment(0xEC, b"Ducky" + text.encode()),
            formats.jpeg_segment(0xE7, text.encode()),
        )
        + text.encode()
        + thumbnail(name)
    )


def png(name: str, image: Image.Image | None = None) -> bytes:
    """Give a PNG with each kind of text, metadata and bytes after the end."""
    text = canary(name).encode()
    plain = saved(
        image or files.cornered(SIZE), "PNG", icc_profile=formats.profile(description=text.decode())
    )
    return (
        formats.png_with(
            plain,
            formats.png_chunk(b"tEXt", b"Comment\0" + text),
            formats.png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(text)),
            formats.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + formats.xmp(text.decode())),
            formats.png_chunk(b"iTXt", b"Title\0\1\0\0\0" + zlib.compress(text)),
            formats.png_chunk(b"eXIf", formats.exif(1, text.decode(), thumbnail(name))),
            formats.png_chunk(b"prVt", text),
        )
        + text
        + saved(files.texture((200, 100)), "PNG")
    )


def webp(name: str) -> bytes:
    """Give a WebP with Exif, XMP, a profile, a chunk of its own, and bytes after the end."""
    text = canary(name)
    plain = saved(
        files.cornered(SIZE), "WEBP", exif=formats.exif(1, text, thumbnail(name)),
        xmp=formats.xmp(text), icc_profile=formats.profile(description=text),
    )  # fmt: skip
    return formats.webp_with(plain, formats.riff_chunk(b"PRVT", text.encode())) + text.encode()


def avif(name: str) -> bytes:
    """Give an AVIF with Exif, XMP, a profile, a free box, and bytes after the end."""
    text = canary(name)
    plain = saved(
        files.cornered(SIZE), "AVIF", speed=10, exif=formats.exif(1, text, thumbnail(name)),
        xmp=formats.xmp(text), icc_profile=formats.profile(description=text),
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
def with_metadata(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Built]:
    """Build a site whose pictures' files say much; the first is also a cover and shared."""
    desk = files.place_for(tmp_path_factory.mktemp("with_metadata"), "site")
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
def test_metadata_is_published_nowhere(with_metadata: tuple[Desk, Built], name: str) -> None:
    """The text of a file's metadata is in no published byte, no file name, and not in the cache."""
    desk, built = with_metadata
    text = canary(name).encode()
    assert text in (desk.folder / "content/posts/a" / name).read_bytes()
    for path, data in {**built.everything(), **files.remembered(desk)}.items():
        assert text.decode() not in path
        assert not any(text in found for found in unpacked(data)), path


def test_the_originals_are_published_nowhere(with_metadata: tuple[Desk, Built]) -> None:
    """No published file has the bytes of an original, whole or its first kilobytes."""
    desk, built = with_metadata
    for name in MAKERS:
        start = (desk.folder / "content/posts/a" / name).read_bytes()[:400]
        for path, data in {**built.everything(), **files.remembered(desk)}.items():
            assert start not in data, path


def test_published_pictures_say_nothing_beside_their_pixels(
    with_metadata: tuple[Desk, Built],
) -> None:
    """Decoders find no Exif, no profile, no text and no comment in any form."""
    _, built = with_metadata
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


def test_published_files_end_where_their_pictures_end(with_metadata: tuple[Desk, Built]) -> None:
    """Nothing follows the end of a published picture."""
    for path, data in published(with_metadata[1]).items():
        if path.endswith(".jpg"):
            assert data.endswith(b"\xff\xd9"), path
            assert data.count(b"\xff\xd8\xff") == 1, path
        elif path.endswith(".png"):
            assert data.endswith(b"IEND\xaeB`\x82"), path
        elif path.endswith(".webp"):
            assert int.from_bytes(data[4:8], "little") + 8 == len(data), path
        elif path.endswith(".gif"):
            assert data.endswith(b"\0;"), path


def test_the_names_that_the_author_asks_for_are_written(desk: Desk) -> None:
    """Creator and credit stand in every form as XMP, and of the original's own words none."""
    texts = {name: MAKERS[name](name) for name in ("a.jpg", "b.png")}
    names = '[images]\ncreator = "山田 & 花子"\ncredit = "見本社"\n'
    built = good(site(desk, texts, settings=names).build())
    made = {path: data for path, data in published(built).items() if "images/card-" not in path}
    assert {path.rpartition(".")[2] for path in made} >= {"avif", "webp", "jpg"}
    for path, data in made.items():
        Image.open(io.BytesIO(data)).load()
        assert "<rdf:li>山田 &amp; 花子</rdf:li>".encode() in data, path
        assert "<photoshop:Credit>見本社<".encode() in data, path
        assert not [name for name in MAKERS if canary(name).encode() in data]
