"""The manifest: loaded as it was saved, and what it says of the output and the clock."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from kawaraban.incremental import manifest, state_file
from kawaraban.incremental.fingerprints import Fingerprints, take
from kawaraban.incremental.manifest import Manifest
from tests.desk import PROJECT, Desk, post


def a_manifest(root: str) -> Manifest:
    """Return a manifest of two files."""
    return Manifest(
        request=["3", "", "--now", "2026"],
        output="output",
        real_output="elsewhere/output",
        since=5,
        until=9,
        printed=("サイト: 題（{folder}）", "警告\n", "1ページ、{seconds}秒"),
        inputs=[("site", take(root, ["", "紙\udc80.md"])), ("", Fingerprints([], array("Q"), {}))],
        outputs=Fingerprints(["a"], array("Q", [1, 2, 3, 2**63]), {0: b"\0" * 16}),
        digests={"a": b"\1" * 16},
        foreign=["b"],
    )


def plain(found: Manifest) -> dict[str, object]:
    """Return all that a manifest holds as values that can be compared."""
    values = {name: getattr(found, name) for name in found._fields}
    inputs = [(root, p.paths, p.numbers, p.recent) for root, p in found.inputs]
    outputs = (found.outputs.paths, found.outputs.numbers, found.outputs.recent)
    return values | {"inputs": inputs, "outputs": outputs}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """All of it comes back, also names that are no text."""
    folder = tmp_path / "deep" / "folder"
    written = a_manifest(f"{tmp_path}/")
    manifest.save(written, str(folder))
    loaded = manifest.load(str(folder))
    assert loaded is not None
    assert plain(loaded) == plain(written)
    assert [path.name for path in folder.iterdir()] == ["manifest"]


def test_where_nothing_can_be_saved_nothing_is(tmp_path: Path) -> None:
    """A folder that takes nothing costs the next build its speed, and no more."""
    (tmp_path / "file").write_text("in the way")
    manifest.save(a_manifest(f"{tmp_path}/"), str(tmp_path / "file"))
    assert manifest.load(str(tmp_path / "file")) is None
    (tmp_path / "manifest").mkdir()
    manifest.save(a_manifest(f"{tmp_path}/"), str(tmp_path))
    assert manifest.load(str(tmp_path)) is None


def test_data_of_another_shape_gives_none(tmp_path: Path) -> None:
    """A file that is whole but holds something else counts as not there."""
    path = f"{tmp_path}/manifest"
    manifest.save(a_manifest(f"{tmp_path}/"), str(tmp_path))
    form = int(Path(path).read_bytes().split(b" ")[0])
    own, inputs, outputs = state_file.load(path, form)
    fewer = {name: value for name, value in own.items() if name != "since"}
    others = (
        None, 7, (), (own, inputs), (own, inputs, outputs, outputs), (fewer, inputs, outputs),
        (own | {"more": 1}, inputs, outputs), (own, inputs, (*outputs, 1)), (own, [1], outputs),
        ([], inputs, outputs), (own, None, outputs), (own, inputs, None),
    )  # fmt: skip
    for other in others:
        state_file.save(path, form, other)
        assert manifest.load(str(tmp_path)) is None, other
    state_file.save(path, form, (own, inputs, outputs))
    assert manifest.load(str(tmp_path)) is not None


def test_what_a_killed_build_has_left_of_it_is_removed(desk: Desk) -> None:
    """By the next build, whether it has something to do or not."""
    desk.write({"content/posts/a.md": post("本文。")})
    assert desk.build().status == 0
    for text in ("本文。", "本文を直す。"):
        (desk.folder / ".cache/manifest.new").write_bytes(b"half")
        desk.write({"content/posts/a.md": post(text)})
        assert desk.build().status == 0
        assert [path for path in (desk.folder / ".cache").iterdir() if path.suffix == ".new"] == []


@pytest.mark.parametrize(
    ("since", "until", "moment", "holds"),
    [
        (0, 0, 0, True),
        (0, 0, 10**19, True),
        (5, 9, 4, False),
        (5, 9, 5, True),
        (5, 9, 8, True),
        (5, 9, 9, False),
        (5, 0, 10**19, True),
    ],
)
def test_it_holds_for_a_while(
    tmp_path: Path, since: int, until: int, moment: int, *, holds: bool
) -> None:
    """From one moment on, and before another one."""
    one = a_manifest(f"{tmp_path}/")
    one = one._replace(since=since, until=until)
    assert one.holds_at(moment) is holds


@pytest.mark.parametrize(
    ("output", "real", "is_same"),
    [
        ("output", "output", True),
        ("link", "output", True),
        ("link/", "output", True),
        ("output", "site", False),
        ("link", "link", False),
        ("nowhere", "nowhere", True),
        ("loop", "output", False),
    ],
)
def test_it_knows_its_output_folder(
    tmp_path: Path, output: str, real: str, *, is_same: bool
) -> None:
    """A link that leads elsewhere than it did is another output folder."""
    (tmp_path / "output").mkdir()
    (tmp_path / "link").symlink_to("output")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "site link").symlink_to(tmp_path)
    one = a_manifest(f"{tmp_path}/")
    one = one._replace(output=output, real_output=real)
    assert one.is_of_output(str(tmp_path)) is is_same
    assert one.is_of_output(str(tmp_path / "site link")) is is_same
    outside = one._replace(output=str(tmp_path / output), real_output=str(tmp_path / real))
    assert outside.is_of_output(str(tmp_path)) is is_same


@pytest.mark.parametrize("name", [".output.new", ".output.old"])
def test_it_finds_what_a_killed_build_has_left(tmp_path: Path, name: str) -> None:
    """A folder beside the output folder means that a build did not end."""
    one = a_manifest(f"{tmp_path}/")
    one = one._replace(output="output", real_output="output")
    assert not one.has_leftovers(str(tmp_path))
    (tmp_path / name).mkdir()
    assert one.has_leftovers(str(tmp_path))


def test_a_request_names_the_program_and_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another argument, moment, home folder or working folder is another request."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    product = str(PROJECT)
    plainly = manifest.build_request([], product)
    with_argument = manifest.build_request(["--drafts"], product)
    assert "kawaraban/cli/main.py" in plainly
    assert not any("__pycache__" in part for part in plainly)
    assert plainly != with_argument
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert manifest.build_request([], product) != plainly
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.chdir("/")
    assert manifest.build_request([], product) == plainly
    assert manifest.build_request(["--drafts"], product) != with_argument
