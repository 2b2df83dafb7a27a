"""The growing answer as readers see it before it is committed."""

import asyncio

from core.bus import Bus, Ephemeral, conversation_topic
from graphs.turn.state import TurnDelta, TurnReset
from workflows.activities.fence import EpochFence
from workflows.contracts import TurnInput

COALESCE_S = 0.04


class Draft:
    """Publishes pieces of the answer, at most one each 40 ms, and none behind the fence.

    A turn that is faster than that publishes nothing: its committed message is there already.
    """

    def __init__(self, bus: Bus, turn: TurnInput, fence: EpochFence) -> None:
        self._bus, self._turn, self._fence = bus, turn, fence
        self._text = ""
        self._timer: asyncio.TimerHandle | None = None
        self.phase = "deciding"

    def emit(self, piece: TurnDelta | TurnReset) -> None:
        """Take one piece; never blocks."""
        if isinstance(piece, TurnReset):
            self.reset()
            return
        self.phase = "answering"
        self._text += piece.text
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(COALESCE_S, self._flush)

    def reset(self) -> None:
        """Make readers forget what they saw of this turn."""
        self.close()
        self._publish("answer.reset", {})

    def close(self) -> None:
        """Drop what is not yet shown."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._text = ""

    def _flush(self) -> None:
        text = self._text
        self._timer, self._text = None, ""
        self._publish("answer.delta", {"text": text})

    def _publish(self, name: str, data: dict[str, str]) -> None:
        if not self._fence.stopped:
            turn = self._turn
            message = {"turn_id": turn.turn_id, "epoch": turn.epoch, **data}
            topic = conversation_topic(turn.conversation_id)
            self._bus.publish(topic, Ephemeral(turn.conversation_id, name, message))
