"""One transaction a message: stored once, in order, with its event and its signal."""

import asyncio

import pytest

from core.errors import Invalid, NotFound
from core.outbox import OutboxItem
from core.views import RepView
from core.vocabulary import EventName, Mode, SignalName
from store import assistants, control, events, intake, messages, turns, visitors
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock, Write, opened


async def test_first_message_opens_the_conversation_for_the_ai(
    conversation: Change, submitted: list[OutboxItem]
) -> None:
    view = conversation.conversation
    assert (view.mode, view.epoch, view.seq) == (Mode.AI, 1, 1)
    assert [item.signal for item in submitted] == [SignalName.VISITOR_MESSAGE]
    assert submitted[0].payload == {"seq": 1}
    assert submitted[0].start.unread_upto == 1


async def test_same_first_message_again_is_the_same_conversation(
    ledger: Ledger, conversation: Change, assistant: assistants.Assistant, visitor_id: str
) -> None:
    again = await asyncio.gather(*(opened(ledger, assistant, visitor_id) for _ in range(10)))
    assert {change.conversation.id for change in again} == {conversation.conversation.id}
    assert {change.message and change.message.id for change in again} == {
        conversation.message and conversation.message.id
    }


async def test_fifty_parallel_repeats_store_one_message(
    write: Write, db: Database, conversation: Change
) -> None:
    changes = await asyncio.gather(*(write("Hello?", "same") for _ in range(50)))
    assert len({change.message and change.message.id for change in changes}) == 1
    assert sum(not change.duplicate for change in changes) == 1
    stored = await db.read(lambda s: messages.of_conversation(s, conversation.conversation.id))
    assert [message.seq for message in stored] == [1, 2]


async def test_client_id_for_another_text_is_refused(write: Write) -> None:
    await write("Hello?", "same")
    with pytest.raises(Invalid) as refusal:
        await write("Bye!", "same")
    assert refusal.value.code == "client_id_reused"


async def test_seq_is_dense_under_parallel_writers(
    write: Write, db: Database, conversation: Change
) -> None:
    await asyncio.gather(*(write(f"message {number}") for number in range(30)))
    log = await db.read(lambda s: events.after(s, conversation.conversation.id, 0))
    assert [event.seq for event in log] == list(range(1, 32))
    assert {event.name for event in log} == {EventName.MESSAGE_CREATED}


async def test_another_visitors_conversation_does_not_exist(
    ledger: Ledger, conversation: Change
) -> None:
    with pytest.raises(NotFound):
        await ledger.commit(
            lambda s, now: intake.receive(
                s,
                now,
                conversation_id=conversation.conversation.id,
                visitor_id="vis_other",
                client_id="x",
                text="Let me in",
            )
        )


async def test_message_into_a_closed_conversation_opens_it_for_the_ai(
    ledger: Ledger, conversation: Change, write: Write, submitted: list[OutboxItem], alex: RepView
) -> None:
    conversation_id = conversation.conversation.id
    await ledger.commit(
        lambda s, now: control.close(s, now, conversation_id=conversation_id, rep=alex)
    )
    submitted.clear()
    change = await write("One more question")
    assert (change.conversation.mode, change.conversation.epoch) == (Mode.AI, 3)
    assert [item.signal for item in submitted] == [SignalName.REOPEN, SignalName.VISITOR_MESSAGE]


async def test_last_message_hands_on_what_the_visitor_asked_while_others_speak(
    ledger: Ledger, write: Write, conversation: Change, sam: RepView
) -> None:
    conversation_id = conversation.conversation.id
    first = conversation.conversation.last_message
    assert first is not None
    assert first.asked is None

    async def reply(text: str) -> Change:
        return await ledger.commit(
            lambda s, now: control.reply(
                s, now, conversation_id=conversation_id, rep=sam, client_id=text, text=text, html=""
            )
        )

    for text in ("Let me see.", "Here it is."):
        last = (await reply(text)).conversation.last_message
        assert last is not None
        assert (last.text, last.asked) == (text, first.text)
    last = (await write("Thanks!", "later")).conversation.last_message
    assert last is not None
    assert (last.text, last.asked) == ("Thanks!", None)


async def _settled(ledger: Ledger, conversation: Change, visitor_id: str) -> Change:
    return await ledger.commit(
        lambda s, now: intake.receive(
            s,
            now,
            conversation_id=conversation.conversation.id,
            visitor_id=visitor_id,
            client_id="never mind",
            text="Never mind",
            settled=True,
        )
    )


async def test_who_waits_withdraws_by_saying_that_nothing_is_needed(
    ledger: Ledger,
    conversation: Change,
    visitor_id: str,
    write: Write,
    db: Database,
    submitted: list[OutboxItem],
) -> None:
    own = conversation.conversation.id
    await ledger.commit(
        lambda s, now: control.request_handoff(
            s, now, conversation_id=own, visitor_id=visitor_id, line="Asked."
        )
    )
    before = await write("Is anybody there?", "before")
    submitted.clear()
    change = await _settled(ledger, conversation, visitor_id)
    assert change.message
    assert before.message
    assert (change.conversation.mode, change.conversation.escalation) == (Mode.AI, None)
    assert change.conversation.epoch == before.conversation.epoch + 1
    assert [item.signal for item in submitted] == [SignalName.HAND_BACK, SignalName.VISITOR_MESSAGE]
    assert submitted[0].payload["answered_upto"] == before.message.seq
    start = await db.read(lambda s: turns.standing(s, own))
    assert (start.answered_upto, start.unread_upto) == (before.message.seq, change.message.seq)
    again = await _settled(ledger, conversation, visitor_id)
    assert again.duplicate
    assert again.conversation.epoch == change.conversation.epoch


async def test_nothing_that_a_visitor_says_takes_a_conversation_from_a_person(
    ledger: Ledger, conversation: Change, visitor_id: str, sam: RepView
) -> None:
    own = conversation.conversation.id
    taken = await ledger.commit(
        lambda s, now: control.take_over(s, now, conversation_id=own, rep=sam)
    )
    change = await _settled(ledger, conversation, visitor_id)
    assert change.conversation.mode is Mode.HUMAN
    assert change.conversation.epoch == taken.conversation.epoch


async def test_visitors_without_a_name_are_told_apart(
    db: Database, clock: MovableClock, assistant: assistants.Assistant
) -> None:
    async def opened(token: str | None = None) -> tuple[str, str]:
        now = clock.now()
        view, kept = await db.write(
            lambda s: visitors.open_session(s, now, assistant_id=assistant.id, token=token)
        )
        return view.name, kept

    (one, token), (other, _) = await opened(), await opened()
    assert one.startswith("Visitor ")
    assert one != other
    assert (await opened(token))[0] == one
