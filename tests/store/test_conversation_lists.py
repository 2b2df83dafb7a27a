"""The lists of the inbox: their order, their pages, and what a page costs."""

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.views import ConversationView
from core.vocabulary import InboxView, Mode
from store import control, conversations, intake
from store.assistants import Assistant
from store.conversations import Filter
from store.database import Database
from store.ledger import Ledger
from store.migrations import migrate
from tests.store.conftest import MovableClock


async def fill(ledger: Ledger, clock: MovableClock, assistant_id: str, visitor_id: str) -> None:
    """Begin nine conversations; four wait for a person. Always three have the same times."""
    for number in range(9):
        clock.forward(60 if number % 3 == 0 else 0)
        started = await ledger.commit(
            partial(
                intake.start,
                assistant_id=assistant_id,
                visitor_id=visitor_id,
                client_id=f"c{number}",
                text="How do I import?",
            )
        )
        if number in (1, 2, 5, 8):
            await ledger.commit(
                partial(
                    control.request_handoff,
                    conversation_id=started.conversation.id,
                    visitor_id=visitor_id,
                    line="I have asked.",
                )
            )


def place(item: ConversationView) -> tuple[bool, float, str]:
    if item.waiting_since is not None:
        return False, item.waiting_since.timestamp(), item.id
    return True, -item.updated_at.timestamp(), item.id


@pytest.mark.parametrize("view", [InboxView.ALL, InboxView.WAITING, InboxView.AI])
async def test_pages_of_any_size_are_the_list_in_its_order(
    db: Database,
    ledger: Ledger,
    clock: MovableClock,
    assistant: Assistant,
    visitor_id: str,
    view: InboxView,
) -> None:
    await fill(ledger, clock, assistant.id, visitor_id)
    every = await db.read(lambda s: conversations.of_visitor(s, visitor_id))
    wanted = [item for item in every if view is InboxView.ALL or item.mode == Mode(view)]
    for limit in range(1, 10):
        found, cursor, is_more = list[ConversationView](), None, True
        while is_more:
            page, cursor = await db.read(
                partial(conversations.rows, wanted=Filter(view), limit=limit, cursor=cursor)
            )
            found, is_more = found + page, cursor is not None
        assert found == sorted(wanted, key=place)


@pytest.mark.parametrize("view", [InboxView.AI, InboxView.CLOSED, InboxView.HUMAN, InboxView.ALL])
async def test_a_page_is_read_in_the_order_of_an_index(tmp_path: Path, view: InboxView) -> None:
    url = f"sqlite:///{tmp_path / 'baton.db'}"
    await migrate(url)
    db = Database(url)
    plan = await db.read(lambda s: plan_of_list(s, Filter(view)))
    await db.close()
    assert any("conversations USING INDEX" in step for step in plan)
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def plan_of_list(s: Session, wanted: Filter) -> list[str]:
    """How SQLite reads the part of the list that does not wait."""
    asked = []
    connection = s.connection()
    event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    conversations.rows(s, wanted)
    statement, values = asked[-1]
    explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return [str(step[3]) for step in explained]
