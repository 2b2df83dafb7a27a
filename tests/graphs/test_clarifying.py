"""A short question that fits several topics equally is asked back once, with choices."""

import pytest

from core.vocabulary import Decision
from graphs.turn.finding.choices import choices, is_brief
from graphs.turn.graph import TurnGraph
from graphs.turn.message.intents import IntentModel
from knowledge.embed import MiniLmEmbedder
from tests.graphs.talk import Shelf, Talk, passage

EXPORTS = [
    passage("Open Deals and press Export.", 1, title="Export deals", cosine=0.61),
    passage("Open Contacts and press Export.", 2, title="Export contacts", cosine=0.60),
    passage("Open Reports and press Export.", 3, title="Export reports", cosine=0.58),
    passage("Open Notes and press Export.", 4, title="Export notes", cosine=0.57),
]


@pytest.fixture
def shelf(graph: TurnGraph, embedder: MiniLmEmbedder, intents: IntentModel) -> Talk:
    return Talk(graph, embedder, intents, Shelf(EXPORTS))


async def test_a_short_question_that_fits_several_pages_is_asked_back(shelf: Talk) -> None:
    outcome = await shelf.say("How do I export?")
    assert outcome.decision is Decision.ASK
    assert outcome.choices == ("Export deals", "Export contacts", "Export reports")
    assert "“Export deals”, “Export contacts” or “Export reports”?" in outcome.text
    assert outcome.citations == ()


async def test_the_choice_is_answered_and_not_asked_back_again(shelf: Talk) -> None:
    await shelf.say("export")
    outcome = await shelf.say("Export contacts")
    assert outcome.decision is Decision.ANSWER
    again = await shelf.say("export")
    assert again.decision is not Decision.ASK


def test_a_page_whose_title_is_the_question_is_meant() -> None:
    general = passage("You can export everything.", 5, title="Exporting", cosine=0.6)
    assert choices("export", [*EXPORTS, general]) == ()


def test_a_page_that_alone_names_the_question_is_meant() -> None:
    assert choices("refund", [*EXPORTS, passage("Within 14 days.", 6, title="Refund policy")]) == ()


def test_the_most_central_page_is_offered_first() -> None:
    found = [
        passage("Wait.", 1, title="Import is stuck", cosine=0.53),
        passage("Clean up.", 2, title="Prepare your file for import", cosine=0.49),
        passage("Look it up.", 3, title="Import errors and what they mean", cosine=0.45),
        passage("Choose Import.", 4, title="Import your contacts", cosine=0.39),
    ]
    pages = ("Import your contacts", "Prepare your file for import", "Import is stuck")
    assert choices("import", found) == pages


def test_a_page_that_is_only_fairly_near_does_not_make_a_question_ambiguous() -> None:
    fair = passage("Open Deals and press Export.", 2, title="Export contacts", cosine=0.45)
    assert choices("export", [EXPORTS[0], fair]) == ()


def test_sections_are_offered_when_no_title_names_the_question() -> None:
    found = [
        passage("Change it here.", 1, title="Sessions", heading_path=("Passwords",), cosine=0.6),
        passage(
            "Ask for a mail.", 2, title="Sign-in", heading_path=("Lost password",), cosine=0.57
        ),
    ]
    assert choices("password", found) == ("Sessions: Passwords", "Sign-in: Lost password")


def test_a_page_that_fits_much_worse_is_no_choice() -> None:
    far = passage("Open Deals and press Export.", 2, title="Export contacts", cosine=0.3)
    assert choices("export", [EXPORTS[0], far]) == ()


BILLING = [
    passage("You pay in advance.", 1, title="The billing cycle", path="billing/cycle.md"),
    passage("Choose a plan.", 2, title="Change your plan", path="billing/plan.md"),
    passage("Pay by card.", 3, title="Payment methods", path="https://a.example/billing/pay"),
    passage("Open Billing.", 4, title="Limits", path="account/limits.md", cosine=0.3),
]


def test_a_bare_word_that_names_a_folder_may_mean_any_page_of_it() -> None:
    pages = ("The billing cycle", "Change your plan", "Payment methods")
    assert choices("billing?", BILLING) == pages
    assert choices("When does the billing cycle begin?", BILLING) == ()


def test_a_folder_that_holds_everything_is_no_topic() -> None:
    assert choices("billing", BILLING[:3]) == ()


def test_a_bare_word_may_mean_sections_that_begin_with_it_one_of_a_page_first() -> None:
    page = {"title": "Export your data", "document_id": "doc_1"}
    found = [
        passage("Confirm.", 1, heading_path=("Export the whole workspace",), **page),
        passage("Choose CSV.", 2, heading_path=("Export contacts",), **page),
        passage("Passwords.", 3, heading_path=("What can't be exported",), **page),
        passage("Top right.", 4, title="Reports", heading_path=("Export a report",), cosine=0.5),
    ]
    sections = ("Export the whole workspace", "Export a report", "Export contacts")
    assert choices("export", found) == sections
    assert choices("export data", found) == ()


def test_a_question_that_says_what_it_is_about_is_not_brief() -> None:
    assert is_brief("How do I export?", ())
    assert not is_brief("How do I export the contacts of a list?", ())
    assert not is_brief("And what about it?", ())
