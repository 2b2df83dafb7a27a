"""A question beside a form, a value, or the wish for a person: nothing of a message is lost."""

import pytest

from core.vocabulary import ActionState, Decision, Reason
from graphs.turn import lines
from graphs.turn.forms.actions import CANCEL_SUBSCRIPTION
from graphs.turn.message.asides import beside_form, wishes
from graphs.turn.model.failures import Patience
from graphs.turn.model.openai_model import OpenAiChatModel
from graphs.turn.outcome import ActionEnd
from tests.fakes.llm import FakeLlm, Reply
from tests.graphs.talk import Shelf, Talk, passage

IMPORT = "How do I import my contacts?"
WEATHER = "What is the weather like today?"
ID_PROMPT = CANCEL_SUBSCRIPTION.slots[0].prompt
REASON_PROMPT = CANCEL_SUBSCRIPTION.slots[1].prompt
LIMIT = passage("An import file may have up to 50 MB and 100,000 rows.", 1)
PATIENCE = Patience(connect=5.0, first_token=5.0, between_tokens=5.0, total=10.0)


@pytest.mark.parametrize(
    "messages",
    [
        (f"{IMPORT} Also please cancel my subscription.",),
        (f"Please cancel my subscription. Also, {IMPORT}",),
        ("Cancel my subscription, and how do I import my contacts?",),
        ("How do I import my contacts and can you please cancel my subscription?",),
        (IMPORT, "I want to cancel my subscription"),
        ("I want to cancel my subscription", IMPORT),
    ],
)
async def test_an_action_wished_beside_a_question_begins_with_its_answer(
    talk: Talk, messages: tuple[str, ...]
) -> None:
    outcome = await talk.say(*messages)
    assert outcome.decision is Decision.ANSWER
    assert [c.title for c in outcome.citations] == ["Import your contacts"]
    assert outcome.text.endswith(f"{CANCEL_SUBSCRIPTION.opening} {ID_PROMPT}")
    assert outcome.action is not None
    assert outcome.action.asked_slot == "account_id"
    assert outcome.signals["action_step"] == "ask"
    assert outcome.signals["beside"] is True
    assert outcome.to_trace()["action"] == "cancel_subscription"


@pytest.mark.parametrize(
    "message",
    [
        "cancel my subscription what is the file limit",
        "please cancel my subscription now how big may an import file be",
    ],
)
async def test_a_question_behind_a_wish_needs_no_mark(talk: Talk, message: str) -> None:
    talk.retriever = Shelf([LIMIT])
    outcome = await talk.say(message)
    assert outcome.decision is Decision.ANSWER
    assert "50 MB" in outcome.text
    assert outcome.text.endswith(f"{CANCEL_SUBSCRIPTION.opening} {ID_PROMPT}")


@pytest.mark.parametrize(
    "message",
    [
        "cancel my subscription which is on the Growth plan",
        "cancel my subscription when it ends",
        "cancel my subscription what a joke",
        "cancel my subscription what are you waiting for",
        "cancel my subscription nobody told me what is included",
        "cancel my subscription I do not know what is going on",
        "don't cancel my subscription what is the limit",
        "PL-204815 nobody told me what is included",
    ],
)
def test_what_only_goes_on_with_a_wish_is_no_question(message: str) -> None:
    assert beside_form(message, CANCEL_SUBSCRIPTION).beside == ""


async def test_an_action_begins_though_the_question_beside_it_has_no_answer(talk: Talk) -> None:
    outcome = await talk.say(f"{WEATHER} And please cancel my subscription, it is PL-204815.")
    assert outcome.decision is Decision.ACTION
    assert outcome.signals["left_open"] == 1.0
    assert f"I cannot answer “{WEATHER}”" in outcome.text
    assert outcome.text.endswith(REASON_PROMPT)
    assert outcome.action is not None
    assert outcome.action.slots["account_id"].value == "PL-204815"


@pytest.mark.parametrize(
    "message",
    [
        f"PL-204815. By the way, {IMPORT}",
        f"PL-204815, {IMPORT}",
        f"{IMPORT} My account is PL-204815.",
        f"my account is PL-204815 {IMPORT}",
    ],
)
async def test_a_question_beside_a_value_is_answered_and_the_form_goes_on(
    talk: Talk, message: str
) -> None:
    await talk.say("Please cancel my subscription")
    outcome = await talk.say(message)
    assert outcome.decision is Decision.ANSWER
    assert outcome.citations[0].title == "Import your contacts"
    assert outcome.text.endswith(REASON_PROMPT)
    assert outcome.action is not None
    assert outcome.action.slots["account_id"].value == "PL-204815"


async def test_a_reason_beside_a_question_is_taken(talk: Talk) -> None:
    await talk.say("Please cancel my subscription, PL-204815")
    outcome = await talk.say(f"Too expensive, and {IMPORT.lower()}")
    assert outcome.citations
    assert outcome.action is not None
    assert outcome.action.state is ActionState.CONFIRMING
    assert outcome.action.slots["reason"].value == "Too expensive"


async def test_a_yes_beside_a_question_passes_the_form_on_with_the_answer(talk: Talk) -> None:
    await talk.say("Cancel my subscription PL-204815 because it is too slow")
    outcome = await talk.say(f"Yes. And {IMPORT.lower()}")
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.CUSTOM_ACTION)
    assert outcome.citations[0].title == "Import your contacts"
    assert outcome.action_result is not None
    assert outcome.action_result.end is ActionEnd.FINISHED


