"""Who wants a person: polite, angry, misspelt and short wordings, and their near misses."""

import pytest

from graphs.turn.intents import IntentModel, wants_person
from knowledge.embed import MiniLmEmbedder

PERSON = [
    "human pls",
    "agent",
    "is anyone there?",
    "can someone call me",
    "I'd like to speak with a human being please",
    "Could I please be connected to somebody in support?",
    "hellooo is there a human",
    "this is ridiculous, let me talk to a real person!!",
    "FFS just get me a person",
    "I want to tlak to a human",
    "can i talk to a humna",
    "speak to represenative",
    "real human now",
    "operator",
    "Human!",
    "rep please",
    "i need a person not a bot",
    "no more bot",
    "Stop giving me articles, I want a human",
    "Would it be possible to speak to a colleague of yours?",
    "May I speak with your supervisor?",
    "Is there a support agent available?",
    "Could you put me in touch with your team?",
    "Please have someone contact me",
    "someone please help",
    "can u get a staff member",
    "I would prefer talking to a person",
    "chat with human",
    "live chat agent pls",
    "customer support please",
    "Pls transfer",
    "call me back please",
    "I need to talk to sb from billing",
    "give me someone who understands",
    "I demand to speak to a manager",
    "Do you have a person I could talk to?",
    "could a person look at this?",
    "talk to human",
    "you're not helping, I want someone from the team",
    "any human around?",
    "is there somebody who can help me with this",
    "hand me over to a colleague",
    "I'd rather talk to somebody",
    "can an actual human answer this?",
    "nobody is answering, is anybody there",
]
NO_PERSON = [
    "How do I add an agent?",
    "personal data",
    "contact form not working",
    "Who can see my contacts?",
    "human-readable export",
    "How do I change the contact person of a company?",
    "Can someone else see my drafts?",
    "How do I add someone to my list?",
    "What is a representative sample?",
    "Do agents count as seats?",
    "Which user agent does the crawler send?",
    "How many people can use one account?",
    "Can people unsubscribe?",
    "How do I call a webhook?",
    "Is there an agent role?",
    "How do I hand over ownership to someone?",
    "How do I export people to CSV?",
    "Why can't people reply to my emails?",
    "How do I send a message to one person?",
    "Can two people edit at once?",
    "Is there a manager role?",
    "what does the operator 'contains' do in a filter",
    "What's the operator for 'is not' in segments?",
    "How do I talk to the API?",
    "Can I contact people who unsubscribed?",
    "What is the support email for GDPR requests in the form?",
    "How do I transfer contacts to another workspace?",
    "How do I connect a domain?",
    "How do I reach more people with my campaign?",
    "contacts not importing",
    "Does someone get an email when the import is done?",
    "How do I personalise with first name?",
    "live chat widget setup",
    "Can customers call me through the widget?",
    "Human resources contacts list",
    "The person field is empty",
    "assign to agent automatically",
    "Which people are counted?",
    "How do I get people to open my emails?",
    "Staff discount?",
    "How do I speak about my brand in a welcome email?",
    "Can a team member see the billing page?",
    "What is the call to action button?",
    "I want to add a person to a segment",
    "Where do I see who called the API?",
]


@pytest.mark.parametrize("text", PERSON)
async def test_a_person_is_called_however_it_is_said(
    text: str, intents: IntentModel, embedder: MiniLmEmbedder
) -> None:
    assert wants_person(text, intents.score(await embedder.embed_query(text)))


@pytest.mark.parametrize("text", NO_PERSON)
async def test_people_in_a_question_do_not_make_it_a_call(
    text: str, intents: IntentModel, embedder: MiniLmEmbedder
) -> None:
    assert not wants_person(text, intents.score(await embedder.embed_query(text)))
