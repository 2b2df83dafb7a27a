"""What every test may use: one real Temporal server a session, and an orderly end."""

import os
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from temporalio.client import Client

from baton.dev_server import DevServer
from baton.temporal_cli import find_temporal_cli
from core.settings import Settings
from workflows.connect import connect

TIME_SKIPPING = ("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true")
SESSION = pytest.StashKey[pytest.Session]()


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dev server with the settings of `baton up`; time skipping is allowed."""
    folder = tmp_path_factory.mktemp("temporal")
    server = DevServer(
        cli=find_temporal_cli(Settings(_env_file=None)).path,
        port=free_port(),
        ui_port=free_port(),
        database=folder / "temporal.db",
        extra=(*TIME_SKIPPING, "--headless"),
    )
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen(server.command(), stdout=output, stderr=output)
    try:
        _wait_until_it_listens(server.port, process, folder / "log")
        yield server.address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
async def temporal(temporal_server: str) -> Client:
    """A client of the session's server."""
    return await connect(temporal_server)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"Temporal did not start: {log.read_text()[-500:]}")


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[SESSION] = session


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> Generator[None]:
    """Leave without the interpreter's finalisation, after everything else is done and told.

    Native threads of the Temporal SDK that end during it abort the process in some of all runs
    (SDK 1.35, exit codes 134 and 139), after all tests have passed.
    """
    session = config.stash.get(SESSION, None)
    code = int(session.exitstatus) if session is not None else 0
    try:
        yield
    except Exception:
        traceback.print_exc()
        code = code or int(pytest.ExitCode.TESTS_FAILED)
    if session is None or "temporalio" not in sys.modules:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.flush()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
