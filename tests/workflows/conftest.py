"""A worker on a task queue of its own, and a conversation to signal to."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from tests.fakes.desk import Desk
from tests.workflows.chat import Conversation, worker_of


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def conversation(temporal: Client) -> Conversation:
    return Conversation.fresh(temporal)


@pytest.fixture
async def worker(conversation: Conversation, desk: Desk) -> AsyncIterator[Worker]:
    async with worker_of(conversation.client, conversation.queue, desk) as running:
        yield running
