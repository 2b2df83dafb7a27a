"""Out of scope: is a message none of the things that the assistant was told about?"""

from collections.abc import Sequence

from evals.metrics import auroc, best_threshold, detection
from evals.product import SETTINGS
from evals.sets import Case
from evals.tables import Finding, show
from evals.workbench import Workbench
from graphs.turn.confidence import grading
from graphs.turn.nodes.retrieve import PASSAGES

SETS = ("clinc_oos", "hint3")


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print AUROC, F1 of "out of scope" and in-scope accuracy at the same threshold.

    An in-scope message is right when it is let through and the first thing found has its intent.
    """
    rows, findings = [], []
    for name in (name for name in SETS if name in chosen):
        async with bench.opened(name) as (questions, product):
            ours, firsts = [], []
            for case in questions.cases:
                passages = await product.passages(case, PASSAGES)
                weights, signals = grading(passages, case.question)
                ours.append(weights.probability(signals) if passages else 0.0)
                firsts.append(product.document_ids[passages[0].path] if passages else "")
        rows.append(_row(name, "Baton", questions.cases, ours, firsts, SETTINGS.answer_threshold))
        rows.append(_row("", "Baton, best threshold", questions.cases, ours, firsts))
        best = 0.0
        for kind, forms in (await bench.baselines(questions)).items():
            found = max(
                ([answers[case.id] for case in questions.cases] for answers in forms.values()),
                key=lambda answers: _auroc(questions.cases, [answer.top for answer in answers]),
            )
            tops = [answer.top for answer in found]
            best = max(best, _auroc(questions.cases, tops))
            theirs = [answer.documents[0] if answer.documents else "" for answer in found]
            rows.append(_row("", f"{kind}, best threshold", questions.cases, tops, theirs))
        measured = _auroc(questions.cases, ours)
        goal = f"{name}: AUROC above the best baseline"
        findings.append(Finding(goal, f"{measured:.3f} to {best:.3f}", measured > best))
    head = ("set", "what", "AUROC", "F1 out of scope", "precision", "recall", "in-scope accuracy")
    show("Out of scope", head, rows)
    return findings


def _auroc(cases: Sequence[Case], scores: Sequence[float]) -> float:
    return auroc(scores, [case.answerable is True for case in cases])


def _row(
    name: str,
    what: str,
    cases: Sequence[Case],
    scores: Sequence[float],
    firsts: Sequence[str],
    threshold: float | None = None,
) -> tuple[str, ...]:
    known = [case.answerable is True for case in cases]
    at = best_threshold(scores, known) if threshold is None else threshold
    found = detection([score < at for score in scores], [not k for k in known])
    right = [
        score >= at and first in case.gold
        for case, score, first in zip(cases, scores, firsts, strict=True)
        if case.answerable
    ]
    values = (_auroc(cases, scores), found.f1, found.precision, found.recall)
    return (name, what, *(f"{value:.3f}" for value in values), f"{sum(right) / len(right):.3f}")
