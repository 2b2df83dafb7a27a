"""One Baton per data folder: a lock that the kernel releases however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Misconfigured


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; `Misconfigured` when another Baton has it or it cannot be written."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "baton.lock").open("a+")
    except OSError as error:
        raise Misconfigured(
            f"The data folder {str(data_dir)!r} cannot be written ({error.strerror}). "
            "Set BATON_DATA_DIR to another folder."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise Misconfigured(
                f"Another Baton (process {owner}) uses the data folder {str(data_dir)!r}. "
                "Stop it, or set BATON_DATA_DIR and the ports to others."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
