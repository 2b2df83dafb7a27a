"""Retrieval: is the right document among the first?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.baselines import Answers
from evals.metrics import full_recall_at, recall_at, reciprocal_rank
from evals.sets import Case
from evals.tables import Finding, show
from evals.workbench import Workbench

SETS = ("mtrag_un", "gov_uk", "docs_faq", "aws_docs", "claude_docs", "clapnq")
FORMS = {"gov_uk": ("gov_uk", "gov_uk/alone")}
"""`gov_uk` is asked with its scenarios and, as a second setting, without."""
FEWER_ERRORS = 1 / 3


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the answerable cases of a set."""

    cases: int
    recall_1: float
    recall_5: float
    mrr_10: float
    full_recall_5: float


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print recall@1, recall@5 and MRR@10, the document being the unit."""
    rows, found = [], []
    forms = [form for name in SETS if name in chosen for form in FORMS.get(name, (name,))]
    for name in forms:
        async with bench.opened(name) as (questions, product):
            cases = questions.answerable
            ours = figures(cases, {case.id: await product.documents(case) for case in cases}.get)
        baselines = await bench.baselines(questions)
        theirs = {kind: _strongest(cases, forms) for kind, forms in baselines.items()}
        rows += [_row(name, "Baton", "", ours)]
        rows += [_row("", kind, form, measured) for kind, (form, measured) in theirs.items()]
        found.append((name, ours, max((f for _, f in theirs.values()), key=_order)))
    head = ("set", "what", "form", "cases", "recall@1", "recall@5", "MRR@10", "full recall@5")
    show("Retrieval", head, rows)
    return _findings(found)


def figures(cases: Sequence[Case], ranked: Callable[[str], list[str] | None]) -> Figures:
    """Average over cases; `ranked` returns the documents found for a case, best first."""
    lists = [(ranked(case.id) or [], case.gold) for case in cases]
    return Figures(
        cases=len(cases),
        recall_1=_mean([recall_at(1, found, gold) for found, gold in lists]),
        recall_5=_mean([recall_at(5, found, gold) for found, gold in lists]),
        mrr_10=_mean([reciprocal_rank(found, gold) for found, gold in lists]),
        full_recall_5=_mean([full_recall_at(5, found, gold) for found, gold in lists]),
    )


def _strongest(cases: Sequence[Case], forms: Mapping[str, Answers]) -> tuple[str, Figures]:
    measured = {
        form: figures(cases, {id: found.documents for id, found in answers.items()}.get)
        for form, answers in forms.items()
    }
    best = max(measured, key=lambda form: _order(measured[form]))
    return best, measured[best]


def _order(figures: Figures) -> tuple[float, float]:
    return figures.recall_5, figures.mrr_10


def _findings(found: Sequence[tuple[str, Figures, Figures]]) -> list[Finding]:
    if not found:
        return []
    findings = [
        Finding(
            f"{name}: recall@5 (if equal, MRR@10) above the best baseline",
            f"{ours.recall_5:.3f} to {best.recall_5:.3f}, {ours.mrr_10:.3f} to {best.mrr_10:.3f}",
            _order(ours) > _order(best),
        )
        for name, ours, best in found
    ]
    ours_wrong = sum(1 - ours.recall_5 for _, ours, _ in found)
    best_wrong = sum(1 - best.recall_5 for _, _, best in found)
    fewer = 1 - ours_wrong / best_wrong if best_wrong else 0.0
    goal = "errors (1 - recall@5) at least a third fewer in total"
    return [*findings, Finding(goal, f"{fewer:.0%} fewer", fewer >= FEWER_ERRORS)]


def _row(name: str, what: str, form: str, f: Figures) -> tuple[str, ...]:
    values = (f.recall_1, f.recall_5, f.mrr_10, f.full_recall_5)
    return (name, what, form, str(f.cases) if name else "", *(f"{value:.3f}" for value in values))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
