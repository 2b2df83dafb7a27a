"""Whole turns without a model: real embedding, real pages, quoted answers."""

import json
from dataclasses import replace

import pytest

from core.assistants import AssistantSettings
from core.vocabulary import AuthorKind, Decision, Reason
from graphs.turn.thread import ThreadMessage
from tests.graphs.talk import Shelf, Talk


async def test_a_question_the_pages_answer_is_answered_with_its_source(talk: Talk) -> None:
    outcome = await talk.say("How do I import my contacts?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.reason is None
    assert "1. Open Contacts" in outcome.text
    assert "[1]" in outcome.text
    (citation,) = outcome.citations
    assert citation.title == "Import your contacts"
    assert citation.url.startswith("/docs/importing/import-contacts#")
    assert outcome.chunks[0].chunk_id == citation.chunk_id
    assert outcome.answerable > 0.5


async def test_an_answer_that_was_given_before_comes_with_the_offer_of_a_person(
    talk: Talk,
) -> None:
    first = await talk.say("How do I import my contacts?")
    again = await talk.say("How do I import my contacts?")
    assert "write “person”" not in first.text
    assert again.text.startswith(first.text)
    assert again.text.endswith("write “person”.")
    assert (await talk.say("How do I import my contacts?")).text == again.text
    called = await talk.say("yes")
    assert (called.decision, called.reason) == (Decision.HANDOFF, Reason.HUMAN_REQUESTED)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("When am I billed?", "The billing cycle explained"),
        ("cancel anytime?", "Cancel your subscription"),
        ("undo an import?", "Import your contacts"),
    ],
)
async def test_a_question_of_few_words_is_answered(talk: Talk, question: str, title: str) -> None:
    outcome = await talk.say(question)
    assert outcome.decision is Decision.ANSWER
    assert outcome.citations[0].title == title


async def test_a_request_to_act_in_the_account_goes_to_a_person(talk: Talk) -> None:
    outcome = await talk.say("Can you reset my billing cycle?")
    assert outcome.decision is Decision.HANDOFF
    assert outcome.reason in (Reason.NO_ANSWER, Reason.LOW_CONFIDENCE)
    assert outcome.tags == ("billing",)
    assert "reset my billing cycle" in outcome.summary
    assert "5 minutes" in outcome.text


@pytest.mark.parametrize(
    "text", ["What's the weather like today?", "Who won the world cup in 1998?"]
)
async def test_what_the_pages_do_not_know_goes_to_a_person(talk: Talk, text: str) -> None:
    outcome = await talk.say(text)
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.NO_ANSWER)
    assert outcome.citations == ()


@pytest.mark.parametrize(("band", "names"), [(0.99, True), (0.0, False)], ids=["near", "far"])
async def test_what_nearly_answers_is_named_to_who_waits_for_a_person(
    talk: Talk, band: float, names: bool
) -> None:
    settings = AssistantSettings(answer_threshold=0.99, low_confidence_band=band)
    talk.assistant = replace(talk.assistant, settings=settings)
    outcome = await talk.say("How do I import my contacts?")
    assert outcome.decision is Decision.HANDOFF
    assert [c.title for c in outcome.citations] == ["Import your contacts"] * names
    assert ("our page “Import your contacts" in outcome.text) is names
    assert "1. Open Contacts" not in outcome.text


@pytest.mark.parametrize(
    "text", ["Can you import my contacts?", "Wie kann ich meine Kontakte importieren, bitte?"]
)
async def test_no_page_is_named_to_what_no_page_can_do_or_say(talk: Talk, text: str) -> None:
    settings = AssistantSettings(answer_threshold=0.99, low_confidence_band=0.99)
    talk.assistant = replace(talk.assistant, settings=settings)
    outcome = await talk.say(text)
    assert (outcome.decision, outcome.citations) == (Decision.HANDOFF, ())


async def test_asking_for_a_person_is_granted_and_tagged_by_what_it_is_about(talk: Talk) -> None:
    await talk.say("How do I import my contacts?")
    outcome = await talk.say("I still need help, can I talk to someone?")
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.HUMAN_REQUESTED)
    assert outcome.tags == ("import",)


