"""What was handed to people stays with them until one of them has written."""

from datetime import timedelta

import pytest

from core.views import ConversationView, RepView
from core.vocabulary import Decision, Mode, Reason
from store import control, timers, turns
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock, Write
from tests.store.test_control import begin, outcome, reply

TARGET = timedelta(seconds=300)
HOLD = timedelta(seconds=900)


@pytest.fixture
async def handed_over(ledger: Ledger, conversation: Change) -> Change:
    """The AI has said that it asked a person."""
    await begin(ledger, conversation)
    done = outcome(conversation, decision=Decision.HANDOFF, reason=Reason.NO_ANSWER)
    change = await ledger.commit(lambda s, now: turns.commit(s, now, done))
    assert change
    return change


async def take(ledger: Ledger, conversation: Change, rep: RepView) -> ConversationView:
    change = await ledger.commit(
        lambda s, now: control.take_over(
            s, now, conversation_id=conversation.conversation.id, rep=rep, confirm=True
        )
    )
    return change.conversation


async def hold(ledger: Ledger, conversation: Change, rep: RepView) -> ConversationView:
    change = await ledger.commit(
        lambda s, now: control.hold(
            s,
            now,
            conversation_id=conversation.conversation.id,
            rep=rep,
            seconds=HOLD.total_seconds(),
            confirm=True,
        )
    )
    return change.conversation


async def idle(db: Database, clock: MovableClock, view: ConversationView) -> timers.TimerVerdict:
    return await db.write(
        lambda s: timers.check_idle(s, clock.now(), conversation_id=view.id, epoch=view.epoch)
    )


async def hold_over(
    db: Database, clock: MovableClock, view: ConversationView
) -> ConversationView | None:
    verdict = await db.write(
        lambda s: timers.check_hold(s, clock.now(), conversation_id=view.id, epoch=view.epoch)
    )
    return verdict.change.conversation if verdict.change else None


async def test_a_rep_who_takes_a_handed_over_conversation_owes_an_answer(
    db: Database, ledger: Ledger, handed_over: Change, alex: RepView, clock: MovableClock
) -> None:
    clock.forward(200)
    taken = await take(ledger, handed_over, alex)
    assert taken.due_at == clock.now() + TARGET
    clock.forward(300)
    released = (await idle(db, clock, taken)).change
    assert released
    view = released.conversation
    assert (view.mode, view.waiting_since) == (
        Mode.WAITING,
        handed_over.conversation.waiting_since,
    )
    assert view.escalation
    assert view.escalation.reason is Reason.NO_ANSWER


async def test_whoever_takes_it_from_them_owes_it_too(
    ledger: Ledger, handed_over: Change, alex: RepView, sam: RepView, clock: MovableClock
) -> None:
    await take(ledger, handed_over, alex)
    clock.forward(100)
    assert (await take(ledger, handed_over, sam)).due_at == clock.now() + TARGET


async def test_a_reply_pays_it(ledger: Ledger, handed_over: Change, alex: RepView) -> None:
    await take(ledger, handed_over, alex)
    paid = (await reply(ledger, handed_over, alex)).conversation
    assert paid.due_at is None


async def test_after_a_hold_without_a_word_the_visitor_waits_for_everybody_again(
    db: Database, ledger: Ledger, handed_over: Change, alex: RepView, clock: MovableClock
) -> None:
    held = await hold(ledger, handed_over, alex)
    assert held.due_at == held.hold_until
    clock.forward(HOLD.total_seconds())
    ended = await hold_over(db, clock, held)
    assert ended
    assert (ended.mode, ended.waiting_since) == (
        Mode.WAITING,
        handed_over.conversation.waiting_since,
    )
    assert ended.due_at == clock.now() + TARGET


async def test_what_the_visitor_asks_in_a_hold_is_due_at_its_end(
    ledger: Ledger, conversation: Change, alex: RepView, write: Write
) -> None:
    held = await hold(ledger, conversation, alex)
    assert held.due_at == held.hold_until
    assert (await write("Is anybody there?")).conversation.due_at == held.hold_until


async def test_after_a_word_of_the_rep_the_response_time_follows_the_hold(
    db: Database,
    ledger: Ledger,
    handed_over: Change,
    alex: RepView,
    clock: MovableClock,
    write: Write,
) -> None:
    await reply(ledger, handed_over, alex)
    await write("And how long will it take?")
    held = await hold(ledger, handed_over, alex)
    assert held.hold_until
    assert held.due_at == held.hold_until + TARGET
    clock.forward(HOLD.total_seconds())
    ended = await hold_over(db, clock, held)
    assert ended
    assert (ended.mode, ended.due_at) == (Mode.HUMAN, held.due_at)
    clock.forward(TARGET.total_seconds())
    released = (await idle(db, clock, ended)).change
    assert released
    assert released.conversation.mode is Mode.WAITING


async def test_a_colleague_who_holds_after_a_reply_does_not_give_it_to_the_ai(
    db: Database,
    ledger: Ledger,
    conversation: Change,
    alex: RepView,
    sam: RepView,
    clock: MovableClock,
    write: Write,
) -> None:
    await reply(ledger, conversation, alex)
    await write("One more thing.")
    held = await hold(ledger, conversation, sam)
    clock.forward(HOLD.total_seconds())
    ended = await hold_over(db, clock, held)
    assert ended
    assert (ended.mode, ended.owner and ended.owner.id) == (Mode.HUMAN, sam.id)


async def test_what_is_open_is_due_after_a_hand_back_though_a_rep_wrote_long_ago(
    ledger: Ledger, conversation: Change, alex: RepView, visitor_id: str, write: Write
) -> None:
    own = conversation.conversation.id

    async def hand_back() -> Change:
        return await ledger.commit(
            lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex)
        )

    await reply(ledger, conversation, alex)
    answered = (await hand_back()).signals[-1].payload["answered_upto"]
    await write("And how do I export them?")
    await ledger.commit(
        lambda s, now: control.request_handoff(
            s, now, conversation_id=own, visitor_id=visitor_id, line="Asked."
        )
    )
    assert (await hand_back()).signals[-1].payload["answered_upto"] == answered


async def test_what_was_added_while_waiting_is_due_after_a_hand_back_without_a_word(
    ledger: Ledger, conversation: Change, alex: RepView, write: Write
) -> None:
    own = conversation.conversation.id
    await reply(ledger, conversation, alex)
    await ledger.commit(lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex))
    asked = await write("And how do I export them?")
    assert asked.message
    assert await begin(ledger, conversation, epoch=3)
    done = outcome(
        conversation,
        epoch=3,
        upto_seq=asked.message.seq,
        decision=Decision.HANDOFF,
        reason=Reason.NO_ANSWER,
    )
    assert await ledger.commit(lambda s, now: turns.commit(s, now, done))
    await write("I mean the companies.")
    given = await ledger.commit(
        lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex)
    )
    assert given.signals[-1].payload["answered_upto"] == asked.message.seq
