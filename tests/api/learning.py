"""Turns that did not answer, their gap, and an entry for it, without a turn graph."""

from dataclasses import dataclass
from uuid import uuid4

import numpy as np
from sqlalchemy.orm import Session

from core.ids import new_id
from core.vocabulary import Decision, GapState, Reason, Role
from store import entries, turns, unanswered
from store.turns import TurnCommit
from store.unanswered import GroupChange, Placed
from tests.api.conftest import World


@dataclass(frozen=True)
class Finished:
    """A committed turn and the message that it wrote."""

    turn_id: str
    message_id: str


async def finished(
    world: World,
    conversation_id: str,
    decision: Decision,
    reason: Reason | None = None,
    answerable: float = 0.1,
) -> Finished:
    """Commit a turn over what is unanswered."""
    turn_id = f"{conversation_id}:{uuid4().hex}"
    standing = await world.db.read(lambda s: turns.standing(s, conversation_id))

    def commit(s: Session) -> str:
        now, epoch = world.clock.now(), standing.epoch
        start = turns.begin(s, now, conversation_id=conversation_id, epoch=epoch, turn_id=turn_id)
        assert start
        outcome = TurnCommit(
            turn_id=turn_id,
            conversation_id=conversation_id,
            epoch=epoch,
            upto_seq=start.upto_seq,
            decision=decision,
            reason=reason,
            text="Answer",
            html="<p>Answer</p>",
            answerable=answerable,
        )
        change = turns.commit(s, now, outcome)
        assert change
        assert change.message
        return change.message.id

    return Finished(turn_id, await world.db.write(commit))


async def no_answer(world: World, conversation_id: str) -> Finished:
    return await finished(world, conversation_id, Decision.HANDOFF, Reason.NO_ANSWER)


async def grouped(world: World, failed: Finished) -> str:
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
