"""A site with ids of its own, for ad code that is pasted into it."""

from __future__ import annotations

from tests.desk import SETTINGS, post

OURS, OTHERS = "s00000000000001+ABC12+3QPO+5YZ77L", "s99999999999999+ABC12+3QPO+5YZ77L"
SITE = f"""{SETTINGS}
[affiliate.a8]
ids = ["{OURS}"]
[[affiliate.custom]]
name = "見本の網"
host = "go.example.net"
param = "uid"
ids = ["yk-9"]
"""


def texts(bodies: dict[str, str], own: str) -> dict[str, str]:
    """Return posts of some bodies, with an id in place of `{}`."""
    return {
        f"content/posts/p{n}.md": post(body.replace("{}", own), title=name)
        for n, (name, body) in enumerate(bodies.items())
    }
