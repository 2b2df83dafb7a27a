"""Answerability: does the assistant know when its documents do not answer?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.evals.baselines import Answers
from tests.evals.bench import Bench
from tests.evals.metrics import (
    auroc,
    best_threshold,
    calibration_error,
    detection,
    reliability,
)
from tests.evals.product import SETTINGS
from tests.evals.sets import Case
from tests.evals.tables import Finding, show, show_reliability

SETS = ("mtrag_un", "gov_uk", "docs_faq", "clapnq")
ABOVE_COSINE = 0.03
MOST_ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: Baton's probabilities and the best AUROC of each baseline."""

    name: str
    said: list[float]
    true: list[bool]
    baselines: Mapping[str, float]

    @property
    def auroc(self) -> float:
        return auroc(self.said, self.true)


async def run(bench: Bench, chosen: Sequence[str]) -> list[Finding]:
    """Print AUROC, F1 of "cannot answer" and the calibration, of whole turns of the graph."""
    measured, rows = [], []
    for name in (name for name in SETS if name in chosen):
        async with bench.opened(name) as (questions, product):
            cases = questions.decided
            outcomes = [await product.turn(case) for case in cases]
        baselines = await bench.baselines(questions)
        scores = {kind: _strongest(cases, forms) for kind, forms in baselines.items()}
        said = [outcome.answerable for outcome in outcomes]
        one = Measured(name, said, [case.answerable is True for case in cases], scores)
        measured.append(one)
        rows.append(_row(one))
    head = ("set", "cases", "AUROC", "top cosine", "BM25 score", "F1 cannot answer", "precision")
    show("Answerability", (*head, "recall", "false refusals", "best F1", "ECE"), rows)
    if not measured:
        return []
    said = [value for one in measured for value in one.said]
    true = [value for one in measured for value in one.true]
    show_reliability(reliability(said, true))
    return _findings(measured, calibration_error(said, true))


def _strongest(cases: Sequence[Case], forms: Mapping[str, Answers]) -> float:
    true = [case.answerable is True for case in cases]
    return max(auroc([found[case.id].top for case in cases], true) for found in forms.values())


def _row(one: Measured) -> tuple[str, ...]:
    wanted = [not true for true in one.true]
    at = detection([value < SETTINGS.answer_threshold for value in one.said], wanted)
    best = best_threshold(one.said, one.true)
    best_f1 = detection([value < best for value in one.said], wanted).f1
    error = calibration_error(one.said, one.true)
    values = (one.auroc, one.baselines["tutorial"], one.baselines["BM25"], at.f1, at.precision)
    more = (at.recall, at.false_alarms, best_f1, error)
    return (one.name, str(len(one.said)), *(f"{value:.3f}" for value in (*values, *more)))


def _findings(measured: Sequence[Measured], error: float) -> list[Finding]:
    gains = [one.auroc - one.baselines["tutorial"] for one in measured]
    mean = sum(gains) / len(gains)
    return [
        *(
            Finding(f"{one.name}: AUROC above the top cosine", f"{gain:+.3f}", gain > 0)
            for one, gain in zip(measured, gains, strict=True)
        ),
        Finding("AUROC above the top cosine, mean", f"{mean:+.3f}", mean >= ABOVE_COSINE),
        Finding("expected calibration error, all sets", f"{error:.3f}", error <= MOST_ERROR),
    ]
