"""Hatena Blog's export, in the form of Movable Type: fields, then blocks between lines of signs."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from kawaraban.cli.importers.old_site import Loss, OldPost, OldSite, UnreadableError, pack
from kawaraban.cli.importers.tables import tables

_FIELD = re.compile(r"(?m)^([A-Z][A-Z ]+): ?(.*)$")
_BLOCK = re.compile(r"(?ms)^(BODY|EXTENDED BODY|COMMENT):\n(.*?)\n?^-----$")
_IS_HTML = re.compile(r"(?i)<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure)\b")


def is_one(head: bytes) -> bool:
    """Return whether a file begins as an export in the form of Movable Type does."""
    return re.match(rb"(?:\xef\xbb\xbf)?(?:AUTHOR|TITLE|BASENAME|STATUS): ", head) is not None


def read(file: Path) -> OldSite:
    """Read an export."""
    text = file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    entries = [one for one in re.split(r"(?m)^--------$\n?", text) if _FIELD.search(one)]
    if not entries:
        raise UnreadableError(file, "no-post")
    posts = tuple(_post(entry, number) for number, entry in enumerate(entries, 1))
    said = ([{"text": t} for n, t in _BLOCK.findall(one) if n == "COMMENT"] for one in entries)
    comments = {post.key: found for post, found in zip(posts, said, strict=True) if found}
    return OldSite(tool="hatena", posts=posts, comments=comments)


def _post(entry: str, number: int) -> OldPost:
    pairs = _FIELD.findall(entry.partition("\n-----\n")[0])
    fields = dict(reversed(pairs))
    body = "\n\n".join(text for name, text in _BLOCK.findall(entry) if name != "COMMENT" and text)
    base, is_html = fields.get("BASENAME", ""), bool(_IS_HTML.search(body))
    for rule in tables().rules["hatena-html"] if is_html else ():
        body = re.sub(rule.find, rule.put, body)
    written = fields.get("DATE", "").strip()
    try:
        date = datetime.strptime(written, "%m/%d/%Y %H:%M:%S")  # noqa: DTZ007 - in the site's zone
    except ValueError:
        date = None
    return OldPost(
        key=f"hatena:{base or number}",
        title=fields.get("TITLE", ""),
        date=date,
        slug=base.replace("/", "-"),
        address=f"/entry/{base}" if base else "",
        packed=pack(body),
        form="html" if is_html else "markdown",
        categories=tuple(name for key, name in pairs if key == "CATEGORY"),
        author=fields.get("AUTHOR", ""),
        image=fields.get("IMAGE", ""),
        hidden="" if fields.get("STATUS", "Publish") == "Publish" else "draft",
        losses=() if date else (Loss("date", written),),
    )
