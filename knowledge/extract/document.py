"""What every format is turned into: sections with blocks, tied to the page's elements."""

from dataclasses import dataclass
from enum import StrEnum

from bs4 import Tag


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Part:
    """The smallest piece that is kept whole: a sentence, a list item, a table row, a code line.

    `start` is its offset in the document's text; `tag` the element that shows it.
    """

    text: str
    start: int
    tag: Tag

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


@dataclass(frozen=True, slots=True)
class ExtractedDocument:
    """One document; `body` is its page, whose headings carry their anchors as `id`."""

    title: str
    description: str
    text: str
    sections: tuple[Section, ...]
    body: Tag
