"""The files that `site.toml` names."""

from __future__ import annotations

from collections.abc import Iterator

from kawaraban.checks import Proof
from kawaraban.diagnostics import Diagnostic, Source, Words, did_you_mean, error

_SETTINGS = Source("site.toml")


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Find navigation entries, policy pages and portraits that are not there.

    Bad:  to = "pages/abuot.md"
    Good: to = "pages/about.md"
    """
    settings = proof.settings
    articles = {article.path for article in proof.articles}
    targets = [f"content/{entry.to}" for entry in settings.nav]
    if settings.disclosure.policy:
        targets.append(f"content/{settings.disclosure.policy}")
    for path in targets:
        if path not in articles and path not in proof.site.files:
            yield _missing(path, tuple(sorted(articles)))
    for author in settings.authors:
        if author.image and author.image not in proof.site.files:
            yield _missing(author.image, tuple(sorted(proof.site.files)))


def _missing(path: str, known: tuple[str, ...]) -> Diagnostic:
    return error(
        _SETTINGS,
        "missing-file",
        Words(
            f"site.toml に書かれた「{path}」がありません",
            f"site.toml names '{path}', which is not there",
        ),
        did_you_mean(path, known),
    )
