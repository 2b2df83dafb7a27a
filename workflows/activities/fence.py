"""The instant end of a turn when somebody else takes the word."""

from collections.abc import AsyncIterator, Callable

from core.bus import BusMessage, CommittedEvent, InProcessBus, QueueSubscription, conversation_topic
from core.views import MessageView
from core.vocabulary import AuthorKind, EventName


class EpochFence(QueueSubscription):
    """Notices a higher epoch while it is being published, before any reader can see it.

    A subscriber that had to be scheduled first would let one more piece of a draft slip out behind
    the takeover. SQL's own fence is what makes the turn correct; this one makes it silent at once.
    What is queued are the messages that people write meanwhile.
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
        elif message.name is EventName.MESSAGE_CREATED:
            super().put(message)

    async def said_after(self, seq: int) -> AsyncIterator[str]:
        """What the visitor writes behind `seq` while the turn runs."""
        async for message in self:
            if isinstance(message, CommittedEvent) and message.seq > seq:
                view = MessageView.model_validate_json(message.data)
                if view.author.kind is AuthorKind.VISITOR:
                    yield view.text
