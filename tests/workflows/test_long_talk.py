"""F33: a conversation of very many messages, whose run continues as new while they come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dev_server import dev_server
from tests.workflows.test_dispatcher import open_plant
from workflows.connect import connect
from workflows.contracts import workflow_id

MESSAGES = 200
AT_ONCE = 4
SUGGESTED_AFTER = 60


@pytest.fixture
def soon_full(tmp_path: Path) -> Iterator[str]:
    """A server that finds a history long after a few events, as the real one after thousands."""
    limit = f"limit.historyCount.suggestContinueAsNew={SUGGESTED_AFTER}"
    with dev_server(tmp_path, "--dynamic-config-value", limit) as server:
        yield server.address


async def test_no_message_of_a_long_talk_is_lost_or_answered_twice(
    tmp_path: Path, soon_full: str
) -> None:
    client = await connect(soon_full)
    async with open_plant(tmp_path, client) as plant, plant.work():
        conversation_id = (await plant.house.start()).conversation.id
        for _ in range(MESSAGES // AT_ONCE):
            for _ in range(AT_ONCE):
                await plant.house.write(conversation_id)
            await plant.answered(conversation_id)
        texts = await plant.texts(conversation_id)
        assert sum(int(text.split()[0]) for text in texts) == MESSAGES + 1
        runs = [
            run
            async for run in client.list_workflows(f"WorkflowId = '{workflow_id(conversation_id)}'")
        ]
        print(f"{MESSAGES} messages, {len(texts)} turns, {len(runs)} runs")
        assert len(runs) > 2
        assert all(run.history_length < 2 * SUGGESTED_AFTER for run in runs)
