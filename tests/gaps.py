"""Waiting for knowledge gaps as the inbox does: look once, then again at each hint."""

from collections.abc import Callable
from typing import Any

from tests.clients import API, RepClient, Stream


def inbox_stream(rep: RepClient) -> Stream:
    """What the lists of the inbox listen to."""
    return Stream(rep.http, f"{API}/inbox/events", rep.headers)


async def when(
    rep: RepClient, hints: Stream, hint: str, path: str, fits: Callable[[Any], bool]
) -> dict[str, Any]:
    """The item of the list at `path` that fits, as soon as there is one."""
    while True:
        seen = len(hints.events)
        for item in (await rep.get(path))["items"]:
            if fits(item):
                found: dict[str, Any] = item
                return found
        await hints.until(lambda event: event.name == hint and len(hints.events) > seen)  # noqa: B023
