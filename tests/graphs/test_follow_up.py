"""A follow-up is not answered with what was said just now."""

from dataclasses import replace

import pytest

from core.vocabulary import AuthorKind, Decision, Reason
from graphs.turn.finding.follow_up import FollowUp, Told, follow_up
from graphs.turn.quoting.source import quoted
from graphs.turn.thread import ThreadMessage
from knowledge.contracts import Passage
from tests.graphs.talk import Talk, passage

LEAD = "How do I invite a teammate?"
INVITE = passage(
    "Only Owners can invite.\n\n1. Open Team.\n2. Choose Invite.",
    1,
    heading_path=("Invite a teammate",),
)
REMOVE = passage("1. Open Team.\n2. Choose Remove.", 2, document_id=INVITE.document_id)
ELSEWHERE = passage("Remove contacts from a list.", 3)
SEATS = passage("A seat for each teammate you invite costs €8 a month.", 4)


def after(answer: str) -> tuple[ThreadMessage, ...]:
    return (
        ThreadMessage(1, AuthorKind.VISITOR, LEAD),
        ThreadMessage(2, AuthorKind.ASSISTANT, answer),
    )


INVITED = after(quoted(INVITE, 1, INVITE.text))


def followed(found: tuple[Passage, ...], line: str, answer: str | None = None) -> FollowUp:
    earlier = INVITED if answer is None else after(answer)
    return follow_up(found, f"{LEAD}\n{line}", earlier, most=6)


@pytest.mark.parametrize("line", ["How do I remove one?", "and remove one?"])
def test_the_section_of_the_page_that_was_not_quoted_yet_comes_first(line: str) -> None:
    found = followed((INVITE, ELSEWHERE, REMOVE), line)
    assert found == FollowUp(Told.NEW, (REMOVE, ELSEWHERE, INVITE))


@pytest.mark.parametrize("line", ["How do I invite a teammate?", "How do I do that?"])
def test_who_asks_for_nothing_new_gets_the_best_passage_again(line: str) -> None:
    assert followed((INVITE, REMOVE), line) == FollowUp(Told.ANY, (INVITE, REMOVE))


def test_another_page_tells_only_when_it_is_about_the_same_thing() -> None:
    assert followed((INVITE, ELSEWHERE), "Can I remove it?").told is Told.NOTHING
    assert followed((INVITE, SEATS), "What does it cost?").passages[0] == SEATS


def test_a_new_subject_may_be_told_by_any_page() -> None:
    assert followed((INVITE, ELSEWHERE), "And contacts?").passages[0] == ELSEWHERE


def test_what_was_left_out_of_the_quote_still_counts() -> None:
    longer = passage(f"{INVITE.text}\n\nRemove people first.", 1, heading_path=INVITE.heading_path)
    found = followed((longer, ELSEWHERE), "Can I remove one?")
    assert found.told is Told.NEW
    assert found.passages[0].text == "Remove people first."
    assert found.passages[0].chunk_id == longer.chunk_id


def test_only_the_sentence_that_answers_is_said_again() -> None:
    found = followed((INVITE, REMOVE), "Who can do that?")
    assert found.told is Told.SAID
    assert [p.text for p in found.passages] == ["Only Owners can invite."]


@pytest.mark.parametrize(
    "line",
    ["Can I undo that?", "How long does that take?", "Is it free?", "Does it expire?"],
)
def test_what_nothing_tells_is_not_answered_with_what_was_said(line: str) -> None:
    assert followed((INVITE, REMOVE), line) == FollowUp(Told.NOTHING, ())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Can I undo that?", "You can withdraw an invitation before it is accepted."),
        ("How long does that take?", "The email arrives within five minutes."),
        ("Is it free?", "Each seat costs €8 a month."),
        ("Who can do that?", "Owners and Admins can change the team."),
        ("Is it permanent?", "There is no way back after 14 days."),
        ("Does it expire?", "The link is valid for 7 days."),
        ("Is there a limit?", "A team has up to 20 people."),
    ],
)
def test_the_kind_of_answer_that_is_asked_for_is_known_by_its_form(line: str, text: str) -> None:
    other = passage(text, 2, document_id=INVITE.document_id)
    plain = passage("1. Open Team.\n2. Choose Invite.", 1, heading_path=INVITE.heading_path)
    assert followed((plain, other), line).passages[0] == other


def test_another_section_of_the_quoted_page_is_found_behind_the_first_passages() -> None:
    found = follow_up((INVITE, ELSEWHERE, REMOVE), f"{LEAD}\nHow do I remove one?", INVITED, most=2)
    assert found.passages == (REMOVE, INVITE)


def test_a_plan_called_free_is_not_free_of_charge() -> None:
    moved = passage("The workspace moves to the Free plan.", 2, document_id=INVITE.document_id)
    assert followed((INVITE, moved), "Is it free?").told is Told.NOTHING


def test_how_it_is_done_in_other_words_is_left_to_the_grade() -> None:
    found = followed((INVITE, REMOVE), "How do I delete one?")
    assert found == FollowUp(Told.ANY, (REMOVE, INVITE))


