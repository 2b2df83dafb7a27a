"""Short questions as visitors type them, about the help centre that the demo answers from."""

from collections.abc import Sequence

from evals.metrics import auroc, calibration_error, detection
from evals.product import SETTINGS
from evals.sets import DEMO, Case
from evals.tables import Finding, show
from evals.workbench import Workbench

SETS = (DEMO,)
HALVES = {"check": "unseen", "fit": "seen by the weights"}
HEAD = ("half", "cases", "AUROC", "top cosine", "F1 cannot answer", "ECE")
OUTCOMES = ("answered, right page", "answered, other page", "not answered", "wrongly answered")


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print how well whole turns tell what the pages answer, and which page they quote first.

    "Wrongly answered" is the share of the questions that no page answers; the three before it are
    shares of the others.
    """
    if DEMO not in chosen:
        return []
    rows, findings = [], []
    for half, what in HALVES.items():
        async with bench.opened(f"{DEMO}/{half}") as (questions, product):
            cases = questions.cases
            outcomes = [await product.turn(case) for case in cases]
        forms = (await bench.baselines(questions))["tutorial"]
        said = [outcome.answerable for outcome in outcomes]
        true = [case.answerable is True for case in cases]
        cosine = max(auroc([a[case.id].top for case in cases], true) for a in forms.values())
        refused = [value < SETTINGS.answer_threshold for value in said]
        f1 = detection(refused, [not value for value in true]).f1
        quoted = [product.first_quoted(outcome) for outcome in outcomes]
        values = (auroc(said, true), cosine, f1, calibration_error(said, true))
        shares = _shares(cases, quoted)
        row = (f"{half} ({what})", str(len(cases)))
        rows.append((*row, *(f"{v:.3f}" for v in values), *(f"{v:.3f}" for v in shares)))
        if half == "check":
            gain = values[0] - cosine
            findings.append(Finding("demo: AUROC above the top cosine", f"{gain:+.3f}", gain > 0))
    show("Short questions to the demo", (*HEAD, *OUTCOMES), rows)
    return findings


def _shares(cases: Sequence[Case], quoted: Sequence[str | None]) -> tuple[float, ...]:
    """Return what `OUTCOMES` names."""
    pairs = list(zip(cases, quoted, strict=True))
    wanted = [page in case.gold for case, page in pairs if case.answerable]
    none = [page is None for case, page in pairs if case.answerable]
    wrongly = [page is not None for case, page in pairs if not case.answerable]
    right, silent = sum(wanted) / len(wanted), sum(none) / len(none)
    return right, 1 - right - silent, silent, sum(wrongly) / len(wrongly)
