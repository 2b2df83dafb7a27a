"""End a child that an earlier, killed Baton left behind, and nothing else."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

POLITE_S = 3.0
FORCED_S = 2.0


def end_left_behind(pid_file: Path, marker: str) -> bool:
    """End the process noted in `pid_file` if its command line names `marker`; tell whether it was.

    The marker (its database file) keeps a reused process id from being taken for ours.
    """
    try:
        pid = int(pid_file.read_text())
    except (OSError, ValueError):
        return False
    ours = marker in command_line(pid)
    if ours:
        log.info("ending_left_behind", pid=pid)
        for number, limit_s in ((signal.SIGTERM, POLITE_S), (signal.SIGKILL, FORCED_S)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            if _gone_within(pid, marker, limit_s):
                break
    pid_file.unlink(missing_ok=True)
    return ours


def command_line(pid: int) -> str:
    """The command line of a process, empty if there is none."""
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    if Path("/proc/self").exists():
        return ""
    with suppress(OSError):
        run = subprocess.run(  # noqa: S603
            ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
        )
        return run.stdout
    return ""


def _gone_within(pid: int, marker: str, limit_s: float) -> bool:
    deadline = time.monotonic() + limit_s
    while marker in command_line(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
