"""Hatena Blog's export, in the form of Movable Type: fields, then blocks between lines of signs."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError, pack

_FIELD = re.compile(r"(?m)^([A-Z][A-Z ]+): ?(.*)$")
_BLOCK = re.compile(r"(?ms)^(BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):\n(.*?)\n?^-----$")
_DATES = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")
_IS_HTML = re.compile(r"(?i)<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure)\b")
_KEYWORD = re.compile(r"""<a\b[^>]*class=["'][^"']*keyword[^"']*["'][^>]*>(.*?)</a>""", re.DOTALL)


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export in the form of Movable Type does."""
    return re.match(rb"(?:\xef\xbb\xbf)?(?:[A-Z ]+: .*\r?\n)*?(?:AUTHOR|TITLE|BASENAME): ", head) is not None


def read(file: Path) -> OldSite:
    """Read an export."""
    text = file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    posts = tuple(
        _post(entry, number)
        for number, entry in enumerate(re.split(r"(?m)^--------$\n?", text), 1)
        if entry.strip()
    )
    if not posts:
        raise UnreadableError(f"{file}: no post in it / 記事がありません")
    comments = {p.key: found for p, e in zip(posts, (e for e in re.split(r"(?m)^--------$\n?", text) if e.strip()), strict=True) if (found := [{"text": b[1]} for b in _BLOCK.findall(e) if b[0] == "COMMENT"])}
    return OldSite(tool="hatena", posts=posts, comments=comments)


def _post(entry: str, number: int) -> OldPost:
    head = entry.split("\n-----\n", 1)[0]
    fields: dict[str, str] = dict(reversed(_FIELD.findall(head)))
    blocks = {name: body for name, body in reversed(_BLOCK.findall(entry)) if name != "COMMENT"}
    body = "\n\n".join(filter(None, (blocks.get("BODY"), blocks.get("EXTENDED BODY"))))
    base = fields.get("BASENAME", "")
    date, losses = _date(fields.get("DATE", "")), []
    if date is None:
        losses.append(Loss("date", fields.get("DATE", "")))
    is_html = _IS_HTML.search(body) is not None
    if is_html:
        body = _of_hatena(_KEYWORD.sub(r"\1", body))
    categories = tuple(name for key, name in _FIELD.findall(head) if key in {"CATEGORY", "PRIMARY CATEGORY"})
    return OldPost(
        key=f"hatena:{base or number}",
        title=fields.get("TITLE", ""),
        date=date,
        slug=base.replace("/", "-") if re.match(r"\d{4}/", base) else base,
        address=f"/entry/{base}" if base else "",
        packed=pack(body),
        form="html" if is_html else "markdown",
        categories=tuple(dict.fromkeys(categories)),
        author=fields.get("AUTHOR", ""),
        image=fields.get("IMAGE", ""),
        hidden="" if fields.get("STATUS", "Publish").lower() == "publish" else "draft",
        losses=tuple(losses),
    )


def _of_hatena(html: str) -> str:
    """Return HTML with Hatena's own signs as what they stand for."""
    html = re.sub(r"<p>\s*\[(https?://[^\s\]<]+?):embed(?::\w+)*\]\s*</p>", r"<p>\1</p>", html)
    html = re.sub(r"\[(https?://[^\s\]<]+?):embed(?::\w+)*\]", r"<p>\1</p>", html)
    html = re.sub(r"\[(https?://[^\s\]<]+?):title=([^\]]+)\]", r'<a href="\1">\2</a>', html)
    return re.sub(r"(?:<p>)?\[:contents\](?:</p>)?", '<div class="toc"></div>', html)


def _date(text: str) -> datetime | None:
    for form in _DATES:
        try:
            return datetime.strptime(text.strip(), form)  # noqa: DTZ007 - in the site's zone
        except ValueError:
            continue
    return None
