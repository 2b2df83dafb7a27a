"""Token buckets in memory: one careless or hostile caller cannot starve the others."""

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address

from core.errors import TooManyRequests

MAX_BUCKETS = 50_000


@dataclass(frozen=True)
class Rate:
    """`burst` requests at once, then `per_second`."""

    per_second: float
    burst: float


@dataclass(frozen=True)
class Limits:
    """Defaults that no person notices.

    Callers from this machine have no limit of their address and none for reading: tests come from
    there, and a proxy that does not say whom it speaks for.
    """

    visitor_writes: Rate = Rate(20, 60)
    visitor_reads: Rate = Rate(10, 200)
    address_writes: Rate = Rate(100, 400)
    sessions: Rate = Rate(5, 60)
    uploads: Rate = Rate(0.5, 20)
    address_uploads: Rate = Rate(0.1, 60)
    sign_in: Rate = Rate(0.2, 10)


class Buckets:
    """One bucket a key; the least recently used are forgotten beyond `MAX_BUCKETS`."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Spend one; 429 with the time to wait when there is none left."""
        now = time.monotonic()
        level, at = self._levels.get(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - at) * self._rate.per_second)
        if level < 1:
            wait = math.ceil((1 - level) / self._rate.per_second)
            raise TooManyRequests(f"Too many requests. Try again in {wait} s.", retry_after_s=wait)
        self._levels[key] = (level - 1, now)
        self._levels.move_to_end(key)
        if len(self._levels) > MAX_BUCKETS:
            self._levels.popitem(last=False)


class Limiter:
    """The buckets of this process."""

    def __init__(self, limits: Limits) -> None:
        self._visitors = Buckets(limits.visitor_writes)
        self._reads = Buckets(limits.visitor_reads)
        self._addresses = Buckets(limits.address_writes)
        self._sessions = Buckets(limits.sessions)
        self._uploads = Buckets(limits.uploads)
        self._address_uploads = Buckets(limits.address_uploads)
        self._sign_ins = Buckets(limits.sign_in)
        self.hashing = asyncio.Semaphore(1)
        """A password hash needs 64 MiB and a thread: one at a time."""

    def visitor_write(self, visitor_id: str, address: str) -> None:
        self._visitors.take(visitor_id)
        if not is_local(address):
            self._addresses.take(address)

    def visitor_read(self, visitor_id: str, address: str) -> None:
        if not is_local(address):
            self._reads.take(visitor_id)

    def session(self, address: str) -> None:
        if not is_local(address):
            self._sessions.take(address)

    def upload(self, owner_id: str, address: str) -> None:
        """Bounds the files of one visitor, and of one address: a new visitor is made in no time."""
        self._uploads.take(owner_id)
        if not is_local(address):
            self._address_uploads.take(address)

    def sign_in(self, email: str, address: str) -> None:
        """Bounds guesses on one account and guesses from one address."""
        self._sign_ins.take(f"account {email.lower()}")
        if not is_local(address):
            self._sign_ins.take(f"address {address}")


def is_local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
