"""Recognise pictures by name and content, and describe what is wrong with others."""

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import report
from kawaraban.system.regex import lazy_pattern

# Pillow's name of each format, by extension.
RASTER = {"gif": "GIF", "webp": "WEBP", "avif": "AVIF", "png": "PNG", "apng": "PNG"}
RASTER |= dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), "JPEG")
RASTER |= dict.fromkeys(("heic", "heif", "hif"), "HEIF")
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
_HEAD = lazy_pattern(
    rb"(?s)(?P<jpg>\xff\xd8\xff)|(?P<png>\x89PNG)|(?P<gif>GIF8)|RIFF.{4}(?P<webp>WEBP)"
    rb"|.{4}ftyp(?:(?P<avif>avi[fs])|(?P<heic>hei[cx]|hevc|mif1))"
)


class BadPictureError(Exception):
    """A picture cannot be published; holds the reason, for an author."""

    def __init__(self, name: str, /, **values: object) -> None:
        """Take the name of a message, and its values."""
        super().__init__(name)
        self.name, self.values = name, values

    def at(self, source: Source) -> Diagnostic:
        """Return the diagnostic for a source position where the picture is used."""
        return report(source, self.name, **self.values)


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
        raise BadPictureError("lfs-pointer", path=path)


def broken_picture(path: str, head: bytes = b"") -> BadPictureError:
    """Return the error of a file that cannot be opened in the format of its extension.

    `head` is how it begins, which may say that it has another format.
    """
    found = _HEAD.match(head)
    kind = found.lastgroup if found else None
    if kind and RASTER.get(extension_of(path)) != RASTER[kind]:
        return BadPictureError("wrong-extension", path=path, kind=kind, format=kind.upper())
    return BadPictureError("broken-picture", path=path)
