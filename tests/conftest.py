"""What every test may use: one real Temporal server and one embedding a session; an orderly end."""

import os
import sys
import traceback
from collections.abc import Generator, Iterator

import pytest
from temporalio.client import Client

from knowledge.embed import MiniLmEmbedder
from tests.dev_server import dev_server
from workflows.connect import connect

TIME_SKIPPING = ("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true")
SESSION = pytest.StashKey[pytest.Session]()


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dev server with the settings of `baton up`; time skipping is allowed."""
    with dev_server(tmp_path_factory.mktemp("temporal"), *TIME_SKIPPING) as server:
        yield server.address


@pytest.fixture
async def temporal(temporal_server: str) -> Client:
    """A client of the session's server."""
    return await connect(temporal_server)


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    """The real embedding, loaded once."""
    embedder = MiniLmEmbedder(tmp_path_factory.mktemp("models"))
    yield embedder
    embedder.close()


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
