"""Ctrl-C under `make`: become the terminal's foreground process, as a shell does for a job.

`make` ends itself with an error on the terminal's interrupt, whatever its child answers. While
Baton holds the foreground, the interrupt reaches Baton alone and `make` sees its exit code.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def foreground(wanted: bool) -> Iterator[None]:
    """Hold the terminal's foreground, if there is a terminal and our group has it."""
    terminal = _terminal() if wanted else None
    if terminal is None:
        yield
        return
    before = os.getpgrp()
    stop = signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # nobody above could continue us
    output = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # or giving it back would stop us
    try:
        os.setpgid(0, 0)
        os.tcsetpgrp(terminal, os.getpgrp())
        yield
    finally:
        with suppress(OSError):
            os.tcsetpgrp(terminal, before)
            os.setpgid(0, before)
        signal.signal(signal.SIGTSTP, stop)
        signal.signal(signal.SIGTTOU, output)
        os.close(terminal)


def _terminal() -> int | None:
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return None
    if os.tcgetpgrp(terminal) == os.getpgrp() != os.getpid():
        return terminal
    os.close(terminal)
    return None
