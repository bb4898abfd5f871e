"""The Markdown of other tools to this format's: their own signs, links, pictures, headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from kawaraban.cli.importers.html import address
from kawaraban.cli.importers.links import Rewriter

_CODE = re.compile(r"(?ms)(^(?P<f>[ \t>]*(?P<s>`{3,}|~{3,}))[^\n]*\n.*?(?:^[ \t>]*(?P=s)[`~]*[ \t]*$|\Z)|(?<!`)(`+)(?!`)[^`\n](?:[^\n]|\n(?!\n))*?(?<!`)\5(?!`)|<!--.*?-->|<(?P<t>script|style|pre)\b.*?</(?P=t)>)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_OPEN = re.compile(r"[ \t]*:{3,}[ \t]*(message|details|note)[ \t]*(.*)$")
_CLOSE = re.compile(r"[ \t]*:{3,}[ \t]*$")
_CALLOUTS = {"": "NOTE", "info": "NOTE", "alert": "CAUTION", "warn": "WARNING"}
_TARGET = r"\(\s*(<[^>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+=(\d*)x\d*)?(\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_LINK = re.compile(rf"(!?)\[((?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\](?:\([^()]*\))?)*)\]{_TARGET}(\{{[^{{}}\n]*\}})?")
_DEFINITION = re.compile(r"(?m)^( {0,3}\[[^\]\^\n]+\]:[ \t]*)(<[^>\n]*>|\S+)")
_ATTRIBUTE = re.compile(r"""(<(?:a|img|video|audio|source|iframe)\b[^>]*?\s(?:href|src)\s*=\s*)(["'])(.*?)\2""", re.IGNORECASE | re.DOTALL)
_BARE_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_NOTE = re.compile(r"\^\[((?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]")
_HATENA_NOTE = re.compile(r"(?<!\()\(\((?!\()([^()\n]+)\)\)(?!\))")
_PAIR = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|`([^`]*)`|(\S+)""")
_HUGO = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/.-]+)((?:\"[^\"]*\"|`[^`]*`|[^\"`>%])*?)\s*/?\s*[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}|\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_BOXES = re.compile("notice|admonition|alert|callout|hint|note|tip|warning|info|box")
_KINDS = {"warning", "tip", "info", "danger", "caution", "important", "note", "success", "question", "example", "quote", "bug", "abstract", "failure"}  # fmt: skip
_EMBEDS = {
    "youtube": "https://www.youtube.com/watch?v={0}", "vimeo": "https://vimeo.com/{0}",
    "instagram": "https://www.instagram.com/p/{0}/", "gist": "https://gist.github.com/{0}/{1}",
    "tweet": "https://x.com/i/status/{0}", "x": "https://x.com/i/status/{0}", "twitter": "https://x.com/i/status/{0}",
}  # fmt: skip


def convert(body: str, tool: str, rewriter: Rewriter) -> str:
    """Return the Markdown of another tool as this format's."""
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if tool in {"zenn", "qiita"}:
        body = _containers(body)
    if tool == "hugo":
        body = _paired(body, _HUGO_CODE)
    if tool == "jekyll":
        body = _paired(re.sub(r"(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", "", body), _LIQUID_CODE)
    notes: list[str] = []
    pieces, last = [], 0
    for code in _CODE.finditer(body):
        pieces += [_text(body[last : code.start()], tool, rewriter, notes), _code(code[0], tool)]
        last = code.end()
    pieces.append(_text(body[last:], tool, rewriter, notes))
    text = "".join(pieces).strip("\n") + "\n"
    if tool in {"hugo"}:
        text = _folded(text)
    return text + "".join(f"\n[^n{number}]: {note}\n" for number, note in enumerate(notes, 1))


def _code(code: str, tool: str) -> str:
    """Return code as it is, but for the signs that keep a tool from reading it."""
    if tool == "jekyll":
        return re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", code)
    if tool == "hugo":
        code = re.sub(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", r"{{\1\2\3}}", code)
        return re.sub(r"(?m)\A([ \t>]*(?:`{3,}|~{3,})[\w+#.-]*)[ \t]*\{([^{}\n]*)\}", _fence_attributes, code)
    return code


def _fence_attributes(found: re.Match[str]) -> str:
    """Return the attributes of Hugo's fences (`hl_lines`, `title`) as this format writes them."""
    given = {m[1]: m[2] or m[3] or m[4] for m in _PAIR.finditer(found[2].replace(",", " ")) if m[1]}
    title = given.get("title") or given.get("filename") or given.get("name")
    lines = re.search(r"hl_lines\s*=\s*[\[\"']*([\d ,\"'-]+)", found[2])
    return found[1] + (f' title="{title}"' if title else "") + (f" {{{','.join(re.findall(r'[0-9-]+', lines[1]))}}}" if lines else "")


def _text(text: str, tool: str, rewriter: Rewriter, notes: list[str]) -> str:
    """Rewrite text that is no code."""

    def footnote(found: re.Match[str]) -> str:
        notes.append(found[1])
        return f"[^n{len(notes)}]"

    if tool == "hugo":
        text = _HUGO.sub(lambda m: _hugo(m, rewriter), text)
    elif tool == "jekyll":
        text = re.sub(r"(?m)^\s*[*-] TOC\n\{:toc\}", "[TOC]", text)
        text = _LIQUID.sub(lambda m: _liquid(m, rewriter), text)
        text = re.sub(r"(?m)^\{:[^}\n]*\}[ \t]*$|(?<=[)*`\]])\{:(?!toc)[^}\n]*\}", lambda m: rewriter.lose("style", m[0]) or "", text)
    elif tool == "zenn":
        text = _NOTE.sub(footnote, text)
    elif tool == "hatena":
        text = re.sub(r"(?m)^\[:contents\]\s*$", "[TOC]", text)
        text = re.sub(r"\[(https?://[^\s\]]+?):embed(?::\w+)*\]", r"\n\n\1\n\n", text)
        text = re.sub(r"\[(https?://[^\s\]]+?):title=([^\]]+)\]", r"[\2](\1)", text)
        text = re.sub(r"\[(https?://[^\s\]]+?)(?::title|:bookmark)+\]", r"<\1>", text)
        text = _HATENA_NOTE.sub(footnote, text)
    text = _LINK.sub(lambda m: _link(m, rewriter), text)
    text = _DEFINITION.sub(lambda m: m[1] + _definition(m[2], rewriter), text)
    text = _ATTRIBUTE.sub(lambda m: _attribute(m, rewriter), text)
    return text


def _link(found: re.Match[str], rewriter: Rewriter) -> str:
    """Rewrite a link or a picture; what leads nowhere becomes its words."""
    is_picture, words, written, width, title, attributes = found.groups()
    target = unescape(written.strip("<>"))
    title, attributes = title or "", attributes or ""
    if re.match(r"(?i)(?:amazon|rakuten|yahoo|moshimo|product|deal|programme):", target) or (is_picture and found.start() and found.string[found.start() - 1] == "@"):
        return found[0]
    if not is_picture:
        words = _LINK.sub(lambda m: _link(m, rewriter), words) if "](" in words else words
        if found.start() and found.string[found.start() - 1] == "@":
            return found[0]
        to = rewriter.link(target)
        return f"[{words}]({address(to)}{title}){attributes}" if to else words
    path = rewriter.picture(target)
    if not path:
        return f"*{words}*" if words.strip() else ""
    marks = [f"width={width}"] if width else re.findall(r"width=\"?(\d+)(?:px)?\"?", attributes)[:1] and [f"width={re.findall(r'width=.?([0-9]+)', attributes)[0]}"]
    words = words if words.strip() else rewriter.alt(target)
    if not words.strip():
        rewriter.lose("alt", path)
        marks = [*marks, 'alt=""']
    return f"![{words}]({address(path)}{title})" + (f"{{{' '.join(marks)}}}" if marks else "")


def _definition(written: str, rewriter: Rewriter) -> str:
    target = written.strip("<>")
    is_picture = re.search(r"(?i)\.(?:png|jpe?g|gif|webp|svg|avif)$", target)
    return address((rewriter.picture(target) if is_picture else rewriter.link(target)) or "#top")


def _attribute(found: re.Match[str], rewriter: Rewriter) -> str:
    tag = found[1].lstrip("<").split()[0].lower()
    url = unescape(found[3])
    to = rewriter.link(url) or "#top" if tag == "a" else url if tag == "iframe" else rewriter.picture(url) or "data:,"
    return f'{found[1]}{found[2]}{to.replace("&", "&amp;")}{found[2]}'


def _containers(body: str) -> str:
    """Return `:::message` and the like as callouts; they nest, and hold code."""
    depth, fence, out = 0, "", list[str]()
    for line in body.split("\n"):
        sign = _FENCE.match(line)
        if fence:
            fence = "" if sign and sign[1].startswith(fence) and not line.strip().strip("`~") else fence
        elif sign:
            fence = sign[1]
        elif opened := _OPEN.match(line):
            kind, rest = opened.groups()
            head = f"[!NOTE]- {rest}".rstrip() if kind == "details" else f"[!{_CALLOUTS.get(rest.strip().split(' ')[0], 'NOTE')}]"
            out += [("> " * depth).rstrip(), f"{'> ' * (depth + 1)}{head}"]
            depth += 1
            continue
        elif depth and _CLOSE.match(line):
            depth -= 1
            out.append(("> " * depth).rstrip())
            continue
        out.append(f"{'> ' * depth}{line}".rstrip() if depth else line)
    return "\n".join(out)


_HUGO_CODE = re.compile(r"(?s)\{\{[<%]\s*(highlight|mermaid|math|katex|code)\s*([^>%]*?)\s*[>%]\}\}\n?(.*?)\n?\{\{[<%]\s*/\s*\1\s*[>%]\}\}")
_LIQUID_CODE = re.compile(r"(?s)\{%-?\s*(highlight)\s+(.*?)\s*-?%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}")


def _paired(body: str, pattern: re.Pattern[str]) -> str:
    """Return code between two commands as a fence."""
    def fence(found: re.Match[str]) -> str:
        language = {"math": "math", "katex": "math", "mermaid": "mermaid"}.get(found[1]) or found[2].split(" ")[0].strip('"')
        signs = "`" * max(3, 1 + max(map(len, re.findall("`+", found[3])), default=0))
        return f"{signs}{language}\n{found[3]}\n{signs}"

    return pattern.sub(fence, body)


def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    named, plain = {}, []
    for one in _PAIR.finditer(text):
        if one[1]:
            named[one[1]] = one[2] or one[3] or one[4] or ""
        else:
            plain.append(one[5] or one[6] or one[7] or "")
    return named, plain


def _hugo(found: re.Match[str], rewriter: Rewriter) -> str:
    """Return what stands for one of Hugo's shortcodes."""
    closes, name, (named, plain) = found[2], found[3].lower(), _arguments(found[4])
    first = plain[0] if plain else ""
    if name in {"ref", "relref"}:
        return first or named.get("path", "")
    if name in {"figure", "img", "image"}:
        return _figure(named, first)
    if name in _EMBEDS:
        parts = plain or [named.get("user", ""), named.get("id", "")][(name != "gist") :]
        return f"\n\n{_EMBEDS[name].format(*parts, '', '')}\n\n"
    if name in {"rawhtml", "html", "unsafe"}:
        return ""
    if name == "toc":
        return "[TOC]"
    if name in {"details", "expand", "collapse", "spoiler"} or _BOXES.fullmatch(name):
        kind = next((one for one in (named.get("type", ""), first, name) if one.lower() in _KINDS), "note").upper()
        fold = "-" if name in {"details", "expand", "collapse", "spoiler"} else ""
        title = named.get("title") or named.get("summary") or (first if first.upper() != kind else " ".join(plain[1:]))
        return "\n\n\x06\n\n" if closes else f"\n\n\x05[!{kind}]{fold} {title}".rstrip() + "\n"
    rewriter.lose("shortcode", found[0])
    return found[0].replace("{{", "\\{\\{")


def _figure(named: dict[str, str], first: str) -> str:
    caption = named.get("caption") or named.get("title") or ""
    alt, src = named.get("alt") or "", named.get("src") or first
    title = ' "{}"'.format(caption.replace('"', "'")) if caption else ""
    picture = f"![{alt}]({src}{title})"
    return f"[{picture}]({named['link']})" if named.get("link") else picture


def _folded(text: str) -> str:
    """Quote what stands between the beginning and the end of a box."""
    depth, out = 0, list[str]()
    for line in text.split("\n"):
        if line.startswith("\x05"):
            depth += 1
            line = line[1:]
        elif line == "\x06":
            depth = max(0, depth - 1)
            continue
        out.append(f"{'> ' * depth}{line}".rstrip() if depth else line)
    return re.sub("[\x05\x06]", "", "\n".join(out))


def _liquid(found: re.Match[str], rewriter: Rewriter) -> str:
    """Return what stands for one of Liquid's commands."""
    name, rest, value = found.groups()
    if value is not None:
        path = re.fullmatch(r"""["'](.*?)["']\s*\|\s*(?:relative_url|absolute_url|prepend:.*)""", value)
        if path:
            return path[1]
        if not re.fullmatch(r"site\.(?:baseurl|url)", value):
            rewriter.lose("dynamic", found[0])
        return ""
    if name in {"raw", "endraw"}:
        return ""
    if name in {"post_url", "link"}:
        return f"{rest.rpartition('/')[2].removesuffix('.md')}.md"
    rewriter.lose("dynamic" if name.startswith("include") else "shortcode", found[0])
    return "" if name.startswith("include") else found[0].replace("{%", "\\{%")


