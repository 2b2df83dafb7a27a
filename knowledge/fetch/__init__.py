"""Walk a source: its files or pages one after the other, each with its bytes or a reason."""

from knowledge.fetch.folder import FolderMissing, SourceFile, walk
from knowledge.fetch.spec import (
    Fetched,
    FileStore,
    Item,
    Limits,
    Refused,
    SourceSpec,
    StoredFile,
    Unchanged,
    Validators,
)
from knowledge.refusals import Refusal, UnreadableFile

__all__ = [
    "Fetched",
    "FileStore",
    "FolderMissing",
    "Item",
    "Limits",
    "Refusal",
    "Refused",
    "SourceFile",
    "SourceSpec",
    "StoredFile",
    "Unchanged",
    "UnreadableFile",
    "Validators",
    "walk",
]
