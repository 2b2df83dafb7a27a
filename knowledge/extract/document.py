"""What every format is turned into: sections with blocks, tied to the page's elements.

Plain data, so that it crosses the border from the process that parses.
"""

from dataclasses import dataclass
from enum import StrEnum

EXTRACTOR_VERSION = "8"
"""Raise it when extraction, splitting or rendering changes: documents are then made anew."""

MARK = "@"
"""An element that shows a part has the id `@` and its number; no page can have such an id."""


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Part:
    """The smallest piece that is kept whole: a sentence, a list item, a table row, a code line.

    `start` is its offset in the document's text; `element` the number of the element that shows it.
    """

    text: str
    start: int
    element: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or piece of code: its parts in order."""

    kind: BlockKind
    parts: tuple[Part, ...]
    head: str = ""
    """What is repeated on top of every piece when the block is cut: a table's header."""

    @property
    def joiner(self) -> str:
        return " " if self.kind is BlockKind.PARAGRAPH else "\n"

    @property
    def introduces(self) -> bool:
        """Whether it announces what follows ("Follow these steps:")."""
        return self.kind is BlockKind.PARAGRAPH and self.parts[-1].text.endswith(":")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next one.

    `heading_path` has no document title; it is empty for what stands before the first heading.
    """

    heading_path: tuple[str, ...]
    anchor: str
    blocks: tuple[Block, ...]
    origin: str = ""
    """Fragment that opens the original file or page here (its own heading's id, `page=3`)."""


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """One document.

    `html` is its page, not yet sanitised: headings carry their anchors as `id`, elements that show
    a part carry their mark.
    """

    title: str
    description: str
    text: str
    sections: tuple[Section, ...]
    html: str

    @property
    def origins(self) -> dict[str, str]:
        """Anchor of each section -> its fragment in the original, where it has one."""
        return {section.anchor: section.origin for section in self.sections if section.origin}
