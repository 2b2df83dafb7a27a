"""No number from outside becomes a date, a limit or a timer that breaks something later."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
from sqlalchemy import update

from api.app import describe_app
from core.assistants import MAX_DURATION_S
from store.tables import ASSISTANTS
from tests.api.conftest import RepClient, VisitorClient, World

ABSURD = ["1e300", "-1e300", "1" + "0" * 400, "1e999", "NaN", "Infinity", "-Infinity"]
MARK = "the number"
SCHEMA = describe_app().openapi()

Place = tuple[str, ...]


def places(schema: dict[str, Any], seen: Place = ()) -> Iterator[Place]:
    """The ways that lead through objects to a number."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name:
        if name in seen:
            return
        schema, seen = SCHEMA["components"]["schemas"][name], (*seen, name)
    for one in schema.get("anyOf", []):
        yield from places(one, seen)
    if schema.get("type") in ("number", "integer"):
        yield ()
    inside = dict(schema.get("properties", {}))
    if isinstance(schema.get("additionalProperties"), dict):
        inside["any"] = schema["additionalProperties"]
    for key, value in inside.items():
        yield from ((key, *rest) for rest in places(value, seen))


def bodies() -> set[tuple[str, str, Place]]:
    return {
        (method, path, place)
        for path, operations in SCHEMA["paths"].items()
        for method, operation in operations.items()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for place in places(content["schema"])
    }


def queries() -> set[tuple[str, str, str]]:
    return {
        (method, path, parameter["name"])
        for path, operations in SCHEMA["paths"].items()
        for method, operation in operations.items()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and list(places(parameter["schema"]))
    }


def body_of(place: Place, number: str) -> str:
    body: Any = MARK
    for key in reversed(place):
        body = {key: body}
    return json.dumps(body).replace(json.dumps(MARK), number)


def filled(path: str, assistant_id: str) -> str:
    return path.replace("{assistant_id}", assistant_id).replace("{", "").replace("}", "")


def assert_refused(reply: httpx.Response, location: str) -> None:
    assert reply.status_code == 422, (location, reply.text)
    named = [item["location"] for item in reply.json()["errors"]]
    assert any(item.startswith(location) for item in named), (location, named)


async def test_every_number_of_a_body_has_bounds(
    world: World, olga: RepClient, visitor: VisitorClient
) -> None:
    found = bodies()
    assert len(found) >= 14
    for (method, path, place), number in product(found, ABSURD):
        reply = await olga.http.request(
            method,
            filled(path, world.assistant.id),
            content=body_of(place, number),
            headers={**olga.cookies, **visitor.headers, "Content-Type": "application/json"},
        )
        assert_refused(reply, ".".join(("body", *place)))


async def test_every_number_of_a_query_has_bounds(world: World, olga: RepClient) -> None:
    found = queries()
    assert len(found) >= 5
    for (method, path, name), number in product(found, ABSURD):
        reply = await olga.http.request(
            method,
            filled(path, world.assistant.id),
            params={name: number},
            headers=olga.cookies,
        )
        assert_refused(reply, f"query.{name}")


async def test_a_patched_setting_has_the_same_bounds(world: World, olga: RepClient) -> None:
    settings = SCHEMA["components"]["schemas"]["AssistantSettings"]
    for (name,), number in product(places(settings), ABSURD):
        reply = await olga.http.patch(
            f"/api/v1/assistants/{world.assistant.id}",
            content=body_of(("settings", name), number),
            headers={**olga.cookies, "Content-Type": "application/json"},
        )
        assert reply.status_code == 422
        assert reply.json()["code"] == "invalid_settings"
        assert f"settings.{name}" in reply.json()["detail"]


async def test_absurd_durations_that_are_stored_do_not_keep_a_visitor_from_a_person(
    world: World, olga: RepClient, visitor: VisitorClient
) -> None:
    absurd = {"response_target_s": 1e300, "idle_resume_s": 1e300, "idle_warn_s": 1e300}
    await world.db.write(lambda s: s.execute(update(ASSISTANTS).values(settings=absurd)) and None)
    conversation = await visitor.start("I want a person")
    reply = await visitor.post(f"/conversations/{conversation}/handoff", {})
    assert reply.status_code == 202, reply.text
    assert reply.json()["conversation"]["mode"] == "waiting"
    shown = await olga.get(f"/assistants/{world.assistant.id}")
    assert shown.json()["settings"]["response_target_s"] == MAX_DURATION_S


async def test_a_whole_number_of_any_length_that_is_taken_is_kept(
    world: World, client: httpx.AsyncClient, olga: RepClient
) -> None:
    given = {"kept": 2**53 - 1, "rounded": 10**20, "negative": -(2**64)}
    opened = await client.post(
        "/api/v1/chat/sessions",
        json={"assistant_key": "guide", "profile": {"attributes": given}},
    )
    assert opened.status_code == 201, opened.text
    body = opened.json()
    visitor = VisitorClient(client, body["visitor"]["id"], body["token"])
    shown = await olga.get(f"/inbox/conversations/{await visitor.start()}")
    assert shown.json()["visitor"]["profile"] == given
