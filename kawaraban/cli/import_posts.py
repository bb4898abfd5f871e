"""`build.py import FROM`: another tool's posts, pages and pictures into this site, and built."""

import gc
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from html import escape, unescape
from pathlib import Path

from msgspec import convert
from msgspec import json as msgspec_json
from msgspec.structs import replace

from kawaraban.builder import Builder
from kawaraban.builder.report import Report, site_heading
from kawaraban.cli.importers import exports, folders, write
from kawaraban.cli.importers.links import AdId, Converted, Moves, host_of, path_of
from kawaraban.cli.importers.old_site import Loss, OldSite
from kawaraban.cli.importers.report import Comparison, Lost, Row, as_markdown
from kawaraban.cli.importers.tables import UnreadableError, tables, words
from kawaraban.cli.importers.write import write_file
from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.model import CARDS, IMPORTED_ADS, PRODUCTS, SPEAKERS, Frozen
from kawaraban.core.options import Options
from kawaraban.core.settings import Settings
from kawaraban.markdown.parse import parse
from kawaraban.read.source import site_settings
from kawaraban.system import heap, lock, signals, terminal
from kawaraban.system.pool import parallel_map

_MOST_LINES, _ROUNDS = 10, 6
_BEGUN = ".cache/import/begun"  # is there until an import has come to its end
_Made = list[tuple[write.Place, Converted]]


class _Arguments(Frozen, frozen=True, kw_only=True):
    source: Path
    tool: str = ""
    media: Path | None = None
    fetch: bool = False


def run(options: Options) -> int:
    """Import, build, compare and report; return 1 where a post could not be read."""
    given, folder = convert(options.own, type=_Arguments), options.site
    signals.install_handlers()
    lock.acquire(str(folder), os.path.dirname(os.path.realpath(options.output)))
    gc.enable()  # trees of HTML are circles, a hundred kilobytes each
    heap.tune({heap.TRIM_THRESHOLD: 1 << 20, heap.MMAP_THRESHOLD: 1 << 18})
    settings, _ = site_settings(folder)
    terminal.write_heading(site_heading(settings), folder)
    try:
        old = _read(given, settings)
    except UnreadableError as bad:
        terminal.write_error(f"build.py: {bad.say(settings.language)}")
        return 1
    if given.fetch:
        from kawaraban.cli.importers.fetch import fetch  # noqa: PLC0415 - httpx takes 9 MiB

        old = replace(old, pictures=old.pictures | fetch(old, folder / ".cache/import"))
    moves, places = write.plan(old, folder, settings, options.jobs)
    begun = folder / _BEGUN
    was_killed = begun.exists()
    write_file(begun, "")
    made = _write(write.converter(moves, places, settings), places, options)
    _add(moves, made, folder)
    ids = dict(sum((one.ids for _, one in made), Counter[AdId]()).most_common())
    write.add_entries(folder / IMPORTED_ADS, [{f"{one[0]} {one[1]}": ids[one] for one in ids}])
    lost = [(place, one.losses) for place, one in made]
    del made  # which is large
    for _ in range(_ROUNDS):
        gc.disable()
        report = Builder(options).build()
        gc.enable()
        if not _mend(lost, report, options, again=was_killed):
            break
    compare = Comparison(moves, folder, options.output if report.published else None).compare
    rows = list(parallel_map(compare, lost, options.jobs, write.WORTH_A_PROCESS))
    rows += [Row(given.source.name, losses=[(1, loss)]) for loss in old.losses]
    status = _tell(rows, [*_offers(ids, moves)], options, report)
    begun.unlink()
    return status


