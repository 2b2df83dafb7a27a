"""Take the ports before anything slow happens, so that an occupied one is told at once."""

import errno
import socket

from core.errors import Misconfigured


def hold(host: str, port: int, setting: str) -> socket.socket:
    """Bind and return a listening socket, to be handed to the server.

    Raises `Misconfigured` naming the port and the setting that moves it.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Misconfigured(f"The address {host!r} is unknown. Change BATON_HOST.") from error
    held = socket.socket(family, socket.SOCK_STREAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(address)
        held.listen(2048)
        held.setblocking(False)
    except OSError as error:
        held.close()
        raise _refused(error, host, port, setting) from error
    return held


def require_free(host: str, port: int, setting: str) -> None:
    """Raise `Misconfigured` when another program listens on the port."""
    hold(host, port, setting).close()


def free_ports(count: int) -> list[int]:
    """Some ports that nobody listens on now."""
    held = [hold("127.0.0.1", 0, "BATON_HOST") for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in held]
    for listener in held:
        listener.close()
    return ports


def _refused(error: OSError, host: str, port: int, setting: str) -> Misconfigured:
    if error.errno == errno.EADDRINUSE:
        reason = f"Port {port} is in use by another program. Stop it, or set {setting} to a free"
        return Misconfigured(f"{reason} port.")
    if error.errno == errno.EACCES:
        return Misconfigured(f"Port {port} needs more rights. Set {setting} to 1024 or higher.")
    if error.errno == errno.EADDRNOTAVAIL:
        return Misconfigured(f"This machine has no address {host!r}. Change BATON_HOST.")
    return Misconfigured(f"{host}:{port} cannot be opened ({error.strerror}). Change {setting}.")
