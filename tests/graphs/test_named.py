"""Brief questions by a code: the passage that tells of it comes first and counts."""

import pytest

from core.vocabulary import Decision
from graphs.turn.finding.named import CELL_BONUS, NAMED_BONUS, bonus, named_first
from graphs.turn.graph import TurnGraph
from graphs.turn.message.intents import IntentModel
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf, Talk, passage

MENTIONS = passage("The numbers for `429` are on another page.", 1)
TELLS = passage("| Status | What to do |\n|---|---|\n| 429 | Wait as `Retry-After` says |", 2)


@pytest.mark.parametrize("question", ["error 429", "What does 429 mean?", "429"])
def test_what_begins_a_line_with_the_code_comes_first_and_counts(question: str) -> None:
    found = named_first((MENTIONS, TELLS), question)
    assert found == (TELLS, MENTIONS)
    assert bonus(found, question) == NAMED_BONUS


@pytest.mark.parametrize(
    "question",
    [
        "error 999",
        "How do I export contacts?",
        "Why was my campaign of March with 429 recipients never sent to anybody?",
    ],
)
def test_other_questions_keep_the_order_and_gain_nothing(question: str) -> None:
    assert named_first((MENTIONS, TELLS), question) == (MENTIONS, TELLS)
    assert bonus((TELLS, MENTIONS), question) == 0


def test_a_section_whose_heading_is_the_question_comes_first() -> None:
    after = passage("The workspace moves to Free.", 1, heading_path=("After the trial",))
    trial = passage("You start with 14 days.", 2, heading_path=("Prices", "Free trial"))
    assert named_first((after, trial), "free trial?") == (trial, after)
    assert named_first((after, trial), "trial") == (after, trial)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("550 5.7.1", "Look at the texts. `550 5.7.1` means refused. `421` means later."),
        ("what does 409 duplicate_email mean", "| 404 | x |\n| 409 | `duplicate_email` | Change |"),
        ("P-104", "| P-101 | Declined |\n| P-104 | Not confirmed |"),
    ],
    ids=["begins a sentence", "one begins the row of both", "letters"],
)
def test_a_code_is_told_where_it_begins_a_part(question: str, text: str) -> None:
    tells = passage(text, 2)
    found = named_first((MENTIONS, tells), question)
    assert found == (tells, MENTIONS)
    assert bonus(found, question) >= NAMED_BONUS


def test_a_code_with_letters_counts_more_than_a_bare_number() -> None:
    coded = passage("| P-104 | Not confirmed |")
    assert bonus((coded,), "P-104") > bonus((TELLS,), "error 429")


def test_a_heading_with_a_number_may_be_named_beside_other_words() -> None:
    may = passage("Plugin 3.0.", 1, heading_path=("May 2026",))
    october = passage("Missed deliveries.", 2, heading_path=("October 2026",))
    assert named_first((may, october), "what changed in October 2026?") == (october, may)


async def test_the_passage_is_looked_for_far_down_the_list(
    graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel
) -> None:
    others = [passage("Errors have a status and a code.", n) for n in range(3, 13)]
    outcome = await Talk(graph, embedder, intents, Shelf([*others, TELLS])).say("error 429")
    assert outcome.decision is Decision.ANSWER
    assert "Retry-After" in outcome.text


def test_the_cell_that_a_question_names_comes_first_and_counts() -> None:
    head = "| Feature | Free | Starter |\n|---|---|---|\n"
    features = passage(f"{head}| API and webhooks | No | Yes |\n| Forms | 1 | 10 |", 2)
    question = "does Free have API access?"
    assert named_first((MENTIONS, features), question) == (features, MENTIONS)
    assert bonus((features,), question) == CELL_BONUS
    assert bonus((features,), "is the API documented?") == 0
    assert bonus((features,), "does Free have API access for French accountants?") == 0


def test_a_message_that_a_page_sets_apart_comes_before_all_else() -> None:
    seats = passage("| Plan | Seat |\n|---|---|\n| Free | 1 |\n| Starter | 3 |", 1)
    messages = passage("| Message | Meaning |\n|---|---|\n| `No seat is free` | Add a seat |", 2)
    assert named_first((seats, messages), "No seat is free!") == (messages, seats)
    assert bonus((messages,), "No seat is free!") == CELL_BONUS
    assert bonus((messages,), "Is no seat free?") == 0


def test_another_row_in_the_place_of_the_one_asked_for_before_counts() -> None:
    prices = passage("| Plan | Monthly |\n|---|---|\n| Starter | €19 |\n| Growth | €49 |")
    assert bonus((prices,), "and Growth?", "how much is Starter?") == CELL_BONUS
    assert bonus((prices,), "and Scale?", "how much is Starter?") == 0
    assert bonus((prices,), "and Growth invoices?", "how much is Starter?") == 0


def test_an_identifier_alone_is_no_answer_to_what_is_asked_about_it() -> None:
    sizes = passage("Try a large instance.", 1, heading_path=("EC2 instances for training",))
    reboot = passage("Choose Reboot.", 2, heading_path=("Rebooting an instance",))
    assert named_first((reboot, sizes), "how do I reboot EC2") == (reboot, sizes)
    assert bonus((sizes,), "how do I reboot EC2") == 0
    assert bonus((sizes,), "EC2 for training") > 0
