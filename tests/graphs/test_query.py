"""What a follow-up is searched with."""

import pytest

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import other_query, search_query
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
