"""Another company's product in a question: asked about, or only named."""

from dataclasses import replace

import pytest

from core.vocabulary import Decision, Reason
from graphs.turn.finding.other_products import asks_about_a_product, other_product
from tests.graphs.talk import ASSISTANT, Shelf, Talk, passage

OURS = passage("Single sign-on (SSO) is part of the Growth plan. An owner switches it on.")
OTHERS = [passage(f"Something else number {n}.", n) for n in range(2, 12)]
LISTED = passage("Files of HubSpot and Pipedrive are recognised.", 12)


@pytest.fixture
def stocked(talk: Talk) -> Talk:
    """A talk whose search is sure of the page on SSO, whatever is asked."""
    talk.retriever = Shelf([OURS, *OTHERS, LISTED])
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "Does HubSpot support SSO?",
        "Does Mailchimp have SSO?",
        "hi, does Zendesk offer SSO on the free plan?",
        "Is Help Scout GDPR compliant?",
        "Can QuickBooks handle SSO",
        "how much is Zapier",
        "what does Shopify cost",
        "what fee does Stripe take",
        "What is HubSpot's pricing?",
        "How do I delete my Mailchimp account?",
        "reset my Gmail password",
    ],
)
async def test_what_is_asked_about_another_product_goes_to_a_person(
    stocked: Talk, text: str
) -> None:
    outcome = await stocked.say(text)
    assert outcome.decision is Decision.HANDOFF
    assert outcome.reason in (Reason.NO_ANSWER, Reason.LOW_CONFIDENCE)
    assert "another company's product" in outcome.text
    assert outcome.signals["other_product"]


@pytest.mark.parametrize(
    "text",
    [
        "Does it work with HubSpot?",
        "Does HubSpot work with your SSO?",
        "Can I import from HubSpot?",
        "Does Zapier connect to SSO?",
        "Do you support SSO like HubSpot?",
        "How do I connect my Stripe account?",
        "Can HubSpot contacts be imported?",
    ],
)
async def test_what_is_asked_about_us_and_another_product_is_asked_of_our_pages(
    stocked: Talk, text: str
) -> None:
    assert (await stocked.say(text)).decision is Decision.ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Can Maria use SSO?",
        "Does Maria have access to SSO?",
        "Does Anna need SSO?",
        "Does SSO cost extra?",
        "Is SSO free?",
        "does hubspot support sso",
        "How do I cancel the Pro account?",
        "How Do I Cancel My Netflix Account",
    ],
)
def test_persons_acronyms_tiers_and_titles_are_no_products(text: str) -> None:
    assert not asks_about_a_product(text)


def test_a_name_that_the_best_page_speaks_of_is_answered_from_it() -> None:
    question = "Does Growth include SSO?"
    assert asks_about_a_product(question)
    assert other_product(question, [OURS, *OTHERS], ASSISTANT) is None


def test_a_name_that_many_pages_speak_of_is_our_own() -> None:
    question = "Does Pennilark support SSO?"
    assert other_product(question, [OURS, *OTHERS], ASSISTANT) == "Pennilark"
    named = [replace(p, text=f"Pennilark: {p.text}") for p in OTHERS[:4]]
    assert other_product(question, [OURS, *OTHERS[4:], *named], ASSISTANT) is None


def test_a_name_that_the_assistant_or_our_address_has_is_our_own() -> None:
    assistant = replace(ASSISTANT, name="Acme Support")
    assert other_product("Does Acme offer SSO?", [OURS, *OTHERS], assistant) is None
    crawled = [replace(p, url="https://help.acme.example/sso") for p in (OURS, *OTHERS)]
    assert other_product("Does Acme offer SSO?", crawled, ASSISTANT) is None


async def test_of_two_questions_only_the_one_about_us_is_answered(stocked: Talk) -> None:
    outcome = await stocked.say("How do I switch on SSO? Does Zendesk support SSO?")
    assert outcome.decision is Decision.ANSWER
    assert "Does Zendesk support SSO?" in outcome.text
