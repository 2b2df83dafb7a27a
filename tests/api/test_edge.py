"""Every error in one form, whatever comes in; sizes, headers, ids."""

import asyncio
import json
from collections.abc import AsyncIterable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from api.health import REMEMBERED_S
from api.openapi import as_text
from api.schemas.admin import TryMessage, TryOut
from core.errors import Unavailable
from tests.api.conftest import RepClient, VisitorClient, World, client_of

REPO = Path(__file__).resolve().parents[2]
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
JSON = {"Content-Type": "application/json"}


def check_problem(reply: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(reply.content)
    assert set(body) >= MEMBERS
    assert (body["status"], body["code"]) == (status, code)
    assert body["request_id"] == reply.headers["x-request-id"]
    return body


async def post_as_it_is(
    visitor: VisitorClient, conversation: str, body: str | bytes | AsyncIterable[bytes]
) -> httpx.Response:
    return await visitor.http.post(
        f"/api/v1/chat/conversations/{conversation}/messages",
        content=body,
        headers={**visitor.headers, **JSON},
    )


async def test_unknown_routes_and_methods_are_problems(client: httpx.AsyncClient) -> None:
    check_problem(await client.get("/api/v1/nothing"), 404, "not_found")
    check_problem(await client.get("/nothing/at/all"), 404, "not_found")
    wrong = await client.put("/api/v1/auth/me")
    check_problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET"


async def test_missing_and_wrong_tokens_are_problems(client: httpx.AsyncClient) -> None:
    path = "/api/v1/chat/conversations"
    for header in ("", "Bearer", "Bearer x", "Basic abc", "Bearer " + "x" * 5_000, "bearer \x00"):
        reply = await client.get(path, headers={"Authorization": header} if header else {})
        check_problem(reply, 401, "not_signed_in")
    for cookie in ("", "baton_session=", "baton_session=nobody", "baton_session=" + "x" * 5_000):
        reply = await client.get("/api/v1/auth/me", headers={"Cookie": cookie} if cookie else {})
        check_problem(reply, 401, "not_signed_in")


@pytest.mark.parametrize(
    "body",
    [
        '{"client_id": "c9", "text": "\\ud800"}',
        '{"client_id": "c9", "text": "a\\u0000b"}',
        '{"client_id": "c9", "text": NaN}',
        '{"client_id": "c9", "text": 1e999}',
        '{"client_id": "\\ud800", "text": "x"}',
        '{"client_id": "", "text": "x"}',
        '{"client_id": "c9", "text": ""}',
        '{"client_id": "c9", "text": "   "}',
        '{"client_id": "c9", "text": "%s"}' % ("x" * 8_001),
        '{"client_id": "c9"}',
        '{"client_id": "c9", "text": "x", "attachments": ["../../etc/passwd"]}',
        '{"client_id": "c9", "text": "x", "attachments": ["upl_00000000000000000000000000"]}',
        "[]",
        "null",
        '"text"',
        "NaN",
        "{",
        "not json",
    ],
)
async def test_no_wrong_message_is_stored_or_breaks_the_reply(
    visitor: VisitorClient, body: str
) -> None:
    conversation = await visitor.start()
    reply = await post_as_it_is(visitor, conversation, body)
    assert reply.status_code == 422, reply.text
    check_problem(reply, 422, reply.json()["code"])
    thread = (await visitor.get(f"/conversations/{conversation}")).json()
    assert len(thread["messages"]) == 1


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b'{"text": "\xff"}', b"[" * 30_000])
async def test_what_is_not_text_at_all_is_refused(visitor: VisitorClient, body: bytes) -> None:
    conversation = await visitor.start()
    reply = await post_as_it_is(visitor, conversation, body)
    assert reply.status_code in (400, 422)
    check_problem(reply, reply.status_code, reply.json()["code"])


async def test_a_body_is_bounded_whether_or_not_it_tells_its_length(
    visitor: VisitorClient,
) -> None:
    conversation = await visitor.start()
    body = json.dumps({"client_id": "big", "text": "x" * 2_000_000}).encode()

    async def pieces() -> Any:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    told = await post_as_it_is(visitor, conversation, body)
    untold = await post_as_it_is(visitor, conversation, pieces())
    check_problem(told, 413, "too_large")
    check_problem(untold, 413, "too_large")


async def test_problems_name_the_wrong_field_and_do_not_echo_it(visitor: VisitorClient) -> None:
    reply = await visitor.post("/conversations", {"client_id": "has secret", "text": 5})
    body = check_problem(reply, 422, "invalid")
    assert {item["location"] for item in body["errors"]} == {"body.client_id", "body.text"}
    assert "secret" not in reply.text


