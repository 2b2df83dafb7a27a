"""Which words an assistant's documents use, and how many chunks each is in."""

import asyncio
import math
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import structlog
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.contracts import ChunkReader
from knowledge.terms import is_identifier, stem, words

log = structlog.get_logger(__name__)

SHORTEST_TYPO = 4
LONG_WORD = 8
"""From this length on a word may have two slips instead of one."""
SLICE = 100
"""Texts counted at once: some milliseconds, then others have their turn."""


@dataclass(slots=True)
class Vocabulary:
    """Counts over one revision."""

    chunks: int = 0
    stems: Counter[str] = field(default_factory=Counter)
    spelled: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Length -> words of that length -> in how many chunks."""

    def add(self, texts: Sequence[str]) -> None:
        for text in texts:
            found = set(words(text))
            self.chunks += 1
            self.stems.update({stem(word) for word in found})
            for word in found:
                self.spelled[len(word)][word] += 1

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency as BM25 has it; unknown words are the rarest."""
        known = self.stems[stem(word)] if self.chunks else 0
        return math.log(1 + (self.chunks - known + 0.5) / (known + 0.5))

    def knows(self, word: str) -> bool:
        return stem(word) in self.stems

    def meant(self, word: str) -> str | None:
        """Return the known word that this one is most likely a slip of, or None.

        One slip (two in long words): a letter missing, doubled, wrong, or two swapped; the first
        letter is right. Of several the least changed, then the most frequent.
        """
        if len(word) < SHORTEST_TYPO or is_identifier(word) or self.knows(word):
            return None
        slips = 2 if len(word) >= LONG_WORD else 1
        best: tuple[int, int, str] | None = None
        for length in range(len(word) - slips, len(word) + slips + 1):
            known = self.spelled.get(length)
            if not known:
                continue
            near = process.extract(
                word, known.keys(), scorer=OSA.distance, score_cutoff=slips, limit=5
            )
            for candidate, distance, _ in near:
                if candidate[0] == word[0]:
                    found = (int(distance), -known[candidate], candidate)
                    best = min(best, found) if best else found
        return best[2] if best else None


class Vocabularies:
    """Counts each assistant's published words in the background, once a revision."""

    def __init__(self, reader: ChunkReader, patience_s: float) -> None:
        self._reader = reader
        self._patience_s = patience_s
        self._counts: dict[str, tuple[int, asyncio.Task[Vocabulary]]] = {}
        self._last: dict[str, Vocabulary] = {}

    async def of(self, assistant_id: str, revision: int) -> Vocabulary | None:
        """Return the counts, those of the revision before while they take long, or None."""
        revision_counted, task = self._counts.get(assistant_id, (0, None))
        if task is None or revision_counted != revision:
            task = asyncio.create_task(self._count(assistant_id, revision))
            self._counts[assistant_id] = revision, task
        if not task.done():
            await asyncio.wait({task}, timeout=self._patience_s)
        if not task.done():
            return self._last.get(assistant_id)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.warning("words_not_counted", assistant=assistant_id, error=repr(error))
        if task.cancelled() or error is not None:
            del self._counts[assistant_id]
            return self._last.get(assistant_id)
        return task.result()

    async def _count(self, assistant_id: str, revision: int) -> Vocabulary:
        vocabulary = Vocabulary()
        async for texts in _slices(self._reader.texts(assistant_id, revision)):
            await asyncio.to_thread(vocabulary.add, texts)
        self._last[assistant_id] = vocabulary
        return vocabulary


async def _slices(batches: AsyncIterator[Sequence[str]]) -> AsyncIterator[Sequence[str]]:
    async for texts in batches:
        for start in range(0, len(texts), SLICE):
            yield texts[start : start + SLICE]
