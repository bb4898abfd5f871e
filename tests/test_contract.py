"""The writing format where a site is unlike the sample: odd names, files and folders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kawaraban.builder import Builder
from kawaraban.core.options import Options
from tests.desk import NOW, PROJECT, SETTINGS, Desk, post

NEW_YORK = 'title = "S"\nbase_url = "https://example.com/"\ntimezone = "America/New_York"\n'


def test_a_spoilt_registry_makes_no_other_mistakes(desk: Desk) -> None:
    """What it names is not said to be missing, and all that is wrong with it is reported."""
    source = "as_of: 2026-05\n  source: {title: t, url: 'https://example.jp/'}\n"
    good = f"good:\n  name: 窓口\n  {source}"
    bad = f"bad:\n  name: a\n  name: b\n  {source.replace('05', '13')}  bogus: 1\n"
    block = "```contact\nid: good\n```\n\n```contact\nid: bad\n```\n"
    desk.write({"content/posts/c.md": post(block), "content/contacts.yaml": good + bad})
    built = desk.build()
    rules = sorted(re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE))
    assert rules == ["bad-date", "duplicate-key", "unknown-key"], built.out
    built = desk.write({"content/contacts.yaml": f"{good}\tbad: [\n"}).build()
    assert re.findall(r"\[([a-z-]+)\]$", built.out, re.MULTILINE) == ["yaml-syntax"], built.out


def test_a_date_with_an_offset_is_a_day_of_the_site(desk: Desk) -> None:
    """02:00 UTC on New Year's Day is still the old year in New York: in the address too."""
    settings = NEW_YORK + '[posts]\npermalink = "/{year}/{month}/{day}/{slug}/"\n'
    late = post("あ", date="2026-01-01T02:00Z")
    built = desk.write({"site.toml": settings, "content/posts/late.md": late}).build()
    assert '<time datetime="2025-12-31">' in built.page("2025/12/31/late")


@pytest.mark.parametrize("as_of", ["9999-12", "9999-12-31"])
def test_a_fact_checked_at_the_end_of_time_is_no_date(desk: Desk, as_of: str) -> None:
    """What cannot have been checked is refused before ages are counted from it."""
    block = (
        f"```contact\nname: 窓口\nas_of: {as_of}\nsource: {{title: 題, url: 'https://a.jp/'}}\n```"
    )
    built = desk.write({"content/posts/a.md": post(block)}).build()
    assert (built.status, built.out.count("[bad-date]")) == (1, 1)


def test_two_spellings_of_one_key_are_both_named(desk: Desk) -> None:
    """The error names both spellings, in the order in which they were written."""
    dates = {"lastmod": "2026-05-02", "updated": "2026-05-03"}
    built = desk.write({"content/posts/a.md": post("あ", **dates)}).build()
    assert re.search(r"a\.md:5:1: error: .*「lastmod」.*「updated」.*\[key-twice\]", built.out)


def test_an_escaped_control_character_is_refused(desk: Desk) -> None:
    """A title cannot bring a sign into the page that HTML forbids, as an escape either."""
    built = desk.write({"content/posts/a.md": post("あ", title='"a\\u0007"')}).build()
    assert "a.md:2:8: error:" in built.out
    assert "[control-character]" in built.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--site", "nowhere"),
        ("--site", __file__),
        ("--base-url", "example"),
        ("--base-url", "https://example.com/?a"),
        ("--jobs", "0"),
        ("--jobs", "two"),
    ],
    ids=" ".join,
)
def test_arguments_that_cannot_be_followed_are_wrong_use(
    desk: Desk, arguments: tuple[str, ...]
) -> None:
    """Each ends with status 2 and one line that repeats what was given."""
    built = desk.build(*arguments)
    assert built.status == 2
    assert repr(arguments[1]) in built.err.splitlines()[-1]
    assert not built.output.exists()


@pytest.mark.parametrize(
    "mistake",
    ["{{ 1 / 0 }}", "{{ page.title + 1 }}", "{% include 'article.html' %}", b"\xff"],
    ids=["division", "type", "itself", "bytes"],
)
def test_whatever_a_template_gets_wrong_is_reported(desk: Desk, mistake: str | bytes) -> None:
    """A mistake in a site's template is a diagnostic, not a traceback."""
    desk.write({"content/posts/a.md": post("あ"), "templates/article.html": mistake})
    built = desk.build()
    assert (built.status, built.out.count("templates/article.html:1:1: error:")) == (1, 1)
    assert "Traceback" not in built.err


