"""Several questions of one turn with a scripted model: each has an answer, or is named."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from core.vocabulary import Decision, Reason
from graphs.turn import lines
from graphs.turn.finding.parts import UNNAMED, told_apart, unanswered, without
from graphs.turn.model.failures import Patience
from graphs.turn.model.openai_model import OpenAiChatModel
from graphs.turn.state import Part, TurnState
from graphs.turn.thread import Thread
from tests.fakes.llm import FakeLlm, Reply
from tests.graphs.talk import ASSISTANT, Talk, passage

IMPORT = "How do I import my contacts?"
CYCLE = "What happens on my billing day?"
WEATHER = "What is the weather like today?"
OPENS = "Open Contacts and choose Import contacts [1]."
PATIENCE = Patience(connect=5.0, first_token=5.0, between_tokens=5.0, total=10.0)


@pytest.fixture
async def modelled(talk: Talk, llm: FakeLlm) -> AsyncIterator[Talk]:
    """A talk about the real pages whose answers the scripted model writes."""
    talk.llm = OpenAiChatModel(
        model="scripted", base_url=llm.base_url, api_key=None, patience=PATIENCE
    )
    yield talk
    await talk.llm.close()


@pytest.mark.parametrize(
    "messages",
    [
        (IMPORT, WEATHER),
        (f"{WEATHER} {IMPORT}",),
        ("How do I import my contacts? And what is the weather like today?",),
    ],
)
async def test_the_question_without_an_answer_is_named_and_the_model_is_not_asked_it(
    modelled: Talk, llm: FakeLlm, messages: tuple[str, ...]
) -> None:
    llm.script(Reply(OPENS))
    outcome = await modelled.say(*messages)
    assert outcome.decision is Decision.ANSWER
    assert outcome.text.startswith(OPENS)
    assert "I cannot answer “" in outcome.text
    assert "weather like today?”" in outcome.text
    assert outcome.signals["left_open"] == 1.0
    asked = llm.requests[0]["messages"]
    assert "import my contacts" in asked[-1]["content"]
    assert "weather" not in asked[-1]["content"]
    assert "several questions" not in asked[0]["content"]


async def test_the_question_that_the_model_leaves_open_is_named(
    modelled: Talk, llm: FakeLlm
) -> None:
    llm.script(Reply(chunks=[OPENS, "\nNO_", "ANSWER 2"]))
    outcome = await modelled.say(IMPORT, CYCLE)
    assert outcome.decision is Decision.ANSWER
    assert outcome.text == f"{OPENS}\n\n{lines.left_open(CYCLE)}"
    assert modelled.drafted.strip() == OPENS
    assert outcome.answer_key is None
    system = llm.requests[0]["messages"][0]["content"]
    assert f'{{"question": 2, "text": "{CYCLE}"}}' in system


async def test_an_answer_to_both_names_none(modelled: Talk, llm: FakeLlm) -> None:
    llm.script(Reply("Open Contacts [1]. You pay on that day [2]."))
    outcome = await modelled.say(IMPORT, CYCLE)
    assert outcome.text == "Open Contacts [1]. You pay on that day [2]."
    assert "left_open" not in outcome.signals


@pytest.mark.parametrize(
    "text", ["NO_ANSWER", "NO_ANSWER 1\nNO_ANSWER 2", f"{OPENS}\nNO_ANSWER 1, 2"]
)
async def test_a_model_that_answers_none_of_them_hands_over(
    modelled: Talk, llm: FakeLlm, text: str
) -> None:
    llm.script(Reply(text))
    outcome = await modelled.say(IMPORT, CYCLE)
    assert outcome.decision is Decision.HANDOFF
    assert outcome.reason in (Reason.NO_ANSWER, Reason.LOW_CONFIDENCE)
    assert "NO_ANSWER" not in outcome.text
    assert modelled.drafted == ""


ONE = Part("What does an import need?", (passage("A file.", 1), passage("x", 3)), 0.9)
TWO = Part("When is the billing day?", (passage("The first.", 2), passage("x", 3)), 0.8)


@pytest.mark.parametrize(
    ("text", "cited", "left", "named"),
    [
        ("A file [1]. The first [2].", {"chk_1", "chk_2"}, (), ()),
        ("A file [1].", {"chk_1"}, (), (TWO.question,)),
        ("It is x [3].", {"chk_3"}, (), ()),
        ("It is x [3].", {"chk_3"}, (1,), (ONE.question,)),
        ("The import needs x [3].", {"chk_3"}, (UNNAMED,), (TWO.question,)),
    ],
    ids=["both", "no-source", "shared-source", "by-number", "without-number"],
)
def test_what_has_no_source_or_is_said_to_be_open_has_no_answer(
    text: str, cited: set[str], left: tuple[int, ...], named: tuple[str, ...]
) -> None:
    state = cast("Any", {"thread": Thread("cnv_1", (), ASSISTANT), "parts": (ONE, TWO)})
    assert unanswered(cast("TurnState", state), text, cited, left) == named


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Yes [1].\nNO_ANSWER 2", ("Yes [1].", (2,))),
        ("NO_ANSWER: 1 and 3\nYes [1].", ("Yes [1].", (1, 3))),
        ("Yes [1].\nNO_ANSWER", ("Yes [1].", (UNNAMED,))),
        ("Yes [1].", ("Yes [1].", ())),
        ("NO_ANSWER", ("", (UNNAMED,))),
    ],
)
def test_the_marker_is_told_from_the_answer(text: str, apart: tuple[str, tuple[int, ...]]) -> None:
    assert told_apart(text) == apart


def test_what_is_left_out_leaves_the_rest_as_it_is() -> None:
    question = f"I have a file.\n{WEATHER} {IMPORT}"
    assert without(question, [WEATHER]) == f"I have a file.\n{IMPORT}"
