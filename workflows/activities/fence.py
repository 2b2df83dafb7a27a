"""The instant end of a turn when somebody else takes the word."""

from collections.abc import Callable

from core.bus import BusMessage, CommittedEvent, InProcessBus, QueueSubscription, conversation_topic


class EpochFence(QueueSubscription):
    """Notices a higher epoch while it is being published, before any reader can see it.

    A subscriber that had to be scheduled first would let one more piece of a draft slip out behind
    the takeover. SQL's own fence is what makes the turn correct; this one makes it silent at once.
    """

    def __init__(self, bus: InProcessBus, conversation_id: str, epoch: int) -> None:
        super().__init__(bus, (conversation_topic(conversation_id),))
        self._epoch = epoch
        self.stopped = False
        self.on_stop: Callable[[], object] | None = None

    def put(self, message: BusMessage) -> None:
        if self.stopped or not isinstance(message, CommittedEvent):
            return
        if message.epoch > self._epoch:
            self.stopped = True
            if self.on_stop is not None:
                self.on_stop()
