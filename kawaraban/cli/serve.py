"""`build.py serve`: show the site to its author, anew with each save, until Ctrl-C."""

import gc
import threading
import webbrowser
from collections.abc import Set as AbstractSet
from contextlib import suppress

import msgspec

from kawaraban.core.diagnostics import show
from kawaraban.core.messages import phrase
from kawaraban.core.options import Options
from kawaraban.preview.answers import Answers
from kawaraban.preview.server import Loopback
from kawaraban.preview.site import PreviewSite
from kawaraban.preview.watch import changes
from kawaraban.system import heap, terminal

_PORT = 8000


class _Arguments(msgspec.Struct, frozen=True):
    port: int = _PORT
    open: bool = False
    editor: str = ""


def run(options: Options) -> int:
    """Serve the preview until Ctrl-C; return the exit status."""
    given = msgspec.convert(options.own, _Arguments)
    site = PreviewSite(options)
    answers = Answers(site, options.product, given.editor)
    gc.enable()  # unlike a build, this process stays
    heap.tune({heap.ARENA_MAX: 2})  # each thread would keep what it freed
    with suppress(KeyboardInterrupt), Loopback(answers.find, "", given.port) as server:
        _update(site)
        gc.freeze()
        threading.Thread(target=_follow, args=(site,), daemon=True).start()
        language, port = site.settings.language, server.server_address[1]
        if port != given.port:
            terminal.write_error(phrase("taken-port", port=given.port).in_language(language))
        terminal.write_error(phrase("preview-at", address=server.address).in_language(language))
        if given.open:
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        server.serve_forever()
    return 0


def _follow(site: PreviewSite) -> None:
    for changed in changes(site.options.site, site.options.output):
        _update(site, changed)


def _update(site: PreviewSite, changed: AbstractSet[str] = frozenset()) -> None:
    """Plan the site anew, and print what is wrong with it; a folder that is gone may come back."""
    try:
        found = site.update(changed)
    except OSError as failed:
        terminal.write_error(terminal.describe_error(failed))
        return
    terminal.write_output(show(found, site.options.format, site.settings.language))
