"""Single nodes and the pure parts they rest on."""

from typing import Any, cast

import pytest
from langgraph.runtime import Runtime

from core.vocabulary import AuthorKind
from graphs.turn import lines
from graphs.turn.confidence import calibrations, grading, retrieval_signals
from graphs.turn.finding.found import graded
from graphs.turn.finding.query import question_of, search_query, stands_alone
from graphs.turn.nodes.grade import grade
from graphs.turn.nodes.rewrite import rewrite
from graphs.turn.state import Deps, Found, Graded, TurnState
from graphs.turn.thread import Thread, ThreadMessage
from knowledge.contracts import Passage
from tests.graphs.talk import ASSISTANT, passage

STRONG = passage("x", cosine=0.8, late=0.9, coverage=1.0)
WEAK = passage("x", cosine=0.2, late=0.2, coverage=0.0)
IMPORT = "How do I import contacts?"
RUNTIME = Runtime(context=Deps(*cast("Any", (None, None, None))))


def said(*texts: str) -> tuple[ThreadMessage, ...]:
    return tuple(ThreadMessage(n, AuthorKind.VISITOR, text) for n, text in enumerate(texts, 1))


def first_found(best: Passage, question: str) -> Graded:
    return graded(Found(question, (best,)), question)


def found_for(passages: tuple[Passage, ...], question: str, **more: Any) -> TurnState:
    state = TurnState(
        thread=Thread("cnv_1", said(question), ASSISTANT),
        question=question,
        query=question,
        earlier=(),
        passages=passages,
        alone=None,
        first=None,
        parts=(),
        rewrites=0,
        signals={},
    )
    return cast("TurnState", {**state, **more})


@pytest.mark.parametrize(
    ("passages", "question", "more", "goto"),
    [
        ((STRONG,), "How do I import contacts?", {}, "answer"),
        ((WEAK,), "How do I import contacts?", {}, "decide"),
        ((WEAK,), "I have tried it all. How do I import contacts?", {}, "rewrite"),
        ((WEAK,), "I have tried it all. How do I import it?", {"rewrites": 1}, "decide"),
        ((WEAK,), IMPORT, {"rewrites": 1, "first": first_found(STRONG, IMPORT)}, "answer"),
        ((STRONG,), "Can you reset my password?", {}, "decide"),
        ((), "How do I import contacts?", {}, "decide"),
    ],
    ids=["strong", "weak", "weak-with-another-way", "weak-again", "first-find-better", "act", "no"],
)
async def test_grade_chooses_the_way(
    passages: tuple[Passage, ...], question: str, more: dict[str, Any], goto: str
) -> None:
    command = await grade(found_for(passages, question, **more), RUNTIME)
    assert command.goto == goto


@pytest.mark.parametrize(
    ("late", "used"),
    [(0.5, "first"), (0.55, "first"), (0.95, "second")],
    ids=["as-good", "a-little-better", "clearly-better"],
)
async def test_another_query_must_be_clearly_better(late: float, used: str) -> None:
    base: dict[str, Any] = {"cosine": 0.55, "background": 0.3}
    found = (passage("x", chunk_id="second", late=late, **base),)
    first = first_found(passage("x", chunk_id="first", late=0.5, **base), IMPORT)
    command = await grade(found_for(found, IMPORT, rewrites=1, first=first), RUNTIME)
    assert command.update is not None
    assert [p.chunk_id for p in command.update["passages"]] == [used]


@pytest.mark.parametrize(
    ("late", "query", "places"),
    [
        (0.9, "What plans are there?", ["new", "led"]),
        (0.2, f"{IMPORT}\nWhat plans are there?", ["led"]),
    ],
    ids=["better-alone", "better-led"],
)
async def test_a_question_is_new_unless_the_one_before_it_makes_an_answer_more_probable(
    late: float, query: str, places: list[str]
) -> None:
    base: dict[str, Any] = {"cosine": 0.55, "background": 0.3}
    led = (passage("x", chunk_id="led", late=0.5, **base),)
    alone = Found("What plans are there?", (passage("x", chunk_id="new", late=late, **base),))
    asked = f"{IMPORT}\nWhat plans are there?"
    command = await grade(found_for(led, alone.query, query=asked, alone=alone), RUNTIME)
    assert command.update is not None
    assert command.update["query"] == query
    assert [p.chunk_id for p in command.update["passages"]] == places


async def test_only_the_query_that_is_used_is_told_to_be_a_new_subject() -> None:
    state = found_for((WEAK,), IMPORT, answerable=0.2, signals={"alone": True})
    command = await rewrite(state, RUNTIME)
    assert command.update is not None
    rewritten = cast("TurnState", {**state, **command.update})
    kept = await grade(rewritten, RUNTIME)
    used = await grade(cast("TurnState", {**rewritten, "passages": (STRONG,)}), RUNTIME)
    told = [update["signals"].get("alone") for update in (kept.update, used.update) if update]
    assert told == [True, None]


def test_nothing_found_is_hardly_probable() -> None:
    weights, signals = grading([], "How do I import contacts?")
    assert weights.probability(signals) < 0.1


@pytest.mark.parametrize("better", [{"cosine": 0.7}, {"late": 0.9}, {"background": 0.1}])
def test_a_better_find_is_more_probable(better: dict[str, Any]) -> None:
    base: dict[str, Any] = {"cosine": 0.5, "late": 0.5, "background": 0.3}
    said = [
        calibrations().whole.probability(retrieval_signals([passage("x", **given)], "import?"))
        for given in (base, {**base, **better})
    ]
    assert said[0] < said[1]


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("How do I import contacts from a file?", True),
        ("and from Excel?", False),
        ("What about refunds?", False),
        ("How much is it?", False),
        ("Pricing", False),
        ("Which browsers are supported?", True),
    ],
)
def test_a_question_that_points_back_does_not_stand_alone(question: str, alone: bool) -> None:
    assert stands_alone(question) is alone


def test_the_query_of_a_follow_up_is_led_by_the_question_before() -> None:
    earlier = said("How do I import contacts?", "thanks")
    assert search_query("and Excel?", earlier) == "How do I import contacts?\nand Excel?"
    assert search_query("Which browsers?\nOr apps?", earlier).endswith("\nWhich browsers? Or apps?")
    assert search_query("and Excel?", ()) == "and Excel?"
    assert len(search_query("word " * 2_000, ())) <= 600


def test_small_talk_around_a_question_is_left_out() -> None:
    assert question_of(said("Hi!", "How do I import?", "thanks")) == "How do I import?"
    assert question_of(said("Hi!")) == "Hi!"


def test_only_messages_after_the_last_answer_are_unanswered() -> None:
    answered = ThreadMessage(2, AuthorKind.ASSISTANT, "a")
    messages = (*said("one"), answered, ThreadMessage(3, AuthorKind.VISITOR, "two"))
    thread = Thread("c", messages, ASSISTANT)
    assert [m.seq for m in thread.unanswered()] == [3]
    assert [m.seq for m in thread.earlier()] == [1, 2]


def test_a_message_that_came_during_the_last_turn_is_unanswered() -> None:
    late = (*said("one", "two"), ThreadMessage(3, AuthorKind.ASSISTANT, "answer to one"))
    thread = Thread("c", late, ASSISTANT, answered_upto=1)
    assert [m.seq for m in thread.unanswered()] == [2]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (30, "30 seconds"),
        (60, "1 minute"),
        (300, "5 minutes"),
        (3600, "1 hour"),
        (7200, "2 hours"),
    ],
)
def test_durations_are_said_in_words(seconds: float, words: str) -> None:
    assert lines.span(seconds) == words
