"""The worker: light to load, and gentle when it stops."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from temporalio.client import Client

from core.vocabulary import Decision
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Emit
from graphs.turn.thread import Thread
from tests.workflows.house import say
from tests.workflows.test_dispatcher import open_plant
from workflows import contracts
from workflows.worker import REPLAYED, Layout, build_id, build_workers, queues_of

WORKFLOWS = "workflows.conversation, workflows.ingestion.workflow, workflows.ingestion.refresh"
HEAVY = {"pydantic", "sqlalchemy", "sqlmodel", "langgraph", "chromadb", "numpy", "fastapi"}


def test_the_workflow_loads_nothing_heavy_into_its_sandbox() -> None:
    code = f"import sys, {WORKFLOWS}; print(*{{n.split('.')[0] for n in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(run.stdout.split())


def test_all_code_that_is_replayed_counts_for_the_build_id() -> None:
    code = f"import sys, {WORKFLOWS}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {
        name.removeprefix("workflows.").replace(".", "/") + ".py"
        for name in run.stdout.split()
        if name.startswith("workflows.")
    }
    rooms = {f"{Path(name).parent}.py" for name in REPLAYED} & loaded
    assert loaded - rooms == set(REPLAYED)
    assert build_id() == build_id()


def test_turns_share_the_queue_of_their_workflows_only_when_embedded() -> None:
    assert queues_of(Layout.EMBEDDED) == contracts.Queues("chat", "chat")
    assert queues_of(Layout.CHAT) == queues_of(Layout.AI) == contracts.Queues("chat", "ai")


async def test_a_chat_worker_answers_what_one_process_has_begun(
    tmp_path: Path, temporal: Client
) -> None:
    async with open_plant(tmp_path, temporal) as plant, AsyncExitStack() as stack:
        scaled = contracts.Queues(plant.queues.chat, f"{plant.queues.chat}-ai")
        for worker in build_workers(temporal, plant.house.activities(say), Layout.CHAT, scaled):
            await stack.enter_async_context(worker)
        conversation_id = (await plant.house.start()).conversation.id
        await plant.answered(conversation_id)
        assert await plant.texts(conversation_id) == ["1 answered"]


async def test_a_worker_that_stops_finishes_its_turns(tmp_path: Path, temporal: Client) -> None:
    began, release = asyncio.Event(), asyncio.Event()

    async def think(thread: Thread, emit: Emit) -> TurnOutcome:
        began.set()
        await release.wait()
        return TurnOutcome(Decision.ANSWER, None, "thought through")

    async with open_plant(tmp_path, temporal) as plant:
        async with plant.work(think):
            conversation_id = (await plant.house.start()).conversation.id
            await began.wait()
            asyncio.get_running_loop().call_later(0.2, release.set)
        assert await plant.texts(conversation_id) == ["thought through"]
