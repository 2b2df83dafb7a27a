"""Who owns which files: locks that the kernel releases however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from core.errors import Misconfigured
from core.settings import Settings


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


def is_running(data_dir: Path) -> bool:
    """Whether a Baton holds the data folder."""
    lock = data_dir / "baton.lock"
    if not lock.exists():
        return False
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextmanager
def own_index(settings: Settings, *, shared: bool) -> Iterator[Path]:
    """The folder of this process's search index.

    Chroma's files belong to one process. Where several share a data folder, each takes the first
    one that is free, so that a restarted worker finds a filled one again.
    """
    if not shared:
        yield settings.data_dir / "index"
        return
    with ExitStack() as held:
        folders = (settings.data_dir / "indexes" / str(number) for number in count())
        yield next(folder for folder in folders if owned(folder, held)) / "index"


def owned(folder: Path, held: ExitStack) -> bool:
    """Take one of the shared folders while `held` lasts; False when another process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    held.enter_context(lock)
    return True
