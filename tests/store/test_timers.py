"""Idleness is counted from the last human signal and never while the visitor waits."""

from core.outbox import OutboxItem
from core.views import RepView
from core.vocabulary import Mode, Reason, SignalName
from store import control, timers
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock, Write
from tests.store.test_control import begin, reply


async def check(
    db: Database, clock: MovableClock, change: Change, epoch: int = 2
) -> timers.TimerVerdict:
    return await db.write(
        lambda s: timers.check_idle(
            s, clock.now(), conversation_id=change.conversation.id, epoch=epoch
        )
    )


async def test_the_rep_is_warned_and_then_the_ai_resumes(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    await reply(ledger, conversation, alex)
    assert (await check(db, clock, conversation)).again_in_s == 540
    clock.forward(540)
    warned = await check(db, clock, conversation)
    assert (warned.acted, warned.again_in_s) == (False, 60)
    assert warned.change
    assert warned.change.conversation.resume_at
    clock.forward(60)
    done = await check(db, clock, conversation)
    assert done.change
    assert done.change.conversation.mode is Mode.AI
    assert [item.signal for item in done.change.signals] == [SignalName.HAND_BACK]


async def test_a_look_that_comes_late_still_warns_first(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    await reply(ledger, conversation, alex)
    clock.forward(8 * 3600)
    warned = await check(db, clock, conversation)
    assert (warned.acted, warned.again_in_s) == (False, 60)
    clock.forward(60)
    assert (await check(db, clock, conversation)).acted


async def test_after_a_hold_idleness_is_counted_from_its_end(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    conversation_id = conversation.conversation.id
    await reply(ledger, conversation, alex)
    await ledger.commit(
        lambda s, now: control.hold(s, now, conversation_id=conversation_id, rep=alex, seconds=900)
    )
    clock.forward(900)
    ended = await db.write(
        lambda s: timers.check_hold(s, clock.now(), conversation_id=conversation_id, epoch=2)
    )
    assert ended.change
    assert ended.change.conversation.mode is Mode.HUMAN
    assert (await check(db, clock, conversation)).again_in_s == 540


async def test_typing_withdraws_the_warning(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    await reply(ledger, conversation, alex)
    clock.forward(550)
    await check(db, clock, conversation)
    change = await ledger.commit(
        lambda s, now: control.note_human_activity(
            s, now, conversation_id=conversation.conversation.id, rep=alex
        )
    )
    assert change
    assert change.conversation.resume_at is None
    clock.forward(60)
    assert (await check(db, clock, conversation)).again_in_s == 480


async def test_an_unanswered_visitor_is_released_to_everybody_not_to_the_ai(
    db: Database,
    ledger: Ledger,
    conversation: Change,
    alex: RepView,
    clock: MovableClock,
    write: Write,
) -> None:
    await reply(ledger, conversation, alex)
    asked = await write("Are you still there?")
    assert asked.conversation.due_at
    clock.forward(299)
    assert (await check(db, clock, conversation)).again_in_s == 1
    clock.forward(1)
    released = (await check(db, clock, conversation)).change
    assert released
    assert (released.conversation.mode, released.conversation.owner) == (Mode.WAITING, None)
    assert released.conversation.escalation
    assert released.conversation.escalation.reason is Reason.REP_SILENT


async def test_an_older_epoch_has_nothing_to_wait_for(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    await reply(ledger, conversation, alex)
    assert await check(db, clock, conversation, epoch=1) == timers.NOTHING


async def test_a_hold_without_a_word_gives_the_open_question_back_to_the_ai(
    db: Database,
    ledger: Ledger,
    conversation: Change,
    alex: RepView,
    clock: MovableClock,
    submitted: list[OutboxItem],
) -> None:
    conversation_id = conversation.conversation.id
    held = await ledger.commit(
        lambda s, now: control.hold(s, now, conversation_id=conversation_id, rep=alex, seconds=900)
    )
    assert held.conversation.mode is Mode.HUMAN
    assert held.conversation.hold_until
    assert [item.signal for item in held.signals] == [SignalName.HUMAN_TAKEOVER, SignalName.HOLD]

    async def end() -> timers.TimerVerdict:
        return await db.write(
            lambda s: timers.check_hold(s, clock.now(), conversation_id=conversation_id, epoch=2)
        )

    assert (await end()).again_in_s == 900
    clock.forward(900)
    ended = await end()
    assert ended.change
    assert ended.change.conversation.mode is Mode.AI
    assert await begin(ledger, conversation, epoch=3)
