"""`build.py schedule`: timers for the moments at which the content changes."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tests.desk import PROJECT, SETTINGS, Desk, post

COMING = {
    "content/posts/a.md": post("あ", date="2026-07-01T09:30"),
    "content/posts/b.md": post("い", expires="2026-08-31"),
    "content/deals.yaml": (
        "sale:\n  shop: 店\n  text: 売り出し\n  url: https://example.org/\n"
        "  starts: 2026-09-10T20:00\n  ends: 2026-09-15\n"
    ),
}
LINE = re.compile(r"^([\d* ]+\*) (/.+)$", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """Give what is to be pasted by its heading."""
    _, *parts = re.split(r"^──── (.+) ────$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def section(text: str, name: str) -> str:
    """Give the part whose heading has a name in it."""
    return next(part for heading, part in sections(text).items() if name in heading)


def crons(lines: str) -> list[str]:
    """Give the times of lines of cron."""
    return re.findall(r"(\d+ \d+ \d+ \d+ \*)", lines)


def test_each_moment_is_named_for_each_scheduler(desk: Desk) -> None:
    """Posts, ends, deals; cron by the computer's clock, systemd by the site's, GitHub in UTC."""
    built = desk.write(COMING).build("schedule", env={"TZ": "Europe/Berlin"})
    assert (built.status, built.err.count("\n")) == (0, 1)
    moments = re.findall(r"^  (2026-\S+ \S+)$", built.out, re.MULTILINE)
    assert moments == [
        "2026-07-01 09:30+09:00",
        "2026-09-01 00:00+09:00",
        "2026-09-10 20:00+09:00",
        "2026-09-16 00:00+09:00",
    ]
    assert crons(section(built.out, "cron")) == [
        "30 2 1 7 *", "0 17 31 8 *", "0 13 10 9 *", "0 17 15 9 *",
    ]  # fmt: skip
    assert re.findall("^OnCalendar=(.+)$", section(built.out, ".timer"), re.MULTILINE) == [
        "2026-07-01 09:30:00 Asia/Tokyo",
        "2026-09-01 00:00:00 Asia/Tokyo",
        "2026-09-10 20:00:00 Asia/Tokyo",
        "2026-09-16 00:00:00 Asia/Tokyo",
    ]
    workflow = yaml.safe_load(section(built.out, "GitHub"))
    cron = [entry["cron"] for entry in workflow[True]["schedule"]]  # `on` is true in YAML 1.1
    expected = [datetime.fromisoformat(moment).astimezone(UTC) for moment in moments]
    assert cron == [f"{m.minute} {m.hour} {m.day} {m.month} *" for m in expected]
    assert "60" in section(built.out, "GitHub")


def test_what_a_build_names_is_what_is_scheduled(desk: Desk) -> None:
    """Also the day on which a page alone changes: a contact that grows old."""
    contact = "c:\n  name: 窓口\n  url: https://example.org/\n  as_of: 2026-05-20\n"
    contact += (
        "  source: {title: 案内, url: https://example.org/a}\n  phones: [{number: 0120-000-000}]\n"
    )
    desk.write({"content/contacts.yaml": contact})
    desk.write({"content/posts/a.md": post("```contact\nid: c\n```")})
    before = desk.build("schedule")  # no build has left anything behind
    summary = desk.build().err
    moment = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d\S+", summary)
    assert moment, summary
    after = desk.build("schedule")
    assert before.out == after.out
    assert f"\n  {moment[0]}\n" in after.out


def test_the_line_of_cron_builds(desk: Desk, tmp_path: Path) -> None:
    """From any folder, whatever the names of folders hold."""
    folder = tmp_path / "100% my site's"
    shutil.copytree(desk.folder, folder)
    there = Desk(folder).write(COMING)
    line = LINE.search(there.build("schedule").out)
    assert line
    command = line[2].replace(r"\%", "%")  # as cron does
    assert (
        subprocess.run(["sh", "-c", command], cwd="/", capture_output=True, check=False).returncode
        == 0
    )
    assert (folder / "output/index.html").exists()
    start = re.search("^ExecStart=(.+)$", there.build("schedule").out, re.MULTILINE)
    assert start
    assert shlex.split(start[1].replace("%%", "%")) == shlex.split(command)


@pytest.mark.parametrize(("language", "word"), [("ja", "予定はありません"), ("en", "no date")])
def test_nothing_changes(desk: Desk, language: str, word: str) -> None:
    """It says so, in the site's language."""
    desk.write({"site.toml": f'language = "{language}"\n{SETTINGS}'})
    built = desk.write({"content/posts/a.md": post("あ")}).build("schedule")
    assert (built.status, word in built.out, built.out.count("\n")) == (0, True, 1)


def test_in_english(desk: Desk) -> None:
    """All but what is to be pasted differs."""
    own = desk.write(COMING).build("schedule").out
    english = desk.write({"site.toml": f'language = "en"\n{SETTINGS}'}).build("schedule").out
    assert english.replace("─", "").isascii()
    for name in (".timer", ".service", "GitHub", "cron"):
        pasted = (
            "\n".join(x for x in section(text, name).splitlines() if x[:1] != "#")
            for text in (own, english)
        )
        assert len({*pasted}) == 1, name


def test_many_moments_are_cut(desk: Desk) -> None:
    """Ten are enough for a table; how many there are is said."""
    texts = {f"content/posts/{n}.md": post("あ", date=f"2026-07-{n:02}") for n in range(1, 32)}
    built = desk.write(texts).build("schedule")
    assert "31件のうち10件" in built.out
    assert len(crons(section(built.out, "cron"))) == 10


def test_mistakes_are_told(desk: Desk) -> None:
    """As a build tells them; of templates too."""
    built = desk.write({"content/posts/a.md": post("[x](none.md)")}).build("schedule")
    assert (built.status, "[missing-file]" in built.out) == (1, True)
    desk.write(
        {"content/posts/a.md": post("あ"), "templates/not_found.html": "{{ nothing.at.all }}"}
    )
    built = desk.build("schedule")
    assert (built.status, "[bad-template]" in built.out, "Traceback" in built.err) == (
        1,
        True,
        False,
    )


def test_nothing_is_written(desk: Desk) -> None:
    """But the cache."""
    desk.write(COMING).build("schedule")
    assert not (desk.folder / "output").exists()


def test_the_page_shows_the_workflow(desk: Desk) -> None:
    """docs/schedule.md has the one that is printed, but for its times."""
    printed = yaml.safe_load(section(desk.write(COMING).build("schedule").out, "GitHub"))
    page = (PROJECT / "docs/schedule.md").read_text("utf-8")
    shown = yaml.safe_load(re.search("```yaml\n(.+?)```", page, re.DOTALL)[1])
    del printed[True]["schedule"], shown[True]["schedule"]
    assert shown == printed
