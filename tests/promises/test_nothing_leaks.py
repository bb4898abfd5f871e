"""What is not to be published is in no byte of the output, and in no name of a file."""

from __future__ import annotations

import hashlib
import re
import string
import time
from pathlib import Path
from random import Random

import pytest

from kawaraban.read.secrets import secrets
from tests.desk import SETTINGS, Built, Desk, post
from tests.images.test_privacy import MAKERS, canary, unpacked
from tests.laws.world import dice_of
from tests.promises.amounts import cases

_HIDDEN = (
    {"draft": "true"},
    {"date": "2026-06-02"},
    {"date": "2099-01-01"},
    {"expires": "2026-05-31"},
    {"date": "2026-01-01", "expires": "2026-06-01T11:59"},
)
_AROUND = (
    ".env", ".git/config", "content/.env", "content/.git/HEAD", "content/posts/.DS_Store",
    "content/posts/a.md~", "content/posts/a.md.bak", "content/posts/.a.md.swp", "notes.txt",
    "content/posts/#a.md#", "content/posts/a.md.orig", "content/posts/a.txt", "assets/.env",
    "content/images/unused.svg", "content/files/unused.csv", "content/.obsidian/workspace.json",
    "content/Thumbs.db", "templates/notes.txt", ".vscode/settings.json", "content/posts/a.psd",
)  # fmt: skip


class _Canaries:
    """Words that stand nowhere else, each made once."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.words: list[str] = []

    def __call__(self) -> str:
        self.words.append("hatobue" + "".join(self.dice.choices(string.ascii_lowercase, k=12)))
        return self.words[-1]


def _hidden(word: _Canaries, keys: dict[str, str]) -> str:
    return post(
        f"{word()} ![{word()}]({word()}.png)\n\n## {word()}\n\n```contact\nid: desk\n```",
        title=word(), description=word(), tags=f"[{word()}, 共通]", category=word(), slug=word(),
        aliases=f"[/{word()}/]", x_note=word(), **keys,
    )  # fmt: skip


def _site(desk: Desk, word: _Canaries) -> Desk:
    """Write a site of one post, and around it all that is not to be published."""
    files: dict[str, str | bytes] = {path: word() for path in _AROUND}
    for number, keys in enumerate(_HIDDEN):
        text = _hidden(word, keys)
        files[f"content/posts/h{number}.md"] = text
        for name in re.findall(r"\]\((\w+\.png)\)", text):
            files[f"content/posts/{name}"] = MAKERS["b.png"](f"unused {number}")
    files |= {
        "site.toml": SETTINGS + f"# {word()}\n[images]\nformats = ['webp']\nwidths = [32]\n",
        "content/contacts.yaml": f"# {word()}\ndesk:\n  name: 窓口  # {word()}\n  as_of: 2026-05\n"
        "  source: {title: 案内, url: 'https://a.jp/'}\n"
        f"other:\n  name: {word()}\n  as_of: 2026-05\n  source: {{title: a, url: 'https://b.jp'}}\n",
        "content/deals.yaml": f"a:\n  shop: {word()}\n  text: {word()}\n"
        f"  url: https://a.jp/{word()}\n  starts: 2026-07-01\n  ends: 2026-08-01\n"
        f"  show: [top]\nb:\n  shop: {word()}\n  text: {word()}\n  url: https://a.jp/\n"
        "  ends: 2026-05-01\n  show: [top]\n",
        "content/products.yaml": f"a:\n  name: {word()}\n  links: ['https://a.jp/{word()}']\n",
        "content/cards.yaml": f"https://a.jp/{word()}: {word()}\n",
        "content/notices/spare.md": word(),
        "templates/article.html": '{% extends "product/article.html" %}'
        f"{{# {word()} #}}{{% block banners %}}{{# {word()} #}}{{% endblock %}}",
        "content/posts/a.md": post(
            "本文。[窓口](#b)\n\n## b\n\n```contact\nid: desk  # "
            + word()
            + f"\n```\n\n<!-- {word()} -->\n\n甲。<!-- {word()} -->\n<!--\n\n{word()}\n-->\n"
            + f"- <!-- {word()} -->\n\n> <!-- {word()} -->\n> <!-- {word()} -->\n\n"
            + "\n\n".join(f"![{name}](../images/{name})" for name in MAKERS),
            **{"tags": "共通", "x_private": word(), "# a": word()},
        ),
    }
    files |= {f"content/images/{name}": make(name) for name, make in MAKERS.items()}
    return desk.write(files)


def _found(built: Built, words: list[bytes]) -> list[tuple[str, bytes]]:
    """Give each place of each word, in names, bytes and what is compressed in them."""
    return [
        (path, word)
        for path, data in built.everything().items()
        for text in (path.encode(), *unpacked(data))
        for word in words
        if word in text
    ]


@cases("nothing unpublished in the output", full=30, sample=1)
def test_nothing_leaks(tmp_path: Path, seed: int) -> None:
    """Hidden posts, files beside them, comments, unused entries, and what pictures' files say."""
    word = _Canaries(dice_of(f"canaries {seed}"))
    desk = _site(Desk(tmp_path / "site"), word)
    built = desk.build()
    assert built.status == 0, built.out
    told = [canary(name).encode() for name in (*MAKERS, *(f"unused {n}" for n in range(5)))]
    digests = [
        hashlib.new(kind, file.read_bytes()).hexdigest()[:8].encode()
        for file in (desk.folder / "content").rglob("*")
        if file.suffix[1:] in {"png", "jpg", "webp", "avif", "gif"}
        for kind in ("sha256", "sha1", "md5", "blake2b")
    ]
    assert len(word.words) > 90
    assert len(digests) == 4 * 10
    assert _found(built, [w.encode() for w in word.words] + told + digests) == []


