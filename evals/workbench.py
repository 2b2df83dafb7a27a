"""What the tasks share: the sets, the product with each of them, and the baselines."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evals import baselines
from evals.baselines import Answers
from evals.product import Product, published
from evals.sets import (
    DEMO,
    QuestionSet,
    demo_set,
    message_set,
    question_set,
    without_scenario,
)
from evals.vectors import RememberingEmbedder

ALONE = "alone"


@dataclass
class Workbench:
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
        """Read a set; `gov_uk/alone` is `gov_uk` without its scenarios, `demo/fit` a half."""
        name, _, form = name.partition("/")
        if name == DEMO:
            return demo_set(form)
        folder = self.evals / name
        if not (folder / "docs.jsonl").exists():
            return message_set(folder)
        questions = question_set(folder)
        return without_scenario(questions, folder) if form == ALONE else questions

    async def baselines(self, questions: QuestionSet) -> Mapping[str, Mapping[str, Answers]]:
        """Return baseline -> form -> what it found."""
        key = hashlib.sha256(repr((questions.name, questions.cases)).encode()).hexdigest()
        if key not in self._baselines:
            self._baselines[key] = {
                "tutorial": await baselines.tutorial(questions, self.embedder),
                "BM25": baselines.bm25(questions),
            }
        return self._baselines[key]
