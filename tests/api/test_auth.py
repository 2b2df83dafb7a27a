"""Sign-in, cookies, origins, and links that work once."""

import asyncio
import threading

import httpx
import pytest

from api.app import create_app
from api.limits import Limits, Rate
from core.settings import Settings
from store.secrets import password_matches
from tests.api.conftest import (
    ORIGIN,
    PASSWORD,
    RepClient,
    VisitorClient,
    World,
    client_of,
    visitor_on,
)


async def sign_in(client: httpx.AsyncClient, password: str = PASSWORD) -> httpx.Response:
    body = {"email": "ANA@team.test", "password": password}
    return await client.post("/api/v1/auth/sign-in", json=body)


async def test_a_password_opens_a_session_in_a_safe_cookie(
    world: World, client: httpx.AsyncClient
) -> None:
    await world.add_rep("Ana", password=PASSWORD)
    reply = await sign_in(client)
    cookie = reply.headers["set-cookie"]
    assert reply.status_code == 200
    assert cookie.startswith("baton_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert (await client.get("/api/v1/auth/me")).json()["rep"]["name"] == "Ana"


async def test_behind_https_the_cookie_is_bound_to_the_host(world: World) -> None:
    world.services.settings = Settings(
        _env_file=None,
        data_dir=world.services.settings.data_dir,
        public_url="https://chat.example.com",
    )
    link = await world.link_for(await world.add_rep("Ana"))
    transport = httpx.ASGITransport(create_app(world.services))
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example.com") as web:
        reply = await web.get(f"/sign-in/{link}")
    assert reply.headers["set-cookie"].startswith("__Host-baton_session=")
    assert "Secure" in reply.headers["set-cookie"]
    assert "Path=/" in reply.headers["set-cookie"]


async def test_wrong_credentials_look_the_same_for_known_and_unknown(
    world: World, client: httpx.AsyncClient
) -> None:
    await world.add_rep("Ana", password=PASSWORD)
    wrong = await sign_in(client, "guess")
    unknown = await client.post(
        "/api/v1/auth/sign-in", json={"email": "no@team.test", "password": "guess"}
    )
    assert wrong.status_code == unknown.status_code == 401
    same = ("type", "title", "detail", "code")
    assert [wrong.json()[key] for key in same] == [unknown.json()[key] for key in same]


async def test_a_password_is_compared_where_nothing_else_waits_for_it(
    world: World, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def compared(stored: str | None, password: str) -> bool:
        threads.append(threading.current_thread().name)
        return password_matches(stored, password)

    monkeypatch.setattr("api.inbox.auth.password_matches", compared)
    await world.add_rep("Ana", password=PASSWORD)
    assert (await sign_in(client)).status_code == 200
    assert [name.startswith(("MainThread", "sql-")) for name in threads] == [False]


async def test_what_opens_something_is_kept_as_a_hash_only(
    world: World, client: httpx.AsyncClient
) -> None:
    rep = await world.add_rep("Ana", password=PASSWORD)
    given = [PASSWORD, await world.session_of(rep), await world.link_for(rep)]
    given.append((await visitor_on(client)).token)
    kept = b"".join(
        path.read_bytes() for path in world.services.settings.data_dir.glob("baton.db*")
    )
    assert rep.id.encode() in kept
    assert [secret for secret in given if secret.encode() in kept] == []


async def test_guessing_is_slowed(world: World) -> None:
    world.services.limits = Limits(sign_in=Rate(0.001, 3))
    async with client_of(world) as client:
        codes = [(await sign_in(client, "guess")).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]


async def test_signing_out_ends_the_session_at_once(alex: RepClient) -> None:
    assert (await alex.get("/auth/me")).status_code == 200
    out = await alex.post("/auth/sign-out", {})
    assert out.status_code == 204
    assert 'baton_session=""' in out.headers["set-cookie"]
    assert (await alex.get("/auth/me")).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": ORIGIN}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}, 200),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": f"{ORIGIN}.evil.test"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": ORIGIN}, 403),
    ],
)
async def test_only_our_own_pages_may_act(
    alex: RepClient, visitor_conversation: str, headers: dict[str, str], status: int
) -> None:
    reply = await alex.http.post(
        f"/api/v1/inbox/conversations/{visitor_conversation}/close",
        json={},
        headers={**alex.cookies, **headers},
    )
    assert reply.status_code == status
    if status == 403:
        assert reply.json()["code"] == "origin_not_allowed"


async def test_no_other_page_signs_anybody_in(world: World, client: httpx.AsyncClient) -> None:
    await world.add_rep("Ana", password=PASSWORD)
    body = {"email": "ana@team.test", "password": PASSWORD}
    for headers in ({"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        reply = await client.post("/api/v1/auth/sign-in", json=body, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "origin_not_allowed")
        assert "set-cookie" not in reply.headers


async def test_a_form_cannot_act(alex: RepClient, visitor_conversation: str) -> None:
    path = f"/api/v1/inbox/conversations/{visitor_conversation}/close"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        reply = await alex.http.post(
            path, content=b"{}", headers={**alex.cookies, "Content-Type": kind}
        )
        assert (reply.status_code, reply.json()["code"]) == (415, "unsupported_media_type")


async def test_a_sign_in_link_works_once(world: World, client: httpx.AsyncClient) -> None:
    link = await world.link_for(await world.add_rep("Ana"))
    replies = await asyncio.gather(*(client.get(f"/sign-in/{link}") for _ in range(5)))
    assert sorted(item.status_code for item in replies) == [303, 410, 410, 410, 410]
    used = next(item for item in replies if item.status_code == 303)
    assert used.headers["location"] == "/inbox"
    late = await client.get(f"/sign-in/{link}")
    assert "no longer works" in late.text
    assert '<a href="/inbox">' in late.text
    assert late.headers["content-type"].startswith("text/html")
    assert late.headers["referrer-policy"] == "no-referrer"


async def test_an_old_link_and_nonsense_do_not_work(
    world: World, client: httpx.AsyncClient
) -> None:
    link = await world.link_for(await world.add_rep("Ana"))
    world.clock.forward(3_601)
    for token in (link, "null", "%00", "x" * 500):
        assert (await client.get(f"/sign-in/{token}")).status_code == 410


@pytest.fixture
async def visitor_conversation(visitor: VisitorClient) -> str:
    return await visitor.start()
