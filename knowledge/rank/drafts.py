"""Passages that nobody has published, beside the published ones in one search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.contracts import DraftPassage, Embedded, Embedder, StoredPassage, Vector
from knowledge.terms import coverage


@dataclass(frozen=True, slots=True)
class Competing:
    """Drafts by the id that they have within this search."""

    passages: Mapping[str, StoredPassage] = field(default_factory=dict)
    embedded: Mapping[str, Embedded] = field(default_factory=dict)

    def cosines(self, vector: Vector) -> dict[str, float]:
        return {
            name: float(np.frombuffer(made.vector, np.float32) @ vector)
            for name, made in self.embedded.items()
        }

    def lexical(self, terms: Sequence[str], best: float) -> dict[str, float]:
        """Estimate the full-text score: the share of the terms that it has, of the best score."""
        shares = {
            name: coverage(terms, passage.title, passage.text)
            for name, passage in self.passages.items()
        }
        return {name: share * best for name, share in shares.items() if share > 0}


async def embedded_drafts(embedder: Embedder, drafts: Sequence[DraftPassage]) -> Competing:
    """Embed drafts as ingestion would embed them."""
    if not drafts:
        return Competing()
    made = await embedder.embed_passages([f"{draft.title}\n{draft.text}" for draft in drafts])
    names = [f"draft_{place}" for place in range(len(drafts))]
    passages = {
        name: StoredPassage(
            chunk_id=name,
            document_id="",
            title=draft.title,
            heading_path=(),
            anchor="",
            passage="",
            url="",
            path="",
            text=draft.text,
            before="",
            after="",
            tokens=embedded.tokens,
        )
        for name, draft, embedded in zip(names, drafts, made, strict=True)
    }
    return Competing(passages, dict(zip(names, made, strict=True)))