def test_what_was_published_goes(desk: Desk) -> None:
    """A post that is a draft again leaves no page, no picture and no word of a list."""
    shown = _hidden(word := _Canaries(dice_of("going")), {})
    picture = re.findall(r"\]\((\w+\.png)\)", shown)[0]
    source = "{title: a, url: 'https://a.jp/'}"
    contact = f"desk: {{name: a, as_of: 2026-05, source: {source}}}"
    desk.write({"content/contacts.yaml": contact, "content/posts/a.md": post("あ", tags="共通")})
    built = desk.picture(f"content/posts/{picture}").write({"content/posts/h.md": shown}).build()
    words = [
        w.encode() for w in word.words if w.encode() not in shown.split("x_note: ")[1].encode()
    ]
    assert {w for _, w in _found(built, words)} == {*words}
    for keys in (_HIDDEN[0], _HIDDEN[4]):
        lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
        dated = shown.replace("date: 2026-05-01\n", "") if "date" in keys else shown
        built = desk.write(
            {"content/posts/h.md": dated.replace("---\n", f"---\n{lines}", 1)}
        ).build()
        assert built.status == 0, built.out
        assert _found(built, [w.encode() for w in word.words]) == []
        assert desk.write({"content/posts/h.md": shown}).build().status == 0


_LETTERS = string.ascii_letters + string.digits
_MADE_UP = {
    "AWS": lambda dice: "AKIA" + "".join(dice.sample(string.ascii_uppercase + string.digits, 16)),
    "GitHub": lambda dice: "ghp_" + "".join(dice.choices(_LETTERS, k=36)),
    "GitHub's newer": lambda dice: "github_pat_" + "".join(dice.choices(_LETTERS, k=82)),
    "Docker": lambda dice: "dckr_pat_" + "".join(dice.choices(_LETTERS, k=27)),
    "GitLab": lambda dice: "glpat-" + "".join(dice.choices(_LETTERS, k=20)),
    "Google": lambda dice: "AIza" + "".join(dice.choices(_LETTERS, k=35)),
    "Slack": lambda dice: "xoxb-" + "".join(dice.choices(string.digits + "abc", k=40)),
    "Slack's hook": lambda dice: "https://hooks.slack.com/services/T00/B00/"
    + "".join(dice.choices(_LETTERS, k=24)),
    "Stripe": lambda dice: "sk_" + "live_" + "".join(dice.choices(_LETTERS, k=24)),
    "npm": lambda dice: "npm_" + "".join(dice.choices(_LETTERS, k=36)),
    "PyPI": lambda dice: "pypi-AgE" + "".join(dice.choices(_LETTERS, k=80)),
    "Hugging Face": lambda dice: "hf_" + "".join(dice.choices(_LETTERS, k=34)),
    "SendGrid": lambda dice: "SG." + "".join(dice.choices(_LETTERS, k=22)) + "."
    + "".join(dice.choices(_LETTERS, k=43)),
    "Shopify": lambda dice: "shpat_" + "".join(dice.sample("0123456789abcdef", 16)) * 2,
    "DigitalOcean": lambda dice: "dop_v1_" + "".join(dice.sample("0123456789abcdef", 16)) * 4,
    "Telegram": lambda dice: "123456789:AA" + "".join(dice.choices(_LETTERS, k=33)),
    "Discord": lambda dice: "https://discord.com/api/webhooks/123456789012345678/"
    + "".join(dice.choices(_LETTERS, k=68)),
    "AWS's secret": lambda dice: "aws_secret_access_key = "
    + "".join(dice.choices(_LETTERS + "/+", k=39)) + "a",
    "a private key": lambda dice: "-----BEGIN OPENSSH PRIVATE" + " KEY-----\n"
    + "".join(dice.choices(_LETTERS, k=64)),
}  # fmt: skip


