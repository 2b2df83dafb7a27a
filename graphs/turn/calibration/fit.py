"""Fit the weights of `confidence.py` on public question sets and print them as JSON.

    BATON_EVALS_DIR=... python -m graphs.turn.calibration.fit > graphs/turn/calibration/weights.json

Each set is a folder with `docs.jsonl` and `cases.jsonl`. A question counts as answerable when the
set says so. Sets and classes weigh the same; then the bias is moved to `PRIOR`, since more than
half of what visitors ask is in the documents. `held_out_auroc` is measured on each set with weights
fitted on the others.
"""

import asyncio
import json
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.settings import get_settings
from graphs.turn.calibration.search import InMemorySearch, Source
from graphs.turn.confidence import retrieval_signals
from graphs.turn.nodes.retrieve import PASSAGES
from graphs.turn.query import stands_alone
from knowledge.contracts import Embedder
from knowledge.embed import MiniLmEmbedder

SETS: Final = ("docs_faq", "gov_uk", "mtrag_un")
SIGNALS: Final = ("top_cosine", "margin", "coverage")
RIDGE: Final = 1.0
PRIOR: Final = 0.6
"""Supposed share of questions that the documents answer."""
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question: its set, its signals, and whether the documents answer it."""

    name: str
    signals: dict[str, float]
    answerable: bool


async def main() -> None:
    """Fit and print."""
    settings = get_settings()
    if settings.evals_dir is None:
        raise SystemExit("set BATON_EVALS_DIR to the folder with the question sets")
    embedder = MiniLmEmbedder(settings.cache_dir)
    cases = [c for name in SETS for c in await _cases(embedder, settings.evals_dir / name)]
    held_out = {
        name: round(_auroc([c for c in cases if c.name == name], _fit_without(cases, name)), 3)
        for name in SETS
    }
    weights = _fit(cases)
    result = {
        "revision": "answerability-1",
        "fitted": f"logistic regression, sets and classes balanced, ridge {RIDGE}; see fit.py",
        "sets": {name: sum(c.name == name for c in cases) for name in SETS},
        "held_out_auroc": held_out,
        "prior": PRIOR,
        "bias": round(float(weights[0]) + math.log(PRIOR / (1 - PRIOR)), 3),
        "weights": {n: round(float(w), 3) for n, w in zip(SIGNALS, weights[1:], strict=True)},
    }
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


async def _cases(embedder: Embedder, folder: Path) -> list[Case]:
    """Search every question in its own documents; `site` separates the products of a set."""
    sources: dict[str, list[Source]] = defaultdict(list)
    for row in _rows(folder / "docs.jsonl"):
        text = f"# {row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
        sources[row.get("site") or ""].append(Source(f"{row['id']}.md", text.encode()))
    searches = {
        site: await InMemorySearch.of_sources(embedder, found) for site, found in sources.items()
    }
    cases = []
    for row in _rows(folder / "cases.jsonl"):
        search = searches.get(row.get("site") or "")
        if search is None or row["answerable"] is None or not stands_alone(row["question"]):
            continue
        passages = await search.search("", row["question"], PASSAGES)
        cases.append(Case(folder.name, retrieval_signals(passages), row["answerable"]))
    return cases


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _design(cases: Sequence[Case]) -> Array:
    return np.array([[1.0, *(case.signals[name] for name in SIGNALS)] for case in cases])


def _fit_without(cases: Sequence[Case], name: str) -> Array:
    return _fit([case for case in cases if case.name != name])


def _fit(cases: Sequence[Case]) -> Array:
    """Fit by Newton's method; the bias is not held small."""
    inputs = _design(cases)
    target = np.array([float(case.answerable) for case in cases])
    groups = [(case.name, case.answerable) for case in cases]
    share = np.array([1 / groups.count(group) for group in groups])
    share *= len(cases) / share.sum()
    ridge = np.diag([0.0] + [RIDGE] * len(SIGNALS))
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share * (chance - target)) + ridge @ weights
        curve = (inputs * (share * chance * (1 - chance))[:, None]).T @ inputs + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _auroc(cases: Sequence[Case], weights: Array) -> float:
    """Return the chance that an answerable question scores above another one."""
    odds = _design(cases) @ weights
    answerable = np.array([case.answerable for case in cases])
    above = odds[answerable][:, None] > odds[~answerable][None, :]
    return float(above.mean())


if __name__ == "__main__":
    asyncio.run(main())
