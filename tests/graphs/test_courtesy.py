"""Short replies get a short line and call nobody; what was said last decides what they mean."""

import pytest

from core.vocabulary import AuthorKind, Decision, Reason
from graphs.turn import lines
from graphs.turn.finding.query import search_query
from graphs.turn.graph import TurnGraph
from graphs.turn.message.courtesy import courtesy
from graphs.turn.message.intents import IntentModel
from graphs.turn.thread import ThreadMessage
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf, Talk, passage
from tests.graphs.test_nodes import said

IMPORT = "How do I import my contacts?"
WEATHER = "What is the weather like today?"
REPLIES = [
    ("ok", "ok"),
    ("Perfect", "ok"),
    ("hm", "ok"),
    ("hmmm...", "ok"),
    ("alright", "ok"),
    ("got it", "ok"),
    ("great, got it", "ok"),
    ("Ok, got it!", "ok"),
    ("okay then", "ok"),
    ("ok 👍", "ok"),
    ("I see, makes sense", "ok"),
    ("that's fine", "ok"),
    ("yes", "yes"),
    ("Yes please!", "yes"),
    ("sure, go ahead", "yes"),
    ("ok, yes", "yes"),
    ("no", "no"),
    ("Nope.", "no"),
    ("not really", "no"),
    ("ok thanks", "thanks"),
    ("no thanks", "thanks"),
    ("Danke", "thanks"),
    ("Alles klar, vielen Dank für die schnelle Hilfe!", "thanks"),
    ("¡Muchas gracias!", "thanks"),
    ("ok merci beaucoup", "thanks"),
    ("Grazie mille", "thanks"),
    ("спасибо большое", "thanks"),
    ("ありがとうございます", "thanks"),
    ("谢谢", "thanks"),
    ("Auf Wiedersehen", "goodbye"),
    ("Hello", "greeting"),
    ("Hello there!", "greeting"),
    ("Hello?", "calling"),
    ("hello hello??", "calling"),
    ("Are you there?", "calling"),
    ("sorry, are you still there", "calling"),
    ("you there?", "calling"),
    ("are you there for me on weekends?", None),
    ("hello, is it free?", None),
    ("Danke, und was kostet das?", None),
    ("no gracias a ustedes no funciona", None),
    ("ok so how do I import?", None),
    ("right now", None),
    ("fine, but why", None),
    ("no way to import", None),
    ("yes no", None),
    ("ok 5", None),
    ("good price?", None),
    ("import", None),
    ("", None),
]


@pytest.fixture
def talk(graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel) -> Talk:
    shelf = Shelf([passage("Open Contacts and choose Import.", title="Import your contacts")])
    return Talk(graph, embedder, intents, shelf)


@pytest.mark.parametrize(("text", "kind"), REPLIES)
def test_a_short_reply_says_nothing_else(text: str, kind: str | None) -> None:
    assert courtesy(text) == kind


@pytest.mark.parametrize("text", [text for text, kind in REPLIES if kind == "ok"])
async def test_what_is_well_after_an_answer_gets_a_line_and_nothing_more(
    talk: Talk, text: str
) -> None:
    await talk.say(IMPORT)
    outcome = await talk.say(text)
    assert outcome.decision is Decision.SMALLTALK
    assert outcome.text == "All right. If there is anything else, just ask."


@pytest.mark.parametrize("text", ["ok", "yes", "no", "hm"])
async def test_a_conversation_that_begins_with_a_reply_is_asked_what_it_is_about(
    talk: Talk, text: str
) -> None:
    outcome = await talk.say(text)
    assert outcome.decision is Decision.SMALLTALK
    assert outcome.text.startswith("What would you like to know?")


@pytest.mark.parametrize("reply", ["yes", "ok", "sure"])
async def test_a_no_after_an_answer_is_offered_a_person_and_a_yes_then_calls_one(
    talk: Talk, reply: str
) -> None:
    await talk.say(IMPORT)
    offer = await talk.say("no")
    assert offer.decision is Decision.SMALLTALK
    assert offer.text.startswith("Would you like me to ask a person from our team?")
    assert (await talk.say(reply)).reason is Reason.HUMAN_REQUESTED


async def test_whoever_declines_the_person_is_left_in_peace(talk: Talk) -> None:
    await talk.say(IMPORT)
    await talk.say("no")
    assert (await talk.say("no")).text.startswith("All right.")
    assert (await talk.say("yes")).text.startswith("What would you like to know?")


