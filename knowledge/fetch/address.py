"""Which web addresses may be read: public ones, said plainly."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from knowledge.refusals import Refusal, UnreadableFile

MAX_ADDRESS_CHARS = 2_000
PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*\Z")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_NEVER = [
    ip_network(text)
    for text in (
        "168.63.129.16/32",  # Azure's host, in a public range
        "64:ff9b::/96",  # IPv4 inside IPv6: translated,
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4,
        "2001::/32",  # Teredo,
        "::/96",  # and the obsolete compatible form
    )
]
"""Refused although `is_global` says yes, because they may lead inside."""
_METADATA = [
    ip_network(text)
    for text in (
        "fd00:ec2::/32",  # Amazon's services for its machines
        "fd20:ce::254/128",  # Google's
        "192.0.0.0/24",  # Oracle's among others
    )
]
"""Refused also where private networks are allowed, of which they are part."""
_PRIVATE = (
    "The address leads into a private network, and only public sites are read "
    "(BATON_ALLOW_PRIVATE_SOURCES changes that)."
)
_SPECIAL = (
    "The address is link-local, of a cloud's metadata or special otherwise, and is never read."
)

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to addresses, in order of preference."""


@dataclass(frozen=True, slots=True)
class Place:
    """A checked address, taken apart."""

    scheme: str
    host: str
    port: int


def place_of(url: str, *, allow_private: bool) -> Place:
    """Check how an address is written, before anything is looked up.

    Errors: `file_unreadable` with `address_invalid` or `address_private`.
    """
    parts = _split(url)
    if parts.scheme not in PORTS:
        raise _invalid("Only addresses that begin with http:// or https:// are read.")
    if parts.username is not None or parts.password is not None:
        raise _invalid("An address with a user name or password in it is not read.")
    host = _ascii(parts.hostname or "").rstrip(".")
    port = parts.port or PORTS[parts.scheme]
    if not allow_private and port not in PORTS.values():
        raise _invalid("Only sites on the usual ports, 80 and 443, are read.")
    if _is_address(host):
        _check_address(host, allow_private)
    else:
        _check_name(host, allow_private)
    return Place(parts.scheme, host, port)


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system, off the event loop."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = f"There is no site named {host!r}."
        raise UnreadableFile(reason, Refusal.ADDRESS_UNKNOWN) from error
    return [str(entry[4][0]) for entry in found]


async def address_of(place: Place, lookup: Resolve, *, allow_private: bool) -> str:
    """Return the one address to connect to; one forbidden address forbids the name.

    Errors: `file_unreadable` with `address_unknown` or `address_private`.
    """
    if _is_address(place.host):
        found = [place.host]
    else:
        found = await lookup(place.host, place.port)
    if not found:
        raise UnreadableFile(f"There is no site named {place.host!r}.", Refusal.ADDRESS_UNKNOWN)
    for text in found:
        _check_address(text, allow_private)
    return found[0]


def is_allowed(text: str, *, allow_private: bool) -> bool:
    """Whether this address may be connected to; metadata services never may."""
    address: Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if any(address in network for network in _METADATA):
        return False
    if allow_private and (address.is_private or address.is_loopback):
        return True
    return address.is_global and not any(address in network for network in _NEVER)


def _split(url: str) -> SplitResult:
    if len(url) > MAX_ADDRESS_CHARS or re.search(r"[\x00-\x20\x7f\\]", url):
        raise _invalid("The address is too long or has characters that no address has.")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _invalid("This is not a proper web address.") from error
    return parts


def _ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise _invalid("The name of the site is not a proper one.") from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _check_address(text: str, allow_private: bool) -> None:
    if is_allowed(text, allow_private=allow_private):
        return
    private = is_allowed(text, allow_private=True)
    raise UnreadableFile(_PRIVATE if private else _SPECIAL, Refusal.ADDRESS_PRIVATE)


def _check_name(host: str, allow_private: bool) -> None:
    """Refuse what is no name: `127.1`, `0x7f000001` and `2130706433` are addresses in disguise."""
    if not _HOST.match(host) or _NUMBER.match(host.rpartition(".")[2]):
        raise _invalid("The name of the site is not a proper one.")
    inside = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if inside and not allow_private:
        raise UnreadableFile(_PRIVATE, Refusal.ADDRESS_PRIVATE)


def _invalid(reason: str) -> UnreadableFile:
    return UnreadableFile(reason, Refusal.ADDRESS_INVALID)
