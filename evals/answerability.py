"""Answerability: does the assistant know when its documents do not answer?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.baselines import Answers
from evals.fitting import Array, by_group, cross_validated, left_out
from evals.metrics import (
    auroc,
    best_threshold,
    calibration_error,
    detection,
    reliability,
)
from evals.product import SETTINGS
from evals.sets import Case
from evals.tables import Finding, show, show_reliability
from evals.workbench import Workbench
from graphs.turn.confidence import calibrations
from graphs.turn.outcome import TurnOutcome

SETS = ("mtrag_un", "gov_uk", "docs_faq", "clapnq")
ABOVE_COSINE = 0.03
MOST_ERROR = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: Baton's probabilities and signals, and the best AUROC of each baseline."""

    name: str
    said: list[float]
    true: list[bool]
    baselines: Mapping[str, float]
    signals: list[list[float]]

    @property
    def auroc(self) -> float:
        return auroc(self.said, self.true)


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print AUROC, F1 of "cannot answer" and the calibration, of whole turns of the graph.

    The shipped weights have seen these questions; the second table shows weights that have not:
    fitted in this run on the signals of the turns, on four fifths of them and on the other sets.
    """
    measured, rows = [], []
    for name in (name for name in SETS if name in chosen):
        async with bench.opened(name) as (questions, product):
            cases = questions.decided
            outcomes = [await product.turn(case) for case in cases]
        baselines = await bench.baselines(questions)
        scores = {kind: _strongest(cases, forms) for kind, forms in baselines.items()}
        said = [outcome.answerable for outcome in outcomes]
        true = [case.answerable is True for case in cases]
        one = Measured(name, said, true, scores, [_signals(outcome) for outcome in outcomes])
        measured.append(one)
        rows.append(_row(one))
    head = ("set", "cases", "AUROC", "top cosine", "BM25 score", "F1 cannot answer", "precision")
    show("Answerability", (*head, "recall", "false refusals", "best F1", "ECE"), rows)
    if not measured:
        return []
    said = [value for one in measured for value in one.said]
    true = [value for one in measured for value in one.true]
    unseen, other = _held_out(measured)
    print("\nReliability of probabilities for questions that the weights had not seen, all sets:")
    show_reliability(reliability(unseen, true))
    print("\nThe same for sets that the weights had not seen:")
    show_reliability(reliability(other, true))
    return _findings(measured, calibration_error(unseen, true))


def _signals(outcome: TurnOutcome) -> list[float]:
    """Return what was graded; nothing when the turn did not search."""
    return [float(outcome.signals.get(name, 0.0)) for name in calibrations().whole.weights]


def _held_out(measured: Sequence[Measured]) -> tuple[Array, Array]:
    """Print and return what weights say that saw other questions, and other sets."""
    signals = np.array([row for one in measured for row in one.signals])
    true = np.array([float(value) for one in measured for value in one.true])
    sets = [one.name for one in measured for _ in one.true]
    unseen = cross_validated(signals, true, sets)
    other = left_out(signals, true, sets) if len(measured) > 1 else unseen
    rows = []
    for name, said in (("other questions", unseen), ("other sets", other)):
        for what, measure in (("AUROC", auroc), ("ECE", calibration_error)):
            values = by_group(measure, said, true, sets)
            pooled = measure(said, true)
            rows.append((name, what, *(f"{v:.3f}" for v in values.values()), f"{pooled:.3f}"))
    show("Weights fitted on", ("fitted on", "measure", *dict.fromkeys(sets), "all"), rows)
    return unseen, other


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
        Finding(
            "expected calibration error, all sets, unseen questions",
            f"{error:.3f}",
            error <= MOST_ERROR,
        ),
    ]
