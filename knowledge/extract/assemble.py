"""Put the blocks of a page under their headings and give every piece its place in the text."""

import re

from bs4 import Tag

from knowledge.extract.document import MARK, Block, ExtractedDocument, Part, Section
from knowledge.extract.html.elements import PAGE_BREAK, Fold, Found, heading_text, read_blocks
from knowledge.extract.slugs import Slugs

GAP = "\n\n"
_OWN_ID = re.compile(r"[\w.:-]{1,200}\Z")


def assemble(body: Tag, title: str, description: str) -> ExtractedDocument:
    """Build the document; its page begins with its title and every heading has an id."""
    _title_first(body, title)
    builder = _Builder(title)
    for found in read_blocks(body):
        if isinstance(found, Fold):
            builder.unfold(found.summary)
        elif isinstance(found, Tag) and found.name == PAGE_BREAK:
            builder.page(str(found["id"]))
        elif isinstance(found, Tag):
            builder.heading(found)
        else:
            builder.block(found)
    text, sections = builder.finish()
    return ExtractedDocument(title, description, text, sections, body.decode_contents())


def _title_first(body: Tag, title: str) -> None:
    """One `h1` on top; a later `h1` with the same words would repeat it."""
    first = body.find("h1")
    if isinstance(first, Tag) and heading_text(first) == title:
        body.insert(0, first.extract())
        return
    heading = Tag(name="h1")
    heading.append(title)
    body.insert(0, heading)


class _Builder:
    def __init__(self, title: str) -> None:
        self._title = title
        self._slugs = Slugs()
        self._ids: set[str] = set()
        self._above: list[tuple[int, str]] = []
        self._anchor = self._origin = self._page = ""
        self._folds: list[tuple[list[tuple[int, str]], str, str]] = []
        self._marks: dict[int, int] = {}
        self._blocks: list[Block] = []
        self._sections: list[Section] = []
        self._texts: list[str] = []
        self._length = 0

    def heading(self, tag: Tag) -> None:
        text = heading_text(tag)
        own = str(tag.get("id") or "")
        tag["id"] = self._id(own, text)
        if not text:
            return
        self._close()
        self._anchor = str(tag["id"])
        self._origin = own if own == self._anchor else self._page
        self._place(text)
        level = int(tag.name[1])
        self._above = [entry for entry in self._above if entry[0] < level]
        is_title = text == self._title and not self._sections and not self._above
        self._above += [] if is_title else [(level, text)]

    def unfold(self, summary: Tag | None) -> None:
        """Head what it unfolds by its words; without one, go on under the heading before it."""
        self._close()
        if summary is None:
            self._above, self._anchor, self._origin = self._folds.pop()
            return
        self._folds.append((self._above, self._anchor, self._origin))
        text = heading_text(summary)
        own = str(summary.get("id") or "")
        summary["id"] = self._anchor = self._id(own, text)
        self._origin = own if own == self._anchor else self._page
        self._place(text)
        self._above = [(0, above) for _, above in self._above] + [(0, text)]

    def page(self, anchor: str) -> None:
        """Begin a page of print: the same heading goes on, but is cited by its page."""
        self._close()
        self._anchor = self._origin = self._page = anchor

    def block(self, found: Found) -> None:
        parts: list[Part] = []
        if found.head:
            self._place(found.head)
        for text, tag in found.pieces:
            parts.append(Part(text, self._place(text), self._mark(tag)))
        self._blocks.append(Block(found.kind, tuple(parts), found.head))

    def finish(self) -> tuple[str, tuple[Section, ...]]:
        self._close()
        return GAP.join(self._texts), tuple(self._sections)

    def _close(self) -> None:
        if self._blocks:
            path = tuple(text for _, text in self._above)
            blocks = tuple(self._blocks)
            self._sections.append(Section(path, self._anchor, blocks, self._origin))
            self._blocks = []

    def _place(self, text: str) -> int:
        start = self._length
        self._texts.append(text)
        self._length += len(text) + len(GAP)
        return start

    def _mark(self, tag: Tag) -> int:
        number = self._marks.setdefault(id(tag), len(self._marks))
        tag["id"] = f"{MARK}{number}"
        return number

    def _id(self, own: str, text: str) -> str:
        """Keep the page's own id when it is the only one of its name."""
        usable = _OWN_ID.match(own) and own not in self._ids
        chosen = own if usable else self._slugs.give(text)
        while chosen in self._ids:
            chosen = self._slugs.give(text)
        self._ids.add(chosen)
        return chosen
