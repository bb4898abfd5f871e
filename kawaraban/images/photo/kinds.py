"""Recognise pictures by name and content, and describe what is wrong with others."""

from __future__ import annotations

import re

from kawaraban.core.diagnostics import Diagnostic, Source, Words, error

# Pillow's name of each format, by extension.
RASTER = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "jfif": "JPEG",
    "apng": "PNG",
    "gif": "GIF",
    "webp": "WEBP",
    "avif": "AVIF",
    "heic": "HEIF",
    "heif": "HEIF",
    "hif": "HEIF",
}
_EXTENSIONS = (*RASTER, "svg")
# Pictures that no browser shows, or not well: originals that may hold their location.
_ORIGINALS = frozenset(
    {"bmp", "heics", "heifs", "avci", "avcs", "avifs", "jif", "insp", "jps"}
    | {"mpo", "j2k", "jp2", "jpf", "jpx", "jxl", "jxr", "wdp", "psd", "tif", "tiff", "ico", "cur"}
    | {"icns"}
    | {"3fr", "arw", "cr2", "cr3", "dng", "erf", "iiq", "kdc", "mrw", "nef", "nrw", "orf", "pef"}
    | {"raf", "raw", "rw2", "rwl", "srw", "x3f"}
)
# First bytes of files that may hold their location, whatever their names: JPEG, PNG, GIF, TIFF
# and the raw files made like it, Fujifilm, Sigma, Minolta, Photoshop, JPEG 2000, XL and XR.
_BEGINNINGS = (
    *(b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"IIU\0", b"IIR", b"MMOR"),
    *(b"FUJIFILMCCD-RAW", b"FOVb", b"\0MRM", b"8BPS", b"\xff\x4f\xff\x51", b"II\xbc\x01"),
    *(b"\0\0\0\x0cjP  ", b"\0\0\0\x0cJXL "),
)
# Brands of pictures in the container of ISO 14496-12, and the keys of a film's location.
_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_LOCATIONS = (b"\xa9xyz", b"location.ISO6709")
# git-lfs, docs/spec.md, "The Pointer".
_POINTER = b"version https://git-lfs.github.com/spec/"


# How pictures begin that often come under another extension, from telephones and browsers.
_HEAD = re.compile(
    rb"(?s)(?P<jpg>\xff\xd8\xff)|(?P<png>\x89PNG)|(?P<gif>GIF8)|RIFF.{4}(?P<webp>WEBP)"
    rb"|.{4}ftyp(?:(?P<avif>avi[fs])|(?P<heic>hei[cx]|hevc|mif1))"
)
# How to make a picture that can be published of another.
_EXPORT = Words(
    "プレビュー（Mac）、フォト（Windows）などで開き、PNG か JPEG に書き出してください",
    "open it in Preview (Mac), Photos (Windows) or the like, and export it as PNG or JPEG",
)


class BadPictureError(Exception):
    """A picture cannot be published; holds the reason, for an author."""

    def __init__(self, rule: str, what: Words, remedy: Words) -> None:
        """Take the rule's name, what is wrong, and the remedy."""
        super().__init__(rule)
        self.rule, self.what, self.remedy = rule, what, remedy

    def at(self, source: Source) -> Diagnostic:
        """Return the diagnostic for a source position where the picture is used."""
        return error(source, self.rule, self.what, self.remedy)


def extension_of(path: str) -> str:
    """Return the extension of a path in lower case."""
    return path.rpartition(".")[2].lower()


def is_picture(path: str) -> bool:
    """Return whether a path has the extension of a picture that can be published."""
    return extension_of(path) in _EXTENSIONS


def is_original(path: str) -> bool:
    """Return whether a path is a camera's or an editor's picture, which is never published."""
    return extension_of(path) in _ORIGINALS


def may_hold_location(data: bytes) -> bool:
    """Return whether a file is a picture, or a film with its location, by its bytes."""
    if data.startswith(_BEGINNINGS) or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return True
    if data[4:8] != b"ftyp":
        return False
    return data[8:12] in _BRANDS or any(key in data for key in _LOCATIONS)


