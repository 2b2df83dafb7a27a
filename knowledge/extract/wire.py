"""What the parsing process and its owner say to each other: length, JSON head, bytes.

JSON and not pickle, since the process that parses hostile files is not believed.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from knowledge.extract.document import Block, BlockKind, ExtractedDocument, Part, Section

LENGTH_BYTES = 8
MAX_ANSWER_BYTES = 64_000_000
MAX_SITEMAP_BYTES = 60_000_000
"""Of one file, as it comes and expanded: a little above the limit of sitemaps.org."""


def frame(head: Mapping[str, Any], data: bytes = b"") -> bytes:
    """Pack one message: two lengths, the head, the data."""
    packed = orjson.dumps(head)
    lengths = len(packed).to_bytes(4, "big") + len(data).to_bytes(4, "big")
    return lengths + packed + data


def lengths(prefix: bytes) -> tuple[int, int]:
    """Unpack the lengths of head and data."""
    return int.from_bytes(prefix[:4], "big"), int.from_bytes(prefix[4:], "big")


def packed_document(document: ExtractedDocument) -> dict[str, Any]:
    return {
        "title": document.title,
        "description": document.description,
        "text": document.text,
        "html": document.html,
        "sections": [
            [section.heading_path, section.anchor, section.origin, _packed_blocks(section)]
            for section in document.sections
        ],
    }


def unpacked_document(packed: Mapping[str, Any]) -> ExtractedDocument:
    sections = tuple(
        Section(tuple(path), anchor, tuple(_unpacked(block) for block in blocks), origin)
        for path, anchor, origin, blocks in packed["sections"]
    )
    return ExtractedDocument(
        packed["title"], packed["description"], packed["text"], sections, packed["html"]
    )


def _packed_blocks(section: Section) -> list[list[Any]]:
    return [
        [block.kind, block.head, [[part.text, part.start, part.element] for part in block.parts]]
        for block in section.blocks
    ]


def _unpacked(packed: list[Any]) -> Block:
    kind, head, parts = packed
    return Block(BlockKind(kind), tuple(Part(*part) for part in parts), head)
