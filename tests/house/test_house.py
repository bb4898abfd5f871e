"""The house rules: style, types, layers, pins, and documentation that is true."""

from __future__ import annotations

import ast
import re
import subprocess
import symtable
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawaraban.core.model import FrontMatter, Price
from kawaraban.core.settings import PostSettings, Settings
from kawaraban.elements.contact import WrittenContact
from kawaraban.read.front_matter_rules import RULES
from kawaraban.read.offers import WrittenDeal, WrittenProduct, WrittenProgramme
from tests.desk import PROJECT

PACKAGE = PROJECT / "kawaraban"
_COUNTED = 40


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy", "build.py", "bench/speed.py", "kawaraban"),
    ],
    ids=" ".join,
)
def test_tools_are_content(command: tuple[str, ...]) -> None:
    """Style and types hold, as configured in pyproject.toml."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_pins_are_exact_and_whole() -> None:
    """Both requirement files pin what pyproject.toml names, each with the hashes of its files."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {"requirements.txt": project["dependencies"]}
    needed["requirements-dev.txt"] = [
        *project["dependencies"], *project["optional-dependencies"]["dev"],
    ]  # fmt: skip
    for name, wanted in needed.items():
        text = (PROJECT / name).read_text("utf-8")
        pins = [line for line in text.replace(" \\\n", "").splitlines() if line]
        form = re.compile(
            r"([a-z0-9.-]+)==[\w.]+( ; [\w.' !=<>]+)?(    --hash=sha256:[0-9a-f]{64})+"
        )
        assert [pin for pin in pins if not form.fullmatch(pin)] == [], name
        names = {re.match(r"[\w.-]+", w)[0].lower() for w in wanted}
        assert names <= {pin.partition("==")[0] for pin in pins}, name


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file, ast.parse(file.read_text("utf-8"))


def test_functions_are_short() -> None:
    """No function is longer than a screen."""
    long = [
        f"{file.relative_to(PROJECT)}:{node.lineno} {node.name}"
        for file, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= _COUNTED
    ]
    assert long == []


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def test_comprehensions_hide_no_name_that_another_needs() -> None:
    """Python 3.12 and 3.13 then find the name without a value (PEP 709); 3.11 does not."""
    for file in sorted(PACKAGE.rglob("*.py")):
        whole = symtable.symtable(file.read_text("utf-8"), str(file), "exec")
        for table in (one for one in _tables(whole) if one.get_type() == "function"):
            inner = [one for one in table.get_children() if one.get_name().endswith("comp")]
            symbols = [symbol for one in inner for symbol in one.get_symbols()]
            bound = {symbol.get_name() for symbol in symbols if symbol.is_local()}
            needed = {symbol.get_name() for symbol in symbols if symbol.is_free()}
            own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}
            assert (bound & needed) - own == set(), f"{file}:{table.get_lineno()}"


# What runs data as a program, hands it to a shell, or reads it in a form that runs.
_RUNS = frozenset({"eval", "exec", "compile", "__import__", "breakpoint"})
_MODULES = frozenset({
    "subprocess", "pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "code", "codeop",
    "pty", "commands", "xmlrpc", "telnetlib", "urllib.request", "http.client", "requests",
})  # fmt: skip
_PARTS = {
    "os": re.compile(r"system|popen|spawn\w*|exec\w+|startfile"),
    "yaml": re.compile(r"(?:unsafe_|full_)?load(?:_all)?|(?:C?(?:Unsafe|Full))?Loader|CLoader"),
}
# What is in `.cache`, which is the program's own (SECURITY.md), and what one of its own processes
# tells another through a pipe; and git, which an import asks when its author's texts came.
_ALLOWED = {"state_file.py": {"marshal"}, "pool.py": {"pickle"}, "folders.py": {"subprocess"}}


def _unsafe(tree: ast.Module) -> Iterator[str]:
    """Find where a module runs data, calls a shell, or asks the network."""
    modules = _MODULES | {"marshal"}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=called)) if called in _RUNS:
                yield called
            case ast.Attribute(value=ast.Name(id=module), attr=part) if module in _PARTS:
                if _PARTS[module].fullmatch(part):
                    yield f"{module}.{part}"
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name in modules)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (module for _ in names[:1] if module in modules)
                parts = _PARTS.get(module)
                yield from (one.name for one in names if parts and parts.fullmatch(one.name))
            case ast.keyword(arg="shell"):
                yield "shell"


