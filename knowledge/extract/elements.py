"""Read blocks out of an HTML tree as light Markdown text."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from bs4 import NavigableString, PageElement, Tag

from knowledge.extract.branch import holders_of
from knowledge.extract.document import BlockKind

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PAGE_BREAK = "hr"
"""With an id only: readers of printed formats put it where a page begins."""
LISTS = frozenset({"ul", "ol"})
LEAVES = frozenset({"p", "summary", "dt", "dd", "figcaption", "caption"})
BLOCKS = HEADINGS | LISTS | LEAVES | {"table", "pre", "dl"}
MAX_SPAN = 100
MAX_COLUMNS = 200
"""Wider tables are read without what reaches down into them."""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]* +(?=[\"'(\[]*[A-Z0-9])")
_PERMALINK = re.compile(r"\s*[#¶🔗]\s*$")


@dataclass(slots=True)
class Found:
    """One block as it stands in the tree; `pieces` are (text, element) pairs in order."""

    tag: Tag
    kind: BlockKind
    pieces: list[tuple[str, Tag]] = field(default_factory=list)
    head: str = ""


def read_blocks(root: Tag) -> Iterator[Tag | Found]:
    """Yield headings, page breaks and non-empty blocks in reading order."""
    return _read(root, holders_of(root.find_all(list(BLOCKS))))


def _read(root: Tag, holders: Set[int]) -> Iterator[Tag | Found]:
    """Read an element; `holders` are all elements with a block inside."""
    for child in root.find_all(True, recursive=False):
        if child.name in HEADINGS or (child.name == PAGE_BREAK and child.has_attr("id")):
            yield child
        elif child.name in BLOCKS:
            found = _block(child, holders)
            if found.pieces:
                yield found
        else:
            yield from _read(child, holders)


def heading_text(tag: Tag) -> str:
    return _PERMALINK.sub("", inline_text(tag).replace("\n", " ").replace("`", ""))


def inline_text(node: Tag) -> str:
    """Join the words of an element: line breaks and code marks stay, all other marks go."""
    return _words(node.children)


def _words(nodes: Iterable[PageElement]) -> str:
    said: list[str] = []
    _say(nodes, said)
    lines = "".join(said).split("\n")
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def _say(nodes: Iterable[PageElement], said: list[str]) -> None:
    for node in nodes:
        if type(node) is NavigableString:
            said.append(_SPACES.sub(" ", node))
        elif isinstance(node, Tag):
            if node.name == "br":
                said.append("\n")
            elif node.name == "code":
                words = _SPACES.sub(" ", node.get_text())
                said.append(f"`{words}`" if words.strip() else "")
            else:
                _say(node.children, said)


def _block(tag: Tag, holders: Set[int]) -> Found:
    if tag.name in LISTS:
        return Found(tag, BlockKind.LIST, list(_items(tag, holders)))
    if tag.name == "dl":
        return Found(tag, BlockKind.LIST, list(_definitions(tag, holders)))
    if tag.name == "table":
        return _table(tag)
    if tag.name == "pre":
        return Found(tag, BlockKind.CODE, [("```\n" + _code(tag) + "\n```", tag)])
    text = inline_text(tag)
    sentences = [] if not text else _SENTENCE.split(text)
    return Found(tag, BlockKind.PARAGRAPH, [(sentence, tag) for sentence in sentences])


def _items(tag: Tag, holders: Set[int]) -> Iterator[tuple[str, Tag]]:
    number = _number(tag)
    for item in tag.find_all("li", recursive=False):
        marker = f"{number}. " if tag.name == "ol" else "- "
        text = _item_text(item, holders)
        if text:
            yield marker + text.replace("\n", "\n" + " " * len(marker)), item
        number += 1


def _number(tag: Tag) -> int:
    start = str(tag.get("start") or "")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _item_text(item: Tag, holders: Set[int]) -> str:
    """Join an item's own words with the blocks nested in it, each on lines of its own."""
    lines: list[str] = []
    run: list[PageElement] = []
    for child in item.contents:
        if isinstance(child, Tag) and (child.name in BLOCKS or id(child) in holders):
            lines += [_words(run), *_nested_lines(child, holders)]
            run = []
        else:
            run.append(child)
    return "\n".join(filter(None, [*lines, _words(run)]))


def _nested_lines(child: Tag, holders: Set[int]) -> Iterator[str]:
    if child.name in HEADINGS:
        yield heading_text(child)
    elif child.name in BLOCKS:
        found = _block(child, holders)
        joiner = " " if found.kind is BlockKind.PARAGRAPH else "\n"
        yield found.head
        yield joiner.join(text for text, _ in found.pieces)
    else:
        yield _item_text(child, holders)


def _definitions(tag: Tag, holders: Set[int]) -> Iterator[tuple[str, Tag]]:
    term = ""
    for child in tag.find_all(["dt", "dd"]):
        if child.name == "dt":
            term = inline_text(child)
        elif meaning := _item_text(child, holders):
            yield f"- {term}: {meaning}" if term else f"- {meaning}", child


def _table(tag: Tag) -> Found:
    rows = list(_own_rows(tag))
    lines = list(zip(_rows(rows), rows, strict=True))
    found = Found(tag, BlockKind.TABLE, [(line, row) for line, row in lines if line])
    if found.pieces and len(found.pieces) > 1 and rows[0].find("th") is not None:
        header, _ = found.pieces.pop(0)
        found.head = f"{header}\n{'| --- ' * header.count(' | ')}| --- |"
    return found


def _own_rows(tag: Tag) -> Iterator[Tag]:
    """Yield the rows of a table, not those of tables in its cells."""
    for child in tag.find_all(True, recursive=False):
        if child.name == "tr":
            yield child
        elif child.name != "table":
            yield from _own_rows(child)


def _rows(rows: list[Tag]) -> Iterator[str]:
    """Write each row in one line; a cell that spans several rows or columns stands in all of them.

    A cell that is a row of its own stands once.
    """
    below: dict[int, tuple[int, str]] = {}
    for row in rows:
        own = row.find_all(["td", "th"], recursive=False)
        cells: list[str] = []
        for cell in own:
            _take_down(below, cells)
            text = inline_text(cell).replace("\n", " ")
            for _ in range(_span(cell, "colspan") if len(own) > 1 else 1):
                below[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        _take_down(below, cells)
        yield f"| {' | '.join(cells)} |" if any(cells) else ""


def _take_down(below: dict[int, tuple[int, str]], cells: list[str]) -> None:
    """Add the cells that reach down from rows above."""
    while len(cells) < MAX_COLUMNS and (left := below.get(len(cells), (0, "")))[0] > 0:
        below[len(cells)] = (left[0] - 1, left[1])
        cells.append(left[1])


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name) or "")
    return min(max(int(said), 1), MAX_SPAN) if said.isdecimal() and len(said) < 6 else 1


def _code(tag: Tag) -> str:
    return tag.get_text().strip("\n").rstrip()
