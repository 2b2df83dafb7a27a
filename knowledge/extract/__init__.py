"""Files become documents: sections of blocks, each knowing its place and its element."""

from knowledge.extract.document import Block, BlockKind, ExtractedDocument, Part, Section
from knowledge.extract.formats import EXTRACTOR_VERSION, extract

__all__ = [
    "EXTRACTOR_VERSION",
    "Block",
    "BlockKind",
    "ExtractedDocument",
    "Part",
    "Section",
    "extract",
]
