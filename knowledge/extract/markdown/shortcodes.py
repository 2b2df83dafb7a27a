"""What documentation tools add to Markdown: GitBook's and Hugo's tags, MkDocs' indented blocks.

They become what `markdown.py` understands: components, headings of folds, lines in bold.
"""

import re
from collections.abc import Sequence
from html import escape

from knowledge.extract.announce import announced

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_TAG = re.compile(r"^\s*\{%-?\s*(end)?(\w[\w-]*+)([^{}]*?)-?%\}\s*$")
_HUGO = re.compile(r"^\s*\{\{[<%]\s*(/)?\s*(\w[\w-]*+)([^{}]*?)[>%]\}\}\s*$")
_TITLE = re.compile(r"\b(?:title|summary|name|label)=\"([^\"]*)\"")
_BLOCK = re.compile(r"^( *)(!!!|\?\?\?\+?|===[!+]?) ?([\w -]*?)(?: *\"([^\"]*)\")?\s*$")
INDENT = 4
MAX_LINE = 300
"""Longer lines are none of these."""


def without_shortcodes(text: str) -> str:
    """Rewrite them line by line; code between fences is untouched."""
    if "{%" not in text and "{{" not in text and not _has_blocks(text):
        return text
    lines: list[str] = []
    folds: list[tuple[int, str]] = []
    fence = ""
    written = text.split("\n")
    for place, line in enumerate(written):
        if line.strip():
            while folds and len(line) - len(line.lstrip(" ")) < folds[-1][0]:
                lines += ["", folds.pop()[1], ""]
        inner = line[folds[-1][0] :] if folds else line
        mark = _FENCE.match(inner)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
            lines.append(inner)
        elif fence:
            lines.append(inner)
        elif block := _block(inner, written[place + 1 : place + 3]):
            begun = folds[-1][0] if folds else 0
            lines += _begin(block)
            folds.append((begun + len(block.group(1)) + INDENT, _end(block)))
        else:
            lines += _rewritten(inner)
    return "\n".join(lines + [end for _, end in reversed(folds)])


def _has_blocks(text: str) -> bool:
    return any(mark in text for mark in ("!!! ", "??? ", "???+ ", '=== "'))


def _block(line: str, below: Sequence[str]) -> re.Match[str] | None:
    """Return the first line of a block, which is one by what is indented below it."""
    found = _BLOCK.match(line) if len(line) <= MAX_LINE else None
    following = next((other for other in below if other.strip()), "")
    return found if following.startswith(" " * INDENT) else None


def _begin(block: re.Match[str]) -> list[str]:
    kind, title = block.group(2), block.group(4) or ""
    if kind.startswith("?"):
        shown = title or block.group(3).capitalize()
        return ["", f"<details><summary>{escape(shown)}</summary>", ""]
    return ["", f"**{announced(title)}**", ""] if title else [""]


def _end(block: re.Match[str]) -> str:
    return "</details>" if block.group(2).startswith("?") else ""


def _rewritten(line: str) -> list[str]:
    found = None
    if "{" in line and len(line) <= MAX_LINE:
        found = _TAG.match(line) or _HUGO.match(line)
    if found is None:
        return [line]
    title = _TITLE.search(found.group(3))
    if found.group(1) or title is None:
        return [""]
    return ["", f"**{announced(title.group(1))}**", ""]
