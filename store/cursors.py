"""Where a list goes on: the sort key of its last row, as text that clients hand back unread."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from core.errors import Invalid
from core.text import clean

MAX_NUMBER: Final = 2**31 - 1


def pack(*key: object) -> str:
    """Return the cursor behind a row with this sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode()


def unpack(cursor: str, *readers: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Return the sort key, each part made by its reader. Errors: 422 `bad_cursor`."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor))
        return tuple(read(part) for read, part in zip(readers, parts, strict=True))
    except (ValueError, TypeError):
        raise Invalid(
            "This cursor is not one of this list: start again without one.", code="bad_cursor"
        ) from None


def number(part: Any) -> int:
    """Read a count or a rank, no greater than both databases can compare with."""
    found = int(part)
    if not 0 <= found <= MAX_NUMBER:
        raise ValueError("no number of ours")
    return found


def moment(part: Any) -> datetime:
    """Read a time in UTC, as `pack` writes all of them."""
    found = datetime.fromisoformat(part)
    if found.utcoffset() != timedelta():
        raise ValueError("no time of ours")
    return found


def name(part: Any) -> str:
    """Read an id, without what Postgres takes in no text."""
    return clean(str(part))