@pytest.mark.parametrize("kind", _MADE_UP)
def test_a_key_in_a_text_is_told(kind: str) -> None:
    """Wherever in a text it stands, with its place, and not with the key."""
    for seed in range(50):
        key = _MADE_UP[kind](dice_of(f"{kind} {seed}"))
        (found,) = secrets(f"---\ntitle: 題\n---\n\n鍵は {key} です。\n", "a.md")
        assert (found.source.line, found.rule, found.severity) == (5, "secret-in-text", "warning")
        assert key[-12:] not in found.line("ja") + found.line("en")


def test_a_key_is_told_in_every_file(desk: Desk) -> None:
    """In texts, drafts, data files, settings, templates, downloads; the build goes on."""
    key = _MADE_UP["AWS"](dice_of("every file"))
    desk.write(
        {
            "site.toml": SETTINGS + f"# {key}\n",
            "content/posts/a.md": post(f"あ\n\n```\n{key}\n```\n\n[表](a.csv) [書](b.pdf)"),
            "content/posts/a.csv": f"1,{key}\n",
            "content/posts/b.pdf": f"%PDF\0{key}",  # no text
            "assets/root/c.txt": key,
            "templates/footer.html": f"<!-- {key} -->",
            "content/posts/b.md": post("あ", draft="true", description=key),
            "content/notices/accuracy.md": key,
            "content/contacts.yaml": f"# {key}\n",
            "content/deals.yaml": f"# {key}\n",
            "content/products.yaml": f"# {key}\n",
            "content/cards.yaml": f"# {key}\n",
        }
    )
    for built in (desk.build(), desk.build()):
        assert (built.status, built.out.count("[secret-in-text]")) == (0, 11)
        assert "content/posts/a.md:9:1: warning:" in built.out


@pytest.mark.parametrize(
    "text",
    [
        "BAKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_short",
        "ghp_" + "x" * 36,
        "AIza…",
        "xoxb-your-token",
        "sk_test_" + "a1" * 12,
        "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
        "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIBIjANBgkqhkiG9w0BAQEFAAOC" * 3,
    ],
)
def test_an_example_is_no_key(text: str) -> None:
    """What stands for any key in a how-to, or only looks a little like one."""
    assert list(secrets(text, "a.md")) == []


def test_looking_for_keys_takes_no_time() -> None:
    """Also in a text that is nearly one all along."""
    for piece in ("AKIA", "ghp_", "-----BEGIN PRIVATE KEY-----\n", "a: b\n", "xoxb-", "本文です。"):
        text = "-----BEGIN PRIVATE KEY-----\n" + piece * (200_000 // len(piece))
        begin = time.process_time()
        list(secrets(text, "a.md"))
        assert time.process_time() - begin < 0.5
