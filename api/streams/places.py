"""How many streams one visitor, and one address, may hold open in this process."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from api.limits import is_local
from core.errors import TooManyRequests

OF_VISITOR: Final = 20
OF_ADDRESS: Final = 500
"""A whole company may come from one address; this machine's share no limit (`api.limits`)."""
TRY_AGAIN_S: Final = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Whose stream it is, and where from."""

    visitor_id: str
    address: str


class Places:
    """A stream costs little, but each gets whatever the visitor writes: none may hold thousands."""

    def __init__(self) -> None:
        self._ends: dict[str, list[Callable[[], None]]] = {}
        self._of_address: Counter[str] = Counter()

    def require(self, place: Place) -> None:
        """Refuse another stream to a full address with 429."""
        if self._of_address[place.address] >= OF_ADDRESS:
            raise TooManyRequests("Too many open streams.", retry_after_s=TRY_AGAIN_S)

    @contextmanager
    def taken(self, place: Place, end: Callable[[], None]) -> Iterator[None]:
        """Hold a place. When a visitor has too many, their oldest stream ends: that is the one
        whose reader may be gone without a word.
        """
        ends = self._ends.setdefault(place.visitor_id, [])
        ends.append(end)
        if len(ends) > OF_VISITOR:
            ends.pop(0)()
        local = is_local(place.address)
        self._of_address[place.address] += not local
        try:
            yield
        finally:
            self._of_address[place.address] -= not local
            if not self._of_address[place.address]:
                del self._of_address[place.address]
            if end in ends:
                ends.remove(end)
            if not ends:
                self._ends.pop(place.visitor_id, None)
