"""Second questions: those that go on with the first, and those that begin a new subject."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from core.vocabulary import AuthorKind
from evals.product import Product
from evals.sets import DEMO, ONE_SITE, Case, rows
from evals.tables import Finding, show
from evals.workbench import Workbench
from graphs.turn.outcome import TurnOutcome

SETS = (DEMO,)
FOLLOW_UPS = Path(__file__).with_name("demo_follow_ups.jsonl")
PAIRS = 240
HEAD = ("second question", "cases", "right page", "other page", "not answered")
LEAST_KEPT = 0.9
"""Share of the questions with a right answer of their own that must have one after another."""


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print which page whole turns quote first in the second turn of a conversation.

    A new subject is a question that is answered from a right page when it comes first, after one
    that other pages answer. A follow-up means little without the question before it.
    """
    if DEMO not in chosen:
        return []
    single = [case for half in ("fit", "check") for case in bench.questions(f"{DEMO}/{half}").cases]
    async with bench.opened(f"{DEMO}/check") as (_, product):
        known = [(case, await product.turn(case)) for case in single if case.answerable]
        known = [(case, said) for case, said in known if product.first_quoted(said) in case.gold]
        subjects = await _ends(product, [after(*old, new) for old, new in _pairs(known)])
        leads = [(lead, await product.turn(lead), case) for lead, case in follow_ups()]
        going_on = await _ends(product, [after(*asked) for asked in leads])
    ends = {"a new subject": subjects, "a follow-up": going_on}
    show("In a conversation", HEAD, [_row(what, ended) for what, ended in ends.items()])
    kept = subjects.count("right") / len(subjects)
    goal = f"demo: of answered questions so many are answered after another subject: {LEAST_KEPT}"
    return [Finding(goal, f"{kept:.3f}", kept >= LEAST_KEPT)]


def after(before: Case, said: TurnOutcome, case: Case) -> Case:
    """Return the case as the second question, behind the first and its answer."""
    history = ((AuthorKind.VISITOR, before.question), (AuthorKind.ASSISTANT, said.text))
    return replace(case, history=history)


def follow_ups() -> Iterator[tuple[Case, Case]]:
    """Read the first and the second question; `gold` of the second are the pages that answer it."""
    for n, row in enumerate(rows(FOLLOW_UPS), 1):
        gold = frozenset(row["pages"])
        second = Case(f"follow-{n}", ONE_SITE, row["question"], (), True, "follow-up", gold, None)
        yield replace(second, question=row["before"], gold=frozenset()), second


Known = tuple[Case, TurnOutcome]


def _pairs(known: Sequence[Known]) -> Iterator[tuple[Known, Case]]:
    """Draw pairs of questions that different pages answer, the same in every run."""
    draw, left = random.Random(7), PAIRS
    while left:
        old, (new, _) = draw.choice(known), draw.choice(known)
        if not old[0].gold & new.gold:
            left -= 1
            yield old, new


async def _ends(product: Product, cases: Sequence[Case]) -> list[str]:
    """Say of each whether a right page, another one or none is quoted first."""
    pages = [product.first_quoted(await product.turn(case)) for case in cases]
    return [
        "silent" if page is None else "right" if page in case.gold else "other"
        for case, page in zip(cases, pages, strict=True)
    ]


def _row(what: str, ends: Sequence[str]) -> tuple[str, ...]:
    shares = (ends.count(end) / len(ends) for end in ("right", "other", "silent"))
    return (what, str(len(ends)), *(f"{share:.3f}" for share in shares))
