"""Record the histories that `test_replay.py` replays: `python -m tests.histories.record [NAME...]`.

Run it when a scenario is new, or after a change that open conversations need not survive; any other
change must replay what is here as it is.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from core.vocabulary import Mode
from tests.dev_server import dev_server
from tests.fakes.desk import Desk, given_back, hand_off, look_again
from tests.histories import ingest
from tests.workflows.chat import Conversation, worker_of
from workflows.contracts import (
    CheckInput,
    CheckResult,
    Hold,
    ModeChange,
    TurnInput,
    TurnResult,
)

FOLDER = Path(__file__).parent
Scenario = Callable[[Conversation, Desk], Awaitable[None]]


async def answer(conversation: Conversation, desk: Desk) -> None:
    for seq in (1, 3):
        await conversation.write(seq)
        await conversation.answered(seq)


async def handoff(conversation: Conversation, desk: Desk) -> None:
    conversation.state.timings.response_target_s = 0.2
    desk.turn = hand_off
    await conversation.write(1)
    await conversation.until(lambda state: state.sla_breached)
    await conversation.write(3, epoch=2)
    await conversation.send("hand_back", ModeChange(epoch=3, answered_upto=3))
    await conversation.until(lambda state: state.mode is Mode.AI)


async def takeover_mid_turn(conversation: Conversation, desk: Desk) -> None:
    conversation.state.timings.idle_resume_s = 3600
    desk.turn = desk.wait_for_release
    await conversation.write(1)
    await desk.began.wait()
    await conversation.take_over()
    await asyncio.wait_for(desk.cancelled.wait(), 10)
    await conversation.write(3, epoch=2)
    await conversation.until(lambda state: state.unread_upto == 3)


async def idle_resume(conversation: Conversation, desk: Desk) -> None:
    def busy_then_idle(check: CheckInput) -> CheckResult:
        return look_again(check, 0.1) if len(desk.checked) == 1 else given_back(check)

    desk.check = busy_then_idle
    await conversation.take_over()
    await conversation.until(lambda state: state.mode is Mode.AI)
    await conversation.write(3, epoch=3)
    await conversation.answered(3)


async def hold_end(conversation: Conversation, desk: Desk) -> None:
    desk.check = given_back
    until = datetime.now(UTC) + timedelta(seconds=0.3)
    conversation.state.timings.idle_resume_s = 3600
    await conversation.send("hold", Hold(2, "rep_1", until))
    await conversation.write(3, epoch=2)
    await conversation.answered(3)


async def failed_turn(conversation: Conversation, desk: Desk) -> None:
    async def fail(turn: TurnInput) -> TurnResult:
        raise ApplicationError("no")

    desk.turn = fail
    await conversation.write(1)
    await conversation.until(lambda state: state.mode is Mode.WAITING)


async def closing(conversation: Conversation, desk: Desk) -> None:
    await answer(conversation, desk)
    await conversation.send("close", ModeChange(epoch=2, answered_upto=3))
    await asyncio.wait_for(conversation.handle.result(), 10)


async def continue_as_new(conversation: Conversation, desk: Desk) -> None:
    conversation.state.history_limit = 30
    for seq in range(1, 5):
        await conversation.write(seq)
        await conversation.answered(seq)


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        answer,
        handoff,
        takeover_mid_turn,
        idle_resume,
        hold_end,
        failed_turn,
        closing,
        continue_as_new,
    )
}


async def record(client: Client, name: str) -> list[Path]:
    """Play one scenario and write the history of each of its runs."""
    if name in ingest.SCENARIOS:
        return await _written(client, await ingest.play(client, name), name)
    conversation, desk = Conversation.fresh(client, name), Desk()
    async with worker_of(client, conversation.queue, desk):
        await SCENARIOS[name](conversation, desk)
        return await _written(client, conversation.handle.id, name)


async def _written(client: Client, workflow_id: str, name: str) -> list[Path]:
    written: list[Path] = []
    described = await client.get_workflow_handle(workflow_id).describe()
    run_id = described.raw_info.first_run_id
    while run_id:
        history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        path = FOLDER / (f"{name}_{len(written) + 1}.json" if written else f"{name}.json")
        path.write_text(json.dumps(_without_places(history.to_json_dict()), indent=1) + "\n")
        written.append(path)
        last = history.events[-1].workflow_execution_continued_as_new_event_attributes
        run_id = last.new_execution_run_id
    return written


def _without_places(value: Any) -> Any:
    """Leave out stack traces: they tell where the code lay."""
    match value:
        case dict():
            return {key: _without_places(v) for key, v in value.items() if key != "stackTrace"}
        case list():
            return [_without_places(item) for item in value]
        case _:
            return value


async def main(address: str, names: list[str]) -> None:
    """Record under a name of its own: a history must not tell whose machine it was recorded on."""
    client = await Client.connect(address, identity="recorder")
    for name in names or (*SCENARIOS, *ingest.SCENARIOS):
        for path in await record(client, name):
            print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="baton-histories-") as folder:
        with dev_server(Path(folder)) as server:
            asyncio.run(main(server.address, sys.argv[1:]))
    sys.stdout.flush()
    os._exit(0)  # see tests/conftest.py
