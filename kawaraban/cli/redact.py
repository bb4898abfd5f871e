"""`build.py redact PICTURE`: let the author draw over a picture until Ctrl-C."""

import sys
from pathlib import Path

from kawaraban.core.options import Options
from kawaraban.preview.redact import RedactError, redact
from kawaraban.read.source import site_settings
from kawaraban.system import terminal


def run(options: Options) -> int:
    """Serve the page on which the author draws; return the exit status."""
    settings, _ = site_settings(options.site)
    picture = _find_picture(options)
    try:
        redact(picture, settings.language, options.product, terminal.write_output)
    except RedactError as wrong:
        sys.stderr.write(f"build.py: {wrong.why.in_language(settings.language)}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 1


def _find_picture(options: Options) -> Path:
    """Return the picture as typed, from where the author stands, else from the site's folders."""
    typed = Path(str(options.own["picture"]))
    files = (typed, options.site / typed, options.site / "content" / typed)
    return next((file for file in files if file.is_file()), typed)
