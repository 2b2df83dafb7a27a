"""Ports that nothing listens on."""

import random
import socket

BELOW_EPHEMERAL = range(18_000, 32_000)
"""Linux gives outgoing connections ports from 32768 up: one of those may be gone when needed."""

_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Different ports of 127.0.0.1, free at the moment of asking, and given out only once."""
    return [_free_port() for _ in range(count)]


def _free_port() -> int:
    for _ in range(1_000):
        port = random.choice(BELOW_EPHEMERAL)
        if port in _given:
            continue
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        _given.add(port)
        return port
    raise RuntimeError("no free port was found")
