"""What the preview adds to a page: a bar, and a list of what is wrong."""

import hashlib
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from kawaraban.core.diagnostics import Diagnostic, Source
from kawaraban.core.messages import phrase, tool_words
from kawaraban.core.model import Article
from kawaraban.preview.site import PreviewSite, Shown
from kawaraban.render.templates import environment
from kawaraban.system.regex import lazy_pattern

EDITORS = {"": "", "vscode": "vscode://file/{}:{}:{}"}
_TEMPLATE = "tools/preview.html"
_POLICY = lazy_pattern(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)')
_HEAD_END, _BODY = lazy_pattern(r"(?=</head>)"), lazy_pattern(r"(?<=<body)([^>]*>)")
_STYLES = lazy_pattern(rb'(?s)<link rel="stylesheet"[^>]*>|<style>.*?</style>|"Content-Sec[^>]*')
_LEADS_ON = b'http-equiv="refresh"'
_NEEDED = ("script-src", "style-src", "connect-src")


class Bar:
    """Adds a bar to pages: the state of an article, and the moment at which the site is shown."""

    def __init__(self, site: PreviewSite, product: Path, editor: str) -> None:
        """Take the site, the folder of the templates, and the name of the author's editor."""
        self._site, self._editor = site, EDITORS[editor]
        self._template = environment(product, product).get_template(_TEMPLATE)

    def add_to(self, shown: Shown, now: str) -> bytes:
        """Return a page with the bar, and with what is wrong above all else.

        A page that leads on at once is returned as it is.
        """
        if _LEADS_ON in shown.data:
            return shown.data
        language = self._site.settings.language
        articles = shown.plan.snapshot.site.articles.values() if shown.plan else ()
        rows = [self._row(one, language) for one in (*shown.found, *shown.faults)]
        fields = {
            "words": tool_words("bar-", language),
            "version": self._site.version,
            # Where nothing but a style has changed, the page need not be loaded anew.
            "digest": hashlib.sha256(_STYLES.sub(b"", shown.data)).hexdigest()[:16],
            "rows": rows,
            "now": now,
            "state": shown.article and self._state(shown.article),
            "href": shown.article and self._href(Source(shown.article.path)),
            "marks": {one.address: state for one in articles if (state := self._state(one))},
        }
        head, _, body = self._template.render(fields).partition("<!--body-->\n")
        html = shown.data.decode("utf-8", "surrogateescape")
        html = _POLICY.sub(lambda match: match[1] + _allow_own_files(match[2]), html, count=1)
        html = _HEAD_END.sub(lambda _: head, html, count=1)
        html = _BODY.sub(lambda match: f"{match[0]}\n{body}", html, count=1)
        return html.encode("utf-8", "surrogateescape")

    def _row(self, found: Diagnostic, language: str) -> dict[str, str]:
        """Return a diagnostic as the list shows it, with the line that it is about."""
        return {
            "severity": found.severity,
            "source": str(found.source),
            "href": self._href(found.source),
            "text": found.what.in_language(language),
            "remedy": found.remedy.in_language(language),
            "rule": found.rule,
            "line": self._line(found.source),
        }

    def _href(self, source: Source) -> str:
        """Return the address that opens a position in the author's editor, where one is named."""
        path = quote((self._site.options.site.absolute() / source.path).as_posix())
        return self._editor.format(path, source.line, source.column)

    def _line(self, source: Source) -> str:
        """Return the line that a diagnostic is about; nothing where it cannot be read."""
        try:
            text = (self._site.options.site / source.path).read_text("utf-8-sig", "replace")
        except OSError:
            return ""
        return "".join(text.splitlines()[source.line - 1 : source.line])

    def _state(self, article: Article) -> str:
        """Return why an article is not published today; nothing where it is."""
        front_matter, settings = article.front_matter, self._site.settings
        now = datetime.now(settings.zone)
        if front_matter.draft:
            return phrase("draft").in_language(settings.language)
        if front_matter.date and front_matter.date > now:
            day = f"{front_matter.date.astimezone(settings.zone):%Y-%m-%d}"
            return phrase("to-come", day=day).in_language(settings.language)
        return ""


def _allow_own_files(policy: str) -> str:
    """Return a page's policy that lets the preview's own script, style and events through."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    for name in _NEEDED:
        hosts = rules.get(name, rules.get("default-src", "")).replace("&#39;", "'").split()
        if hosts and not {"'self'", "*"} & {*hosts}:
            rules[name] = " ".join([*(host for host in hosts if host != "'none'"), "'self'"])
    return "; ".join(f"{name} {hosts}".rstrip() for name, hosts in rules.items())
