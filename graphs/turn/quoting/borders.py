"""What the border of a chunk has cut off is put back before a passage is quoted."""

from functools import lru_cache
from typing import NamedTuple

from graphs.turn.quoting.units import (
    Unit,
    announces,
    blocks_of,
    continues_list,
    is_numbered,
    units_of,
)
from knowledge.contracts import Passage


class _Neighbour(NamedTuple):
    """What stands before or after a passage; `cut` when the border lies within a section."""

    text: str
    cut: bool

    @property
    def blocks(self) -> list[str]:
        return blocks_of(self.text)

    def joins(self, upper: str, lower: str) -> bool:
        """Say whether a list goes on over the border; bullets only within a section."""
        return (self.cut or is_numbered(lower)) and continues_list(upper, lower)


def parts_of(passage: Passage) -> tuple[Unit, ...]:
    """Take a passage apart, in order."""
    before = _Neighbour(passage.before, passage.cut_before)
    return _parts_of(passage.text, before, _Neighbour(passage.after, passage.cut_after))


@lru_cache(512)
def _parts_of(text: str, before: _Neighbour, after: _Neighbour) -> tuple[Unit, ...]:
    """The popular passages are quoted again and again."""
    return tuple(units_of(_completed(blocks_of(text), before, after)))


def _completed(own: list[str], before: _Neighbour, after: _Neighbour) -> str:
    """Add an announced list, and the rest of one that goes on."""
    above, below = before.blocks, after.blocks
    if own and above and before.joins(above[-1], own[0]):
        lead = [block for block in above[-2:-1] if announces(block)]
        own = [*lead, f"{above[-1]}\n{own[0]}", *own[1:]]
    if own and below:
        if announces(own[-1]):
            own.append(below[0])
        elif after.joins(own[-1], below[0]):
            own[-1] = f"{own[-1]}\n{below[0]}"
    return "\n\n".join(own)
