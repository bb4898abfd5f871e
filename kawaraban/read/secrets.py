"""Detection of secret keys, which an author pastes with a screenful of settings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kawaraban.core.diagnostics import Diagnostic
from kawaraban.core.messages import report
from kawaraban.read.files import MAX_TEXT_BYTES
from kawaraban.read.positions import Positions

# The forms that their makers document: AWS IAM "Unique identifiers", GitHub "About
# authentication to GitHub", GitLab "Token overview", Google Cloud "API keys" and "OAuth", Slack
# "Tokens" and "Incoming webhooks", Stripe, OpenAI, Anthropic and SendGrid "API keys", npm and PyPI
# "API tokens", and many other services likewise, age "Recipients and identities", RFC 7519
# for signed tokens, RFC 7468 and RFC 9580 for private keys, which JSON and `.env` write with `\n`.
_SECRET = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_[A-Za-z0-9]{36,251}|"
    r"github_pat_[A-Za-z0-9_]{82}|glpat-[\w-]{20,}|AIza[\w-]{35}|GOCSPX-[\w-]{20,}|"
    r"ya29\.[\w-]{20,}|xox[abceprs]-[A-Za-z0-9-]{20,}|xapp-[A-Za-z0-9-]{20,}|"
    r"hooks\.slack\.com/(?:services|workflows|triggers)/[TE]\w+/(?:\w+/)+\w{20,}|"
    r"[rs]k_(?:live|test)_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{36}|pypi-AgE[\w-]{50,}|hf_[A-Za-z0-9]{30,}|"
    r"SG\.[\w-]{20,}\.[\w-]{40,}|glrt-[\w-]{20,}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}|"
    r"do[opr]_v1_[a-f0-9]{64}|dckr_(?:pat|oat)_[\w-]{20,}|whsec_[A-Za-z0-9+/]{24,}|[0-9]{8,10}:AA[\w-]{33}|"
    r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[\w-]{60,}|"
    r"(?i:aws_?secret_?access_?key)[\"']?\s{0,3}[:=]\s{0,3}[\"']?[A-Za-z0-9/+]{40}|"
    r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}|"
    r"AccountKey=[A-Za-z0-9+/]{80,}|sk-(?:proj|svcacct|admin|ant|or)-[\w-]{20,}|sk-[A-Za-z0-9]{32,}|"
    r"(?:gsk|lin_api|glsa|sntrys|sntryu|ntn|r8|rubygems|sbp|rnd)_[A-Za-z0-9_]{30,}|"
    r"xai-[A-Za-z0-9]{40,}|sq0(?:atp|csp|idp)-[\w-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{50,}|"
    r"ATATT3x[\w=-]{40,}|PMAK-[a-f0-9]{24}-[a-f0-9]{30,}|NRAK-[A-Z0-9]{25,}|dapi[a-f0-9]{32}|"
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY[A-Z ]{0,6}-----(?:\s|\\[nr]|[>\"'|])*+"
    r"(?:[\w-]++: [^\n]*+\n[\s>]*+)*+[A-Za-z0-9+/]{16,})"
    r"(?![A-Za-z0-9])",
    re.ASCII,
)
# To look for these is fifty times as fast, and nearly all texts have none.
_SIGNS = (
    *("AKIA", "ASIA", "glpat-", "AIza", "GOCSPX-", "ya29.", "xox", "xapp-", "hooks.slack.com/"),
    *("sk-", "PRIVATE KEY", "pypi-AgE", "SG.", "glrt-", ":AA", "/api/webhooks/", "AccountKey="),
    *("ecretAccessKey", "eyJ", "xai-", "sq0", "AGE-SECRET-KEY-1", "ATATT3x", "PMAK-", "NRAK-"),
    *("dapi", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "npm_", "hf_", "whsec_"),
    *("_v1_", "k_live_", "k_test_", "shpat_", "shpss_", "shpca_", "shppa_", "dckr_", "gsk_"),
    *("ecret_access_key", "SECRET_ACCESS_KEY", "lin_api_", "glsa_", "sntrys_", "sntryu_", "ntn_"),
    *("r8_", "rubygems_", "sbp_", "rnd_"),
)
_ESCAPE = re.compile(r"\\(?=[_-])")
_REPORTED_CHARACTERS = 8
_END_LENGTH, _FEWEST_CHARACTERS = 12, 6


def secrets_in(data: bytes, path: str) -> Iterator[Diagnostic]:
    """Warn of each key or token in a file that is published as it is, where that is a text."""
    if len(data) <= MAX_TEXT_BYTES and b"\0" not in data:
        yield from secrets(data.decode("utf-8-sig", "replace"), path)


def secrets(text: str, path: str) -> Iterator[Diagnostic]:
    """Warn of each key or token in a file's text. No message repeats it."""
    # A page has `ghp_…` for `ghp\_…`, as editors of Markdown write it.
    escapes = [found.start() - n for n, found in enumerate(_ESCAPE.finditer(text))]
    plain = _ESCAPE.sub("", text) if escapes else text
    ascii_text = plain.encode("ascii", "ignore").decode()  # of a Japanese text, a small part
    if not any(map(ascii_text.__contains__, _SIGNS)):
        return
    positions = Positions(text, path)
    for found in _SECRET.finditer(plain):
        if not _is_example(found[0]):
            start = found[0][:_REPORTED_CHARACTERS]
            source = positions.at(found.start() + bisect_right(escapes, found.start()))
            yield report(source, "secret-in-text", start=start)


def _is_example(secret: str) -> bool:
    """Check whether a key is an example: `ghp_xxxxxxxx`, AWS's `AKIA…EXAMPLE`, jwt.io's own."""
    is_known = "EXAMPLE" in secret.upper() or "IkpvaG4gRG9lI" in secret
    return is_known or len(set(secret[-_END_LENGTH:])) < _FEWEST_CHARACTERS
