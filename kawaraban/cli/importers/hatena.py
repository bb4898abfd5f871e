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
    text = file.read_text("utf-8-sig", "replace")
    entries = [one for one in re.split(r"(?m)^--------$\n?", text) if _FIELD.search(one)]
    if not entries:
        raise UnreadableError(file, "no-post")
    return OldSite(tool="hatena", posts=tuple(map(_post, entries)))


def _post(entry: str) -> OldPost:
    pairs, blocks = _FIELD.findall(entry.partition("\n-----\n")[0]), _BLOCK.findall(entry)
    fields = dict(reversed(pairs))
    base, written = fields.get("BASENAME", ""), fields.get("DATE", "").strip()
    body = "\n\n".join(text for name, text in blocks if name != "COMMENT" and text)
    is_html = _IS_HTML.search(body)
    for rule in tables().rules["hatena-html"] if is_html else ():
        body = re.sub(rule.find, rule.put, body)
    said, losses = sum(name == "COMMENT" for name, _ in blocks), list[Loss]()
    losses += [Loss("comments", str(said))] if said else []
    try:
        date = datetime.strptime(written, "%m/%d/%Y %H:%M:%S")  # noqa: DTZ007 - in the site's zone
    except ValueError:
        date, losses = None, [*losses, Loss("date", written)]
    return OldPost(
        key=f"hatena:{base or fields.get('TITLE', '') + written}",
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
        losses=tuple(losses),
    )
