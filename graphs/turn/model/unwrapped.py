"""What a model wrote, without what it wrapped it in: code blocks, JSON, tags, names of speakers."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from graphs.turn.checking.marks import CITATION

_WRAPPING: Final = re.compile(r"\s*(?:`{3}|~{3}|\{|\[\s*[\[{\"]|[\"<])")
_FENCED: Final = re.compile(
    r"(?:[^\n`\[]{0,80}:\s*\n)?\s*(?P<fence>`{3,}|~{3,})\w*[ \t]*\n(?P<inner>(?:(?!```).)*?)\n?"
    r"(?P=fence)\s*",
    re.DOTALL,
)
_CODE: Final = re.compile(r"(`{3,}.*?(?:`{3,}|\Z)|`[^`\n]+`)", re.DOTALL)
_LABEL: Final = re.compile(
    r"\A\s*\**(?:(?:final )?answer|response|assistant|antwort|respuesta|r\u00e9ponse)\**\s*:\**\s+",
    re.IGNORECASE,
)
_NEXT_SPEAKER: Final = re.compile(
    r"\n\s*\**(?:user|human|visitor|customer)\**\s*:.*", re.IGNORECASE | re.DOTALL
)
_BREAK: Final = re.compile(
    r"\s*(?:<br\s*/?>|</(?:p|li|div|h[1-6])>|</?[uo]l(?:\s[^<>]*)?>)[ \t]*", re.IGNORECASE
)
_ITEM: Final = re.compile(r"<li(?:\s[^<>]*)?>\s*", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:answer|response|reply|message|output|result|final|p|div|span|h[1-6]|b|i|u|em"
    r"|strong|font|center|small)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_CALL: Final = re.compile(r"<(tool_call|function_call)>.*?(?:</\1>|\Z)", re.DOTALL)
_ARROW: Final = re.compile(r"\$\\(?:long)?(?:rightarrow|to)\$")
_SOURCES: Final = re.compile(r"source|citation|cite|passage|reference|\bids?\b", re.IGNORECASE)
_FEW_WORDS: Final = 3
"""A text of a JSON object that is no longer answers nothing: it is the name of a tool, or its
argument."""


def is_wrapped(text: str) -> bool:
    """Say whether an answer that begins so may be wrapped in something that nobody should see."""
    return _WRAPPING.match(text) is not None


def unwrapped(text: str) -> str:
    """Return the answer itself; nothing when the wrapping holds none."""
    fenced = _FENCED.fullmatch(text)
    text = _CALL.sub("", fenced["inner"] if fenced else text)
    text = _out_of_json(text) if is_wrapped(text) else text
    text = _NEXT_SPEAKER.sub("", _LABEL.sub("", text))
    parts = _CODE.split(text)
    return "".join(part if n % 2 else _without_tags(part) for n, part in enumerate(parts)).strip()


def _without_tags(text: str) -> str:
    lines = (
        _BREAK.sub(" " if line.lstrip().startswith("|") else "\n", line)
        for line in _ITEM.sub("- ", text).split("\n")
    )
    return _ARROW.sub("\u2192", _TAG.sub("", "\n".join(lines)))


def _out_of_json(text: str) -> str:
    """Return the longest text of an object with the sources that it names; else the text."""
    start = text.lstrip()
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(start)
    except ValueError:
        return "" if re.match(r"\{\s*\"", start) else text
    if isinstance(value, str):
        return text if start[end:].strip() else value
    said = max(_texts(value), key=len, default="")
    if len(said.split()) <= _FEW_WORDS:
        return ""
    marks = "" if CITATION.search(said) else "".join(f" [{n}]" for n in _sources(value))
    return said + marks


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)


def _sources(value: Any, *, named: bool = False) -> Iterator[int]:
    """Return the numbers that stand under a key that means sources."""
    match value:
        case bool():
            return
        case int() if named:
            yield value
        case str() if named and (found := re.fullmatch(r"\W*(\d{1,3})\W*", value)):
            yield int(found[1])
        case dict():
            for key, inner in value.items():
                yield from _sources(inner, named=_SOURCES.search(key) is not None)
        case list():
            for inner in value:
                yield from _sources(inner, named=named)
