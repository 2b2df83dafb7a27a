"""Cursors: what a list gave is understood, anything else is refused."""

import base64
from datetime import UTC, datetime

import pytest

from core.errors import Invalid
from store import cursors

MOMENT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def unpacked(cursor: str) -> tuple[object, ...]:
    return cursors.unpack(cursor, cursors.number, cursors.moment, cursors.name)


def test_a_cursor_gives_back_the_sort_key_it_was_made_of() -> None:
    assert unpacked(cursors.pack(3, MOMENT, "gap_1")) == (3, MOMENT, "gap_1")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[1]",
        '[1, "yesterday", "x"]',
        '["a", "2026-11-21T00:00:00Z", "x"]',
        "[",
        "null",
        "7",
        '[1, "0001-01-01T00:00:00", "x"]',
        '[1, "0001-01-01T00:00:00+14:00", "x"]',
        '[1e300, "2026-11-21T00:00:00Z", "x"]',
        '[-1, "2026-11-21T00:00:00Z", "x"]',
        '[1, "2026-11-21T00:00:00Z", "\\u0000"]',
    ],
    ids=[
        "object",
        "too-short",
        "no-time",
        "no-number",
        "no-json",
        "null",
        "number",
        "no-zone",
        "before-all-times",
        "too-large",
        "negative",
        "nul",
    ],
)
def test_a_made_up_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        unpacked(base64.urlsafe_b64encode(text.encode()).decode())
    assert refused.value.code == "bad_cursor"
