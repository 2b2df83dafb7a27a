"""What a follow-up is searched with."""

import pytest

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import alone_query, other_query, search_query
from graphs.turn.thread import ThreadMessage


def asked(text: str) -> tuple[ThreadMessage, ...]:
    return (ThreadMessage(1, AuthorKind.VISITOR, text),)


@pytest.mark.parametrize(("first", "then"), [("export", "password"), ("Invoices", "error 429")])
def test_a_keyword_after_a_keyword_is_a_topic_of_its_own(first: str, then: str) -> None:
    assert search_query(then, asked(first)) == then


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("export", "and password"),
        ("export", "password?"),
        ("export", "the same for lists"),
        ("How do I export contacts?", "Excel"),
        ("export", "How do I set a password?"),
    ],
)
def test_what_may_go_on_with_what_was_said_is_led_by_it(first: str, then: str) -> None:
    assert search_query(then, asked(first)) == f"{first}\n{then}"


def test_a_keyword_that_finds_nothing_alone_is_tried_with_what_was_said() -> None:
    query = search_query("yearly", asked("prices"))
    assert (query, other_query("yearly", asked("prices"), query)) == ("yearly", "prices\nyearly")


@pytest.mark.parametrize(
    ("query", "alone"),
    [
        ("How do I import?\nWhat plans are there?", "What plans are there?"),
        ("How do I import?\nand what does it cost?", None),
        ("What plans are there?", None),
    ],
)
def test_only_what_stands_alone_may_be_a_new_subject(query: str, alone: str | None) -> None:
    assert alone_query(query) == alone
