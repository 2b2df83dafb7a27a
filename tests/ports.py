"""Ports that nothing listens on."""

import socket


def free_ports(count: int) -> list[int]:
    """Different ports of 127.0.0.1, free at the moment of asking."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [item.getsockname()[1] for item in sockets]
    for item in sockets:
        item.close()
    return ports
