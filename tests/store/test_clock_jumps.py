"""F21: the clock of a machine jumps back; the thread keeps its order, and the fence its meaning."""

from core.views import RepView
from core.vocabulary import Mode
from store import control, events, intake, messages, turns
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock
from tests.store.test_control import begin, outcome, reply

HOUR_S = 3600.0


async def test_a_clock_that_jumps_back_changes_neither_order_nor_who_may_speak(
    db: Database,
    ledger: Ledger,
    clock: MovableClock,
    conversation: Change,
    visitor_id: str,
    alex: RepView,
) -> None:
    own = conversation.conversation.id
    await begin(ledger, conversation)
    clock.forward(-HOUR_S)
    taken = await reply(ledger, conversation, alex)
    assert taken.conversation.mode == Mode.HUMAN
    clock.forward(-HOUR_S)
    assert await ledger.commit(lambda s, now: turns.commit(s, now, outcome(conversation))) is None
    given = await ledger.commit(
        lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex)
    )
    clock.forward(-HOUR_S)
    asked = await ledger.commit(
        lambda s, now: intake.receive(
            s,
            now,
            conversation_id=own,
            visitor_id=visitor_id,
            client_id="second",
            text="And how do I export them?",
        )
    )
    epoch, upto_seq = given.conversation.epoch, asked.conversation.seq
    await begin(ledger, conversation, epoch, "trn_2")
    next_turn = outcome(conversation, turn_id="trn_2", epoch=epoch, upto_seq=upto_seq)
    assert await ledger.commit(lambda s, now: turns.commit(s, now, next_turn))

    thread = await db.read(lambda s: messages.of_conversation(s, own))
    assert [m.author.kind for m in thread] == ["visitor", "rep", "visitor", "assistant"]
    assert [m.created_at for m in thread] == sorted((m.created_at for m in thread), reverse=True)
    log = await db.read(lambda s: events.after(s, own, 0))
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
