"""Turns that did not answer, their gap, and an entry for it, without a turn graph."""

from uuid import uuid4

import numpy as np
from sqlalchemy.orm import Session

from core.ids import new_id
from core.views import MessageView
from core.vocabulary import Decision, GapState, Reason, Role
from store import entries, unanswered
from store.unanswered import GroupChange, Placed
from tests.api.conftest import World
from tests.turns import finish


async def finished(
    world: World,
    conversation_id: str,
    decision: Decision,
    reason: Reason | None = None,
    answerable: float = 0.1,
) -> MessageView:
    """Commit a turn over what is unanswered; returns the message that it wrote."""
    now = world.clock.now()
    made = await world.db.write(
        lambda s: finish(s, now, conversation_id, decision, reason, answerable)
    )
    return made[1]


async def no_answer(world: World, conversation_id: str) -> MessageView:
    return await finished(world, conversation_id, Decision.HANDOFF, Reason.NO_ANSWER)


async def grouped(world: World, failed: MessageView) -> str:
    """Put the turn into a gap of its own."""
    gap_id, vector = new_id("gap"), np.eye(1, 384, dtype=np.float32).tobytes()

    def store(s: Session) -> None:
        step = unanswered.batch(s)
        [turn] = [turn for turn in step.turns if turn.turn_id == failed.turn_id]
        text = turn.lines[-1].text
        gap = GroupChange(
            id=gap_id,
            assistant_id=turn.assistant_id,
            question=text,
            state=GapState.OPEN,
            centre=vector,
            last_at=turn.at,
            is_new=True,
            changed=False,
        )
        placed = [Placed(turn, turn.after_seq, turn.upto_seq, text, vector, gap_id)]
        assert unanswered.store(s, world.clock.now(), step, placed, [gap])

    await world.db.write(store)
    return gap_id


async def entry_on(world: World, gap_id: str) -> str:
    """A published entry for the gap, by somebody new."""
    admin = await world.add_rep("Ada", Role.ADMIN)

    def create(s: Session) -> str:
        made = entries.create(
            s,
            world.clock.now(),
            assistant_id=world.assistant.id,
            gap_id=gap_id,
            client_id=uuid4().hex,
            question="How is a secret kept?",
            answer="By telling nobody.",
            rep=admin,
            reviewed=True,
        )
        return made.id

    return await world.db.write(create)
