"""Fit the weights of the grade on the question sets and write them where the product reads them.

    BATON_EVALS_DIR=... python -m evals.calibrate

Every question is searched as a turn searches it; the signals are the product's own. Every set
counts the same, so none decides by its size, and no class is weighed: the share of answerable
questions is the mean of the sets' own, about six in ten.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from core.settings import get_settings
from evals.answerability import SETS as PUBLIC
from evals.fitting import Array, balanced, by_group, cross_validated, fit, left_out
from evals.metrics import auroc, calibration_error
from evals.tables import show
from evals.vectors import RememberingEmbedder
from evals.workbench import Workbench
from graphs.turn.confidence import retrieval_signals, word_signals
from graphs.turn.finding.query import search_query
from graphs.turn.nodes.retrieve import PASSAGES

SETS = (*PUBLIC, "demo/fit")
TARGET = Path(__file__).resolve().parents[1] / "graphs" / "turn" / "calibration" / "weights.json"


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its signals, and whether the documents answer it."""

    name: str
    signals: dict[str, float]
    answerable: bool


async def examples(bench: Workbench, name: str) -> tuple[list[Example], list[Example]]:
    """Search every question of a set: the signals with vectors, and by words alone."""
    whole, worded = [], []
    async with bench.opened(name) as (questions, product):
        name = questions.name
        for case in questions.decided:
            query = search_query(case.question, case.messages[:-1])
            answerable = case.answerable is True
            passages = await product.passages(case, PASSAGES)
            whole.append(Example(name, retrieval_signals(passages, query), answerable))
            worded.append(Example(name, word_signals(passages), answerable))
    return whole, worded


def fitted(found: Sequence[Example]) -> dict[str, Any]:
    """Fit, and measure on cases and on sets that the weights did not see."""
    names = list(found[0].signals)
    inputs = np.array([[example.signals[name] for name in names] for example in found])
    positive = np.array([float(example.answerable) for example in found])
    sets = [example.name for example in found]
    said, unseen = cross_validated(inputs, positive, sets), left_out(inputs, positive, sets)
    bias, weights = fit(inputs, positive, balanced(sets))
    _show(names, inputs, positive, sets)
    return {
        "bias": round(bias, 4),
        "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)},
        "held_out_cases": {
            "auroc": _rounded(by_group(auroc, said, positive, sets)),
            "calibration_error": round(calibration_error(said, positive), 3),
        },
        "held_out_sets": {
            "auroc": _rounded(by_group(auroc, unseen, positive, sets)),
            "calibration_error": round(calibration_error(unseen, positive), 3),
        },
    }


def _show(names: Sequence[str], inputs: Array, positive: Array, sets: Sequence[str]) -> None:
    """Print what each signal is worth alone, and what is lost without it."""
    rows = [_row("all signals", cross_validated(inputs, positive, sets), positive, sets)]
    for place, name in enumerate(names):
        rows.append(_row(f"{name} alone", inputs[:, place], positive, sets, said=False))
    for place, name in enumerate(names):
        said = cross_validated(np.delete(inputs, place, 1), positive, sets)
        rows.append(_row(f"without {name}", said, positive, sets))
    show("Signals, cross-validated AUROC", ("signals", *dict.fromkeys(sets), "mean", "ECE"), rows)


def _row(
    name: str, values: Array, positive: Array, sets: Sequence[str], *, said: bool = True
) -> tuple[str, ...]:
    found = list(by_group(auroc, values, positive, sets).values())
    error = f"{calibration_error(values, positive):.3f}" if said else ""
    return (name, *(f"{value:.3f}" for value in found), f"{np.mean(found):.3f}", error)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


async def calibrate(evals: Path, cache: Path) -> dict[str, Any]:
    """Return what `weights.json` holds."""
    embedder = RememberingEmbedder(get_settings().cache_dir, cache / "vectors.db")
    bench = Workbench(evals, cache, embedder)
    try:
        pairs = [await examples(bench, name) for name in SETS]
    finally:
        embedder.close()
    whole = [example for found, _ in pairs for example in found]
    worded = [example for _, found in pairs for example in found]
    return {
        "made_by": "python -m evals.calibrate",
        "date": datetime.now(UTC).date().isoformat(),
        "data": Counter(example.name for example in whole),
        "answerable": round(_share(whole), 3),
        "vectors_and_words": fitted(whole),
        "words_only": fitted(worded),
    }


def _share(found: Sequence[Example]) -> float:
    """Return the share that is answerable when every set counts the same."""
    counts = balanced([example.name for example in found])
    return float(np.average([example.answerable for example in found], weights=counts))


def main() -> None:
    """Write the file. Exit code 2: the sets are absent."""
    settings = get_settings()
    if settings.evals_dir is None:
        print("Set BATON_EVALS_DIR to the folder that holds the question sets.", file=sys.stderr)
        raise SystemExit(2)
    found = asyncio.run(calibrate(settings.evals_dir, settings.cache_dir / "evals"))
    TARGET.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
