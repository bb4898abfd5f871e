"""`build.py import FROM`: another tool's posts, pages and pictures into this site, and built."""

from __future__ import annotations

import gc
import itertools
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import convert, to_builtins
from msgspec import json as msgspec_json
from msgspec.structs import replace

from kawaraban.builder import Builder
from kawaraban.builder.report import Report, site_heading
from kawaraban.cli.importers import fetch, hatena, markdown_folder, wordpress
from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place, plan
from kawaraban.cli.importers.old_site import OldSite, UnreadableError
from kawaraban.cli.importers.report import Comparison, Row, as_markdown, totals_of
from kawaraban.cli.importers.tables import tables
from kawaraban.cli.importers.write import (
    Converted,
    add_entries,
    converter,
    product_entry,
    write_file,
)
from kawaraban.core.model import PRODUCTS, SPEAKERS, Frozen
from kawaraban.core.options import Options
from kawaraban.core.settings import Settings
from kawaraban.read.source import site_settings
from kawaraban.system import lock, signals, terminal
from kawaraban.system.pool import parallel_map

_WORTH_A_PROCESS, _MOST_LINES = 20, 10
_FIRST_KEY = {"amazon": "tag", "rakuten": "id", "valuecommerce": "sid"}


class _Arguments(Frozen, frozen=True, kw_only=True):
    source: Path
    tool: str = ""
    media: Path | None = None
    fetch: bool = False
    own_ids: bool = False


def run(options: Options) -> int:
    """Import, build, compare and report; return 1 where a post could not be read."""
    arguments, folder = convert(options.own, type=_Arguments), options.site
    signals.install_handlers()
    lock.acquire(str(folder), os.path.dirname(os.path.realpath(options.output)))
    gc.enable()  # trees of HTML are circles, a hundred kilobytes each
    settings, _ = site_settings(folder)
    terminal.write_heading(site_heading(settings), folder)
    try:
        old = _read(arguments, settings)
    except UnreadableError as bad:
        terminal.write_error(f"build.py: {bad.say(settings.language)}")
        return 1
    if arguments.fetch:
        old = replace(old, pictures=old.pictures | fetch.fetch(old, folder / ".cache/import"))
    moves, places = plan(old, folder, settings)
    made = _write(moves, places, options, settings)
    gc.disable()  # as for any build
    ids = _ids(made)
    if arguments.own_ids:
        _take_ids(folder / "site.toml", ids)
    report = Builder(options).build()
    compare = Comparison(moves, folder, _pages(options, report)).compare
    pairs = list(zip(places, made, strict=True))
    rows = list(parallel_map(compare, pairs, options.jobs, _WORTH_A_PROCESS))
    rows += [Row(arguments.source.name, losses=[(1, loss)]) for loss in old.unread]
    files = {place.post.key: place.file.removeprefix("content/") for place in places}
    offers = [re.sub('key:([^"]+)', lambda m: files.get(m[1], m[0]), one) for one in old.offers]
    _tell(rows, [*itertools.chain(*ids), *offers], options, report)
    return int(any(one.error for one in made) or bool(old.unread))


def _read(arguments: _Arguments, settings: Settings) -> OldSite:
    """Read the old site, of the tool that was named or guessed, and say which."""
    source, tool = arguments.source, arguments.tool
    if not settings.positions:
        raise UnreadableError("site.toml", "no-site")
    if not source.exists():
        raise UnreadableError(source, "no-file")
    words = tables().words["reading" if tool else "guess"].in_language(settings.language)
    tool = tool or _guess(source)
    terminal.write_error(words.format(source=source, tool=tool))
    reader = {"wordpress": wordpress.read, "hatena": hatena.read}.get(tool)
    if reader and source.is_dir():
        raise UnreadableError(source, "a-folder")
    old = reader(source) if reader else markdown_folder.read(source, tool, settings.zone)
    return replace(old, pictures=old.pictures | dict(_media(arguments.media)))


def _guess(source: Path) -> str:
    """Return the tool of an export or a folder, by what only that tool writes."""
    if source.is_dir():
        return markdown_folder.guess(source)
    with source.open("rb") as stream:
        head = stream.read(1 << 16)
    if wordpress.is_one(head):
        return "wordpress"
    if hatena.is_one(head):
        return "hatena"
    raise UnreadableError(source, "no-tool")


def _media(root: Path | None) -> Iterator[tuple[str, Path]]:
    """Yield the files of an unpacked `uploads/` by the paths at which they were published."""
    if root is None:
        return
    if not root.is_dir():
        raise UnreadableError(root, "no-folder")
    inside = (root / "wp-content/uploads", root / "uploads")
    base = next((one for one in inside if one.is_dir()), root)
    for file in markdown_folder.files_in(base, "files"):
        yield f"/wp-content/uploads/{file.relative_to(base).as_posix()}", file