def _read(given: _Arguments, settings: Settings) -> OldSite:
    """Read the old site, of the tool that was named or guessed, and say which."""
    source = given.source
    if not settings.positions:
        raise UnreadableError("site.toml", "no-site")
    if not source.exists():
        raise UnreadableError(source, "no-file")
    tool = given.tool or _guess(source)
    form = words(settings.language)["reading" if given.tool else "guess"]
    terminal.write_error(form.format(source=source, tool=tool))
    reader = {"wordpress": exports.read_wordpress, "hatena": exports.read_hatena}.get(tool)
    if not (source.is_dir() or reader):
        raise UnreadableError(source, "no-folder")
    old = reader(source) if reader else folders.read(source, tool, settings.zone)
    return replace(old, pictures=old.pictures | (_media(given.media) if given.media else {}))


def _guess(source: Path) -> str:
    """Return the tool of an export or a folder, by what only that tool writes."""
    if source.is_dir() and (name := tables().tool_at(source)):
        return tables().tools[name].kind or name
    found = filter(None, map(exports.tool_of, exports.files_of(source)))
    if name := next(found, "markdown" if source.is_dir() else ""):
        return name
    raise UnreadableError(source, "no-tool")


def _media(root: Path) -> dict[str, Path]:
    """Return the files of an unpacked `uploads/` by the paths at which they were published."""
    places = (root / one for one in ("wp-content/uploads", "uploads", "."))
    if (base := next(filter(Path.is_dir, places), None)) is None:
        raise UnreadableError(root, "no-folder")
    files = folders.files_in(base, "files")
    return {f"/wp-content/uploads/{file.relative_to(base).as_posix()}": file for file in files}


def _write(work: write.Converter, places: tuple[write.Place, ...], options: Options) -> _Made:
    """Convert every post and write those that are not there; return them without their texts."""
    made = _Made()
    gc.set_threshold(20_000)  # objects; a tree of HTML has some thousand
    converted = parallel_map(work.convert, places, options.jobs, write.WORTH_A_PROCESS)
    for place, one in zip(places, converted, strict=True):
        file = options.site / place.file
        if one.text and not place.is_written:
            write_file(file, one.text)
        elif one.text:
            one.losses += _mended_lines(one.text, file.read_text("utf-8", "replace"))
        one.text = ""
        made.append((place, one))
    return made


def _add(moves: Moves, made: _Made, folder: Path) -> None:
    """Copy the pictures that posts show, and add to the data files what posts name."""
    tops = filter(re.compile("assets/root/").match, moves.pictures.values())
    used = set(tops).union(*(one.used for _, one in made))
    for path, new in moves.pictures.items():
        if new in used and not (folder / new).exists():
            write_file(folder / new, moves.site.pictures[path].read_bytes())
    if said := {one.file: one.post.comments for one, _ in made if one.post.comments}:
        write_file(folder / "import-comments.json", msgspec_json.format(msgspec_json.encode(said)))
    for file, kind in ((PRODUCTS, "products"), (CARDS, "cards"), (SPEAKERS, "speakers")):
        write.add_entries(folder / file, (getattr(one, kind) for _, one in made))


def _mend(lost: list[Lost], report: Report, to: Options, *, again: bool) -> bool:
    """Mend the posts that are new, or of a killed run, and stop the build; return if there were."""
    stops = _stops(report.diagnostics)
    paths = {one.path for one in stops}
    news = ((p.file, losses) for p, losses in lost if again or not p.is_written)
    ours = {file: losses for file, losses in news if file in paths}
    work = partial(mend, to.site, report.settings, stops)
    found = parallel_map(work, [*ours], to.jobs, write.WORTH_A_PROCESS)
    for losses, more in zip(ours.values(), found, strict=True):
        losses.extend(more)
    return bool(ours)


def _stops(found: Iterable[Diagnostic]) -> list[Source]:
    """Return the places of what stops a build and can be mended in a text."""
    return [one.source for one in found if one.severity == "error" and not one.rests_on_settings]


