"""Who owns which files: locks that the kernel releases however the process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TextIO

from core.errors import Misconfigured
from core.settings import Settings


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder; `Misconfigured` when another Baton has it or it cannot be written."""
    with _lock_file(data_dir) as lock:
        if not _take(lock):
            lock.seek(0)
            owner = lock.read().strip() or "unknown"
            raise Misconfigured(
                f"Another Baton (process {owner}) uses the data folder {str(data_dir)!r}. "
                "Stop it, or set BATON_DATA_DIR and the ports to others."
            )
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def is_running(data_dir: Path) -> bool:
    """Whether a Baton holds the data folder; who looks hinders nobody that wants to hold it.

    Errors: `misconfigured` when there is such a folder, but it cannot be written.
    """
    if not (data_dir / "baton.lock").exists():
        return False
    with _lock_file(data_dir) as lock:
        return not _locked(lock, fcntl.LOCK_SH)


def require_writable(data_dir: Path) -> None:
    """Make the data folder if there is none. Errors: `misconfigured`."""
    _lock_file(data_dir).close()


def _lock_file(data_dir: Path) -> TextIO:
    """Open it, in a folder that nobody else may look into: conversations are kept there."""
    with _told_when_not_written(data_dir):
        data_dir.mkdir(0o700, parents=True, exist_ok=True)
        return (data_dir / "baton.lock").open("a+")


@contextmanager
def _told_when_not_written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Misconfigured(
            f"The data folder {str(folder)!r} cannot be written ({error.strerror}). "
            "Set BATON_DATA_DIR to another folder."
        ) from error


def _take(lock: TextIO) -> bool:
    """Take it for this process alone; those who only look share it for a moment, and are gone."""
    while not _locked(lock, fcntl.LOCK_EX):
        if not _locked(lock, fcntl.LOCK_SH):
            return False
        fcntl.flock(lock, fcntl.LOCK_UN)
    return True


def _locked(lock: TextIO, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
    """Take one of the shared folders while `held` lasts; False when another process has it.

    Errors: `misconfigured` when it cannot be written.
    """
    with _told_when_not_written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")
    if not _locked(lock, fcntl.LOCK_EX):
        lock.close()
        return False
    held.enter_context(lock)
    return True
