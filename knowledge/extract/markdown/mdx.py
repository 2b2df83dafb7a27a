"""MDX without its programs: imports, exports, comments and expressions between braces.

An expression whose value the file itself says (a text, or a constant of its own) is replaced by it.
For any other in a sentence three dots stand, so that nobody takes the rest for all that was said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

MAX_STATEMENT_LINES = 200
MAX_EXPRESSION_CHARS = 5_000
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
MODULE_LINE = re.compile(
    r"^(?:import\s+(?:[\w*{][^;]*\sfrom\s+)?[\"'][^\"']+[\"'];?\s*"
    r"|import\s*(?:\w+\s*,\s*)?\{[^}]*"
    r"|export\s+(?:const|let|default|async|function)\b.*)$"
)
_STATEMENT = re.compile(
    r"^(?:export\s+(?:const|let|default|async|function)\b|import\s+(?:\w+\s*,\s*)?[{*])"
)
_CONSTANT = re.compile(
    r"^export\s+(?:const|let)\s+(\w+)\s*=\s*(?:(-?\d[\d._]*)|\"([^\"]*)\"|'([^']*)'|`([^`$]*)`)"
    r"\s*;?\s*$"
)
_TOKEN = re.compile(r"(?<!`)(`++)(?!`).{1,2000}?(?<!`)\1(?!`)|\\[{}]|[{}]")
_TEXT = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`$]*)`)\s*\Z")
_ELEMENT = re.compile(r"<[^<>]*>")
Pair = tuple[int, int]


def without_programs(text: str) -> str:
    """Return the Markdown and the components of an MDX file; code between fences is untouched."""
    lines, constants = _without_statements(text.split("\n"))
    kept = "\n".join(lines)
    parts: list[str] = []
    place = 0
    for start, end in _outermost(sorted(_pairs(lines))):
        parts += [kept[place:start], _value(kept, start, end, constants)]
        place = end + 1
    return "".join([*parts, kept[place:]])


def _without_statements(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take away imports and exports to their last bracket, also over empty lines."""
    kept: list[str] = []
    constants: dict[str, str] = {}
    fence, place, unclosed = "", 0, 0
    while place < len(lines):
        line = lines[place]
        mark = _FENCE.match(line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        if found := _CONSTANT.match(line[:1_000]) if not fence else None:
            name, *values = found.groups()
            constants[name] = next(value for value in values if value is not None)
        elif not fence and place >= unclosed and _STATEMENT.match(line):
            end = _statement_end(lines, place)
            if end is not None and (end > place or MODULE_LINE.match(line)):
                place = end + 1
                continue
            unclosed = place + MAX_STATEMENT_LINES if end is None else place
        kept.append(line)
        place += 1
    return kept, constants


def _statement_end(lines: Sequence[str], start: int) -> int | None:
    """Return the line in which the last bracket of a statement is closed."""
    depth = 0
    for place in range(start, min(start + MAX_STATEMENT_LINES, len(lines))):
        line = lines[place]
        if _FENCE.match(line):
            return None
        depth += sum(map(line.count, "{([")) - sum(map(line.count, "})]"))
        if depth <= 0:
            return place
    return None


def _pairs(lines: Sequence[str]) -> Iterator[Pair]:
    """Yield where braces begin and end that belong together."""
    fence, offset = "", 0
    opened: list[int] = []
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
            opened.clear()
        elif not fence and ("{" in line or "}" in line):
            for token in _TOKEN.finditer(line):
                if token.group() == "{":
                    opened.append(offset + token.start())
                elif token.group() == "}" and opened:
                    yield opened.pop(), offset + token.start()
        offset += len(line) + 1


def _outermost(pairs: Sequence[Pair]) -> Iterator[Pair]:
    reached = -1
    for start, end in pairs:
        if start > reached and end - start <= MAX_EXPRESSION_CHARS:
            yield start, end
            reached = end


def _value(text: str, start: int, end: int, constants: Mapping[str, str]) -> str:
    said = text[start + 1 : end]
    literal = _TEXT.match(said)
    value = constants.get(said.strip())
    if literal is not None:
        value = next(group for group in literal.groups() if group is not None)
    if text[max(0, start - 1) : start] == "=":  # an attribute of a component
        return '"{}"'.format((value or "").replace('"', "'"))
    if value is not None:
        return value
    is_comment = said.lstrip().startswith("/*")
    first = text.rfind("\n", max(0, start - 200), start) + 1
    around = text[first:start] + text[end + 1 : end + 200].partition("\n")[0]
    in_words = any(letter.isalnum() for letter in _ELEMENT.sub("", around))
    return "…" if in_words and not is_comment else ""