def mend(folder: Path, settings: Settings, stops: list[Source], path: str) -> list[Loss]:
    """Make plain text of what stops the build in a post, there and elsewhere; return the lines."""
    text = old = (folder / path).read_text("utf-8")
    begin = text.index("\n---\n") + 5
    first, found = 1 + text.count("\n", 0, begin), [one for one in stops if one.path == path]
    for _ in range(_ROUNDS):
        text = _escaped(text, {one for one in found if one.line >= first})
        found = _stops(parse(text[begin:], path, first, settings).diagnostics)
        if not found:
            break
    else:
        plain = escape(re.sub(r"\n{2,}", "\n", text[begin:])).replace("//", "/&#47;")  # no ad
        text = f"{text[:begin]}\n<pre>\n{plain}</pre>\n"
    write_file(folder / path, text)
    return _mended_lines(old, text)


def _mended_lines(old: str, new: str) -> list[Loss]:
    """Return the lines of a text that were made plain text."""
    pairs = zip(old.split("\n"), new.split("\n"), strict=False)
    changed = ((one, other) for one, other in pairs if one != other)
    is_whole = "\n<pre>\n" in new and "\n<pre>\n" not in old

    def is_same(one: str, other: str) -> bool:
        return one == unescape(other) or one.replace("\\", "") == other.replace("\\", "")

    found = (one for one, other in changed if is_whole or is_same(one, other))
    return [Loss("error", one.replace("\\", "").strip()) for one in found]  # in any round the same


def _escaped(text: str, stops: Iterable[Source]) -> str:
    lines = text.split("\n")
    for source in sorted(stops, reverse=True):
        line, at = lines[source.line - 1], source.column - 1
        can_be = re.match(r"[!-/:-@\[-`{-~]", line[at:]) and not re.search(r"<[^<>]*\Z", line[:at])
        lines[source.line - 1] = f"{line[:at]}\\{line[at:]}" if can_be else escape(line)
    return "\n".join(lines)


def _tell(rows: list[Row], offers: list[str], options: Options, report: Report) -> int:
    """Write the report, and say in a few lines what it holds; return 1 where a post is lost."""
    language, folder, whole = report.settings.language, options.site, Row("")
    for row in rows:
        whole.was.update(row.was)
        whole.lost.update(row.lost)
    errors = [one.line(language) for one in report.diagnostics if one.severity == "error"]
    data = msgspec_json.encode({"totals": whole, "posts": rows})
    write_file(folder / "import-report.json", msgspec_json.format(data))
    write_file(folder / "import-report.md", as_markdown(whole, rows, offers, errors, language))
    left = whole.was - whole.lost
    summary = words(language)["summary"].format(posts=len(rows), was=whole.was, left=left)
    stopped = [] if report.published else [words(language)["not-built"]]
    for line in (*errors[:_MOST_LINES], summary, *stopped):
        terminal.write_error(line)
    return int(any(loss.kind == "unread" for row in rows for _, loss in row.losses))


def _offers(ids: dict[AdId, int], moves: Moves) -> Iterator[str]:
    """Yield lines for `site.toml`: publishers' ids, most used first, and the old menus."""
    yield from _id_lines(ids)
    for name, to in moves.site.menu:
        is_home = host_of(to) in moves.site.hosts and not path_of(to)
        target = moves.file_at(to).removeprefix("content/") or ("/" if is_home else to)
        text, target = (json.dumps(one, ensure_ascii=False) for one in (name, target))
        yield f"[[nav]]\ntext = {text}\nto = {target}"
    yield from tables().tools[moves.site.tool].offers


def _id_lines(ids: dict[AdId, int]) -> Iterator[str]:
    """Yield one table for each network, with all ids of it."""
    owners, programmes = defaultdict[str, Counter[str]](Counter), dict[str, str]()
    for (network, owner, programme), number in ids.items():
        owners[network][owner] += number
        programmes.setdefault(owner, programme)
    for network, found in owners.items():
        own = [*found]
        yield f"[affiliate.{network}]  # {', '.join(f'{one}: {n}' for one, n in found.items())}"
        if form := tables().forms.get(network):
            main = own.pop(0)
            yield form.format(json.dumps(main), programmes[main] or "0")
        if own:
            yield f"ids = {json.dumps(own)}"
