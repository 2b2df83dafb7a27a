"""Plain text to HTML: lines stay as they are; headings and lists are told by their marks."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

_ENTRY = re.compile(r"[^\s:][^:]{0,39}:\s+\S|\S.*\S(?:\t|\s{3,})\S")
_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?,;]\s*\Z")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_ITEM = re.compile(r"\s*(?:[-*+\u2022]|(\d{1,3})[.)])\s+(?=\S)")
MAX_HEADING_CHARS = 120
MAX_ENTRY_CHARS, MAX_NAME_CHARS = 60, 40


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
    lead = bool(lines) and lines[0].rstrip().endswith(":")
    if _are_entries(lines[lead:]):
        yield f"<p>{escape(lines[0].strip())}</p>" if lead else ""
        yield f"<ul>{''.join(f'<li>{escape(line.strip())}</li>' for line in lines[lead:])}</ul>"
        return
    has_list = sum(_kind(line) != "p" for line in lines) > 1  # one may be a wrapped sentence
    for kind, run in groupby(lines, key=_kind if has_list else lambda _: "p"):
        group = [line for line in run if line.strip()]
        if kind == "p":
            yield f"<p>{'<br>'.join(escape(line.strip()) for line in group)}</p>" if group else ""
        else:
            yield _list(kind, group)


def _are_entries(lines: Sequence[str]) -> bool:
    """Say whether short lines stand for themselves, like opening hours, and are no wrapped text."""
    if len(lines) < 2 or any(_ITEM.match(line) or _SENTENCE_END.search(line) for line in lines):
        return False
    longest = max(len(line.strip()) for line in lines)
    if all(_ENTRY.match(line.strip()) for line in lines):
        return longest <= MAX_ENTRY_CHARS
    wrapped = any(line.strip()[:1].islower() for line in lines)
    return len(lines) > 2 and not wrapped and longest <= MAX_NAME_CHARS


def _kind(line: str) -> str:
    found = _ITEM.match(line)
    return "p" if found is None else "ol" if found.group(1) else "ul"


def _list(kind: str, lines: Sequence[str]) -> str:
    first = _ITEM.match(lines[0])
    start = f' start="{first.group(1)}"' if first and first.group(1) else ""
    items = "".join(f"<li>{escape(_ITEM.sub('', line, count=1).strip())}</li>" for line in lines)
    return f"<{kind}{start}>{items}</{kind}>"
