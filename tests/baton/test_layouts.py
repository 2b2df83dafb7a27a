from pathlib import Path

from temporalio.client import Client

from baton.wiring import run_workers
from tests.workflows.house import open_house, say
from tests.workflows.test_dispatcher import QUICK, Plant
from workflows.contracts import SCALED
from workflows.dispatcher import OutboxDispatcher
from workflows.worker import Layout


async def test_one_process_answers_what_the_scaled_layout_has_begun(
    tmp_path: Path, temporal: Client
) -> None:
    async with open_house(tmp_path, settings=QUICK) as house:
        dispatcher = OutboxDispatcher(temporal, house.db, house.clock, SCALED)
        plant = Plant(house, temporal, dispatcher, SCALED)
        async with run_workers(temporal, house.activities(say), (Layout.EMBEDDED,)):
            conversation_id = (await house.start()).conversation.id
            for item in await plant.rows():
                dispatcher.submit(item)
            await plant.answered(conversation_id)
        await dispatcher.close()
        assert await plant.texts(conversation_id) == ["1 answered"]
