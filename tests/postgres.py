"""A throw-away Postgres server from the installed binaries, for tests on both databases."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start an empty server on a free port and yield its `postgresql://` URL; gone afterwards."""
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
        log = folder / "log"
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start", **rights)
        try:
            yield f"postgresql://baton@127.0.0.1:{port}/postgres"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop", **rights)
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
