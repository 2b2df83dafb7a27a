"""Who needs nothing any more says so in many ways; what says anything else is something else."""

import pytest

from core.vocabulary import Decision
from graphs.turn.message.settled import is_settled
from tests.graphs.talk import Talk

SETTLED = [
    "never mind",
    "Nevermind!",
    "never mind, thanks",
    "Never mind, I found it",
    "forget it, I found it",
    "Forget it.",
    "ok forget about it",
    "forget my question",
    "no longer needed",
    "not needed anymore",
    "No longer needed, thank you",
    "It's no longer needed",
    "nvm",
    "nvm found it",
    "I found it myself",
    "I've figured it out",
    "ok I figured it out, thanks!",
    "solved it",
    "it is solved",
    "the problem is solved, thanks for your help",
    "It's resolved now.",
    "I no longer need help",
    "I don't need a person any more",
    "i dont need help anymore",
    "no need anymore",
    "No need, thanks",
    "sorry, never mind",
    "oh never mind it works now",
    "Actually, never mind.",
    "please disregard my last message",
    "Hi, never mind, sorted it out",
    "Problem solved!",
    "I don\u2019t need anybody any more",
]
NOT_SETTLED = [
    "never mind the delay, I still need help",
    "Never mind, still need help",
    "forget it, get me a person",
    "I found it but it does not work",
    "found it broken",
    "no need to hurry",
    "no need to apologise",
    "I forgot it",
    "I forgot my password",
    "don't forget it",
    "never mind that, what about the invoice",
    "is it solved?",
    "it's not solved",
    "the problem is not solved",
    "I have not found it",
    "I still don't know",
    "I don't need a bot",
    "I don't need this plan any more",
    "I no longer need the subscription",
    "no longer needed features",
    "got it",
    "thanks",
    "that's all",
    "all good",
    "I'm good",
    "no",
    "no thanks",
    "still waiting",
    "forget it?",
    "how do I forget a contact",
    "never mind if it takes long",
    "never mind how long it takes",
    "I could never mind less",
    "forget about the refund, I want my account closed",
    "I found it strange",
    "I found it confusing",
    "it works now on Chrome but not on Safari",
    "I solved it for one contact",
    "no need for this anger",
    "ok I see",
    "please ignore the attachment",
    "I don't need it today but tomorrow",
    "never mind me asking again, when will someone come",
    "you can forget it",
    "forget this company",
]


@pytest.mark.parametrize("text", SETTLED)
def test_who_needs_nothing_any_more_is_understood(text: str) -> None:
    assert is_settled(text)


@pytest.mark.parametrize("text", NOT_SETTLED)
def test_a_message_that_says_anything_else_settles_nothing(text: str) -> None:
    assert not is_settled(text)


@pytest.mark.parametrize("text", SETTLED)
async def test_what_is_settled_calls_nobody_and_gets_a_line(talk: Talk, text: str) -> None:
    outcome = await talk.say(text)
    assert outcome.decision is Decision.SMALLTALK
    assert "nobody needs to look at it" in outcome.text


async def test_an_offered_person_is_not_called_by_never_mind(talk: Talk) -> None:
    await talk.say("How do I import my contacts?")
    offered = await talk.say("no")
    assert "Would you like me to ask a person" in offered.text
    assert (await talk.say("never mind")).decision is Decision.SMALLTALK