def test_what_was_quoted_stands_behind_another_answer() -> None:
    found = followed((SEATS, INVITE, ELSEWHERE), "and seats?")
    assert found == FollowUp(Told.ANY, (SEATS, ELSEWHERE, INVITE))


@pytest.mark.parametrize("answer", ["Ask an admin.", ""])
def test_an_answer_that_was_not_quoted_changes_nothing(answer: str) -> None:
    found = (INVITE, REMOVE)
    assert followed(found, "How do I remove one?", answer) == FollowUp(Told.ANY, found)


def test_a_question_that_says_enough_is_left_to_the_search() -> None:
    line = "Which colours can teammates choose for their calendar?"
    assert followed((INVITE, REMOVE), line) == FollowUp(Told.ANY, (INVITE, REMOVE))


def test_nothing_found_stays_nothing() -> None:
    assert followed((), "remove one?") == FollowUp(Told.ANY, ())


def test_what_was_quoted_is_said_again_before_another_page_that_tells_no_more() -> None:
    valid = passage("Invite by email. The link is valid for 7 days.", 1)
    other = passage("Reset the password. The link is valid for 60 minutes.", 2)
    found = followed((valid, other), "How long is the link valid?", quoted(valid, 1, valid.text))
    assert found.told is Told.SAID
    assert found.passages[0].text == "The link is valid for 7 days."


def test_a_section_headed_by_what_is_asked_comes_before_what_was_quoted() -> None:
    refunds = passage("Yearly payments are refunded within 14 days.", 1)
    arrives = passage(
        "It takes 5 business days.",
        2,
        document_id=refunds.document_id,
        heading_path=("When the money arrives",),
    )
    answer = quoted(refunds, 1, refunds.text)
    assert followed((refunds, arrives), "How long does it take?", answer).passages[0] == arrives


def test_a_heading_that_names_whoever_does_something_else_is_no_answer() -> None:
    other = passage("Owners get an email.", 2, document_id=INVITE.document_id)
    other = replace(other, heading_path=("Who has exported what",))
    found = followed((INVITE, other), "Who can do that?")
    assert (found.told, found.passages[0].text) == (Told.SAID, "Only Owners can invite.")


def test_what_is_left_of_a_page_keeps_its_form() -> None:
    rows = [f"| Shop {n} | Some street number {n} | {n} am to 6 pm each day |" for n in range(1, 9)]
    table = "\n".join(["| Shop | Address | Open |", "| --- | --- | --- |", *rows])
    page = passage(f"{table}\n\nDogs are welcome. All shops are step-free.", 1)
    said = quoted(
        page, 1, "- Shop: Shop 1; Address: Some street number 1; Open: 1 am to 6 pm each day"
    )
    left = followed((page, ELSEWHERE), "and dogs?", said).passages[0].text
    assert left.startswith("| Shop | Address | Open |\n| --- | --- | --- |\n| … |\n| Shop 2 |")
    assert left.endswith("Dogs are welcome. All shops are step-free.")


async def test_a_second_question_to_a_page_gets_its_other_section(talk: Talk) -> None:
    first = await talk.say("How do I cancel my subscription?")
    second = await talk.say("and get a refund?")
    assert "Cancel subscription" in first.text
    assert "Does cancelling give a refund" in second.text


async def test_undoing_is_answered_from_where_it_is_told(talk: Talk) -> None:
    first = await talk.say("How do I cancel my subscription?")
    second = await talk.say("Can I undo that?")
    assert second.decision is Decision.ANSWER
    assert "Withdraw the cancellation" in second.text
    assert first.citations[0].chunk_id not in {c.chunk_id for c in second.citations}
    assert second.signals["follow_up"] == "new"


async def test_what_no_page_tells_of_a_thing_calls_a_person(talk: Talk) -> None:
    await talk.say("How do I import my contacts?")
    outcome = await talk.say("Can I print it?")
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.NO_ANSWER)
    assert outcome.signals["follow_up"] == "nothing"


def test_another_row_of_the_table_that_was_quoted_comes_first() -> None:
    plans = passage("| Plan | Monthly |\n|---|---|\n| Starter | €19 |\n| Growth | €49 |", 1)
    said = after(quoted(plans, 1, "- Plan: Starter; Monthly: €19"))
    found = follow_up((ELSEWHERE, plans), "how much is Starter?\nand Growth?", said, most=6)
    assert found == FollowUp(Told.NEW, (plans, ELSEWHERE))


def test_what_is_told_in_other_words_is_looked_for_in_what_was_not_quoted() -> None:
    found = followed((INVITE, ELSEWHERE, REMOVE), "Can I throw it away?")
    assert found == FollowUp(Told.NOTHING, (REMOVE,))


def test_a_quoted_section_whose_heading_says_it_is_said_again() -> None:
    required = passage("Owners can switch it on.", 1, heading_path=("Require it for everybody",))
    said = after(quoted(required, 1, required.text))
    found = follow_up((required,), "how do I turn on 2FA\nfor everybody?", said, most=6)
    assert found.told is Told.SAID
    assert found.passages[0].text.endswith("Owners can switch it on.")