def refuse_pointer(data: bytes, path: str) -> None:
    """Refuse the pointer that Git LFS leaves for a file that has not been fetched."""
    if data.startswith(_POINTER):
        raise BadPictureError(
            "lfs-pointer",
            Words(
                f"画像「{path}」の中身がまだ取得されていません（Git LFS）",
                f"the picture '{path}' has not been fetched (Git LFS)",
            ),
            Words("git lfs pull を実行してください", "run git lfs pull"),
        )


def not_a_picture(path: str, source: Source) -> Diagnostic:
    """Return the error of a file that is used as a picture but is none."""
    kinds = "PNG, JPEG, GIF, WebP, AVIF, HEIC, SVG"
    return error(
        source,
        "bad-picture-type",
        Words(f"「{path}」は使える画像の形式ではありません", f"'{path}' is no known picture type"),
        Words(f"{kinds} のどれかにしてください。{_EXPORT.ja}", f"use one of {kinds}; {_EXPORT.en}"),
    )


def unsafe_svg(what: Words) -> BadPictureError:
    """Return the error of an SVG that does more than draw."""
    remedy = Words(
        "描いたソフトで、スクリプトや外のファイルを使わない SVG か、PNG に書き出し直してください",
        "export it where it was drawn as SVG without scripts and outside files, or as PNG",
    )
    return BadPictureError("unsafe-svg", what, remedy)


def broken_picture(path: str, head: bytes = b"") -> BadPictureError:
    """Return the error of a file that cannot be opened in the format of its extension.

    `head` is how it begins, which may say that it has another format.
    """
    found = _HEAD.match(head)
    kind = found.lastgroup if found else None
    remedy = Words(
        f"壊れているか、拡張子と中身が違います。{_EXPORT.ja}",
        f"it is broken, or is not what its extension says; {_EXPORT.en}",
    )
    if kind and RASTER.get(extension_of(path)) != RASTER[kind]:
        remedy = Words(
            f"中身は {kind.upper()} です。名前の終わりを .{kind} にしてください",
            f"it is {kind.upper()}: let its name end in .{kind}",
        )
    return BadPictureError(
        "bad-picture",
        Words(f"画像「{path}」が開けません", f"the picture '{path}' cannot be opened"),
        remedy,
    )


def cropped_picture(path: str) -> BadPictureError:
    """Return the error of a picture that holds more than it shows."""
    return BadPictureError(
        "bad-picture",
        Words(
            f"画像「{path}」には、切り取って見えなくした部分（clap）が残っています",
            f"the picture '{path}' still holds what was cropped away (clap)",
        ),
        Words(
            "切り取ったものを、clap のない形で書き出し直してください",
            "crop it, and export it again without a clean aperture",
        ),
    )


def changed_picture(path: str) -> BadPictureError:
    """Return the error of a picture that has changed, or gone, since it was measured."""
    return BadPictureError(
        "changed-picture",
        Words(
            f"画像「{path}」がビルドの間に変わりました",
            f"the picture '{path}' has changed during the build",
        ),
        Words("もう一度ビルドしてください", "build again"),
    )


def too_tall_picture(path: str) -> BadPictureError:
    """Return the error of a picture that no width makes low enough for the formats."""
    return BadPictureError(
        "picture-too-large",
        Words(f"画像「{path}」が縦に長すぎます", f"the picture '{path}' is too tall"),
        Words("いくつかに切り分けてください", "cut it into several pictures"),
    )


def too_large_picture(path: str) -> BadPictureError:
    """Return the error of a picture with too many pixels."""
    return BadPictureError(
        "picture-too-large",
        Words(f"画像「{path}」が大きすぎます", f"the picture '{path}' is too large"),
        Words(
            "5,000万画素まで（動く画像は全コマで5億画素、2,000コマまで）に縮めてください",
            "scale it to at most 50 megapixels (an animation: 500 in at most 2,000 frames)",
        ),
    )
