"""The fields of a post, by the names of any tool, to a post."""

import re
import zlib
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from urllib.parse import unquote

from kawaraban.cli.importers.old_site import Loss, OldPost
from kawaraban.cli.importers.tables import first, tables
from kawaraban.core.dates import parse_moment

_HIDING = {"draft": True, "published": False, "private": True, "ignorePublish": True}
_NO_NAME, _CALLED = {"", "未分類", "Uncategorized"}, {"image", "src", "url", "name"}


def pack(text: str) -> bytes:
    """Compress a body."""
    return zlib.compress(text.replace("\r\n", "\n").encode("utf-8", "replace"), 1)


def post_of(key: str, front: Mapping[str, object], body: bytes, zone: tzinfo) -> OldPost:
    """Return a post of fields that may have any tool's names, by `front` of `tables.toml`."""
    rows = tables().front.items()
    lists = {k: _texts(next((front[n] for n in names if front.get(n)), "")) for k, names in rows}
    texts = {key: first(values) for key, values in lists.items()}
    at, updated = (_date(texts[one], zone) for one in ("date", "updated"))
    tags, categories = (_names(lists[one]) for one in ("tags", "categories"))
    hidden = [one for one, value in _HIDING.items() if front.get(one) is value]
    hidden += [] if texts["status"].lower() in {"", "publish", "inherit"} else [texts["status"]]
    return OldPost(
        key=key,
        title=texts["title"],
        date=at,
        updated=updated,
        slug=unquote(texts["slug"]),
        address=path_in(texts["address"]),
        aliases=tuple(map(path_in, lists["aliases"])),
        packed=body,
        tags=tags,
        categories=categories,
        description=re.sub("<[^>]*>", "", texts["description"]),
        author=texts["author"],
        image=texts["image"],
        hidden=" ".join(hidden),
        losses=() if at else (Loss("date", texts["date"]),),
    )


def path_in(address: str) -> str:
    """Return the path of an address as a tool's settings give it."""
    path = re.sub(r"^https?://[^/]+", "", address.strip())
    return f"/{path.lstrip('/')}" if path else ""


def _texts(value: object) -> list[str]:
    """Return the texts of a value: it, a list of them, or what mappings call one."""
    found = list[object]()
    for one in value if isinstance(value, list) else [value]:
        found += [v for k, v in one.items() if k in _CALLED] if isinstance(one, dict) else [one]
    return [str(one) for one in found if isinstance(one, str | int | float | date) and one != ""]


def _names(texts: list[str]) -> tuple[str, ...]:
    names = (" ".join(name.split()) for one in texts for name in re.split("[,、]", one))
    return tuple(name for name in names if name not in _NO_NAME)


def _date(text: str, zone: tzinfo) -> datetime | None:
    found = parse_moment(text.strip(), zone)
    return found.at.replace(tzinfo=None) if found else None