def _write(
    moves: Moves, places: tuple[Place, ...], options: Options, settings: Settings
) -> list[Converted]:
    """Convert every post and write those that are not there; return them without their texts."""
    folder, made, work = options.site, list[Converted](), converter(moves, places, settings).convert
    converted = parallel_map(work, places, options.jobs, _WORTH_A_PROCESS)
    for place, one in zip(places, converted, strict=True):
        if not one.error and not place.is_written:
            write_file(folder / place.file, one.text)
        one.text = ""
        made.append(one)
    used = {file for one in made for file in one.used}
    for path, new in moves.pictures.items():
        if new in used and not (folder / new).exists():
            write_file(folder / new, moves.site.pictures[path].read_bytes())
    products = {name: product_entry(p) for one in made for name, p in one.products.items()}
    add_entries(folder / PRODUCTS, products)
    _write_speakers(folder, {n: s for one in reversed(made) for n, s in one.speakers.items()})
    comments = {place.file: moves.site.comments.get(place.post.key) for place in places}
    if comments := {file: found for file, found in comments.items() if found}:
        text = json.dumps(comments, ensure_ascii=False, indent=1)
        write_file(folder / "import-comments.json", text)
    return made


def _write_speakers(folder: Path, speakers: dict[str, tuple[str, str]]) -> None:
    """Add speakers; with the first of them, those of texts that had no file to name them in."""
    if speakers and not (folder / SPEAKERS).is_file():
        files = (folder / "content").rglob("*.md")
        texts = (file.read_text("utf-8", "replace") for file in files)
        known = (name.strip() for text in texts for name in re.findall(r"\[!SAY\] *(.+)", text))
        speakers = dict.fromkeys(known, ("", "left")) | speakers
    pairs = (
        (name, ({"image": image} if image else {}, side))
        for name, (image, side) in speakers.items()
    )
    add_entries(folder / SPEAKERS, {name: image | {"side": side} for name, (image, side) in pairs})


def _pages(options: Options, report: Report) -> Callable[[str], bytes | None]:
    """Return what reads a page; where mistakes keep the site from being published, renders it."""
    if report.published:
        root = options.output
        return lambda path: (root / path).read_bytes() if os.path.isfile(root / path) else None
    planned, _ = Builder(options).plan()
    outputs = {one.path: one for one in planned.outputs}
    return lambda path: outputs[path].bytes() if path in outputs else None


def _tell(rows: list[Row], offers: list[str], options: Options, report: Report) -> None:
    """Write the report, and say in a few lines what it holds."""
    language, folder, whole = report.settings.language, options.site, totals_of(rows)
    errors = [one.line(language) for one in report.diagnostics if one.severity == "error"]
    data = to_builtins({"totals": whole, "posts": rows})
    write_file(folder / "import-report.json", msgspec_json.format(msgspec_json.encode(data)))
    write_file(folder / "import-report.md", as_markdown(rows, offers, errors, language))
    counts = {"posts": len(rows), **dict.fromkeys(("words", "links", "pictures"), 0), **whole.was}
    left = {f"{name}_left": number - whole.lost[name] for name, number in counts.items()}
    summary = tables().words["summary"].in_language(language).format(**counts, **left)
    stopped = [] if report.published else [tables().words["not-built"].in_language(language)]
    for line in (*errors[:_MOST_LINES], summary, *stopped):
        terminal.write_error(line)


def _take_ids(file: Path, found: list[list[str]]) -> None:
    """Write ids into the settings, for networks that these do not have."""
    text = file.read_text("utf-8")
    new = [one for one in found if f"\n{one[0].partition(']')[0]}]" not in text]
    if new:
        write_file(file, "\n".join((text.rstrip(), "", *itertools.chain(*new), "")))


def _ids(made: Iterable[Converted]) -> list[list[str]]:
    """Return the publishers' ids that were found, as tables of `site.toml`, most used first."""
    networks, programmes = defaultdict[str, Counter[str]](Counter), dict[str, str]()
    for (network, owner, programme), number in (item for one in made for item in one.ids.items()):
        networks[network][owner] += number
        programmes.setdefault(network, programme or "0")
    found = []
    for network, owners in sorted(networks.items(), key=lambda one: -one[1].total()):
        most = owners.most_common()
        names, counts = [json.dumps(one) for one, _ in most], (f"{one}: {n}" for one, n in most)
        lines = [f"[affiliate.{network}]  # {', '.join(counts)}"]
        lines += [f"{_FIRST_KEY[network]} = {names.pop(0)}"] if network in _FIRST_KEY else []
        lines += [f'pid = "{programmes[network]}"'] if network == "valuecommerce" else []
        found.append([*lines, f"ids = [{', '.join(names)}]"] if names else lines)
    return found
