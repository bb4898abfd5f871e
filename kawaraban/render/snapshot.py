"""Everything that the outputs of one build are made from."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from kawaraban.core.model import Site, StoredBytes
from kawaraban.core.settings import Settings
from kawaraban.read.files import FileEntry
from kawaraban.render.assets import Assets
from kawaraban.render.renderer import Renderer


class Snapshot(Struct, frozen=True, kw_only=True):
    """A site at its moment, with its theme and the bytes of its pictures.

    `files` gives each file of the content folder, `pictures` the content of each published
    picture by its output path, `cards` what draws each sharing card. Which outputs there are
    is planned from the whole site; what a page shows it may ask of the `renderer` alone.
    """

    site: Site
    settings: Settings
    renderer: Renderer
    assets: Assets
    files: Mapping[str, FileEntry]
    pictures: Mapping[str, StoredBytes]
    cards: Mapping[str, Callable[[], bytes]]
