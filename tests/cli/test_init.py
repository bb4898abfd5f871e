"""`init`: a new site that builds as it is, and the `build.py` in it that runs the product."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kawaraban.core.settings import Settings
from tests.desk import LINUX, NOW, PROJECT, SETTINGS, Built, Desk, post
from tests.laws.world import tree

LANGUAGES = ("ja", "en")
# A setting behind a `#`; words behind `# ` explain.
_OFF = re.compile(r"^#(?=[^\s:])(?!font)", re.MULTILINE)


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    program: Path = PROJECT / "build.py",
    **env: str,
) -> Built:
    """Run the command with the Python of the tests."""
    done = subprocess.run(
        [sys.executable, program, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **env},
        check=False,
    )
    return Built(done.returncode, done.stdout, done.stderr, (cwd or Path()) / "output")


def begun(folder: Path, language: str = "ja", program: Path = PROJECT / "build.py") -> Desk:
    """Begin a site with `init`."""
    done = run("init", folder, "--language", language, "--now", NOW, program=program)
    assert (done.status, done.err) == (0, "")
    return Desk(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_builds_without_a_warning(tmp_path: Path, language: str) -> None:
    """Its post, its pages and its menu are there, in the language that was asked for."""
    built = begun(tmp_path / "site", language).build("--strict")
    assert (built.status, built.out) == (0, ""), built.out
    sample = built.page("posts/first-post/")
    assert f'lang="{language}"' in sample
    for name in ("callout", "contact", "product", "deal", "link-card", "figure", "toc"):
        assert re.search(rf'class="{name}\b', sample), name
    for name in ("about", "ad-policy", "privacy"):
        assert f'href="{name}/"' in built.page("index.html")
        assert built.page(f"{name}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_speaker_more_leaves_the_first_post_right(tmp_path: Path, language: str) -> None:
    """Who speaks in it stands in the file to which authors and `import` add others."""
    desk = begun(tmp_path / "site", language)
    with (desk.folder / "content/speakers.yaml").open("a", encoding="utf-8") as file:
        file.write("\nねこ:\n  side: right\n")
    built = desk.build("--strict")
    assert (built.status, built.out) == (0, ""), built.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_the_same_files(tmp_path: Path, language: str) -> None:
    """No file is missing in one, no placeholder is left, and JSON is JSON."""
    files = tree(begun(tmp_path / "site", language).folder)
    assert files.keys() == tree(begun(tmp_path / "other").folder).keys()
    texts = {p: t.decode() for p, t in files.items() if isinstance(t, bytes) and p[-4:] != ".png"}
    assert len(texts) > 12
    assert [p for p, t in texts.items() if re.search(r"\$(today|product|timezone)|\r", t)] == []
    snippets = json.loads(texts[".vscode/kawaraban.code-snippets"])
    blocks = {line for one in snippets.values() for line in one["body"] if line.startswith("```")}
    assert {"```contact", "```product", "```deal"} <= blocks
    assert json.loads(texts[".vscode/settings.json"])["files.eol"] == "\n"
    assert {"/output/", "/.cache/"} <= {*texts[".gitignore"].splitlines()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_setting_is_there_and_can_be_used(tmp_path: Path, language: str) -> None:
    """`site.toml` has every key; those behind a `#` are right when it is taken away."""
    desk = begun(tmp_path / "site", language)
    text = (desk.folder / "site.toml").read_text("utf-8")
    sections = {f for f in Settings.__struct_fields__ if f not in {"positions", "authors", "nav"}}
    own = {"positions", "listed", "network"}  # no key of the file
    keys = sections | {"font", *(key for key in _keys(Settings) if key not in own)}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", text)] == []
    desk.write({"site.toml": _OFF.sub("", text)})
    for name in ("me", "share", "logo"):
        desk.picture(f"content/images/{name}.png")
    built = desk.build("--strict")
    told = [line for line in built.out.splitlines() if "[open-policy]" not in line]
    assert (built.status, told) == (0, []), built.out


def _keys(kind: type) -> Iterator[str]:
    """Yield the names of the fields of a type, and of the types in it."""
    for field in msgspec.structs.fields(kind):
        yield field.encode_name
        for inner in re.findall(r"kawaraban\.core\.(settings|model\.\w+)\.(\w+)", repr(field.type)):
            module = sys.modules[f"kawaraban.core.{inner[0]}"]
            yield from _keys(getattr(module, inner[1]))


@pytest.mark.parametrize("name", ["notes.txt", ".env", "folder"])
def test_a_folder_with_files_is_refused(tmp_path: Path, name: str) -> None:
    """With one line and status 2, and nothing is written."""
    there = tmp_path / "site" / name
    (there if name == "folder" else there.parent).mkdir(parents=True)
    if name != "folder":
        there.write_text("mine")
    before = tree(tmp_path)
    done = run("init", tmp_path / "site", "--language", "en")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "name a new folder, or an empty one" in done.err
    assert tree(tmp_path) == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """What is there is not overwritten."""
    (tmp_path / "site").write_text("mine")
    assert run("init", tmp_path / "site").status == 2
    assert (tmp_path / "site").read_text() == "mine"


def test_an_empty_repository_is_empty(tmp_path: Path) -> None:
    """A clone of a new repository holds `.git` alone."""
    (tmp_path / "site/.git").mkdir(parents=True)
    assert begun(tmp_path / "site").build().status == 0


@pytest.mark.parametrize(
    ("spoken", "language"), [("ja_JP.UTF-8", "ja"), ("de_DE.UTF-8", "en"), ("C.UTF-8", "ja")]
)
def test_the_language_is_that_of_the_locale(tmp_path: Path, spoken: str, language: str) -> None:
    """Another than Japanese means English; where none is said, the settings' default counts."""
    done = run("init", "my site", cwd=tmp_path, LC_ALL=spoken)
    assert f'language = "{language}"' in (tmp_path / "my site/site.toml").read_text("utf-8")
    first, second = done.out.splitlines()[2:]
    assert first == '  cd "my site"'
    assert re.fullmatch(r"  python3? build\.py serve --open", second)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the product beside which sites lie, with the libraries in its `.venv`."""
    folder = tmp_path_factory.mktemp("home") / "瓦版 product"
    for name in ("kawaraban", "templates", "assets", "docs/schema"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "build.py", folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def bare(site: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the `build.py` of a site with a Python that has no libraries."""
    return subprocess.run(
        [sys.executable, "-S", "-I", "-X", "utf8", site / "build.py", *arguments],
        cwd=cwd or site,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )


