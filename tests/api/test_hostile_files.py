import asyncio

import pytest

from knowledge.extract import Extractor
from tests.api.conftest import VisitorClient
from tests.knowledge.extract import bombs

MESSAGES = 10


async def test_visitors_are_served_while_a_bomb_is_parsed(visitor: VisitorClient) -> None:
    """One event loop for both: had the parser blocked it, no message would be answered before."""
    async with Extractor(time_limit_s=60) as extractor:
        await extractor.extract("a.md", "", b"# Warm\n\nWords.\n")
        parsing = asyncio.create_task(extractor.extract("a.html", "", bombs.SLOW_PAGE))
        conversation = await visitor.start("Where is my parcel?")
        for number in range(MESSAGES):
            message = {"client_id": f"m{number}", "text": f"Are you there? {number}"}
            reply = await visitor.post(f"/conversations/{conversation}/messages", message)
            assert reply.status_code == 202
        assert not parsing.done()
        parsing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await parsing
