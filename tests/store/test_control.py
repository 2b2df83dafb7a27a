"""The fence: whoever commits first owns the conversation, and the AI is silent from then on."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import update

from core.errors import HeldByOther, Invalid
from core.outbox import OutboxItem
from core.views import RepView
from core.vocabulary import (
    Decision,
    EventName,
    InboxView,
    MessageKind,
    Mode,
    Reason,
    SignalName,
    TurnState,
)
from store import control, conversations, messages, turns
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.tables import TURNS
from tests.store.conftest import MovableClock, Write


def outcome(conversation: Change, **changed: object) -> turns.TurnCommit:
    values: dict[str, object] = {
        "turn_id": "trn_1",
        "conversation_id": conversation.conversation.id,
        "epoch": 1,
        "upto_seq": 1,
        "decision": Decision.ANSWER,
        "text": "Like this.",
        "html": "<p>Like this.</p>",
    }
    return turns.TurnCommit(**{**values, **changed})  # type: ignore[arg-type]


async def reply(
    ledger: Ledger,
    conversation: Change,
    rep: RepView,
    text: str = "Hello, I am here.",
    *,
    kind: MessageKind = MessageKind.REPLY,
    confirm: bool = False,
    client_id: str | None = None,
) -> Change:
    return await ledger.commit(
        lambda s, now: control.reply(
            s,
            now,
            conversation_id=conversation.conversation.id,
            rep=rep,
            client_id=client_id or uuid4().hex,
            text=text,
            html=text,
            kind=kind,
            confirm=confirm,
        )
    )


async def begin(
    ledger: Ledger, conversation: Change, epoch: int = 1, turn_id: str = "trn_1"
) -> turns.TurnStart | None:
    found: list[turns.TurnStart | None] = []

    def change(s: object, now: object) -> Change | None:
        start = turns.begin(
            s,  # type: ignore[arg-type]
            now,  # type: ignore[arg-type]
            conversation_id=conversation.conversation.id,
            epoch=epoch,
            turn_id=turn_id,
        )
        found.append(start)
        return start.change if start else None

    await ledger.commit(change)
    return found[0]


async def test_reply_takes_over_and_late_answer_is_discarded(
    ledger: Ledger, conversation: Change, alex: RepView, db: Database
) -> None:
    assert await begin(ledger, conversation)
    taken = await reply(ledger, conversation, alex)
    assert (taken.conversation.mode, taken.conversation.epoch) == (Mode.HUMAN, 2)
    assert taken.conversation.owner
    assert taken.conversation.owner.name == "Alex"
    late = await ledger.commit(lambda s, now: turns.commit(s, now, outcome(conversation)))
    assert late is None
    stored = await db.read(lambda s: messages.of_conversation(s, conversation.conversation.id))
    assert [message.author.kind for message in stored] == ["visitor", "rep"]
    [turn] = await db.read(lambda s: turns.of_conversation(s, conversation.conversation.id))
    assert turn.state == "discarded"


@pytest.mark.parametrize("given_back", [False, True])
@pytest.mark.parametrize("open_again", [False, True])
async def test_an_answer_from_before_a_wordless_takeover_is_never_stored(
    ledger: Ledger,
    conversation: Change,
    alex: RepView,
    db: Database,
    given_back: bool,
    open_again: bool,
) -> None:
    """`open_again`: nobody noted that the turn was discarded; the epoch alone must hold."""
    own = conversation.conversation.id
    assert await begin(ledger, conversation)
    await ledger.commit(lambda s, now: control.take_over(s, now, conversation_id=own, rep=alex))
    if given_back:
        await ledger.commit(lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex))
    if open_again:
        running = update(TURNS).values(state=TurnState.RUNNING)
        await db.write(lambda s: s.execute(running) and None)
    assert await ledger.commit(lambda s, now: turns.commit(s, now, outcome(conversation))) is None
    stored = await db.read(lambda s: messages.of_conversation(s, own))
    assert [message.author.kind for message in stored] == ["visitor"]


async def test_an_answer_is_committed_once(ledger: Ledger, conversation: Change) -> None:
    await begin(ledger, conversation)
    first = await ledger.commit(lambda s, now: turns.commit(s, now, outcome(conversation)))
    again = await ledger.commit(lambda s, now: turns.commit(s, now, outcome(conversation)))
    assert first
    assert [event.name for event in first.events] == [
        EventName.MESSAGE_CREATED,
        EventName.TURN_FINISHED,
    ]
    assert again is None
    assert await begin(ledger, conversation) is None


async def test_a_question_asked_back_keeps_its_choices(
    ledger: Ledger, conversation: Change, db: Database
) -> None:
    await begin(ledger, conversation)
    asked = outcome(conversation, decision=Decision.ASK, choices=("Deals", "Contacts"))
    change = await ledger.commit(lambda s, now: turns.commit(s, now, asked))
    assert change
    assert change.message
    assert change.message.choices == ["Deals", "Contacts"]
    stored = await db.read(lambda s: messages.of_conversation(s, conversation.conversation.id))
    assert [message.choices for message in stored] == [[], ["Deals", "Contacts"]]


async def test_a_turn_begun_again_is_announced_once(ledger: Ledger, conversation: Change) -> None:
    first, again = [await begin(ledger, conversation) for _ in range(2)]
    assert first
    assert again
    assert [event.name for event in first.change.events] == [EventName.TURN_STARTED]
    assert again.change.events == ()


async def test_handoff_waits_with_a_reason_and_a_clock(
    ledger: Ledger, conversation: Change, db: Database
) -> None:
    await begin(ledger, conversation)
    change = await ledger.commit(
        lambda s, now: turns.commit(
            s,
            now,
            outcome(
                conversation,
                decision=Decision.HANDOFF,
                reason=Reason.NO_ANSWER,
                tags=["billing"],
                summary="Asked about billing.",
            ),
        )
    )
    assert change
    view = change.conversation
    assert view.mode is Mode.WAITING
    assert view.escalation
    assert view.escalation.reason is Reason.NO_ANSWER
    assert view.waiting_since
    assert view.due_at
    assert view.due_at > view.waiting_since
    assert [tag.name for tag in view.tags] == ["billing"]
    rows, _ = await db.read(
        lambda s: conversations.rows(s, conversations.Filter(InboxView.WAITING, tag="billing"))
    )
    assert [row.id for row in rows] == [view.id]


async def test_two_reps_at_once_one_owns_and_nothing_of_the_other_is_stored(
    ledger: Ledger, conversation: Change, alex: RepView, sam: RepView, db: Database
) -> None:
    results = await asyncio.gather(
        reply(ledger, conversation, alex, "It is Alex."),
        reply(ledger, conversation, sam, "It is Sam."),
        return_exceptions=True,
    )
    [won] = [result for result in results if isinstance(result, Change)]
    [refused] = [result for result in results if isinstance(result, HeldByOther)]
    assert won.message
    assert refused.extra["message"]["text"] == won.message.text
    stored = await db.read(lambda s: messages.of_conversation(s, conversation.conversation.id))
    assert len(stored) == 2


async def test_confirmed_reply_moves_the_ownership(
    ledger: Ledger, conversation: Change, alex: RepView, sam: RepView
) -> None:
    await reply(ledger, conversation, alex)
    with pytest.raises(HeldByOther):
        await reply(ledger, conversation, sam)
    moved = await reply(ledger, conversation, sam, confirm=True)
    assert moved.conversation.owner
    assert moved.conversation.owner.id == sam.id
    assert moved.conversation.epoch == 3


async def test_a_reps_client_id_stands_for_one_text_of_one_rep(
    ledger: Ledger, conversation: Change, alex: RepView, sam: RepView, db: Database
) -> None:
    first = await reply(ledger, conversation, alex, client_id="same")
    again = await reply(ledger, conversation, alex, client_id="same")
    assert (again.duplicate, again.message) == (True, first.message)
    for rep, text, kind in (
        (alex, "Something else.", MessageKind.REPLY),
        (alex, "Hello, I am here.", MessageKind.NOTE),
        (sam, "Hello, I am here.", MessageKind.REPLY),
    ):
        with pytest.raises(Invalid) as refusal:
            await reply(ledger, conversation, rep, text, kind=kind, client_id="same")
        assert refusal.value.code == "client_id_reused"
    stored = await db.read(lambda s: messages.of_conversation(s, conversation.conversation.id))
    assert [message.author.kind for message in stored] == ["visitor", "rep"]


async def test_a_note_is_internal_and_silences_nobody(
    ledger: Ledger, conversation: Change, alex: RepView
) -> None:
    change = await reply(ledger, conversation, alex, "Careful.", kind=MessageKind.NOTE)
    assert change.conversation.mode is Mode.AI
    assert [event.internal for event in change.events] == [True]


async def test_after_hand_back_only_the_next_message_is_due(
    ledger: Ledger, conversation: Change, alex: RepView, write: Write, submitted: list[OutboxItem]
) -> None:
    await reply(ledger, conversation, alex)
    await write("Thank you")
    change = await ledger.commit(
        lambda s, now: control.hand_back(
            s, now, conversation_id=conversation.conversation.id, rep=alex
        )
    )
    assert change.conversation.mode is Mode.AI
    assert submitted[-1].signal is SignalName.HAND_BACK
    assert await begin(ledger, conversation, epoch=3) is None
    await write("And how do I export?")
    start = await begin(ledger, conversation, epoch=3)
    assert start
    assert [message.text for message in start.messages][-1] == "And how do I export?"
    assert "Hello, I am here." in [message.text for message in start.messages]


async def test_what_nobody_answered_is_due_after_a_hand_back(
    ledger: Ledger, conversation: Change, alex: RepView, write: Write
) -> None:
    where = conversation.conversation.id
    await ledger.commit(lambda s, now: control.take_over(s, now, conversation_id=where, rep=alex))
    await write("Are you there?")
    await ledger.commit(lambda s, now: control.hand_back(s, now, conversation_id=where, rep=alex))
    start = await begin(ledger, conversation, epoch=3)
    assert start
    assert (start.answered_upto, start.messages[-1].text) == (0, "Are you there?")


async def test_what_a_visitor_asked_before_withdrawing_is_due(
    ledger: Ledger, conversation: Change, visitor_id: str
) -> None:
    whose = {"conversation_id": conversation.conversation.id, "visitor_id": visitor_id}
    await ledger.commit(
        lambda s, now: control.request_handoff(s, now, **whose, line="A person was asked.")
    )
    await ledger.commit(lambda s, now: control.withdraw(s, now, **whose))
    assert await begin(ledger, conversation, epoch=3)


async def test_the_button_asks_once_and_can_be_withdrawn(
    ledger: Ledger, conversation: Change, visitor_id: str, clock: MovableClock
) -> None:
    async def ask() -> Change:
        return await ledger.commit(
            lambda s, now: control.request_handoff(
                s,
                now,
                conversation_id=conversation.conversation.id,
                visitor_id=visitor_id,
                line="A person was asked.",
            )
        )

    first, again = await ask(), await ask()
    assert first.conversation.mode is Mode.WAITING
    assert not first.duplicate
    assert again.duplicate
    assert not again.events
    back = await ledger.commit(
        lambda s, now: control.withdraw(
            s, now, conversation_id=conversation.conversation.id, visitor_id=visitor_id
        )
    )
    assert (back.conversation.mode, back.conversation.escalation) == (Mode.AI, None)
