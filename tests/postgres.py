"""A throw-away Postgres server from the installed binaries, for tests on both databases."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def postgres_bin() -> Path | None:
    """The folder of `initdb`, newest version first; None when Postgres is not installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    on_path = shutil.which("initdb")
    candidates = [*reversed(debian), *([Path(on_path).parent] if on_path else [])]
    return next((path for path in candidates if (path / "initdb").exists()), None)


@dataclass(frozen=True)
class Server:
    """A running server; `control` is `pg_ctl` with its data folder."""

    url: str
    control: tuple[str | Path, ...]
    rights: dict[str, Any]

    def restart(self) -> None:
        """Stop it as a crash does and start it again; returns when it takes connections."""
        _run(*self.control, "-m", "immediate", "-w", "restart", **self.rights)


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start an empty server on a free port and yield its `postgresql://` URL; gone afterwards."""
    with running_server() as server:
        yield server.url


@contextmanager
def running_server() -> Iterator[Server]:
    """The same, for tests that hurt the server itself."""
    binaries = postgres_bin()
    if binaries is None:
        raise RuntimeError("Postgres is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="baton-postgres-", dir="/tmp"))
    rights = _not_root(folder)
    data = folder / "data"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    try:
        _run(binaries / "initdb", "-D", data, "-U", "baton", "-A", "trust", "-N", **rights)
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -F"
        control = (binaries / "pg_ctl", "-D", data, "-l", folder / "log")
        _run(*control, "-w", "-o", options, "start", **rights)
        try:
            yield Server(f"postgresql://baton@127.0.0.1:{port}/postgres", control, rights)
        finally:
            _run(*control, "-m", "immediate", "stop", **rights)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _not_root(folder: Path) -> dict[str, Any]:
    """Postgres refuses root: give the folder to another user and run as that one."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return {"user": user}


def _run(*command: str | Path, **rights: Any) -> None:
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **rights,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")
