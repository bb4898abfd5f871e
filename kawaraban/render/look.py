"""The look that `[theme]` asks for, as CSS behind the theme's own: colours, typefaces, layout.

colour = "#264a86"   →  :root { --vermilion: #264a86 }, and a lighter one for dark screens
"""

from collections.abc import Iterable, Iterator

from kawaraban.core.diagnostics import Diagnostic, did_you_mean
from kawaraban.core.messages import report
from kawaraban.core.settings import HomeSettings, Settings, ThemeSettings
from kawaraban.system.regex import lazy_pattern

# Folders of assets/ of whose stylesheets a site has those that it asks for, by these keys.
CHOICES = {"palettes": "palette", "layouts": "layout"}
FOLDERS = (*CHOICES, "parts")
_NONE = "paper"
_DARK = lazy_pattern(rb"@media\s*\(prefers-color-scheme:\s*dark\)")
_MODES = {"light": b"@media not all", "dark": b"@media all"}
_GROUNDS = lazy_pattern(rb"--(?:paper|tint):\s*#([0-9a-fA-F]{6})")
_LEAST = 4.5  # contrast of text (WCAG 2.2, 1.4.3)
_FAMILIES = {"sans": "var(--gothic)", "serif": "var(--mincho)"}
_WHITE, _BLACK = "ffffff", "000000"


def chosen_styles(settings: Settings) -> tuple[str, ...]:
    """Return the names, without extension, of the files that a site asks for, the layout's last."""
    theme = settings.theme
    wanted = (
        ("parts/blocks", settings.home != HomeSettings() or settings.side.blocks),
        ("parts/sharing", settings.sharing.links),
        (f"palettes/{theme.palette}", theme.palette != _NONE),
        (f"layouts/{theme.layout}", theme.layout != _NONE),
    )
    return tuple(name for name, is_wanted in wanted if is_wanted)


def check_look(settings: Settings, names: Iterable[str], style: bytes) -> Iterator[Diagnostic]:
    """Report a palette or layout that is none of the assets, and a colour that is too pale.

    `style` has the colours of the backgrounds.
    """
    files, theme = sorted(names), settings.theme
    for folder, key in CHOICES.items():
        known = [n.removeprefix(f"{folder}/")[:-4] for n in files if n.startswith(f"{folder}/")]
        if (value := getattr(theme, key)) not in (_NONE, *known):
            near = did_you_mean(value, (_NONE, *known))
            place = settings.position(f"theme.{key}")
            yield report(place, "bad-value", name=key, value=value, near=near)
    colour, (light, _) = theme.colour, _grounds(style)
    if colour and theme.mode != "dark" and (ratio := _least_contrast(colour, light)) < _LEAST:
        fitting = _until_readable(colour, light, _BLACK)
        place = settings.position("theme.colour")
        yield report(place, "pale-colour", colour=colour, ratio=f"{ratio:.1f}", fitting=fitting)


def style_of(theme: ThemeSettings, style: bytes) -> bytes:
    """Return the custom properties that a theme asks for, of which `style` has the backgrounds."""
    roles = (("--sans", theme.fonts), ("--serif", theme.headings or theme.fonts))
    families = {name: [_FAMILIES.get(f, f'"{f}"') for f in fonts] for name, fonts in roles}
    lines = [f"{name}: {', '.join(fonts)}" for name, fonts in families.items() if fonts]
    if theme.mode != "auto":
        lines.append(f"color-scheme: {theme.mode}")
    css = f":root {{ {'; '.join(lines)} }}".encode() if lines else b""
    if theme.colour:
        colours = theme.colour, _until_readable(theme.colour, _grounds(style)[1], _WHITE)
        light, dark = (f":root {{ --vermilion: {colour} }}".encode() for colour in colours)
        css += b"%s\n@media (prefers-color-scheme: dark) { %s }" % (light, dark)
    return css


def for_mode(style: bytes, theme: ThemeSettings) -> bytes:
    """Return a stylesheet whose rules for dark screens hold always or never, as a theme asks."""
    return _DARK.sub(_MODES[theme.mode], style) if theme.mode in _MODES else style


def _grounds(style: bytes) -> tuple[list[str], list[str]]:
    """Return paper and tint on light and on dark screens; those that come last count."""
    found = [colour.decode() for colour in _GROUNDS.findall(style)]
    return found[-4:-2] or [_WHITE], found[-2:] or [_BLACK]


def _until_readable(colour: str, grounds: list[str], towards: str) -> str:
    """Return a colour, mixed with another until text of it can be read on the backgrounds."""
    pairs = [*zip(_channels(colour), _channels(towards), strict=True)]
    channels = ([round(a + (b - a) * share / 100) for a, b in pairs] for share in range(101))
    mixed = [f"#{bytes(mix).hex()}" for mix in channels]
    return next((one for one in mixed if _least_contrast(one, grounds) >= _LEAST), mixed[-1])


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour.removeprefix("#"))


def _least_contrast(colour: str, grounds: list[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, "contrast ratio"), from 1 to 21."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _channels(colour))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)  # noqa: PLR2004 - sRGB
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
