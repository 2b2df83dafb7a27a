"""Files become documents: sections of blocks, each knowing its place and its element."""

from knowledge.extract.apart import Extractor
from knowledge.extract.document import (
    EXTRACTOR_VERSION,
    Block,
    BlockKind,
    ExtractedDocument,
    Part,
    Section,
)

__all__ = [
    "EXTRACTOR_VERSION",
    "Block",
    "BlockKind",
    "ExtractedDocument",
    "Extractor",
    "Part",
    "Section",
]