@pytest.mark.parametrize(
    "line", [lines.left_open(WEATHER), lines.unclear(lines.UNCLEAR), "identity"]
)
async def test_a_yes_takes_the_person_that_a_line_offers(talk: Talk, line: str) -> None:
    text = lines.small_talk(line, talk.assistant) if line == "identity" else line
    talk.messages = [*said(IMPORT), ThreadMessage(2, AuthorKind.ASSISTANT, text)]
    assert (await talk.say("Yes, please")).reason is Reason.HUMAN_REQUESTED


async def test_an_ok_does_not_take_a_person_that_was_only_mentioned(talk: Talk) -> None:
    talk.messages = [
        *said(IMPORT),
        ThreadMessage(2, AuthorKind.ASSISTANT, lines.left_open(WEATHER)),
    ]
    assert (await talk.say("ok")).decision is Decision.SMALLTALK


@pytest.mark.parametrize("author", [AuthorKind.REP, AuthorKind.ASSISTANT])
@pytest.mark.parametrize("reply", ["yes", "ok", "no"])
async def test_a_reply_to_a_question_that_was_asked_answers_it(
    talk: Talk, author: AuthorKind, reply: str
) -> None:
    talk.messages = [*said(IMPORT), ThreadMessage(2, author, "Is it a CSV file?")]
    assert (await talk.say(reply)).decision is not Decision.SMALLTALK


@pytest.mark.parametrize("text", ["Are you there?", "hello??"])
async def test_who_calls_the_person_that_spoke_last_gets_a_person(talk: Talk, text: str) -> None:
    talk.messages = [
        *said(IMPORT),
        ThreadMessage(2, AuthorKind.REP, "I am looking into it."),
        ThreadMessage(3, AuthorKind.VISITOR, "ok"),
    ]
    outcome = await talk.say(text)
    assert outcome.reason is Reason.HUMAN_REQUESTED


@pytest.mark.parametrize("text", ["Are you there?", "hello??"])
async def test_who_calls_the_assistant_is_asked_what_to_look_up(talk: Talk, text: str) -> None:
    await talk.say(IMPORT)
    outcome = await talk.say(text)
    assert outcome.text.startswith("What would you like to know?")


async def test_thanks_and_then_no_ends_politely(talk: Talk) -> None:
    await talk.say(IMPORT)
    await talk.say("thanks")
    assert (await talk.say("no")).text.startswith("All right.")


@pytest.mark.parametrize(("reply", "reason"), [("ok", Reason.CUSTOM_ACTION), ("no", None)])
async def test_within_an_open_action_a_reply_confirms_or_refuses(
    talk: Talk, reply: str, reason: Reason | None
) -> None:
    for text in ("cancel my subscription", "AB-123456", "too expensive"):
        await talk.say(text)
    outcome = await talk.say(reply)
    assert outcome.reason == reason
    assert outcome.decision is not Decision.SMALLTALK


async def test_a_reply_beside_a_question_is_left_out(talk: Talk) -> None:
    outcome = await talk.say("ok", IMPORT)
    assert outcome.decision is Decision.ANSWER


def test_a_reply_does_not_lead_the_next_search() -> None:
    earlier = [*said(IMPORT), ThreadMessage(2, AuthorKind.VISITOR, "ok")]
    assert search_query("And how do I undo it?", earlier).startswith(IMPORT)


@pytest.mark.timeout(20)
def test_a_long_message_does_not_make_the_patterns_slow() -> None:
    for text in ("ok " * 10_000 + "x", "h" * 20_000 + "1", "that's " * 5_000, "no, " * 9_000):
        courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "great, that was exactly what I needed, thank you!",
        "thanks, you saved my weekend :)",
        "thank you very much for the quick reply, have a great day",
        "Cheers mate, sorted",
        "many thanks for the quick help, bye bye",
    ],
)
async def test_whoever_only_thanks_in_own_words_gets_a_line(talk: Talk, text: str) -> None:
    await talk.say(IMPORT)
    outcome = await talk.say(text)
    assert outcome.decision is Decision.SMALLTALK
    assert outcome.text.startswith("You're welcome!")


@pytest.mark.parametrize(
    "text",
    [
        "thanks, that did not help",
        "thanks, my parcel is broken",
        "thanks. refund please",
        "Thanks, but it still does not work",
        "thank you, my import fails with error 403",
        "thanks, I was charged twice",
        "thank you page for forms",
        "Thanks for nothing",
    ],
)
async def test_thanks_beside_something_else_is_no_mere_thanks(talk: Talk, text: str) -> None:
    await talk.say(IMPORT)
    assert (await talk.say(text)).signals.get("route") != "small_talk"
