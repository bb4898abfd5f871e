"""Shared by all tests."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.desk import PROJECT, SETTINGS, Built, Desk
from tests.promises.amounts import counted, put_into, table

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_configure() -> None:
    """Let builds hear Ctrl-C, also where the tests run in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the amounts of a run be written down."""
    told = "write the amounts of this run into docs/reliability.md"
    parser.addoption("--write-amounts", action="store_true", help=told)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each report say which promise it is of, also when it comes from another process."""
    for item in items:
        for mark in item.iter_markers("promise"):
            item.user_properties.append(("promise", mark.args))


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests, which stay to the end."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases of each promise held."""
    reports = (r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind))
    sums = counted(reports)
    if not sums.tried:
        return
    for name, tried in sorted(sums.tried.items()):
        if sums.held[name] < tried:
            terminalreporter.write_line(f"{name}: {sums.held[name]:,} of {tried:,} held", red=True)
    if terminalreporter.config.getoption("--write-amounts"):
        put_into(PROJECT / "docs/reliability.md", table(sums))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give an empty site with settings."""
    return Desk(tmp_path / "site").write({"site.toml": SETTINGS})


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a copy of the sample site, once for all tests."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "site.toml", folder)
    return Desk(folder).build("--strict", now="2026-11-24T12:00")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, once for all tests."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for name in ("new_context", "new_page"):
            setattr(browser, name, partial(_patient, getattr(browser, name)))
        yield browser
        browser.close()


def _patient(make: Callable[..., Page | BrowserContext], **options: object) -> object:
    """Make a page that waits two minutes: a busy machine stands still for more than half of one."""
    made = make(**options)
    made.set_default_timeout(120_000)
    return made