def test_a_mistake_in_an_included_template_is_reported_where_it_is(desk: Desk) -> None:
    """The file of the line is the included one, not the one that includes it."""
    desk.write({"content/posts/a.md": post("あ"), "templates/part.html": "\n{{ nothing }}"})
    built = desk.write({"templates/article.html": '{% include "part.html" %}'}).build()
    assert "templates/part.html:2:1: error:" in built.out


def test_a_stylesheet_that_is_not_utf8_is_reported(desk: Desk) -> None:
    """The site's own CSS is checked as its texts are."""
    css = '\na{content:"題"}'.encode("shift_jis")
    built = desk.write({"assets/custom.css": css}).build()
    assert built.status == 1
    assert re.search(r"^assets/custom\.css:2:\d+: error: .*\[not-utf8\]$", built.out, re.MULTILINE)


@pytest.mark.parametrize("path", ["content/posts/f.zip", "assets/custom.css"])
def test_a_file_that_may_not_be_read_is_reported(
    desk: Desk, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Downloads and assets are reported like articles."""
    desk.write({"content/posts/a.md": post("[資料](f.zip)"), "content/posts/f.zip": "z", path: "z"})
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file == desk.folder / path:
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("kawaraban.render.assets.read_bytes", lambda file: refuse(Path(file)))
    output = desk.folder / "output"
    options = Options(site=desk.folder, product=PROJECT, output=output, now=NOW)
    report = Builder(options).build()
    assert [(d.source.path, d.rule) for d in report.diagnostics] == [(path, "unreadable-file")]


@pytest.mark.parametrize("path", ["content/posts/a.MD", "content/pages/b.markdown", "content/c.md"])
def test_a_markdown_file_that_is_read_as_nothing_is_warned_of(desk: Desk, path: str) -> None:
    """An article is not lost without a word for its ending or its folder."""
    built = desk.write({path: post("あ")}).build()
    assert (built.status, built.out.count("[unread-file]")) == (0, 1)


def test_what_others_put_into_the_output_stays(desk: Desk, tmp_path: Path) -> None:
    """Empty folders and links to folders are carried over; `.git` is named once."""
    output = desk.write({"content/posts/a.md": post("あ")}).build().output
    for name in (".git/refs/tags", ".git/objects", "empty"):
        (output / name).mkdir(parents=True)
    (output / ".git/HEAD").write_text("ref: refs/heads/main")
    (output / "link").symlink_to(tmp_path, target_is_directory=True)
    built = desk.write({"content/posts/a.md": post("い")}).build()
    assert "い" in built.page("posts/a")
    assert (output / ".git/refs/tags").is_dir()
    assert (output / "empty").is_dir()
    assert (output / "link").is_symlink()
    assert built.out.count("output/.git") == 1


def test_an_output_that_is_a_link_stays_one(desk: Desk) -> None:
    """The site is written to where the link leads, at every build."""
    (desk.folder / "elsewhere").mkdir()
    (desk.folder / "output").symlink_to("elsewhere", target_is_directory=True)
    for text in ("一度目", "二度目"):
        built = desk.write({"content/posts/a.md": post(text)}).build()
        assert built.output.is_symlink()
        assert text in (desk.folder / "elsewhere/posts/a/index.html").read_text("utf-8")
    assert not list(desk.folder.glob(".*.new"))


@pytest.mark.parametrize("alias", ["/%E6%97%A7/", "/旧/"])
def test_an_alias_may_be_percent_encoded(desk: Desk, alias: str) -> None:
    """An old address as browsers copy it is the address as readers see it."""
    built = desk.write({"content/posts/a.md": post("あ", aliases=f'["{alias}"]')}).build()
    assert "../posts/a/" in built.page("旧")


@pytest.mark.parametrize("alias", ["/%2e%2e/a/", "/a/%2E%2E%2Fb/", "/a%3Fb/"])
def test_an_encoded_alias_cannot_leave_the_output(desk: Desk, alias: str) -> None:
    """What a plain alias may not say, an encoded one may not either."""
    built = desk.write({"content/posts/a.md": post("あ", aliases=f'["{alias}"]')}).build()
    assert (built.status, built.out.count("[bad-alias]")) == (1, 1)


def test_a_bio_without_markdown_is_a_line_each(desk: Desk) -> None:
    """Two lines of a bio are two lines of the author box."""
    settings = SETTINGS + 'bio = """\n一行目\n二行目\n"""\n'
    built = desk.write({"site.toml": settings, "content/posts/a.md": post("あ")}).build()
    assert re.search(r"一行目<br>\s*二行目", built.page("posts/a"))


def test_no_message_lists_a_whole_site(desk: Desk) -> None:
    """Where many names are known, a message shows the first of them; where none is, it says so."""
    posts = {f"content/posts/{number:02}.md": post("あ") for number in range(40)}
    desk.write(posts | {"content/posts/a.md": post("あ", related="[nothing]", notice="nothing")})
    desk.write({"site.toml": NEW_YORK, "content/posts/b.md": post("あ", author="x")})
    built = desk.build()
    assert max(map(len, built.out.splitlines())) < 300
    assert "content/notices/nothing.md" in built.out
    assert "使えるのは  です" not in built.out


def test_the_clock_makes_no_mistakes(desk: Desk) -> None:
    """A post that names another as related still builds when the other has ended."""
    ends = {"content/posts/sale.md": post("あ", expires="2026-05-20")}
    desk.write(ends | {"content/posts/a.md": post("い", related="[sale]")})
    before, after = desk.build(now="2026-05-20"), desk.build(now="2026-05-21")
    assert [before.status, after.status] == [0, 0]
    assert not (after.output / "posts/sale").exists()


@pytest.mark.parametrize("name", ["doc.pdf", "other.md"])
def test_a_picture_is_a_picture(desk: Desk, name: str) -> None:
    """A file of another kind is refused, shown in the text or named in the front matter."""
    desk.write({"content/posts/doc.pdf": "x", "content/posts/other.md": post("あ")})
    for position, text in (("6:1", post(f"![説明]({name})")), ("4:8", post("い", image=name))):
        built = desk.write({"content/posts/a.md": text}).build()
        assert re.search(rf"^content/posts/a\.md:{position}: error: .*type\]$", built.out)


def test_a_link_to_a_notice_is_refused(desk: Desk) -> None:
    """A notice has no page, so a link to it leads nowhere."""
    desk.write({"content/notices/n.md": "注意", "content/posts/a.md": post("[n](../notices/n.md)")})
    assert "a.md:6:1: error:" in desk.build().out


@pytest.mark.parametrize("title", ["[ほか](b.md)の題", "（題）", "(題)", "{題}"])
def test_a_title_of_a_callout_may_begin_with_a_bracket(desk: Desk, title: str) -> None:
    """After a space the title is any text; right behind the bracket it is a link."""
    desk.write({"content/posts/b.md": post("い"), "content/posts/a.md": post(f"> [!TIP] {title}")})
    assert '<div class="callout callout-tip"' in desk.build().page("posts/a")


def test_a_feed_says_nothing_of_an_age_that_is_not_reached(desk: Desk) -> None:
    """Feed readers drop `hidden`: a fresh contact has no line about its age there."""
    block = "```contact\nname: 窓口\nas_of: 2026-05\nsource: {title: 題, url: 'https://a.jp/'}\n```"
    built = desk.write({"content/posts/a.md": post(block)}).build()
    assert 'class="stale"' in built.page("posts/a")
    assert "stale" not in built.page("feed.xml")
    assert "stale" in desk.build(now="2027-05-01").page("feed.xml")


def test_what_settings_name_in_vain_is_reported_where_it_stands(desk: Desk) -> None:
    """Each name has its own line; a file that is no article is none."""
    wrong = (
        'image = "me.png"\n[[nav]]\ntext = "n"\nto = "notices/n.md"\n[disclosure]\npolicy = "a"\n'
    )
    built = desk.write({"site.toml": SETTINGS + wrong, "content/notices/n.md": "注意"}).build()
    positions = re.findall(
        r"^site\.toml:(\d+):(\d+): error: .*\[missing-file\]$", built.out, re.MULTILINE
    )
    line = SETTINGS.count("\n")
    assert positions == [(str(line + 1), "9"), (str(line + 4), "6"), (str(line + 6), "10")]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_the_letters_shows_the_rest(desk: Desk, encoding: str) -> None:
    """Messages in Japanese, with a face in them, break no build on any terminal."""
    desk.write({"content/posts/a.md": post("[😀](😀.md)")})
    built = desk.build(env={"PYTHONUTF8": "0", "PYTHONIOENCODING": f"{encoding}:strict"})
    assert built.status == 1
    assert "content/posts/a.md:6:1: error:" in built.out
    assert "Traceback" not in built.err


def test_a_terminal_without_the_letters_gets_every_message(desk: Desk) -> None:
    """Of a whole one, of one that has nothing to do, and of one for a changed word."""
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:strict"}
    for word in ("一", "一", "二"):
        text = f"[題](https://example.com/)\n\n{word}\n"
        built = desk.write({"content/posts/a.md": post(text)}).build(env=env)
        assert (built.status, "Traceback" in built.err) == (0, False)
        assert "warning" in built.out
        assert "\\u" in built.out


@pytest.mark.parametrize("option", ["--sit=.", "--outp=x", "--no=2026-05-01"])
def test_an_abbreviated_option_is_none(desk: Desk, option: str) -> None:
    """An option that a later version adds cannot change what a shorter name means."""
    built = desk.write({"content/posts/a.md": post("あ")}).build(option)
    assert built.status == 2
    assert option in built.err
    assert not desk.folder.joinpath("output").exists()


def test_a_reader_who_has_had_enough_breaks_nothing(desk: Desk) -> None:
    """`build.py | head -1` ends without a complaint, at any number of messages."""
    desk.write({"content/posts/a.md": post("\n\n".join(f"[題](無い{n}.md)" for n in range(2000)))})
    command = [sys.executable, PROJECT / "build.py", "--site", desk.folder, "--now", NOW]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        complaint = running.stderr.read()
    assert running.returncode == 1
    assert b"BrokenPipe" not in complaint


def test_a_file_name_is_held_to_what_a_slug_may_be(desk: Desk) -> None:
    """A file's own name becomes the address, so Windows must be able to hold it too."""
    built = desk.write({"content/posts/con.md": post("あ")}).build()
    assert "content/posts/con.md:1:1: error" in built.out
    assert "[bad-slug]" in built.out
    assert desk.write({"content/posts/con.md": post("あ", slug="ok")}).build().status == 0


def test_a_fact_cannot_be_checked_tomorrow(desk: Desk) -> None:
    """An `as_of` in the future is most likely a slip of the pen."""
    block = (
        "```contact\nname: 窓口\nas_of: {}\nsource: {{title: 案内, url: 'https://a.example'}}\n```"
    )
    assert (
        "[future-fact]"
        in desk.write({"content/posts/a.md": post(block.format("2062-06"))}).build().out
    )
    assert desk.write({"content/posts/a.md": post(block.format("2026-06"))}).build().out == ""


def test_an_alias_may_be_the_own_address(desk: Desk) -> None:
    """A post that lists its present address among the old ones needs no redirect there."""
    built = desk.write(
        {"content/posts/a.md": post("本文", aliases="[/posts/a/, /posts/a]")}
    ).build()
    assert built.status == 0
    assert "本文" in built.page("posts/a/")


def test_collisions_stand_at_the_key(desk: Desk) -> None:
    """An alias that takes another page is named with its own line."""
    texts = {
        "content/posts/a.md": post("あ", aliases="[/posts/b/]"),
        "content/posts/b.md": post("い"),
    }
    assert "content/posts/a.md:4:11: error" in desk.write(texts).build().out


def test_what_the_site_does_not_have_stands_at_its_value(desk: Desk) -> None:
    """Each item of a list at its own line, in the order in which they are written."""
    text = post("あ", author="  zzz", related="\n  - nai\n  - aru", aliases="[/a/, /posts/b/]")
    built = desk.write({"content/posts/a.md": text, "content/posts/b.md": post("い")}).build()
    positions = re.findall(r"a\.md:(\d+:\d+): error", built.out)
    assert positions == ["4:11", "6:5", "7:5", "8:16"], built.out


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_assets_stay_inside_the_site(desk: Desk, tmp_path: Path) -> None:
    """A link in assets/ that leads out of the site is refused by name."""
    (tmp_path / "secret.txt").write_text("geheim")
    desk.write({"assets/root/ok.txt": "x"})
    (desk.folder / "assets/root/s.txt").symlink_to(tmp_path / "secret.txt")
    built = desk.build()
    assert built.status == 1
    assert "assets/root/s.txt" in built.out
    assert "[outside-site]" in built.out


def test_hours_note_alone_is_shown(desk: Desk) -> None:
    """A note about hours needs no hours beside it."""
    block = (
        "```contact\nname: 窓口\nas_of: 2026-05\nhours_note: 年中無休\n"
        "source: {title: 案内, url: 'https://a.example'}\n```"
    )
    assert "年中無休" in desk.write({"content/posts/a.md": post(block)}).build().page("posts/a/")


def test_one_picture_in_two_folders(desk: Desk) -> None:
    """Two posts that keep the same picture beside them share one published file."""
    texts = {f"content/posts/{n}/index.md": post("![印](logo.png)") for n in "ab"}
    desk.write(texts).picture("content/posts/a/logo.png").picture("content/posts/b/logo.png")
    built = desk.build()
    assert (built.status, built.out) == (0, "")
    published = [p for p in built.everything() if "logo" in p and p.endswith(".webp")]
    assert len({built.everything()[p] for p in published}) == 1
    assert len([p for p in published if "logo-64" in p]) == 1
