"""Questions about the visitor's own account go to a person; the way to find something does not."""

import json
from pathlib import Path

import pytest

from core.settings import Settings
from core.vocabulary import Decision
from graphs.turn.message.account import asks_about_own_account
from tests.graphs.talk import Talk

EVALS = Settings().evals_dir
OWN = [
    "What is my current invoice amount?",
    "where is my order 123",
    "why was I charged twice",
    "Why was I charged twice?",
    "Where's my order?",
    "where is my refund",
    "What's my balance?",
    "what was our last bill",
    "How much do I owe you?",
    "How much do we still owe?",
    "has my payment gone through?",
    "Did my payment go through?",
    "did you receive my payment?",
    "What is the status of my refund?",
    "status of my order please",
    "order #4711",
    "I have not received my order",
    "I haven't received my refund yet",
    "my order hasn't arrived",
    "You charged me twice this month",
    "my card was charged twice",
    "I was billed 49 euros yesterday, why?",
    "I got double charged",
    "why was my card charged $49?",
    "we were charged again last week",
    "which plan am I on?",
    "what plan do we have",
    "when does my trial end?",
    "How many emails do I have left?",
    "how many credits have we used this month",
    "how many points do I have",
    "How many contacts do we currently have?",
    "how much credit have I got right now?",
    "Do I have any unpaid invoices?",
    "why is my account suspended?",
    "Invoice INV-2026-004312 is wrong",
    "has my order been shipped?",
    "Is my order late?",
    "what is my next invoice amount",
    "how much is my bill this month",
    "how much was I charged last month",
    "when will my order arrive",
    "Has our refund been processed?",
]
GENERAL = [
    "Is it possible to have my invoices issued to a different company name?",
    "can i have my invoices sent to another address",
    "Where do I find my invoices?",
    "How do I download my invoice?",
    "Where are my invoices?",
    "Why was I charged after deleting my account?",
    "Why am I charged for more than $5 on the hobby plan?",
    "How long does a refund take?",
    "When will I be charged?",
    "What is my billing day?",
    "How do I change my plan?",
    "Can I get a refund?",
    "What happens if my payment fails?",
    "How do I track my order status?",
    "Where can I see which plan I am on?",
    "Where is my data stored?",
    "What is my account ID?",
    "How do I see my current usage?",
    "Where is my payment history?",
    "How much does the Growth plan cost?",
    "What is my email allowance?",
    "How many contacts can I have?",
    "How many seats do I get?",
    "How many seats do I have on Growth?",
    "How many contacts do I have to pay for?",
    "What are the order confirmation emails?",
    "My import is stuck",
    "How do I correct an old invoice?",
    "Why is my campaign not sending?",
    "Can I see my balance somewhere?",
    "What happens when I am charged twice?",
    "How do I dispute a double charge?",
    "Is my data safe?",
    "Are my contacts deleted when I cancel?",
    "Does my plan include API access?",
    "Where is the invoice page?",
    "What is my DNS record for?",
    "When are invoices sent?",
    "Which payment methods are there?",
    "When is my card charged?",
    "Error 4012",
    "API error 402 plan_limit",
    "Where do I enter my order number?",
    "what is invoice 2.0",
]


@pytest.mark.parametrize("text", OWN)
def test_the_state_of_an_account_is_in_no_document(text: str) -> None:
    assert asks_about_own_account(text)


@pytest.mark.parametrize("text", GENERAL)
def test_what_holds_for_everybody_is_asked_of_the_documents(text: str) -> None:
    assert not asks_about_own_account(text)


@pytest.mark.timeout(20)
def test_a_long_message_does_not_make_the_patterns_slow() -> None:
    asks_about_own_account("what is my " * 2_000 + "charged " * 2_000)
    asks_about_own_account("how many " + "aa " * 4_000)
    asks_about_own_account("why was I charged " + "order " * 4_000)


async def test_an_account_question_goes_to_a_person_and_says_why(talk: Talk) -> None:
    outcome = await talk.say("Why was I charged twice on my billing day?")
    assert outcome.decision is Decision.HANDOFF
    assert "cannot see into your account" in outcome.text
    assert outcome.signals["own_account"] is True


async def test_an_imperative_with_a_new_value_is_for_a_person_and_says_why(talk: Talk) -> None:
    outcome = await talk.say("change my email to a@b.c")
    assert outcome.decision is Decision.HANDOFF
    assert outcome.text.startswith("I cannot do that for you myself")


@pytest.mark.skipif(EVALS is None, reason="BATON_EVALS_DIR is not set")
@pytest.mark.parametrize("name", ["docs_faq", "gov_uk"])
def test_public_questions_to_documents_are_hardly_ever_taken_for_account_questions(
    name: str,
) -> None:
    assert EVALS is not None
    lines = (Path(EVALS) / name / "cases.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert sum(map(asks_about_own_account, questions)) / len(questions) < 0.01
