"""`build.py new TITLE`: begin a draft with complete front matter."""

from pathlib import Path

from msgspec import convert

from kawaraban.builder.moment import build_moment
from kawaraban.builder.report import site_heading
from kawaraban.core.addresses import collision_key
from kawaraban.core.messages import phrase
from kawaraban.core.model import Frozen
from kawaraban.core.options import Options, UsageError
from kawaraban.core.settings import Settings
from kawaraban.read.front_matter_rules import bad_slug
from kawaraban.read.source import site_settings
from kawaraban.read.text import nfc
from kawaraban.site.gather import slug_of
from kawaraban.system import terminal
from kawaraban.system.regex import lazy_pattern

_DRAFTS = Path(__file__).with_name("drafts")
_NO_WORD = lazy_pattern(r"[\W_]+")
# Line ends, other control characters, and bytes that are no text.
_NO_TEXT = lazy_pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class _Arguments(Frozen, frozen=True, kw_only=True):
    title: str
    slug: str | None = None
    bundle: bool = False
    page: bool = False


def run(options: Options) -> int:
    """Write a draft, and print its path; return the exit status."""
    arguments = convert(options.own, type=_Arguments)
    if not (options.site / "site.toml").is_file():
        raise UsageError(" / ".join(phrase("no-site-here", site=options.site)))
    settings, _ = site_settings(options.site)
    title = nfc(_NO_TEXT.sub(" ", arguments.title).strip())
    slug = _choose_slug(arguments.slug or title, settings, is_title=not arguments.slug)
    folder = options.site / "content" / ("pages" if arguments.page else "posts")
    for other in folder.rglob("*.md"):  # in whatever form: `a.md`, `a/index.md`, `A.md`
        if collision_key(slug_of(other.as_posix())) == collision_key(slug):
            raise UsageError(_say(settings, "taken-file", file=other))
    file = folder / (f"{slug}/index.md" if arguments.bundle else f"{slug}.md")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as draft:
        draft.write(_front_matter(title, options, settings, "page" if arguments.page else "post"))
    terminal.write_heading(site_heading(settings), options.site)
    terminal.write_output(f"{file}\n")
    return 0


def _front_matter(title: str, options: Options, settings: Settings, kind: str) -> str:
    text = (_DRAFTS / f"{kind}-{settings.language}.md").read_text("utf-8")
    moment, quoted = build_moment(options.now, settings.zone), title.replace("'", "''")
    text = text.replace("$date", f"{moment:%Y-%m-%d %H:%M}").replace("$month", f"{moment:%Y-%m}")
    return text.replace("$title", f"'{quoted}'")


def _choose_slug(name: str, settings: Settings, *, is_title: bool) -> str:
    """Return a name as it stands in the address; letters of all scripts are kept."""
    slug = _NO_WORD.sub("-", name).strip("-").lower() if is_title else nfc(name)
    if why := bad_slug(slug) if slug else phrase("no-letters"):
        raise UsageError(_say(settings, "no-file-name", name=name, why=why))
    return slug


def _say(settings: Settings, name: str, /, **values: object) -> str:
    return phrase(name, **values).in_language(settings.language)
