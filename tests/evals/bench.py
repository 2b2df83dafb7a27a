"""What the tasks share: the sets, the product with each of them, and the baselines."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.evals import baselines
from tests.evals.baselines import Answers
from tests.evals.product import Product, published
from tests.evals.sets import QuestionSet, message_set, question_set
from tests.evals.vectors import RememberingEmbedder


@dataclass
class Bench:
    """Opens sets; what a baseline found is kept for the next task."""

    evals: Path
    cache: Path
    embedder: RememberingEmbedder
    _baselines: dict[str, Mapping[str, Mapping[str, Answers]]] = field(default_factory=dict)

    @asynccontextmanager
    async def opened(self, name: str) -> AsyncIterator[tuple[QuestionSet, Product]]:
        """Read a set and have its documents published."""
        questions = self.questions(name)
        async with published(questions, self.embedder, self.cache / "sets") as product:
            yield questions, product

    def questions(self, name: str) -> QuestionSet:
        folder = self.evals / name
        read = question_set if (folder / "docs.jsonl").exists() else message_set
        return read(folder)

    async def baselines(self, questions: QuestionSet) -> Mapping[str, Mapping[str, Answers]]:
        """Return baseline -> form -> what it found."""
        if questions.name not in self._baselines:
            self._baselines[questions.name] = {
                "tutorial": await baselines.tutorial(questions, self.embedder),
                "BM25": baselines.bm25(questions),
            }
        return self._baselines[questions.name]
