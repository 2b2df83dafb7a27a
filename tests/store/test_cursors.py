"""Cursors: what a list gave is understood, anything else is refused."""

import base64
from datetime import UTC, datetime

import pytest

from core.errors import Invalid
from store import cursors

MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_a_cursor_gives_back_the_sort_key_it_was_made_of() -> None:
    key = cursors.unpack(cursors.pack(3, MOMENT, "gap_1"), int, datetime.fromisoformat, str)
    assert key == (3, MOMENT, "gap_1")


@pytest.mark.parametrize(
    "text",
    ["{}", "[1]", '[1, "yesterday", "x"]', '["a", "2026-11-21", "x"]', "[", "null", "7"],
    ids=["object", "too-short", "no-time", "no-number", "no-json", "null", "number"],
)
def test_a_made_up_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        cursors.unpack(
            base64.urlsafe_b64encode(text.encode()).decode(), int, datetime.fromisoformat, str
        )
    assert refused.value.code == "bad_cursor"
