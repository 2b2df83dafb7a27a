"""Documents that are embedded and staged together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.ingest.versions import Made

FIRST_BATCH, LARGEST_BATCH, GROWTH = 64, 1024, 4
"""Chunks embedded together: each batch has `GROWTH` times as many as the one before, so that
progress shows soon. Texts of like length are embedded side by side, and padded to the longest:
measured on 4,071 chunks of two documentation sites, 14% of what the model reads is padding with
batches of 96, 2% with 1,024, 1% with all at once."""


@dataclass(slots=True)
class Batch:
    """Each document as the versions of it that the assistants need, None for one that needs none.

    `texts` are all that is embedded, by content id.
    """

    versions: list[Sequence[Made | None]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    chunks: int = 0

    def add(self, versions: Sequence[Made | None]) -> None:
        self.versions.append(versions)
        made = [version for version in versions if version]
        for version in made:
            self.texts |= version.embedded
        self.chunks += max(len(version.document.chunks) for version in made)

    def of(self, assistant: int) -> Iterator[Made]:
        """What the assistant at this place needs."""
        return (made for versions in self.versions if (made := versions[assistant]))