async def test_an_unforeseen_failure_is_a_problem_without_its_cause(world: World) -> None:
    async def broken(assistant_id: str, messages: Sequence[TryMessage], top: int) -> TryOut:
        raise RuntimeError("password=hunter2")

    world.services.try_turn = broken
    rep = await world.add_rep("Ana")
    async with client_of(world) as http:
        ana = RepClient(http, rep, await world.session_of(rep))
        path = f"/assistants/{world.assistant.id}/try"
        with structlog.testing.capture_logs() as logged:
            reply = await ana.post(path, {"messages": [{"author": "visitor", "text": "?"}]})
    assert [item["event"] for item in logged] == ["request_failed"]
    check_problem(reply, 500, "internal_error")
    assert "hunter2" not in reply.text


async def test_a_failure_does_not_log_the_token_of_a_sign_in_link(
    world: World, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(work: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(world.services.db, "write", broken)
    with structlog.testing.capture_logs() as logged:
        reply = await client.get("/sign-in/hunter2")
    assert reply.status_code == 500
    assert [item["path"] for item in logged] == ["/sign-in/..."]


async def test_an_absent_part_asks_to_try_again(world: World) -> None:
    async def away(assistant_id: str, messages: Sequence[TryMessage], top: int) -> TryOut:
        raise Unavailable("The turn graph is starting.", retry_after_s=7)

    world.services.try_turn = away
    rep = await world.add_rep("Ana")
    async with client_of(world) as http:
        ana = RepClient(http, rep, await world.session_of(rep))
        path = f"/assistants/{world.assistant.id}/try"
        reply = await ana.post(path, {"messages": [{"author": "visitor", "text": "?"}]})
    check_problem(reply, 503, "unavailable")
    assert reply.headers["retry-after"] == "7"


async def test_every_reply_carries_its_id_and_safe_headers(client: httpx.AsyncClient) -> None:
    mine = await client.get("/healthz", headers={"X-Request-ID": "abc-123"})
    odd = await client.get("/healthz", headers={"X-Request-ID": "a b\tc"})
    assert mine.headers["x-request-id"] == "abc-123"
    assert odd.headers["x-request-id"].startswith("req_")
    assert mine.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in mine.headers["content-security-policy"]
    assert "access-control-allow-origin" not in mine.headers


async def test_readiness_tells_each_part_and_degraded_is_not_down(world: World) -> None:
    async def down() -> Any:
        raise ConnectionError("no server")

    async def ok() -> Any:
        return "ok"

    world.services.probes = {"temporal": down, "search": ok}
    async with client_of(world) as http:
        reply = await http.get("/readyz")
    assert reply.status_code == 200
    assert reply.json() == {
        "status": "degraded",
        "parts": {"sql": "ok", "temporal": "down", "search": "ok"},
    }


async def test_many_who_ask_for_readiness_cost_one_look_a_second(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, time = 0, 100.0
    begun, finish = asyncio.Event(), asyncio.Event()

    async def counted() -> Any:
        nonlocal looks
        looks += 1
        begun.set()
        await finish.wait()
        return "ok"

    monkeypatch.setattr("api.health.monotonic", lambda: time)
    world.services.probes = {"search": counted}
    async with client_of(world) as http:
        asking = [asyncio.create_task(http.get("/readyz")) for _ in range(5)]
        await begun.wait()
        asking[0].cancel()
        finish.set()
        replies = await asyncio.gather(*asking[1:])
        await asyncio.wait(asking)
        assert {reply.json()["parts"]["search"] for reply in replies} == {"ok"}
        await http.get("/readyz")
        assert looks == 1
        time += REMEMBERED_S
        await http.get("/readyz")
        assert looks == 2


async def test_without_the_database_it_is_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: object) -> Any:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(world.db, "read", away)
    async with client_of(world) as http:
        reply = await http.get("/readyz")
    assert (reply.status_code, reply.json()["status"]) == (503, "down")
    assert "retry-after" in reply.headers


def test_the_committed_openapi_document_is_current() -> None:
    """After a change of routes or schemas: `make openapi`."""
    assert (REPO / "openapi.json").read_text("utf-8") == as_text()


def test_operation_ids_are_unique_and_errors_are_problems() -> None:
    document = json.loads(as_text())
    operations = [
        operation for methods in document["paths"].values() for operation in methods.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["tags"] for operation in operations)
    assert "HTTPValidationError" not in document["components"]["schemas"]
