"""Every route of the contract times everybody who might call it: a new route must say who may."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from api.openapi import as_text
from store import reps
from store.tables import REPS
from tests.api.conftest import RepClient, VisitorClient, World, visitor_on
from tests.api.knowledge import published_source
from tests.api.learning import entry_on, grouped, no_answer

OPEN = {"open_session", "sign_in", "get_health", "get_readiness"}
VISITOR_OWN = {
    "get_my_conversation",
    "send_message",
    "request_handoff",
    "withdraw_handoff",
    "visitor_typing",
    "give_feedback",
    "stream_my_conversation",
    "download_my_file",
}
VISITOR_ANY = {"list_my_conversations", "start_conversation", "upload_file"}
SOURCE_WRITES = {
    "add_source",
    "upload_source",
    "put_source_files",
    "change_source",
    "refresh_source",
    "stop_source",
    "remove_source",
}

BODIES: dict[str, Any] = {
    "start_conversation": {"client_id": "x", "text": "x"},
    "send_message": {"client_id": "x", "text": "x"},
    "give_feedback": {"message_id": "msg_x", "helpful": True},
    "reply_to_conversation": {"client_id": "x", "text": "x"},
    "hold_conversation": {"seconds": 5},
    "answer_suggestion": {"accept": True},
    "set_presence": {"state": "viewing"},
    "change_tags": {"add": []},
    "create_assistant": {"name": "x"},
    "update_assistant": {},
    "try_assistant": {"messages": [{"author": "visitor", "text": "x"}]},
    "rate_answer": {"message_id": "{message_id}", "helpful": True},
    "preview_entry": {"assistant_id": "{assistant_id}", "question": "How?", "answer": "Like this."},
    "create_entry": {
        "assistant_id": "{assistant_id}",
        "question": "How?",
        "answer": "Like this.",
        "client_id": "x",
    },
    "add_source": {"kind": "text", "text": "x", "assistant_ids": ["ast_x"]},
    "change_source": {"name": "x"},
    "define_tag": {"name": "x"},
    "add_member": {"email": "new@example.com", "name": "New"},
}


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str

    async def call(
        self, http: httpx.AsyncClient, ids: dict[str, str], headers: dict[str, str]
    ) -> httpx.Response:
        path = self.path.format(**ids)
        if self.name in ("upload_source", "put_source_files"):
            form = {"assistant_ids": [ids["assistant_id"]]}
            parts = [("files", ("a.md", b"# A", "text/markdown"))]
            return await http.request(self.method, path, files=parts, data=form, headers=headers)
        if self.name == "upload_file":
            files = {"file": ("a.txt", b"hello", "text/plain")}
            return await http.request(self.method, path, files=files, headers=headers)
        body = {
            key: ids.get(value.strip("{}"), value) if isinstance(value, str) else value
            for key, value in BODIES.get(self.name, {}).items()
        }
        return await http.request(self.method, path, json=body, headers=headers)


def operations() -> list[Operation]:
    paths = json.loads(as_text())["paths"]
    return [
        Operation(operation["operationId"], method.upper(), path)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if operation["operationId"] not in OPEN
    ]


@pytest.fixture
async def ids(visitor: VisitorClient, world: World) -> dict[str, str]:
    reply = await visitor.http.post(
        "/api/v1/chat/uploads",
        files={"file": ("a.txt", b"hello", "text/plain")},
        headers=visitor.headers,
    )
    conversation = await visitor.start("A secret question")
    failed = await no_answer(world, conversation)
    gap_id = await grouped(world, failed)
    return {
        "conversation_id": conversation,
        "assistant_id": world.assistant.id,
        "upload_id": reply.json()["id"],
        "source_id": await published_source(world),
        "document_id": "doc_1",
        "message_id": failed.id,
        "gap_id": gap_id,
        "entry_id": await entry_on(world, gap_id),
    }


async def test_nobody_without_a_token_gets_anything(
    client: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    codes = {item.name: (await item.call(client, ids, {})).status_code for item in operations()}
    assert set(codes.values()) == {401}, codes


async def test_another_visitor_gets_only_their_own(
    client: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    other = await visitor_on(client)
    for item in operations():
        reply = await item.call(client, ids, other.headers)
        if item.name in VISITOR_OWN:
            assert reply.status_code == 404, item
        elif item.name in VISITOR_ANY:
            assert reply.status_code in (200, 201), item
        else:
            assert reply.status_code == 401, item
        assert "secret" not in reply.text, item


async def test_the_visitor_themselves_cannot_use_the_inbox(
    visitor: VisitorClient, ids: dict[str, str]
) -> None:
    as_cookie = {**visitor.headers, "Cookie": f"baton_session={visitor.token}"}
    for item in operations():
        if item.name in VISITOR_OWN | VISITOR_ANY:
            continue
        reply = await item.call(visitor.http, ids, as_cookie)
        assert reply.status_code == 401, item


async def test_a_rep_cannot_speak_as_a_visitor(alex: RepClient, ids: dict[str, str]) -> None:
    headers = {**alex.cookies, "Authorization": f"Bearer {alex.token}"}
    for item in operations():
        if item.name in VISITOR_OWN | VISITOR_ANY:
            assert (await item.call(alex.http, ids, headers)).status_code == 401, item


async def test_a_rep_reaches_every_route_but_the_admins(
    alex: RepClient, ids: dict[str, str]
) -> None:
    admin = {
        "add_member",
        "create_assistant",
        "update_assistant",
        "define_tag",
        "publish_entry",
        "change_entry",
        "delete_entry",
    }
    admin |= SOURCE_WRITES
    for item in operations():
        if item.name in VISITOR_OWN | VISITOR_ANY | {"sign_out"} or "stream" in item.name:
            continue
        status = (await item.call(alex.http, ids, alex.cookies)).status_code
        expected = (403,) if item.name in admin else (200, 201, 204, 409)
        assert status in expected, item


async def use(world: World, token: str) -> None:
    """As a request does, but the API, which remembers who it was for two seconds, is not asked."""
    now = world.clock.now()
    assert await world.db.read(lambda s: reps.by_session(s, now, token))
    await world.db.write(lambda s: reps.seen(s, now, token))


@pytest.mark.parametrize("how", ["ended", "expired", "idle", "deactivated"])
async def test_an_ended_session_opens_nothing(
    world: World, alex: RepClient, ids: dict[str, str], how: str
) -> None:
    day = 24 * 3600
    match how:
        case "ended":
            await world.db.write(lambda s: reps.end_session(s, alex.token))
        case "expired":
            for _ in range(6):
                await use(world, alex.token)
                world.clock.forward(5 * day + 1)
        case "idle":
            world.clock.forward(8 * day)
        case "deactivated":
            gone = update(REPS).where(REPS.c.id == alex.rep.id)
            at = world.clock.now()
            await world.db.write(lambda s: s.execute(gone.values(deactivated_at=at)))
    for item in operations():
        if item.name in VISITOR_OWN | VISITOR_ANY:
            continue
        assert (await item.call(alex.http, ids, alex.cookies)).status_code == 401, item


async def test_nobody_can_give_themselves_more_by_the_body(
    client: httpx.AsyncClient, visitor: VisitorClient, ids: dict[str, str], alex: RepClient
) -> None:
    path = f"/conversations/{await visitor.start('Another question', 'c2')}/messages"
    extra = {"author": {"kind": "rep", "name": "Boss"}, "kind": "note", "epoch": 99, "seq": 1}
    reply = await visitor.post(path, {"client_id": "x", "text": "x", **extra})
    message = reply.json()["message"]
    assert (message["author"]["kind"], message["kind"], message["seq"]) == ("visitor", "reply", 2)
    session = await client.post(
        "/api/v1/chat/sessions", json={"assistant_key": "guide", "visitor_id": visitor.id}
    )
    assert session.json()["visitor"]["id"] != visitor.id
