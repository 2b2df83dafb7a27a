"""A follow-up is not answered with what was said just now."""

import pytest

from core.vocabulary import AuthorKind
from graphs.turn.follow_up import unsaid_first
from graphs.turn.quoting import quoted
from graphs.turn.state import ThreadMessage
from tests.graphs.talk import Talk, passage

LEAD = "How do I invite a teammate?"
INVITE = passage("1. Open Team.\n2. Choose Invite.", 1, heading_path=("Invite a teammate",))
REMOVE = passage("1. Open Team.\n2. Choose Remove.", 2, document_id=INVITE.document_id)
ELSEWHERE = passage("Remove contacts from a list.", 3)


def after(answer: str) -> tuple[ThreadMessage, ...]:
    return (
        ThreadMessage(1, AuthorKind.VISITOR, LEAD),
        ThreadMessage(2, AuthorKind.ASSISTANT, answer),
    )


INVITED = after(quoted(INVITE, 1, INVITE.text))


@pytest.mark.parametrize("line", ["How do I remove one?", "and remove one?"])
def test_the_section_of_the_page_that_was_not_quoted_yet_comes_first(line: str) -> None:
    found = (INVITE, ELSEWHERE, REMOVE)
    assert unsaid_first(found, f"{LEAD}\n{line}", INVITED) == (REMOVE, ELSEWHERE, INVITE)


@pytest.mark.parametrize("line", ["How do I invite a teammate?", "How do I do that?"])
def test_who_asks_for_nothing_new_gets_the_best_passage_again(line: str) -> None:
    assert unsaid_first((INVITE, REMOVE), f"{LEAD}\n{line}", INVITED) == (INVITE, REMOVE)


def test_another_page_does_not_come_first() -> None:
    found = (INVITE, ELSEWHERE)
    assert unsaid_first(found, f"{LEAD}\nHow do I remove one?", INVITED) == found


def test_what_was_left_out_of_the_quote_still_counts() -> None:
    longer = passage(f"{INVITE.text}\n\nRemove people first.", 1, heading_path=INVITE.heading_path)
    found = (longer, REMOVE)
    assert unsaid_first(found, f"{LEAD}\nCan I remove one?", INVITED) == found


@pytest.mark.parametrize("answer", ["Ask an admin.", ""])
def test_an_answer_that_quoted_something_else_changes_nothing(answer: str) -> None:
    found = (INVITE, REMOVE)
    assert unsaid_first(found, f"{LEAD}\nHow do I remove one?", after(answer)) == found


def test_nothing_found_stays_nothing() -> None:
    assert unsaid_first((), f"{LEAD}\nremove one?", INVITED) == ()


async def test_a_second_question_to_a_page_gets_its_other_section(talk: Talk) -> None:
    first = await talk.say("How do I cancel my subscription?")
    second = await talk.say("and get a refund?")
    assert "Cancel subscription" in first.text
    assert "Does cancelling give a refund" in second.text
