import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client

from baton.process.dev_server import SEARCH_ATTRIBUTES, DevServer
from baton.process.temporal_cli import TemporalCli
from core.errors import Misconfigured
from core.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def server(settings: Settings, temporal_cli: TemporalCli) -> AsyncIterator[DevServer]:
    server = DevServer.of(settings, temporal_cli.path)
    await server.start()
    await server.wait_healthy()
    yield server
    await server.stop()


async def test_it_answers_with_all_search_attributes(server: DevServer) -> None:
    client = await Client.connect(server.address)
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="default")
    )
    assert set(SEARCH_ATTRIBUTES) <= set(known.custom_attributes)


async def test_killed_it_comes_back_with_its_data(server: DevServer) -> None:
    client = await Client.connect(server.address)
    await client.start_workflow("Nobody", id="kept", task_queue="nobody")
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    await server.ended.wait()
    await server.up.wait()
    assert server.pid != killed
    client = await Client.connect(server.address)
    assert (await client.get_workflow_handle("kept").describe()).id == "kept"


async def test_a_start_that_fails_is_tried_again(server: DevServer) -> None:
    server.log_file.unlink()
    server.log_file.mkdir()  # so the next start cannot open it
    killed = server.pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    await server.ended.wait()
    server.ended.clear()
    await server.ended.wait()  # that start has failed: the server is still dead
    server.log_file.rmdir()
    await server.up.wait()
    assert server.pid not in (None, killed)


async def test_stop_leaves_no_process(server: DevServer) -> None:
    pid = server.pid
    assert pid is not None
    await server.stop()
    assert not psutil.pid_exists(pid)
    assert not server.pid_file.exists()


async def test_it_can_be_stopped_and_started_again(server: DevServer) -> None:
    await server.stop()
    await server.start()
    await server.wait_healthy()
    assert server.pid is not None


async def test_an_occupied_port_is_named(server: DevServer, tmp_path: Path) -> None:
    second = replace(
        server,
        database=tmp_path / "second" / "temporal.db",
        up=asyncio.Event(),
        ended=asyncio.Event(),
    )
    with pytest.raises(Misconfigured, match=rf"Port {server.port} .*BATON_TEMPORAL_PORT"):
        await second.start()


async def test_a_broken_file_is_told_with_the_servers_words(
    settings: Settings, temporal_cli: TemporalCli
) -> None:
    server = DevServer.of(settings, temporal_cli.path)
    server.database.parent.mkdir(parents=True)
    server.database.write_bytes(b"this is no database, " * 1000)
    await server.start()
    try:
        with pytest.raises(Misconfigured, match=r"not a database.* move .*temporal\.db\* away"):
            await server.wait_healthy()
    finally:
        await server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's guard exists on Linux only")
def test_killing_its_parent_kills_it(settings: Settings, temporal_cli: TemporalCli) -> None:
    script = textwrap.dedent(
        f"""
        import asyncio, sys
        from pathlib import Path
        from baton.process.dev_server import DevServer
        from core.settings import Settings

        async def main():
            settings = Settings(data_dir=Path({str(settings.data_dir)!r}),
                temporal_port={settings.temporal_port},
                temporal_ui_port={settings.temporal_ui_port})
            server = DevServer.of(settings, Path({str(temporal_cli.path)!r}))
            await server.start()
            await server.wait_healthy()
            print(server.pid, flush=True)
            await asyncio.Event().wait()

        asyncio.run(main())
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        gone, _ = psutil.wait_procs([child], timeout=5)
    assert gone


async def test_one_left_behind_is_ended_at_the_next_start(
    settings: Settings, temporal_cli: TemporalCli
) -> None:
    server = DevServer.of(settings, temporal_cli.path)
    server.database.parent.mkdir(parents=True)
    unguarded = await asyncio.create_subprocess_exec(
        *server.command(), stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert unguarded.stdout is not None
    await unguarded.stdout.readline()  # said once it runs
    server.pid_file.write_text(str(unguarded.pid))
    await server.start()
    await server.wait_healthy()
    await server.stop()
    assert await unguarded.wait() is not None
