"""What happens around a site: the clock, the switches, and hands in the wrong folders."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.laws.first_site import settle
from tests.laws.registry import edit
from tests.laws.world import TIMES_TELL, World, plant, tree

_MOMENTS = (
    "2026-05-27T23:59", "2026-05-28T00:00", "2026-06-01T12:00", "2026-06-02T00:00",
    "2026-06-10T23:59", "2026-06-11T00:00", "2026-07-10", "2026-08-01T00:01", "2026-09-01T00:00",
    "2026-11-20T12:00", "2026-12-01T20:00", "2026-12-31T23:59", "2027-01-01T00:00", "2028-02-29",
)  # fmt: skip
_SWITCHES = (
    ("--drafts", ""), ("--strict", ""), ("--no-cache", ""), ("--format", "json"),
    ("--format", "github"), ("--jobs", "1"), ("--base-url", "https://preview.example.org/x/"),
)  # fmt: skip
_ENVIRONMENT = {
    "TZ": ("UTC", "America/New_York", "Asia/Tokyo"), "PYTHONHASHSEED": ("0", "1", "77"),
    "LC_ALL": ("C", "C.UTF-8"),
}  # fmt: skip


@edit(6)
def move_the_clock(world: World) -> str:
    """Build as of another moment, before or after the last one."""
    world.now = world.dice.choice(_MOMENTS)
    return world.now


@edit(3)
def turn_a_switch(world: World) -> str:
    """Give a switch another value, or leave it out."""
    name, value = world.dice.choice(_SWITCHES)
    if world.switches.get(name) == value:
        del world.switches[name]
        return f"{name} no more"
    world.switches[name] = value
    return f"{name} {value}"


@edit()
def change_the_environment(world: World) -> str:
    """Build where the machine's time zone, language or seed of hashes is another."""
    name = world.dice.choice(list(_ENVIRONMENT))
    world.environment[name] = world.dice.choice(_ENVIRONMENT[name])
    return f"{name}={world.environment[name]}"


@edit(2)
def move_the_site(world: World) -> str:
    """Move the site, and at times its output, to another folder."""
    folder = world.folder / f"別の 場所 {world.dice.randrange(1000)}"
    folder.mkdir(exist_ok=True)
    shutil.move(world.site, folder / "site")
    world.site = folder / "site"
    if world.dice.random() < 0.5 and world.output.exists():
        shutil.move(world.output, folder / "output")
        world.output = folder / "output"
    return folder.name


@edit()
def delete_the_output(world: World) -> str:
    """Delete the output folder as a whole."""
    shutil.rmtree(world.output, ignore_errors=True)
    world.foreign.clear()
    return "all of it"


@edit(8)
def spoil_a_page(world: World) -> str:
    """Change a file of the output behind the build's back."""
    pages = [p for p in _files(world.output) if p[0] != "." and p not in world.foreign]
    if not pages:
        return ""
    page = world.dice.choice(pages)
    # A picture's name says its bytes, so its length is all that a build looks at.
    ways = _SPOILT if page.startswith("images/") else (*_SPOILT, *_SPOILT_IN_PLACE)
    way = world.dice.choice(ways)
    way(world.output / page)
    return f"{page} {way.__name__}"


def cut_short(file: Path) -> None:
    """Lose the end of a file."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def grown(file: Path) -> None:
    """Add to a file."""
    file.write_bytes(file.read_bytes() + b"?")


def deleted(file: Path) -> None:
    """Delete a file; the folder that it lay in stays."""
    file.unlink()


def exchanged(file: Path) -> None:
    """Change the last byte of a file."""
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def exchanged_at_its_old_time(file: Path) -> None:
    """Change the last byte of a file, and say that it is as old as before."""
    status = file.stat()
    exchanged(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


_SPOILT = (cut_short, grown, deleted)
_SPOILT_IN_PLACE = (exchanged, exchanged_at_its_old_time if TIMES_TELL else exchanged) * 2


def _files(folder: Path) -> list[str]:
    return sorted(path for path, content in tree(folder).items() if content is not None)


@edit(3)
def leave_a_foreign_file(world: World) -> str:
    """Put a file or a folder into the output that no build has made, or take one away."""
    if not world.output.is_dir():
        return ""
    if world.foreign and world.dice.random() < 0.5:
        name = world.dice.choice(sorted(world.foreign))
        _taken_away(world.output / name, world.output)
        del world.foreign[name]
        return f"{name} is gone"
    below = world.dice.choice(("", "notes/", "posts/", "posts/p01/", ".git/"))
    name = f"{below}foreign-{world.dice.randrange(9)}"
    if name not in world.foreign:
        world.foreign[name] = world.dice.choice((None, b"foreign"))
        plant(world.output, {name: world.foreign[name]})
    return name


def _taken_away(path: Path, above: Path) -> None:
    path.rmdir() if path.is_dir() else path.unlink()
    while path.parent != above and not any(path.parent.iterdir()):
        path = path.parent
        path.rmdir()


@edit(8)
def spoil_the_memory(world: World) -> str:
    """Do to the site's memory between builds what disks, copies and people do."""
    way = world.dice.choice(_SPOILT_MEMORY)
    return f"{way.__name__.strip('_')} {way(world)}"