async def test_a_question_without_an_answer_goes_along_with_the_finished_form(talk: Talk) -> None:
    await talk.say("Cancel my subscription PL-204815 because it is too slow")
    outcome = await talk.say(f"Yes. {WEATHER}")
    assert outcome.reason is Reason.CUSTOM_ACTION
    assert outcome.text.endswith(lines.kept_for_person(WEATHER))
    assert WEATHER in outcome.summary


async def test_who_withdraws_and_asks_gets_the_answer(talk: Talk) -> None:
    await talk.say("Please cancel my subscription")
    outcome = await talk.say("Never mind, how do I import my contacts?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.action is None
    assert outcome.action_result is not None
    assert outcome.action_result.end is ActionEnd.WITHDRAWN


async def test_what_points_back_is_asked_about_the_action(talk: Talk) -> None:
    await talk.say("Please cancel my subscription")
    outcome = await talk.say("PL-204815. Can I withdraw it later?")
    assert outcome.citations[0].title == "Cancel your subscription"
    assert outcome.text.endswith(REASON_PROMPT)


@pytest.mark.parametrize(
    "messages",
    [
        (f"I want to talk to a person, and {IMPORT.lower()}",),
        (f"{IMPORT} Let me talk to a human.",),
        (IMPORT, "I want to talk to a person"),
        (f"What is the capital of Mongolia? {IMPORT} Please connect me to an agent.",),
    ],
)
async def test_who_wishes_for_a_person_and_asks_gets_both(
    talk: Talk, messages: tuple[str, ...]
) -> None:
    outcome = await talk.say(*messages)
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.HUMAN_REQUESTED)
    assert [c.title for c in outcome.citations] == ["Import your contacts"]
    assert "I have asked a person from our team" in outcome.text
    assert "import my contacts" in outcome.summary


async def test_a_question_the_person_is_left_with_is_passed_on(talk: Talk) -> None:
    outcome = await talk.say(f"Let me talk to a human. {WEATHER}")
    assert outcome.reason is Reason.HUMAN_REQUESTED
    assert outcome.citations == ()
    assert outcome.text.endswith(lines.kept_for_person(WEATHER))


async def test_a_person_is_called_though_another_sentence_speaks_of_people(talk: Talk) -> None:
    outcome = await talk.say("What are your support hours? I want to talk to a human.")
    assert outcome.reason is Reason.HUMAN_REQUESTED


async def test_the_model_is_asked_only_what_stands_beside_the_form(
    talk: Talk, llm: FakeLlm
) -> None:
    talk.retriever = Shelf([LIMIT])
    talk.llm = OpenAiChatModel(
        model="scripted", base_url=llm.base_url, api_key=None, patience=PATIENCE
    )
    llm.script(Reply("Up to 50 MB [1]."), Reply(status=401))
    question = "What's the maximum file size for an import?"
    outcome = await talk.say(f"{question} Also please cancel my subscription.")
    assert outcome.decision is Decision.ANSWER
    assert outcome.text.startswith("Up to 50 MB [1].")
    assert outcome.text.endswith(ID_PROMPT)
    assert llm.requests[0]["messages"][-1]["content"] == question
    failed = await talk.say(f"PL-204815. {question}")
    await talk.llm.close()
    assert (failed.decision, failed.reason) == (Decision.HANDOFF, Reason.AI_FAILURE)
    assert "PL-204815" in failed.summary


async def test_who_waits_for_a_person_waits_for_no_model(talk: Talk, llm: FakeLlm) -> None:
    talk.retriever = Shelf([LIMIT])
    talk.llm = OpenAiChatModel(
        model="scripted", base_url=llm.base_url, api_key=None, patience=PATIENCE
    )
    outcome = await talk.say("How large may an import file be? I want to talk to a person.")
    await talk.llm.close()
    assert outcome.reason is Reason.HUMAN_REQUESTED
    assert "50 MB" in outcome.text
    assert llm.requests == []


@pytest.mark.parametrize(
    "question",
    [
        "How do I export my data and cancel my subscription?",
        "If I cancel my subscription, what happens to my data?",
        "Before I cancel my subscription, what happens to my data?",
        "I want to know what happens when I cancel my subscription. Do you know?",
        "Can I keep my plan until May?",
    ],
)
def test_a_question_about_cancelling_is_no_wish(question: str) -> None:
    assert wishes(question) == []


@pytest.mark.parametrize(
    ("text", "said", "beside"),
    [
        ("is it AB-123456?", "is it AB-123456?", ""),
        ("ok, how do I import contacts?", "", "how do I import contacts?"),
        ("No. What does it cost?", "No.", "What does it cost?"),
        ("what if I change my mind?", "", "what if I change my mind?"),
        (
            "please cancel my account, my id is ab 123456 and tell me how I export contacts",
            "please cancel my account, my id is ab 123456",
            "tell me how I export contacts",
        ),
        (
            "What's the size, in MB, of a file, and can you cancel my subscription?",
            "can you cancel my subscription?",
            "What's the size, in MB, of a file",
        ),
    ],
)
def test_what_is_said_to_a_form_is_told_from_what_is_asked(
    text: str, said: str, beside: str
) -> None:
    parted = beside_form(text, CANCEL_SUBSCRIPTION)
    assert (parted.said, parted.beside) == (said, beside)
