"""Where a list goes on: the sort key of its last row, as text that clients hand back unread."""

import base64
from collections.abc import Callable
from typing import Any

import orjson

from core.errors import Invalid


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
