"""Temporal's dev server for tests: the program says when it is up, and is waited for by that."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from baton.process.dev_server import DevServer
from baton.process.temporal_cli import find_temporal_cli
from core.settings import Settings
from harness.ports import free_ports

START_LIMIT_S = 20


@contextmanager
def dev_server(folder: Path, *extra: str) -> Iterator[DevServer]:
    """Run one with the settings of `baton up`, its database and its log in the folder."""
    port, ui_port = free_ports(2)
    server = DevServer(
        cli=find_temporal_cli(Settings(_env_file=None)).path,
        port=port,
        ui_port=ui_port,
        database=folder / "temporal.db",
        extra=(*extra, "--headless"),
    )
    is_up = SimpleQueue[bool]()
    with subprocess.Popen(
        server.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        follow = (process.stdout, server.log_file, f":{port}", is_up)
        follower = threading.Thread(target=_follow, args=follow)
        follower.start()
        try:
            if not is_up.get(timeout=START_LIMIT_S):
                raise RuntimeError(f"Temporal did not start: {server.log_file.read_text()[-500:]}")
            yield server
        finally:
            process.terminate()
            follower.join()


def _follow(output: IO[str], log: Path, address: str, is_up: SimpleQueue[bool]) -> None:
    """Keep what it says; the line with its address says that it is up, the end that it is not."""
    with log.open("a") as kept:
        for line in output:
            kept.write(line)
            kept.flush()
            if address in line:
                is_up.put(True)
    is_up.put(False)
