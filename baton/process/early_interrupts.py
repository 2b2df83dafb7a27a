"""Interrupts of a process that will serve, while it has nothing to end yet."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def no_error() -> Iterator[None]:
    """Leave quietly on Ctrl-C, SIGTERM or a closed terminal, as later (see `interrupts`)."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if hears_hang_up():
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


def hears_hang_up() -> bool:
    """Not when `nohup` has started it."""
    return signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
