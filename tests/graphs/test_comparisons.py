"""Which two things a question compares, and where a table sets them side by side."""

import pytest

from core.vocabulary import Decision
from graphs.turn.finding.named import COMPARED_BONUS, bonus, named_first
from graphs.turn.graph import TurnGraph
from graphs.turn.message.comparisons import compared
from graphs.turn.message.intents import IntentModel
from graphs.turn.message.words import content_words
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf, Talk, passage

MENTIONS = passage("You can move from Starter to Growth at any time.", 1)
TABLE = passage("| Plan | Seats |\n|---|---|\n| Free | 1 |\n| Starter | 3 |\n| Growth | 10 |", 2)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("What is the difference between Starter and Growth?", "Starter", "Growth"),
        ("whats the difference between a list and a tag", "list", "tag"),
        ("growth vs scale", "growth", "scale"),
        ("Hi, admin versus manager?", "admin", "manager"),
        ("compare Starter with the Growth plan", "Starter", "Growth"),
        ("How does Starter differ from Growth?", "Starter", "Growth"),
        ("soft bounce vs. hard bounce", "soft bounce", "hard bounce"),
    ],
)
def test_both_things_of_a_comparison_are_known(question: str, one: str, other: str) -> None:
    assert compared(question) == (content_words(one), content_words(other))


@pytest.mark.parametrize(
    "question",
    [
        "How do I compare?",
        "Can I move from Starter to Growth?",
        "What is the difference between what I paid in March and what the invoice of May says?",
        "Is there a difference?",
        "it vs it",
    ],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert compared(question) is None


def test_the_table_that_has_both_comes_first_and_counts() -> None:
    question = "What is the difference between Starter and Growth?"
    found = named_first((MENTIONS, TABLE), question)
    assert found == (TABLE, MENTIONS)
    assert bonus(found, question) == COMPARED_BONUS


def test_a_thing_that_no_table_has_gains_nothing() -> None:
    found = named_first((MENTIONS, TABLE), "Growth vs Scale")
    assert found == (MENTIONS, TABLE)
    assert bonus((TABLE, MENTIONS), "Growth vs Scale") == 0


async def test_the_table_is_looked_for_far_down_the_list(
    graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel
) -> None:
    shelf = Shelf([*(passage("Starter and Growth.", n) for n in range(3, 13)), TABLE])
    outcome = await Talk(graph, embedder, intents, shelf).say("Starter vs Growth")
    assert outcome.decision is Decision.ANSWER
    assert outcome.text.endswith("- Plan: Starter; Seats: 3\n- Plan: Growth; Seats: 10\n- …")