def _remembered(world: World) -> Path | None:
    # Others' files have second names in the spare tree: to spoil those is to spoil the files.
    names = [n for n in _files(world.cache) if "foreign-" not in n] if world.cache.is_dir() else []
    return world.cache / world.dice.choice(names) if names else None


def _all_gone(world: World) -> str:
    shutil.rmtree(world.cache, ignore_errors=True)
    return ""


def _cut(world: World) -> str:
    file = _remembered(world)
    if file is not None:
        file.write_bytes(file.read_bytes()[: world.dice.randrange(file.stat().st_size + 1)])
    return str(file and file.name)


def _flipped(world: World) -> str:
    file = _remembered(world)
    if file is None or not file.stat().st_size:
        return "nothing"
    data = bytearray(file.read_bytes())
    data[world.dice.randrange(len(data))] ^= 1 << world.dice.randrange(8)
    file.write_bytes(data)
    return file.name


def _emptied(world: World) -> str:
    file = _remembered(world)
    if file is not None:
        file.write_bytes(b"")
    return str(file and file.name)


def _folder_for_file(world: World) -> str:
    file = _remembered(world)
    if file is not None:
        file.unlink()
        file.mkdir()
    return str(file and file.name)


def _file_for_folder(world: World) -> str:
    _all_gone(world)
    world.cache.write_bytes(b"no folder")
    return ""


def _read_only(world: World) -> str:
    for folder in (world.cache, *world.cache.rglob("*")) if world.cache.is_dir() else ():
        if folder.is_dir():
            folder.chmod(0o555)
    return ""


def _older_kept(world: World) -> str:
    older = world.folder / "older"
    if world.cache.is_dir() and not older.exists():
        shutil.copytree(world.cache, older)
    return ""


def _older_put_back(world: World) -> str:
    older = world.folder / "older"
    if older.exists():
        _all_gone(world)
        shutil.move(older, world.cache)
    return ""


def _of_the_fresh_copy(world: World) -> str:
    if (world.cold / "site/.cache").is_dir():
        _all_gone(world)
        shutil.copytree(world.cold / "site/.cache", world.cache)
    return ""


def _of_another_site(world: World) -> str:
    other = World(world.folder / "other" / str(world.dice.randrange(10**9)), 0)
    settle(other)
    other.build()
    _all_gone(world)
    shutil.copytree(other.cache, world.cache)
    return ""


_SPOILT_MEMORY = (
    _all_gone, _cut, _cut, _flipped, _flipped, _flipped, _emptied, _folder_for_file,
    _file_for_folder, _read_only, _older_kept, _older_kept, _older_kept, _older_put_back,
    _older_put_back, _older_put_back, _of_the_fresh_copy, _of_the_fresh_copy, _of_another_site,
)  # fmt: skip


@edit(3)
def build_otherwise(world: World) -> str:
    """Run the command in between, in a way that leaves this output as it is."""
    way = world.dice.choice(
        (
            ("ads",),
            ("--output", str(world.folder / "preview")),
            ("--output", str(world.folder / "preview"), "--now", world.dice.choice(_MOMENTS)),
            (
                "--output",
                str(world.folder / "preview"),
                "--drafts",
                "--base-url",
                "https://x.example/",
            ),
            ("--now", "never"),
        )
    )
    return f"{way}: status {world.build(*way).status}"


@edit(2)
def build_and_let_it_be(world: World) -> str:
    """Build with other switches or at another moment in between, whatever comes of it."""
    way = world.dice.choice(
        (("--no-cache",), ("--drafts",), ("--now", world.dice.choice(_MOMENTS)))
    )
    return f"{way}: status {world.build(*way).status}"


@edit(2)
def stop_a_build(world: World) -> str:
    """Begin a build, and kill it."""
    seconds = world.dice.uniform(0.1, 0.6)
    building = subprocess.Popen(
        world.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        building.wait(seconds)
    except subprocess.TimeoutExpired:
        building.kill()
        building.wait()
    return f"after {seconds:.2f} s"
