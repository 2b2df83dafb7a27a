"""Who reads a source for a command: the Baton that runs, else this process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from temporalio.client import Client

from baton.process.dev_server import DevServer
from baton.process.instance import is_running, only_one
from baton.process.ports import free_ports
from baton.process.temporal_cli import find_temporal_cli
from core.bus import InProcessBus
from core.clock import SystemClock
from core.settings import Settings
from store.database import Database
from workflows.connect import connect
from workflows.ingestion.starter import Ingestions


def reads_itself(settings: Settings) -> bool:
    """Whether a command of now has to read sources in its own process."""
    return settings.uses_sqlite and not is_running(settings.data_dir)


@asynccontextmanager
async def reader(settings: Settings, db: Database) -> AsyncIterator[Ingestions]:
    """The running Baton of this data folder or cluster; else one that only reads sources."""
    async with AsyncExitStack() as stack:
        if not reads_itself(settings):
            address = settings.temporal_address or f"127.0.0.1:{settings.temporal_port}"
            ingestions = Ingestions(await connect(address, settings.temporal_namespace), db)
            stack.push_async_callback(ingestions.close)
        else:
            stack.enter_context(only_one(settings.data_dir))
            address = settings.temporal_address or await _own_temporal(settings, stack)
            client = await connect(address, settings.temporal_namespace)
            ingestions = Ingestions(client, db)
            stack.push_async_callback(ingestions.close)
            await _work(settings, db, client, ingestions, stack)
        yield ingestions


async def _work(
    settings: Settings,
    db: Database,
    client: Client,
    ingestions: Ingestions,
    stack: AsyncExitStack,
) -> None:
    """Run the activities in this process; a running Baton spares the time of loading them."""
    from baton.ingestion import ingest_activities  # noqa: PLC0415
    from workflows.worker import build_ingest_worker  # noqa: PLC0415

    parts = ingest_activities(settings, db, InProcessBus(), SystemClock(), ingestions)
    await stack.enter_async_context(build_ingest_worker(client, parts))


async def _own_temporal(settings: Settings, stack: AsyncExitStack) -> str:
    """Start the dev server of this data folder on ports that are free."""
    cli = find_temporal_cli(settings, print).path
    port, ui_port = free_ports(2)
    server = replace(DevServer.of(settings, cli, "--headless"), port=port, ui_port=ui_port)
    await server.start()
    stack.push_async_callback(server.stop)
    await server.wait_healthy()
    return server.address
