"""Conversations whose turns end as a test says, without a turn graph."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from sqlalchemy.orm import Session

from core.clock import Clock
from core.views import ConversationView, MessageView
from core.vocabulary import Decision, Reason
from store import intake
from store.database import Database
from tests.turns import finish


class Asking:
    """One visitor of one assistant; every question opens a conversation."""

    def __init__(self, db: Database, clock: Clock, assistant_id: str, visitor_id: str) -> None:
        self._db, self._clock = db, clock
        self.assistant_id, self._visitor_id = assistant_id, visitor_id

    async def fails(
        self,
        *texts: str,
        reason: Reason = Reason.NO_ANSWER,
        answerable: float = 0.1,
        signal: str = "",
    ) -> ConversationView:
        """Ask in a new conversation; the last message is handed over, those before are answered.

        `signal` is one of the last turn's trace.
        """
        found = await self._asked(texts, Decision.HANDOFF, reason, answerable, {signal: True})
        return found[0]

    async def fails_in_form(self, *texts: str, left_open: float = 0.0) -> None:
        """Ask in a new conversation; a custom action takes all messages but the last, which asks
        for a person. `left_open` is the signal of the action's last turn."""
        conversation_id = ""
        for text in texts:
            if conversation_id:
                signals = {"left_open": left_open}
                await self.turn(conversation_id, Decision.ACTION, signals=signals)
            conversation_id = await self._write(conversation_id, text)
        await self.turn(conversation_id, Decision.HANDOFF, Reason.HUMAN_REQUESTED)

    async def succeeds(self, *texts: str, answerable: float = 0.9) -> MessageView:
        """Ask in a new conversation; returns the last answer."""
        return (await self._asked(texts, Decision.ANSWER, None, answerable))[1]

    async def _asked(
        self,
        texts: Sequence[str],
        decision: Decision,
        reason: Reason | None,
        answerable: float,
        signals: Mapping[str, object] | None = None,
    ) -> tuple[ConversationView, MessageView]:
        conversation_id = ""
        for text in texts:
            conversation_id = await self._write(conversation_id, text)
            if text is not texts[-1]:
                await self.turn(conversation_id, Decision.ANSWER)
        return await self.turn(conversation_id, decision, reason, answerable, signals)

    async def _write(self, conversation_id: str, text: str) -> str:
        def write(s: Session) -> str:
            now, client_id = self._clock.now(), uuid4().hex
            visitor_id = self._visitor_id
            if not conversation_id:
                change = intake.start(
                    s,
                    now,
                    assistant_id=self.assistant_id,
                    visitor_id=visitor_id,
                    client_id=client_id,
                    text=text,
                )
            else:
                change = intake.receive(
                    s,
                    now,
                    conversation_id=conversation_id,
                    visitor_id=visitor_id,
                    client_id=client_id,
                    text=text,
                )
            return change.conversation.id

        return await self._db.write(write)

    async def says(self, conversation_id: str, text: str) -> None:
        await self._write(conversation_id, text)

    async def turn(
        self,
        conversation_id: str,
        decision: Decision,
        reason: Reason | None = None,
        answerable: float = 0.9,
        signals: Mapping[str, object] | None = None,
    ) -> tuple[ConversationView, MessageView]:
        """Commit a turn over what is unanswered."""
        now = self._clock.now()
        return await self._db.write(
            lambda s: finish(s, now, conversation_id, decision, reason, answerable, signals)
        )
