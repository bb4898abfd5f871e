"""The command that lists a site's ads."""

from __future__ import annotations

import json
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.ads.ledger import A8, MOSHIMO, NEXT, PROGRAMMES, SITE, TRADE
from tests.desk import PROJECT, Desk, post

MAIL = f"""\
いつもお世話になっております。
プログラム「みほん 家具」は、８月末で終了します。
新しい広告主の本の店以外、変更はありません。
{NEXT}
"""


@pytest.fixture
def ledger(desk: Desk) -> Desk:
    """Return a site with a ledger."""
    posts = {
        "a": f"[家具]({A8})と[旅](programme:yasumi)",
        "b": "[家具](programme:kagu)\n\n[知らない](https://h.accesstrade.net/sp/cc?rk=0100mine00efgh)",
    }
    desk.write({f"content/posts/{name}.md": post(text) for name, text in posts.items()})
    return desk.write({"site.toml": SITE, "content/programmes.yaml": PROGRAMMES})


def test_the_ledger_is_listed(ledger: Desk) -> None:
    """Programmes with the posts that have them or will, those of no post, and ads of none."""
    lines = [line.split("\t") for line in ledger.build("ads").out.splitlines()]
    programmes = {line[1]: line[5] for line in lines if line[0] == "programme"}
    assert programmes == {
        "kagu": "content/posts/a.md content/posts/b.md",
        "kagu-b": "content/posts/a.md content/posts/b.md",
        "yasumi": "content/posts/a.md",
        "hon": "-",
        "kabu": "-",
    }
    (unnamed,) = (line for line in lines if line[0] == "ad" and line[-1] == "-")
    assert unnamed[3] == "0100mine00efgh"
    report = json.loads(ledger.build("ads", "--format", "json", now="2026-09-01").out)
    first = report["programmes"][0]
    assert (first["id"], first["now"], len(first["posts"])) == ("kagu", NEXT, 2)


def _encoded(name: str, text: str) -> bytes:
    if name != "mail":
        return text.encode(name)
    mail = EmailMessage()
    mail["Subject"] = "終了のお知らせ"
    mail.set_content(text, charset="utf-8", cte="base64")
    return mail.as_bytes()


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "cp932", "iso2022_jp", "mail"])
def test_what_a_mail_names(ledger: Desk, tmp_path: Path, name: str) -> None:
    """A mail or list in any usual encoding names programmes by their names and by their ids."""
    file = tmp_path / "mail.txt"
    file.write_bytes(_encoded(name, MAIL))
    built = ledger.build("ads", "--ended", str(file), "--format", "json")
    assert built.status == 0, built.err
    assert [row["id"] for row in json.loads(built.out)] == ["kagu", "hon", "kagu-b"]
    text = ledger.build("ads", "--ended", str(file)).out
    assert "\tkagu\tみほん家具\tcontent/posts/a.md content/posts/b.md\n" in text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("p_id,a_id\n999,111111\n", []),
        ("rk\n0100MINE00abcd\n", ["kabu"]),
        ("3AAAAA+BBBBBB+CCCC+ZZZZZ", ["kagu"]),
        (f"x,{MOSHIMO.replace('&', '&amp;')},y", ["yasumi"]),
        (TRADE.replace("cc?", "rr?"), ["kabu"]),
        ("みほん家具店", ["kagu"]),
        ("あたらしい家具", ["kagu-b"]),
        ("変わりありません", []),
    ],
)
def test_names_and_ids(ledger: Desk, tmp_path: Path, text: str, named: list[str]) -> None:
    """An id counts where it is long enough to be no other number, in any letter case."""
    (tmp_path / "list.csv").write_text(text, "utf-8")
    out = ledger.build("ads", "--ended", str(tmp_path / "list.csv"), "--format", "json").out
    assert [row["id"] for row in json.loads(out)] == named


def test_a_page_to_read(ledger: Desk, tmp_path: Path) -> None:
    """The page has all rows, needs no other file, and links to no ad."""
    file = tmp_path / "ads.html"
    assert ledger.build("ads", "--html", str(file)).status == 0
    page = file.read_text("utf-8")
    assert "みほん家具" in page
    assert ("<a " in page, "src=" in page, "<link" in page) == (False, False, False)


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x81"])
def test_what_cannot_be_read(ledger: Desk, tmp_path: Path, data: bytes | None) -> None:
    """A file that is not there, or no text, is wrong use."""
    if data is not None:
        (tmp_path / "mail").write_bytes(data)
    built = ledger.build("ads", "--ended", str(tmp_path / "mail"))
    assert (built.status, built.out) == (2, "")


CLOSED = """\
import socket, sys
def refuse(*_):
    raise AssertionError("a socket is opened")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
sys.argv[1:] = {arguments!r}
sys.path.insert(0, {project!r})
from kawaraban.cli.main import run
print(run({program!r}, sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["build", "ads", "check"])
def test_no_ad_is_requested(ledger: Desk, command: str) -> None:
    """With every socket closed the commands do the same."""
    import subprocess  # noqa: PLC0415 - this test alone

    code = CLOSED.format(
        arguments=[command, "--site", str(ledger.folder), "--jobs", "1"],
        project=str(PROJECT),
        program=str(PROJECT / "build.py"),
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.splitlines()[-1] == "0", done.stderr
