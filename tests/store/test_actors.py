"""Who brought a conversation to where it stands: the log names them, for the thread of the reps."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from core.bus import CommittedEvent
from core.views import ConversationView, RepView
from core.vocabulary import Decision, EventName, Reason
from store import control, events, intake, tags, timers, turns
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock

Step = Callable[[Session, datetime], Change]


async def actors(db: Database, conversation_id: str) -> list[tuple[str, str]]:
    """Kind and name of who made each change, in order."""
    log = await db.read(lambda s: events.of_conversation(s, conversation_id))
    changes = [event.data for event in log if event.name == EventName.CONVERSATION_UPDATED]
    return [(change["by"]["kind"], change["by"]["name"]) for change in changes]


async def test_each_change_by_hand_names_the_rep(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, sam: RepView
) -> None:
    own = conversation.conversation.id
    steps: list[Step] = [
        partial(control.take_over, conversation_id=own, rep=alex),
        partial(control.hold, conversation_id=own, rep=alex, seconds=900),
        partial(tags.change, conversation_id=own, rep=sam, add=["vip"]),
        partial(control.hand_back, conversation_id=own, rep=sam),
        partial(control.close, conversation_id=own, rep=alex),
        partial(control.reopen, conversation_id=own, rep=sam),
    ]
    for step in steps:
        await ledger.commit(step)
    who = [name for kind, name in await actors(db, own) if kind == "rep"]
    assert who == ["Alex", "Alex", "Sam", "Sam", "Alex", "Sam"]


async def test_a_visitor_who_asks_withdraws_or_writes_again_is_named(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, visitor_id: str
) -> None:
    own = conversation.conversation.id
    ask = partial(control.request_handoff, line="A person was asked.")
    write = partial(intake.receive, client_id="again", text="One more question")
    steps: list[Step] = [
        partial(ask, conversation_id=own, visitor_id=visitor_id),
        partial(control.withdraw, conversation_id=own, visitor_id=visitor_id),
        partial(control.close, conversation_id=own, rep=alex),
        partial(write, conversation_id=own, visitor_id=visitor_id),
    ]
    for step in steps:
        await ledger.commit(step)
    assert await actors(db, own) == [
        ("visitor", "Vera"),
        ("visitor", "Vera"),
        ("rep", "Alex"),
        ("visitor", "Vera"),
    ]


async def test_what_the_ai_hands_over_and_what_a_clock_gives_back_name_no_person(
    db: Database, ledger: Ledger, conversation: Change, alex: RepView, clock: MovableClock
) -> None:
    own = conversation.conversation.id
    begin = partial(turns.begin, conversation_id=own, turn_id="trn_1", epoch=1)
    await db.write(lambda s: begin(s, clock.now()))
    text, html = "One moment.", "<p>One moment.</p>"
    given = turns.TurnCommit(
        "trn_1", own, 1, 1, Decision.HANDOFF, text, html, reason=Reason.NO_ANSWER
    )
    await db.write(lambda s: turns.commit(s, clock.now(), given))
    await ledger.commit(partial(control.take_over, conversation_id=own, rep=alex))
    clock.forward(301)
    check = partial(timers.check_idle, conversation_id=own, epoch=3)
    await db.write(lambda s: check(s, clock.now()))
    assert [kind for kind, _ in await actors(db, own)] == ["assistant", "rep", "system"]


async def test_the_log_says_the_same_of_a_conversation_as_the_conversation_itself(
    ledger: Ledger, conversation: Change, alex: RepView
) -> None:
    own = conversation.conversation.id
    change = await ledger.commit(partial(control.take_over, conversation_id=own, rep=alex))
    event: CommittedEvent = change.events[-1]
    assert ConversationView.model_validate_json(event.data) == change.conversation
