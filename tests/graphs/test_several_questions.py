"""One turn that answers several messages: what can be answered is answered."""

from dataclasses import replace
from typing import cast

import pytest

from core.vocabulary import Decision, Reason
from graphs.turn.finding.parts import answerable, not_answerable
from graphs.turn.finding.query import parts_of, search_query
from graphs.turn.message.clauses import without_courtesy
from graphs.turn.state import Part, TurnState
from graphs.turn.thread import Thread
from knowledge.contracts import Passage
from tests.graphs.talk import ASSISTANT, Shelf, Talk, passage
from tests.graphs.test_nodes import said

IMPORT = "How do I import my contacts?"
CYCLE = "What happens on my billing day?"
WEATHER = "What is the weather like today?"


@pytest.mark.parametrize(
    "messages",
    [
        ("Thanks!", IMPORT),
        ("Hi", IMPORT),
        ("hi, how do I import my contacts?",),
        ("Thanks a lot! One more question: how do I import my contacts?",),
        (IMPORT, "thanks"),
        (IMPORT, "hello?"),
    ],
)
async def test_small_talk_beside_a_question_changes_nothing(
    talk: Talk, messages: tuple[str, ...]
) -> None:
    outcome = await talk.say(*messages)
    assert outcome.decision is Decision.ANSWER
    assert outcome.citations[0].title == "Import your contacts"


async def test_thanks_and_a_new_question_are_not_a_follow_up(talk: Talk) -> None:
    await talk.say(IMPORT)
    outcome = await talk.say("Thanks!", "And is there a notice period?")
    assert outcome.citations[0].title == "Cancel your subscription"


@pytest.mark.parametrize("messages", [(IMPORT, CYCLE), (f"{IMPORT} And {CYCLE.lower()}",)])
async def test_two_questions_get_two_answers_with_their_sources(
    talk: Talk, messages: tuple[str, ...]
) -> None:
    outcome = await talk.say(*messages)
    assert outcome.decision is Decision.ANSWER
    titles = ["Import your contacts", "The billing cycle explained"]
    assert [c.title for c in outcome.citations] == titles
    for citation in outcome.citations:
        assert f"[{citation.n}]" in outcome.text
        assert outcome.chunks[citation.n - 1].chunk_id == citation.chunk_id


@pytest.mark.parametrize("messages", [(IMPORT, WEATHER), (WEATHER, IMPORT)])
async def test_the_question_without_an_answer_is_named(
    talk: Talk, messages: tuple[str, ...]
) -> None:
    outcome = await talk.say(*messages)
    assert outcome.decision is Decision.ANSWER
    assert [c.title for c in outcome.citations] == ["Import your contacts"]
    assert f"I cannot answer “{WEATHER}”" in outcome.text


async def test_the_half_of_a_joined_question_without_an_answer_is_named(talk: Talk) -> None:
    outcome = await talk.say("How do I import my contacts and what is the weather like today?")
    assert outcome.decision is Decision.ANSWER
    assert [c.title for c in outcome.citations] == ["Import your contacts"]
    assert "I cannot answer “what is the weather like today?”" in outcome.text


async def test_both_halves_of_a_joined_question_are_answered(talk: Talk) -> None:
    outcome = await talk.say("How do I import my contacts and how do I cancel my subscription?")
    titles = {citation.title for citation in outcome.citations}
    assert titles == {"Import your contacts", "Cancel your subscription"}


async def test_the_word_that_is_offered_then_calls_a_person(talk: Talk) -> None:
    await talk.say(IMPORT, WEATHER)
    assert (await talk.say("person")).reason is Reason.HUMAN_REQUESTED


async def test_an_account_question_beside_another_does_not_hide_its_answer(talk: Talk) -> None:
    outcome = await talk.say(IMPORT, "Why was I charged twice?")
    assert outcome.decision is Decision.ANSWER
    assert "I cannot answer “Why was I charged twice?”" in outcome.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (f"{IMPORT}\n{CYCLE}", (IMPORT, CYCLE)),
        (f"{IMPORT} I have a file.", ()),
        (f"{IMPORT}\n?", ()),
        ("What plans are there?\nhow much is it?", ()),
        (
            f"What plans are there? how much is it? {IMPORT}",
            ("What plans are there? how much is it?", IMPORT),
        ),
        ("a b? " * 3000, ()),
        (
            "what is your refund policy and do you have a phone number?",
            ("what is your refund policy", "do you have a phone number?"),
        ),
        (
            "how much load can the rack carry and what is the weather",
            ("how much load can the rack carry", "what is the weather"),
        ),
        (
            "What's the max file size for import and how do I cancel my subscription?",
            ("What's the max file size for import", "how do I cancel my subscription?"),
        ),
        ("What is a segment and how do I use it?", ()),
        ("How do I import and export contacts?", ()),
        ("How do I find out who and what is using the API?", ()),
        ("I imported a file and what do I do now?", ()),
        ("Where and when can I import contacts?", ()),
    ],
)
def test_what_points_back_stays_with_its_question(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hi, how do I import?", "how do I import?"),
        ("Thanks a lot! One more thing: how do I add a teammate?", "how do I add a teammate?"),
        ("Hi there", "Hi there"),
        ("Hiring contacts", "Hiring contacts"),
        ("Okta login fails", "Okta login fails"),
    ],
)
def test_courtesy_before_the_point_is_left_out(text: str, left: str) -> None:
    assert without_courtesy(text) == left


def test_a_whole_question_after_and_is_not_led_by_the_one_before() -> None:
    earlier = said(IMPORT)
    assert search_query("And what plans are there?", earlier).endswith("what plans are there?")
    assert search_query("And how do I undo it?", earlier).startswith(IMPORT)


SHOPS = passage("Dogs are welcome everywhere. Manchester has a car park.", 1)
CAFE = passage("The café is in Kendal.", 2)


@pytest.mark.parametrize(
    ("best", "answerable_alone", "both"),
    [(SHOPS, 0.40, True), (SHOPS, 0.30, False), (CAFE, 0.40, False)],
    ids=["nearly sure", "unlike", "of another passage"],
)
def test_beside_an_answer_its_passage_answers_what_it_nearly_answers(
    best: Passage, answerable_alone: float, both: bool
) -> None:
    parking = Part("Is there parking in Manchester?", (SHOPS, CAFE), 0.6)
    dogs = Part("Are dogs allowed?", (best,), answerable_alone)
    thread = Thread("cnv_1", said(f"{dogs.question} {parking.question}"), ASSISTANT)
    state = cast("TurnState", {"thread": thread, "parts": (dogs, parking)})
    assert answerable(state) == ((dogs, parking) if both else (parking,))
    assert not_answerable(state) == (() if both else (dogs.question,))


async def test_two_questions_to_one_passage_get_what_it_says_to_both(talk: Talk) -> None:
    filler = "Nothing of interest stands in this sentence at all. " * 9
    text = f"Dogs are welcome. {filler} Manchester has parking. {filler}"
    talk.retriever = Shelf([replace(SHOPS, text=text, score=9.0), CAFE])
    outcome = await talk.say("Are dogs welcome? Has Manchester parking?")
    assert outcome.text.count("From our page") == 1
    assert "Dogs are welcome." in outcome.text
    assert "Manchester has parking." in outcome.text
