"""A beginning that only announces what its page holds gives way to what it announces."""

from dataclasses import replace

import pytest

from graphs.turn.quoting.introductions import only_introduces
from graphs.turn.quoting.quote import MAX_WORDS, quotes
from tests.graphs.talk import passage

INTRO = "All limits in one place. Prices stand elsewhere."
SMALL = "| What | Limit |\n| --- | --- |\n| Size | 50 MB |\n| Rows | 100,000 |"
LONG = "| What | Limit |\n| --- | --- |\n" + "\n".join(
    f"| The thing number {n} of many | {n} pieces |" for n in range(40)
)


@pytest.mark.parametrize(
    "text",
    [
        INTRO,
        "This page tells what is refunded and what is not. It is the same for all plans.",
        "Five minutes save an hour. This guide lists what can be read.",
        "In this article, you'll learn about exports.",
    ],
)
def test_announcing_what_a_page_holds_is_an_introduction(text: str) -> None:
    assert only_introduces(passage(text))


@pytest.mark.parametrize(
    "text",
    [
        "You can cancel at any time, and there is no notice period.",
        "There are four plans. Free costs nothing.",
        f"This page lists all limits.\n\n{SMALL}",
        "This page lists all limits. " + "Exports are made at night. " * 12,
    ],
    ids=["says it", "says it too", "with the list", "long"],
)
def test_a_beginning_that_says_something_is_none(text: str) -> None:
    assert not only_introduces(passage(text))


def test_what_stands_inside_a_page_is_none() -> None:
    assert not only_introduces(passage(INTRO, before="Something."))


def test_an_introduction_gives_way_to_what_follows_it() -> None:
    (quote,) = quotes([passage(INTRO, after=SMALL)], "limits")
    assert quote.text == "- What: Size; Limit: 50 MB\n- What: Rows; Limit: 100,000"


def test_the_section_that_follows_is_quoted_in_its_own_place() -> None:
    intro = passage(INTRO, 1, after=SMALL)
    other = passage("Other pages speak of limits too.", 2)
    table = passage(SMALL, 3, document_id=intro.document_id, before=INTRO)
    (quote,) = quotes([intro, other, table], "limits")
    assert (quote.place, "100,000" in quote.text) == (2, True)


def test_a_found_section_with_more_of_the_question_comes_first() -> None:
    intro = passage(INTRO, 1, after=SMALL)
    webhooks = passage(
        "A workspace can have three endpoints.",
        2,
        document_id=intro.document_id,
        heading_path=("Limits of webhooks",),
        before=SMALL,
    )
    assert quotes([intro, webhooks], "limits of webhooks")[0].place == 1


def test_asked_for_as_a_whole_a_section_is_quoted_from_its_top() -> None:
    intro = passage(INTRO, after=f"{LONG}\n\nDuring the trial other limits apply.", title="Limits")
    lines = quotes([intro], "limits")[0].text.splitlines()
    assert lines[0] == "- What: The thing number 0 of many; Limit: 0 pieces"
    assert lines[-1] == "- …"
    assert len(lines) - 1 < 40


def test_a_question_for_one_row_gets_that_row() -> None:
    intro = passage(INTRO, after=LONG, title="Limits")
    text = quotes([intro], "What is the limit of the thing number 31?")[0].text
    assert "The thing number 31 of many; Limit: 31 pieces" in text
    assert len(text.split()) < 2 * MAX_WORDS


def test_an_introduction_that_nothing_follows_is_quoted() -> None:
    assert quotes([replace(passage(INTRO), after="")], "limits")[0].text == INTRO


def test_an_introduction_adds_nothing_to_what_is_quoted() -> None:
    refunds = passage("Unused emails are not refunded.", 1, before="Refunds.")
    intro = passage("This page tells what is refunded.", 2, document_id=refunds.document_id)
    assert [quote.place for quote in quotes([refunds, intro], "What is refunded?")] == [0]


STEPS = "1. Open Security.\n2. Choose Set up two-factor authentication.\n3. Enter the code."
MEANING = "With two-factor authentication you need a password and a code."


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How do I turn on two-factor authentication?", 1),
        ("how to use two-factor authentication", 1),
        ("What is two-factor authentication?", 0),
    ],
)
def test_only_who_asks_how_gets_the_steps_before_what_a_thing_is(question: str, first: int) -> None:
    meaning = passage(MEANING, 1)
    steps = passage(STEPS, 2, document_id=meaning.document_id, before=MEANING)
    assert quotes([meaning, steps], question)[0].place == first


def test_steps_of_another_page_or_behind_a_section_do_not_come_first() -> None:
    steps = passage(STEPS, 2)
    asked = "How do I turn on two-factor authentication?"
    assert quotes([passage(MEANING, 1), steps], asked)[0].place == 0
    section = passage(MEANING, 1, document_id=steps.document_id, before="Something.")
    assert quotes([section, steps], asked)[0].place == 0
