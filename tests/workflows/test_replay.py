"""Conversations that are open while Baton is updated go on with the new code."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.histories import ingest, record
from tests.workflows.sandbox import sandbox
from workflows.conversation import ConversationWorkflow
from workflows.ingestion.workflow import IngestWorkflow
from workflows.worker import build_id

RECORDED = sorted(record.FOLDER.glob("*.json"))


@pytest.fixture(scope="module")
def replayer() -> Replayer:
    return Replayer(
        workflows=[ConversationWorkflow, IngestWorkflow],
        workflow_runner=sandbox(),
        build_id=build_id(),
    )


def load(path: Path, change: tuple[str, str] = ("", "")) -> WorkflowHistory:
    text = path.read_text()
    return WorkflowHistory.from_json(path.stem, text.replace(*change) if change[0] else text)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(replayer: Replayer, path: Path) -> None:
    await replayer.replay_workflow(load(path))


async def test_another_order_of_commands_is_noticed(replayer: Replayer) -> None:
    """Control: the test above can fail."""
    changed = load(record.FOLDER / "answer.json", ('"ai_turn"', '"fail_turn"'))
    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(changed)


def test_every_scenario_is_recorded() -> None:
    recorded = {path.stem for path in RECORDED}
    assert set(record.SCENARIOS) | set(ingest.SCENARIOS) <= recorded
    assert "continue_as_new_2" in recorded


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_history_names_no_machine(path: Path) -> None:
    text = path.read_text()
    assert '"identity": "recorder"' in text
    assert "@" not in text
    assert "stackTrace" not in text
