"""Keys that are pasted into a text."""

from __future__ import annotations

import pytest

from kawaraban.read.secrets import secrets

KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"


MIXED = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"


@pytest.mark.parametrize(
    "text",
    [
        f'"private_key": "-----BEGIN PRIVATE KEY-----\\n{KEY}\\n…',
        f"> -----BEGIN RSA PRIVATE KEY-----\n> {KEY}",
        f"token_ghp_{MIXED}",
        "AWS_AKIAQ3EGZ7PLM2XNT5RW",
        "AKIAIOSFODNN7" + "EXAMPLF",
        f"ghp\\_{MIXED}",
        f"sk\\-proj\\-{MIXED}",
        f"sk-or-v1-{MIXED}",
        f"gsk_{MIXED}",
        "--AKIAQ3EGZ7PLM2XNT5RW",
        f"xoxc-123456789012-{MIXED}",
        f"xapp-1-A0123456789-{MIXED}",
        f"GOCSPX-{MIXED}",
        f"ya29.{MIXED}",
        f"sk-proj-{MIXED}",
        f"sk-ant-api03-{MIXED}",
        f"sk-{MIXED}{MIXED}",
        f"sk_test_{MIXED}",
        f"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{MIXED}",
        f"https://hooks.slack.com/workflows/T01ABCDEF/A01ABCDEF/123456789/{MIXED}",
    ],
)
def test_pasted_keys_are_reported(text: str) -> None:
    """Keys pasted from JSON, from a quotation or with a variable's name are reported."""
    assert [one.rule for one in secrets(text, "a.md")] == ["secret-in-text"]


def test_a_key_with_escapes_is_reported_at_its_position() -> None:
    """Escapes count in the position of a key, as the file has them."""
    text = f"甲\\_乙\n\\- ghp\\_{MIXED} \\_ AKIAQ3EGZ7PLM2XNT5RW"
    found = [(one.source.line, one.source.column) for one in secrets(text, "a.md")]
    assert found == [(2, 4), (2, text.split("\n")[1].index("AKIA") + 1)]
