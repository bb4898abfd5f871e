"""`build.py import FROM`: another tool's posts, pages and pictures into this site, and built."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from msgspec import convert
from msgspec.structs import replace

from kawaraban.builder import Builder
from kawaraban.builder.report import Report, site_heading
from kawaraban.cli.importers import fetch, hatena, markdown_folder, wordpress
from kawaraban.cli.importers.links import Moves
from kawaraban.cli.importers.moves import Place, plan
from kawaraban.cli.importers.old_site import Loss, OldSite, UnreadableError
from kawaraban.cli.importers.report import Row, as_markdown, compare, totals_of, with_lines, write_json
from kawaraban.cli.importers.write import (
    Converted,
    Id,
    add_entries,
    converter,
    copy_pictures,
    product_entry,
    speaker_entry,
    write_comments,
    write_file,
    write_posts,
)
from kawaraban.core.diagnostics import Words
from kawaraban.core.model import PRODUCTS, SPEAKERS, Frozen
from kawaraban.core.options import Options, UsageError
from kawaraban.core.settings import Settings
from kawaraban.read.source import site_settings
from kawaraban.system import terminal
from kawaraban.system.pool import parallel_map

_WORTH_A_PROCESS = 20
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".mp4", ".webm", ".mp3", ".m4a", ".pdf", ".zip")


class _Arguments(Frozen, frozen=True, kw_only=True):
    source: str
    tool: str = ""
    media: str = ""
    fetch: bool = False


def run(options: Options) -> int:
    """Import, build, compare and report; return 1 where a post could not be read."""
    arguments = convert(options.own, type=_Arguments)
    if not (options.site / "site.toml").is_file():
        raise UsageError(f"{options.site}: no site.toml; begin a site with init / site.toml がありません")
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
    report = Builder(options).build()
    rows = _compare(moves, places, made, options, report)
    return _tell(old, rows, made, options, report)


def _read(arguments: _Arguments, settings: Settings) -> OldSite:
    """Read the old site, of the tool that was named or guessed, and say which."""
    source = Path(arguments.source)
    if not source.exists():
        raise UsageError(f"{source}: no such file or folder / ありません")
    tool = arguments.tool or _guess(source)
    words = Words(f"{source} は {tool} のものとして読みます", f"reading {source} as {tool}")
    if not arguments.tool:
        words = Words(f"{words.ja}（--as で変えられます）", f"{words.en} (--as says otherwise)")
    terminal.write_error(words.in_language(settings.language))
    readers: dict[str, Callable[[Path], OldSite]] = {"wordpress": wordpress.read, "hatena": hatena.read}
    old = readers.get(tool, lambda path: markdown_folder.read(path, tool))(source)
    return replace(old, pictures=old.pictures | _media(arguments.media)) if arguments.media else old


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
    raise UnreadableError(f"{source}: an export of no known tool; say which with --as / 何の書き出しか分かりません")


def _media(folder: str) -> dict[str, Path]:
    """Return the files of an unpacked `uploads/` by the paths at which they were published."""
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(f"{folder}: not a folder / フォルダーではありません")
    base = next((one for one in (root / "wp-content/uploads", root / "uploads") if one.is_dir()), root)
    files = (Path(at) / name for at, _, names in os.walk(base) for name in sorted(names))
    return {f"/wp-content/uploads/{f.relative_to(base).as_posix()}": f for f in files if f.suffix.lower() in _PICTURES}


def _write(moves: Moves, places: tuple[Place, ...], options: Options, settings: Settings) -> list[Converted]:
    """Convert every post and write those that are not there; return them without their texts."""
    folder, made = options.site, list[Converted]()
    work = parallel_map(converter(moves, places, settings), places, options.jobs, _WORTH_A_PROCESS)
    for _, one in write_posts(folder, zip(places, work, strict=True)):
        one.text = ""
        made.append(one)
    copy_pictures(folder, moves, {file for one in made for file in one.used})
    add_entries(folder / PRODUCTS, {n: product_entry(p) for one in made for n, p in one.products.items()})
    speakers = {n: s for one in reversed(made) for n, s in one.speakers.items()}
    add_entries(folder / SPEAKERS, {n: speaker_entry(s) for n, s in speakers.items()})
    write_comments(folder, moves.site, places)
    return made


def _compare(moves: Moves, places: tuple[Place, ...], made: list[Converted], options: Options, report: Report) -> list[Row]:
    """Compare each post with its page: as published, or as it would be where mistakes stop that."""
    read = _published(options) if report.published else _rendered(options)
    pairs = list(zip(places, made, strict=True))

    def one(pair: tuple[Place, Converted]) -> Row:
        place, post = pair
        losses = [*post.losses, Loss("unread", post.error)] if post.error else post.losses
        if place.post.key in moves.site.comments:
            losses = [*losses, Loss("comments", str(len(moves.site.comments[place.post.key])))]
        return with_lines(compare(place, losses, post.notes, moves, read), options.site)

    return list(parallel_map(one, pairs, options.jobs, _WORTH_A_PROCESS))


def _published(options: Options) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        file = options.output / path
        return file.read_bytes() if file.is_file() else None

    return read


def _rendered(options: Options) -> Callable[[str], bytes | None]:
    """Return what renders a page of a site that cannot be published yet."""
    plan_, _ = Builder(options).plan()
    outputs = {output.path: output for output in plan_.outputs}
    return lambda path: outputs[path].bytes() if path in outputs else None


def _tell(old: OldSite, rows: list[Row], made: list[Converted], options: Options, report: Report) -> int:
    """Write the report, and say in a few lines what it holds."""
    language, folder = report.settings.language, options.site
    lines = [d.line(language) for d in report.diagnostics if d.severity == "error"]
    rows += [Row(name, name, "", losses=[Loss("unread", why)], lines=[1]) for name, why in old.unread]
    offers = [*_ids(made), *_menu(old, rows)]
    totals = totals_of(rows)
    write_file(folder / "import-report.json", write_json(folder, rows, totals))
    write_file(folder / "import-report.md", as_markdown(rows, offers, lines, language))
    for line in (*lines[:10], *([f"… ({len(lines)})"] if len(lines) > 10 else [])):  # noqa: PLR2004 - as many as fit
        terminal.write_error(line)
    share = 100 * (1 - totals["lost_words"] / totals["words"]) if totals["words"] else 100
    summary = Words(
        f"{totals['posts']}件を取り込みました。言葉 {share:.2f}%、リンク {totals['links'] - totals['lost_links']}/{totals['links']}、"
        f"画像 {totals['pictures'] - totals['lost_pictures']}/{totals['pictures']}。失ったものと、手で直すものは import-report.md にあります",
        f"{totals['posts']} imported: {share:.2f}% of the words, {totals['links'] - totals['lost_links']} of {totals['links']} links, "
        f"{totals['pictures'] - totals['lost_pictures']} of {totals['pictures']} pictures. import-report.md names what is lost, and what to do by hand",
    )
    terminal.write_error(summary.in_language(language))
    if not report.published:
        terminal.write_error(_NOT_BUILT.in_language(language))
    return int(bool(old.unread) or any(one.error for one in made))


def _ids(made: list[Converted]) -> list[str]:
    """Return the publishers' ids that were found, as lines for `site.toml`, most used first."""
    found = Counter[Id]()
    for one in made:
        found.update(one.ids)
    networks: dict[str, dict[str, int]] = {}
    for (network, owner, _), number in found.most_common():
        owners = networks.setdefault(network, {})
        owners[owner] = owners.get(owner, 0) + number
    lines = []
    for network, owners in sorted(networks.items(), key=lambda n: -sum(n[1].values())):
        names = [json.dumps(one) for one in owners]
        counts = ", ".join(f"{one}: {number}" for one, number in owners.items())
        lines.append(f"[affiliate.{network}]  # {counts}")
        rest = names[1:] if network in _FIRST_KEY else names
        if network in _FIRST_KEY:
            lines.append(f"{_FIRST_KEY[network]} = {names[0]}")
        if network == "valuecommerce":
            pid = next((p for n, _, p in found if n == network and p), "0")
            lines.append(f"pid = {json.dumps(pid)}")
        lines += [f"ids = [{', '.join(rest)}]"] if rest else []
    return lines


def _menu(old: OldSite, rows: list[Row]) -> list[str]:
    files = {key: row.file.removeprefix("content/") for key, row in zip((p.key for p in old.posts), rows, strict=False)}
    lines = []
    for offer in old.offers:
        head, *pairs = offer.split("\n")
        lines.append(head)
        for name, value in (one.split(" = ", 1) for one in pairs):
            is_text = head == "[[nav]]"
            value = files.get(value.removeprefix("key:"), value)
            lines.append(f"{name} = {json.dumps(value, ensure_ascii=False) if is_text else value}")
    return lines


_FIRST_KEY = {"amazon": "tag", "rakuten": "id", "valuecommerce": "sid"}
_NOT_BUILT = Words(
    "記事は取り込みましたが、上のエラーを直すまでビルドできません。広告のIDなら、import-report.md の行を site.toml に写してください",
    "the posts are here, but the site is not built until these errors are mended; for ad ids, copy the lines of import-report.md into site.toml",
)