def test_nothing_is_run_that_was_read() -> None:
    """No eval, no pickle, no shell, no unsafe YAML, no network in the program."""
    build = PROJECT / "build.py"
    trees = [*_trees(), (build, ast.parse(build.read_text("utf-8")))]
    found = {file.name: set(_unsafe(tree)) for file, tree in trees}
    assert {name: what for name, what in found.items() if what} == _ALLOWED


@pytest.mark.parametrize(
    "code",
    [
        "eval(x)", "exec(x)", "compile(x, '', 'exec')", "import pickle", "from pickle import loads",
        "import os\nos.system(x)", "from os import popen", "import yaml\nyaml.load(x)",
        "yaml.load(x, Loader=yaml.UnsafeLoader)", "yaml.unsafe_load(x)", "from yaml import Loader",
        "import subprocess", "run(x, shell=True)", "import marshal", "from urllib.request import *",
    ],
)  # fmt: skip
def test_what_would_run_data_is_seen(code: str) -> None:
    """Each way to run what was read is found by the rule."""
    assert list(_unsafe(ast.parse(code))) != []


def test_pictures_are_opened_by_named_decoders() -> None:
    """Every picture is opened by the decoders that its call names, and by no other."""
    calls = [
        (file.name, {keyword.arg for keyword in node.keywords})
        for file, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Image.open"
    ]
    assert calls != []
    assert [name for name, keywords in calls if "formats" not in keywords] == []


def test_no_template_writes_text_as_it_is() -> None:
    """Each template is escaped by itself: none turns that off or calls a text safe."""
    texts = {p: p.read_text("utf-8") for p in (PROJECT / "templates").rglob("*.*ml")}
    assert len(texts) > 20
    off = re.compile(r"autoescape|\|\s*safe\b|\bMarkup\b")
    assert [p.name for p, text in texts.items() if off.search(text)] == []


def test_every_rule_is_documented() -> None:
    """docs/rules.md has every rule of the messages, and no other."""
    table = tomllib.loads((PACKAGE / "core/messages.toml").read_text("utf-8"))
    rules = {m.get("rule", name) for name, m in table.items() if len(m["ja"]) > 1} - {"{rule}"}
    text = (PROJECT / "docs/rules.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE))
    assert documented == rules


def test_links_of_the_documentation_lead_somewhere() -> None:
    """Every relative link at the top and in docs names a file that is there."""
    for file in (*PROJECT.glob("*.md"), *(PROJECT / "docs").glob("*.md")):
        text = re.sub(r"(`{3,}).*?\1|`[^`\n]+`", "", file.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_readme_leads_to_every_document(readme: str) -> None:
    """README names each page of docs, and how to report a hole."""
    text = (PROJECT / readme).read_text("utf-8")
    pages = [f"docs/{page.name}" for page in (PROJECT / "docs").glob("*.md")]
    assert [page for page in (*pages, "SECURITY.md") if f"]({page})" not in text] == []


def test_every_key_is_documented() -> None:
    """The documents name every key of the front matter, of site.toml and of the registries."""
    shown = {
        "front-matter.md": set(FrontMatter.__struct_fields__) - {*RULES.hidden},
        "settings.md": set(Settings.__struct_fields__) - {"positions"}
        | set(PostSettings.__struct_fields__),
        "writing.md": {
            *WrittenContact.__struct_fields__,
            *WrittenDeal.__struct_fields__,
            *WrittenProduct.__struct_fields__,
            *Price.__struct_fields__,
            "source",
        }
        - {"reference", "image_source"},
        "ads.md": {*WrittenProgramme.__struct_fields__} - {"source"},
    }
    for name, keys in shown.items():
        text = (PROJECT / "docs" / name).read_text("utf-8")
        assert [key for key in keys if not re.search(rf"\b{key}\b", text)] == [], name


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_options_of_the_command_are_documented(readme: str) -> None:
    """README names every option of `build.py`."""
    shown = subprocess.run(
        [sys.executable, PROJECT / "build.py", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z-]+", shown)) - {"--help"}
    assert options <= set(re.findall(r"--[a-z-]+", (PROJECT / readme).read_text("utf-8")))


def test_the_repository_speaks_of_the_project_alone() -> None:
    """No machine's paths stand in any text that is ours."""
    names = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    bad = re.compile(r"(?<!\w)/(?:home|root|Users|work)/\w|(?<!\w)/t" + r"mp/\w")
    for name in names:
        if name.endswith((".py", ".md", ".toml", ".yaml", ".txt", ".html", ".css", ".js")):
            file = PROJECT / name
            assert not (file.exists() and bad.search(file.read_text("utf-8"))), name
