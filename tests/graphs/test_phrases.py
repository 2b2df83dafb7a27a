"""Wordings: who wants a person, what is small talk, what starts the cancellation."""

import pytest

from graphs.turn.message import phrases
from graphs.turn.message.intents import IntentModel, wants_cancellation, wants_person
from knowledge.embed import MiniLmEmbedder

PERSON = [
    "I want to talk to a human",
    "can i speak to someone",
    "Agent please",
    "get me a real person NOW",
    "This bot is useless, put me through to your team",
    "is there anybody i can chat with?",
    "I'd rather not discuss this with a machine",
    "please escalate this",
    "connect me to support",
    "i need to speak with a representative about my bill",
    "can somebody call me back?",
    "let me talk to your manager",
    "I still need help, can I talk to someone?",
    "human",
    "You don't get it. Could a colleague of yours help me?",
]
NO_PERSON = [
    "How do I change my personal details?",
    "Where are the agent settings?",
    "The contact form on my site is broken",
    "What are your customer service hours?",
    "How do I import my contacts?",
    "Can I add another agent to my workspace?",
    "How can my customers contact me through the form?",
    "No, I don't need to talk to a person",
    "Do I have to contact support to change my plan?",
    "How do I assign a conversation to a team member?",
    "Are you a real person?",
    "Does the human resources template exist?",
    "How do I invite someone?",
    "Can I reset my password?",
    "How do I personalise an email?",
]
CANCEL = [
    "cancel my subscription",
    "I want to stop my plan",
    "Please cancel our account",
    "We'd like to end our subscription please",
    "I want to cancel.",
    "can you cancel my subscription",
]
NO_CANCEL = [
    "How do I cancel?",
    "How do I cancel my subscription?",
    "Can I cancel at any time?",
    "What happens when I cancel my plan?",
    "Cancel the import",
    "unsubscribe me from the newsletter",
    "My account was cancelled without notice",
    "I don't want to cancel my subscription",
    "Is there a cancellation fee?",
    "I want to change my plan",
]
ACT = [
    "PLEASE STOP SENDING ME EMAILS",
    "stop emailing me",
    "Take me off your list!",
    "Can you reset my billing cycle?",
    "please delete my last invoice",
    "Could you please extend our trial?",
    "Can someone reset my password?",
    "Can someone from your team reset my password?",
    "Could somebody unblock my account?",
    "would you kindly refund our last payment?",
    "can u reset my password",
    "pls delete my account",
    "Can you just move our billing date?",
    "Could you add my colleague to the workspace?",
    "can you upgrade me to Growth?",
    "I want you to delete my data",
    "I'd like you to refund me",
    "please refund us",
    "Will you reset my password, please?",
    "Can anyone fix my invoice please",
    "Hello, could you change the email of my account?",
    "change my email to a@b.c",
    "Hi, please change our billing day to the 5th",
    "switch my plan to Growth",
    "upgrade us to Business",
    "refund me",
    "delete my account now please",
    "Reset our API key, right now!",
]
NO_ACT = [
    "How do I stop sending emails?",
    "stop sending me emails about imports?",
    "remove a contact from a list",
    "delete my account",
    "How do I delete my account right now?",
    "change my plan today or tomorrow",
    "Can you tell me my options?",
    "Can you show me how to import?",
    "Can you export contacts?",
    "How do I reset my password?",
    "Can someone from my team see my contacts?",
    "Can anyone see my drafts?",
    "Can someone else edit my campaign?",
    "Can someone in our team change our plan?",
    "Could somebody steal my API key?",
    "Can someone access my account without the password?",
    "Could anyone with a link read my report?",
    "Can someone without an account open my form?",
    "Can somebody reply to my emails?",
    "Will you share my data with others?",
    "Will you delete my contacts when I cancel?",
    "Will you charge my card automatically?",
    "Can you see my emails?",
    "Can you integrate with our shop?",
    "Could you walk me through the import?",
    "Would you mind telling me how my plan works?",
    "Can anyone join our workspace?",
    "can you please help me to check one more time?",
    "change my email",
    "How do I change my email to a new one?",
    "Change my plan to yearly?",
]


@pytest.mark.parametrize(
    ("text", "wanted"), [*((t, True) for t in PERSON), *((t, False) for t in NO_PERSON)]
)
async def test_a_person_is_called_when_and_only_when_one_is_asked_for(
    text: str, wanted: bool, intents: IntentModel, embedder: MiniLmEmbedder
) -> None:
    scores = intents.score(await embedder.embed_query(text))
    assert wants_person(text, scores) is wanted


@pytest.mark.parametrize(
    ("text", "wished"), [*((t, True) for t in CANCEL), *((t, False) for t in NO_CANCEL)]
)
async def test_a_wish_to_cancel_is_not_a_question_about_it(
    text: str, wished: bool, intents: IntentModel, embedder: MiniLmEmbedder
) -> None:
    scores = intents.score(await embedder.embed_query(text))
    assert wants_cancellation(text, scores) is wished


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hi", "greeting"),
        ("hello there, how are you?", "greeting"),
        ("ok thanks a lot!", "thanks"),
        ("no thanks", "thanks"),
        ("bye", "goodbye"),
        ("that's all, thanks", "goodbye"),
        ("are you a bot?", "identity"),
        ("Hi, how do I import contacts?", None),
        ("Thanks, but it still fails", None),
        ("", None),
    ],
)
def test_small_talk_is_only_what_says_nothing_else(text: str, kind: str | None) -> None:
    assert phrases.small_talk(text) == kind


@pytest.mark.parametrize(
    ("text", "act"), [*((t, True) for t in ACT), *((t, False) for t in NO_ACT)]
)
def test_asking_us_to_act_differs_from_asking_to_know(text: str, act: bool) -> None:
    assert phrases.asks_for_an_act(text) is act


@pytest.mark.timeout(20)
def test_a_long_message_does_not_make_the_patterns_slow() -> None:
    text = "connect me to the your a an of please " * 2_000
    phrases.insists_on_person(text)
    phrases.asks_for_person(text)
    phrases.rules_out_person(text)
    phrases.asks_for_an_act(text)
    phrases.small_talk("thanks " * 10_000 + "x")