@LINUX
def test_any_python_runs_the_product(product: Path) -> None:
    """The product's own Python is used, and no module of the site's folder."""
    desk = begun(product.parent / "blog", program=product / "build.py")
    trap = "raise SystemExit(9)"
    desk.write({f"{name}.py": trap for name in ("json", "yaml", "signal", "kawaraban", "runpy")})
    for cwd in (desk.folder, desk.folder / "content/posts", product):
        done = bare(desk.folder, "--now", NOW, "--strict", cwd=cwd)
        assert done.returncode == 0, done.stderr
        assert done.stderr.splitlines()[0] == f"サイト: 新しいサイト（{desk.folder}）"
    done = run("--now", "x", cwd=desk.folder, program=desk.folder / "build.py")
    assert (done.status, done.err.count("\n")) == (2, 1)


@LINUX
def test_a_site_moves_with_its_product(product: Path, tmp_path: Path) -> None:
    """Both can be moved together; far from each other, the full path is written."""
    begun(product.parent / "sites/near", program=product / "build.py")
    far = begun(tmp_path / "a/b/c/far", program=product / "build.py")
    shutil.copytree(product.parent, tmp_path / "new", symlinks=True)
    done = bare(tmp_path / "new/sites/near")
    assert (done.returncode, done.stderr[:5]) == (0, "サイト: ")
    assert f"PRODUCT = {str(product)!r}" in (far.folder / "build.py").read_text("utf-8")
    assert bare(far.folder).returncode == 0


@LINUX
def test_a_missing_product_is_one_line(product: Path, tmp_path: Path) -> None:
    """It says where the product was looked for, and what to change."""
    copy = tmp_path / "home/product"
    shutil.copytree(product, copy, symlinks=True)
    desk = begun(tmp_path / "home/site", program=copy / "build.py")
    (copy / ".venv").unlink()
    done = bare(desk.folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "python3 -m venv .venv" in done.stderr
    # A Python that has the libraries needs none.
    assert run(cwd=desk.folder, program=desk.folder / "build.py").status == 0
    copy.rename(tmp_path / "elsewhere")
    done = bare(desk.folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"no Kawaraban in {copy}; correct PRODUCT" in done.stderr


def test_what_init_writes_is_not_what_the_product_has(tmp_path: Path) -> None:
    """A post of one's own beside the sample, with the product's theme."""
    desk = begun(tmp_path / "site").write({"content/posts/a.md": post("自分の文。")})
    assert "自分の文。" in desk.build().page("posts/a/")
    assert SETTINGS not in (desk.folder / "site.toml").read_text("utf-8")
