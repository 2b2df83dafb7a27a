"""Plain text to HTML: lines stay as they are; headings and lists are told by their marks."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_ITEM = re.compile(r"\s*(?:[-*+\u2022]|(\d{1,3})[.)])\s+(?=\S)")
MAX_HEADING_CHARS = 120


def text_html(text: str) -> str:
    """Render plain text, not yet sanitised."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return "\n".join(
        html for paragraph in paragraphs for html in _blocks(paragraph.strip("\n").split("\n"))
    )


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]) and 0 < len(lines[0]) < MAX_HEADING_CHARS:
        yield f"<h2>{escape(lines[0].strip())}</h2>"
        lines = lines[2:]
    has_list = sum(_kind(line) != "p" for line in lines) > 1  # one may be a wrapped sentence
    for kind, run in groupby(lines, key=_kind if has_list else lambda _: "p"):
        group = [line for line in run if line.strip()]
        if kind == "p":
            yield f"<p>{'<br>'.join(escape(line.strip()) for line in group)}</p>" if group else ""
        else:
            yield _list(kind, group)


def _kind(line: str) -> str:
    found = _ITEM.match(line)
    return "p" if found is None else "ol" if found.group(1) else "ul"


def _list(kind: str, lines: Sequence[str]) -> str:
    first = _ITEM.match(lines[0])
    start = f' start="{first.group(1)}"' if first and first.group(1) else ""
    items = "".join(f"<li>{escape(_ITEM.sub('', line, count=1).strip())}</li>" for line in lines)
    return f"<{kind}{start}>{items}</{kind}>"
