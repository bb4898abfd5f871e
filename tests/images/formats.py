"""Parts of picture files, byte by byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Give a chunk of PNG with its sum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(data: bytes, *chunks: bytes) -> bytes:
    """Put chunks after the header of a PNG."""
    return data[:33] + b"".join(chunks) + data[33:]


def png(size: tuple[int, int], depth: int, colour: int, body: bytes, *chunks: bytes) -> bytes:
    """Give a PNG with a header, chunks and image data as they are given."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    parts = (png_chunk(b"IHDR", header), *chunks, png_chunk(b"IDAT", body), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def rows(size: tuple[int, int], depth: int, sample: bytes = b"\0") -> bytes:
    """Give compressed image data, row by row so that a huge picture costs nothing."""
    line = b"\0" + (sample * size[0] if depth >= 8 else sample * (-(-size[0] * depth // 8)))
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(line) for _ in range(size[1])) + packer.flush()


def jpeg_segment(marker: int, body: bytes) -> bytes:
    """Give a segment of JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_with(data: bytes, *segments: bytes) -> bytes:
    """Put segments after the start of a JPEG."""
    return data[:2] + b"".join(segments) + data[2:]


def riff_chunk(kind: bytes, body: bytes) -> bytes:
    """Give a chunk of WebP, padded."""
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp_with(data: bytes, *chunks: bytes) -> bytes:
    """Put chunks at the end of a WebP, inside its container."""
    body = data[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, body: bytes) -> bytes:
    """Give a box of AVIF."""
    return struct.pack(">I4s", len(body) + 8, name) + body


def aperture(*numbers: int) -> bytes:
    """Give a clean aperture: width, height and two offsets, each a fraction."""
    return box(b"clap", struct.pack(">8i", *numbers))


def _tiff_directory(
    entries: list[tuple[int, int, int, bytes]], start: int, following: int
) -> tuple[bytes, bytes]:
    """Give a directory at an offset, and the values that do not fit in it, which follow it."""
    table, values = struct.pack("<H", len(entries)), b""
    after = start + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in sorted(entries):
        if len(value) <= 4:
            table += struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")
        else:
            table += struct.pack("<HHII", tag, kind, count, after + len(values))
            values += value + b"\0" * (len(value) % 2)
    return table + struct.pack("<I", following), values


def exif(orientation: int = 1, canary: str = "", thumbnail: bytes = b"") -> bytes:
    """Give a TIFF block: orientation, and on request a text, a GPS place and a thumbnail."""
    entries = [(0x0112, 3, 1, struct.pack("<H", orientation))]
    if not canary:
        table, values = _tiff_directory(entries, 8, 0)
        return struct.pack("<2sHI", b"II", 42, 8) + table + values
    text = canary.encode() + b"\0"
    gps = [
        (1, 2, 2, b"N\0"),
        (2, 5, 3, struct.pack("<6I", 35, 1, 41, 1, 22, 1)),
        (0x1B, 7, len(text), text),
    ]
    length = struct.pack("<I", len(thumbnail))
    small = [(0x0201, 4, 1, struct.pack("<I", 1000)), (0x0202, 4, 1, length)]
    entries += [(0x010E, 2, len(text), text), (0x8825, 4, 1, struct.pack("<I", 400))]
    block = struct.pack("<2sHI", b"II", 42, 8) + b"".join(_tiff_directory(entries, 8, 700))
    block = block.ljust(400, b"\0") + b"".join(_tiff_directory(gps, 400, 0))
    block = block.ljust(700, b"\0") + b"".join(_tiff_directory(small, 700, 0))
    return block.ljust(1000, b"\0") + thumbnail


def xmp(canary: str) -> bytes:
    """Give a packet of XMP."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="{canary}"/></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def profile(order: str = "rgb", gamma: float = 2.2, description: str = "profile") -> bytes:
    """Give a colour profile (ICC.1:2001-04) whose channels mean sRGB's primaries in an order."""
    xyz = {
        "r": (0.4360, 0.2225, 0.0139),
        "g": (0.3851, 0.7169, 0.0971),
        "b": (0.1431, 0.0606, 0.7141),
    }

    def fixed(values: Iterable[float]) -> bytes:
        return b"".join(struct.pack(">i", round(v * 65536)) for v in values)

    name = description.encode("ascii") + b"\0"
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * 78,
        b"cprt": b"text\0\0\0\0" + name,
        b"wtpt": b"XYZ \0\0\0\0" + fixed((0.9642, 1.0, 0.8249)),
    }
    for channel, means in zip("rgb", order, strict=True):
        tags[channel.encode() + b"XYZ"] = b"XYZ \0\0\0\0" + fixed(xyz[means])
        tags[channel.encode() + b"TRC"] = curve
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(value))
        body += value + b"\0" * (-len(value) % 4)
    head = struct.pack(">I4sI4s4s4s", 128 + len(table) + len(body), b"none", 0x02100000,
                       b"mntr", b"RGB ", b"XYZ ")  # fmt: skip
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += fixed((0.9642, 1.0, 0.8249))
    return head.ljust(128, b"\0") + table + body


def gif_header(size: tuple[int, int]) -> bytes:
    """Give the start of a GIF with two colours."""
    return b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"


def gif_frame(size: tuple[int, int]) -> bytes:
    """Give a frame of a GIF whose data says next to nothing."""
    delay = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"
    return delay + b"\x2c" + struct.pack("<HHHHB", 0, 0, *size, 0) + b"\x02\x02\x44\x01\x00"