async def test_without_documents_everything_unknown_goes_to_a_person(talk: Talk) -> None:
    talk.retriever = Shelf([])
    outcome = await talk.say("How do I import my contacts?")
    assert (outcome.reason, outcome.answerable) == (Reason.NO_ANSWER, 0.0)


@pytest.mark.parametrize("text", ["Hi!", "Thanks, that helped.", "Bye", "Are you a robot?"])
async def test_small_talk_is_answered_without_documents(talk: Talk, text: str) -> None:
    outcome = await talk.say(text)
    assert outcome.decision is Decision.SMALLTALK
    assert outcome.text
    assert outcome.chunks == ()


async def test_messages_of_a_burst_are_answered_together(talk: Talk) -> None:
    outcome = await talk.say("Hello", "I have a file", "How do I import my contacts?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.signals["messages"] == 3.0


async def test_a_follow_up_is_searched_with_the_question_before_it(talk: Talk) -> None:
    shelf = Shelf([])
    talk.retriever = shelf
    await talk.say("How do I import my contacts?")
    await talk.say("and from Excel?")
    assert shelf.queries[-1] == "How do I import my contacts?\nand from Excel?"


@pytest.mark.parametrize(
    ("first", "then", "title"),
    [
        ("How do I import my contacts?", "When am I billed?", "The billing cycle explained"),
        ("cancel anytime?", "which file formats can I import", "Import your contacts"),
        ("which file formats can I import", "cancel anytime?", "Cancel your subscription"),
    ],
)
async def test_a_new_subject_is_answered_as_if_it_came_first(
    talk: Talk, first: str, then: str, title: str
) -> None:
    await talk.say(first)
    outcome = await talk.say(then)
    assert outcome.decision is Decision.ANSWER
    assert outcome.citations[0].title == title
    assert outcome.signals["alone"] is True


async def test_what_the_question_before_makes_more_probable_is_no_new_subject(talk: Talk) -> None:
    await talk.say("How do I import my contacts?")
    outcome = await talk.say("which columns are needed")
    assert outcome.citations[0].title == "Import your contacts"
    assert "alone" not in outcome.signals


async def test_after_a_rep_the_ai_answers_the_next_message(talk: Talk) -> None:
    await talk.say("How do I import my contacts?")
    talk.messages.append(ThreadMessage(3, AuthorKind.VISITOR, "It fails"))
    talk.messages.append(ThreadMessage(4, AuthorKind.REP, "Fixed it for you.", "Noor"))
    outcome = await talk.say("What happens to my data when I cancel?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.signals["messages"] == 1.0


async def test_a_follow_up_to_a_reps_words_is_searched_with_them(talk: Talk) -> None:
    shelf = Shelf([])
    talk.retriever = shelf
    await talk.say("I want to talk to a person")
    talk.messages.append(ThreadMessage(3, AuthorKind.REP, "Save it as CSV UTF-8.", "Noor"))
    await talk.say("you said CSV, how do I do that?")
    assert shelf.queries[0] == "Save it as CSV UTF-8.\nyou said CSV, how do I do that?"


@pytest.mark.parametrize("text", ["What did you say?", "you said it works", "Noor promised it"])
async def test_words_about_the_human_part_never_break_a_turn(talk: Talk, text: str) -> None:
    await talk.say("I want to talk to a person")
    talk.messages.append(ThreadMessage(3, AuthorKind.SYSTEM, "Noor has joined."))
    talk.messages.append(ThreadMessage(4, AuthorKind.REP, "Fixed." * 2_000, None))
    outcome = await talk.say(text)
    assert outcome.text
    assert outcome.signals["messages"] == 1.0


async def test_the_trace_is_plain_json_and_names_each_node(talk: Talk) -> None:
    outcome = await talk.say("How do I import my contacts?")
    trace = json.loads(json.dumps(outcome.to_trace()))
    assert trace["decision"] == "answer"
    assert {"load", "understand", "retrieve", "grade", "answer", "total"} <= set(trace["timings"])
    assert trace["chunks"][0]["revision"] == 1
    assert trace["signals"]["calibration"]


async def test_a_thread_with_nothing_to_answer_is_refused(talk: Talk) -> None:
    with pytest.raises(ValueError, match="nothing to answer"):
        await talk.say()
