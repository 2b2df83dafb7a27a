"""Walk any source by its kind."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from knowledge.fetch.folder import walk_folder
from knowledge.fetch.spec import FileStore, Item, Limits, SourceKind, SourceSpec, Validators
from knowledge.fetch.uploads import walk_uploads


@dataclass(frozen=True, slots=True)
class Tools:
    """What walking needs from outside."""

    files: FileStore


def walk_source(
    spec: SourceSpec, known: Mapping[str, Validators], tools: Tools, limits: Limits
) -> AsyncIterator[Item]:
    """Yield every file or page of the source once, in a stable order, one at a time.

    `known` holds what was kept with the documents that are published or staged: pages among them
    are asked for conditionally. Errors: `folder_missing`.
    """
    if spec.kind is SourceKind.FOLDER:
        return walk_folder(spec, limits)
    return walk_uploads(spec, tools.files, limits)
