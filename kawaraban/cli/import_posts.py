"""`build.py import FROM`: another tool's posts, pages and pictures into this site, and built."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from msgspec import convert
from msgspec.structs import replace

from kawaraban.builder import Builder
from kawaraban.builder.report import Report, site_heading
from kawaraban.cli.importers import fetch, hatena, markdown_folder, wordpress
from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place, plan
from kawaraban.cli.importers.old_site import Loss, OldSite, UnreadableError
from kawaraban.cli.importers.report import ReadPage, Row, as_data, as_markdown, compare, totals_of
from kawaraban.cli.importers.tables import tables
from kawaraban.cli.importers.write import (
    Converted,
    Id,
    add_entries,
    converter,
    copy_pictures,
    product_entry,
    write_file,
)
from kawaraban.core.model import PRODUCTS, SPEAKERS, Frozen
from kawaraban.core.options import Options, UsageError
from kawaraban.core.settings import Settings
from kawaraban.read.source import site_settings
from kawaraban.system import terminal
from kawaraban.system.pool import parallel_map

_WORTH_A_PROCESS, _MOST_LINES = 20, 10
_FIRST_KEY = {"amazon": "tag", "rakuten": "id", "valuecommerce": "sid"}


class _Arguments(Frozen, frozen=True, kw_only=True):
    source: str
    tool: str = ""
    media: str = ""
    fetch: bool = False
    own_ids: bool = False


def run(options: Options) -> int:
    """Import, build, compare and report; return 1 where a post could not be read."""
    arguments = convert(options.own, type=_Arguments)
    if not (options.site / "site.toml").is_file():
        raise UsageError(
            f"{options.site}: no site.toml; begin a site with init / site.toml がありません"
        )
    settings, _ = site_settings(options.site)
    terminal.write_heading(site_heading(settings), options.site)
    try:
        old = _read(arguments, settings)
    except UnreadableError as bad:
        terminal.write_error(f"build.py: {bad}")
        return 1
    if arguments.fetch:
        old = replace(old, pictures=old.pictures | fetch.fetch(old, options.site / ".cache/import"))
    moves, places = plan(old, options.site, settings)
    made = _write(moves, places, options, settings)
    ids = _ids(made)
    if arguments.own_ids:
        _take_ids(options.site / "site.toml", ids)
    report = Builder(options).build()
    read = _published(options) if report.published else _rendered(options)
    work = partial(_row, moves=moves, read=read, folder=options.site)
    pairs = list(zip(places, made, strict=True))
    rows = list(parallel_map(work, pairs, options.jobs, _WORTH_A_PROCESS))
    rows += [Row(name, losses=[(1, Loss("unread", why))]) for name, why in old.unread]
    _tell(rows, [*itertools.chain(*ids), *_offers(old, places)], options, report)
    return int(any(one.error for one in made) or bool(old.unread))


def _read(arguments: _Arguments, settings: Settings) -> OldSite:
    """Read the old site, of the tool that was named or guessed, and say which."""
    source = Path(arguments.source)
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder / ありません")
    tool = arguments.tool or _guess(source)
    words = tables().words["guess" if not arguments.tool else "reading"]
    terminal.write_error(words.in_language(settings.language).format(source=source, tool=tool))
    if tool in {"wordpress", "hatena"}:
        if source.is_dir():
            raise UnreadableError(f"{source}: a folder; name the exported file / フォルダーです")
        old = (wordpress if tool == "wordpress" else hatena).read(source)
    else:
        old = markdown_folder.read(source, tool, settings.zone)
    return replace(old, pictures=old.pictures | _media(arguments.media)) if arguments.media else old


def _guess(source: Path) -> str:
    """Return the tool of an export or a folder, by what only that tool writes."""
    if source.is_dir():
        return markdown_folder.guess(source)
    with source.open("rb") as stream:
        head = stream.read(1 << 16)
    for module, name in ((wordpress, "wordpress"), (hatena, "hatena")):
        if module.is_one(head):
            return name
    raise UnreadableError(
        f"{source}: of no known tool; say which with --as / 何の書き出しか分かりません"
    )


def _media(folder: str) -> dict[str, Path]:
    """Return the files of an unpacked `uploads/` by the paths at which they were published."""
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(f"{folder}: not a folder / フォルダーではありません")
    base = next(
        (one for one in (root / "wp-content/uploads", root / "uploads") if one.is_dir()), root
    )
    files = (Path(at) / name for at, _, names in os.walk(base) for name in sorted(names))
    known = (one for one in files if one.suffix.lower() in markdown_folder.FILES)
    return {f"/wp-content/uploads/{one.relative_to(base).as_posix()}": one for one in known}


def _write(
    moves: Moves, places: tuple[Place, ...], options: Options, settings: Settings
) -> list[Converted]:
    """Convert every post and write those that are not there; return them without their texts."""
    folder, made = options.site, list[Converted]()
    work = parallel_map(converter(moves, places, settings), places, options.jobs, _WORTH_A_PROCESS)
    for place, one in zip(places, work, strict=True):
        if not one.error and not place.is_written:
            write_file(folder / place.file, one.text)
        one.text = ""
        made.append(one)
    copy_pictures(folder, moves, {file for one in made for file in one.used})
    add_entries(
        folder / PRODUCTS, {n: product_entry(p) for one in made for n, p in one.products.items()}
    )
    speakers = {n: s for one in reversed(made) for n, s in one.speakers.items()}
    if speakers and not (folder / SPEAKERS).is_file():  # from now on each balloon's has to be there
        texts = (file.read_text("utf-8", "replace") for file in (folder / "content").rglob("*.md"))
        known = (name for text in texts for name in re.findall(r"\[!SAY\] *(.+)", text))
        speakers = {name.strip(): ("", "left") for name in known} | speakers
    entries = {n: {"image": i, "side": s} if i else {"side": s} for n, (i, s) in speakers.items()}
    add_entries(folder / SPEAKERS, entries)
    comments = {place.file: moves.site.comments.get(place.post.key) for place in places}
    if kept := {file: found for file, found in comments.items() if found}:
        write_file(folder / "import-comments.json", json.dumps(kept, ensure_ascii=False, indent=1))
    return made


def _row(pair: tuple[Place, Converted], moves: Moves, read: ReadPage, folder: Path) -> Row:
    place, one = pair
    comments = moves.site.comments.get(place.post.key)
    losses = [*one.losses, *([Loss("comments", str(len(comments)))] if comments else [])]
    losses += [Loss("unread", one.error)] if one.error else []
    return compare(place, losses, one.notes, moves, read, folder)


def _published(options: Options) -> ReadPage:
    def read(path: str) -> bytes | None:
        file = options.output / path
        return file.read_bytes() if file.is_file() else None

    return read


def _rendered(options: Options) -> ReadPage:
    """Return what renders a page of a site that mistakes keep from being published."""
    planned, _ = Builder(options).plan()
    outputs: dict[str, Callable[[], bytes]] = {one.path: one.bytes for one in planned.outputs}
    return lambda path: outputs[path]() if path in outputs else None


def _tell(rows: list[Row], offers: list[str], options: Options, report: Report) -> None:
    """Write the report, and say in a few lines what it holds."""
    language, folder = report.settings.language, options.site
    errors = [one.line(language) for one in report.diagnostics if one.severity == "error"]
    data = json.dumps(as_data(rows), ensure_ascii=False, indent=1)
    write_file(folder / "import-report.json", data)
    write_file(folder / "import-report.md", as_markdown(rows, offers, errors, language))
    totals = totals_of(rows)
    was, lost = totals["was"], totals["lost"]
    kept = {f"{name}_kept": number - lost.get(name, 0) for name, number in was.items()}
    counts = Counter({"posts": len(rows), **was, **kept})
    for line in errors[:_MOST_LINES]:
        terminal.write_error(line)
    names = ("words", "links", "pictures")
    values = {n: counts[n] for one in names for n in (one, f"{one}_kept")} | {"posts": len(rows)}
    terminal.write_error(tables().words["summary"].in_language(language).format(**values))
    if not report.published:
        terminal.write_error(tables().words["not-built"].in_language(language))


def _take_ids(file: Path, tables_of_ids: list[list[str]]) -> None:
    """Write ids into the settings, for networks that these do not have."""
    text = file.read_text("utf-8")
    new = [one for one in tables_of_ids if f"\n{one[0].partition(']')[0]}]" not in text]
    if new:
        write_file(file, "\n".join((text.rstrip(), *itertools.chain(*new), "")))


def _ids(made: Iterable[Converted]) -> list[list[str]]:
    """Return the publishers' ids that were found, as tables of `site.toml`, most used first."""
    networks, programmes = defaultdict[str, Counter[str]](Counter), dict[str, str]()
    for (network, owner, programme), number in (
        (key, n) for one in made for key, n in one.ids.items()
    ):
        networks[network][owner] += number
        programmes.setdefault(network, programme)
    found = []
    for network, owners in sorted(networks.items(), key=lambda one: -one[1].total()):
        most = owners.most_common()
        names, counts = (
            [json.dumps(one) for one, _ in most],
            ", ".join(f"{o}: {n}" for o, n in most),
        )
        lines = [f"[affiliate.{network}]  # {counts}"]
        if key := _FIRST_KEY.get(network):
            lines.append(f"{key} = {names.pop(0)}")
        if network == "valuecommerce":
            lines.append(f"pid = {json.dumps(programmes[network] or '0')}")
        found.append([*lines, f"ids = [{', '.join(names)}]"] if names else lines)
    return found


def _offers(old: OldSite, places: Iterable[Place]) -> list[str]:
    """Return what the reader offers, with the new files of the posts that it names."""
    files = {f"key:{place.post.key}": place.file.removeprefix("content/") for place in places}
    lines = []
    for line in "\n".join(old.offers).split("\n"):
        name, sign, value = line.partition(" = ")
        is_text = sign and name in {"text", "to"}
        lines.append(
            f"{name} = {json.dumps(files.get(value, value), ensure_ascii=False)}"
            if is_text
            else line
        )
    return [line for line in lines if line]
