"""Who may bring whom onto the team."""

import threading

import httpx
import pytest

from core.vocabulary import Role
from store.secrets import password_hash
from tests.api.conftest import PASSWORD, World, rep_on


async def test_only_an_owner_makes_owners(world: World, client: httpx.AsyncClient) -> None:
    found = {}
    for role in Role:
        maker = await rep_on(world, client, role.value, role)
        body = {"email": f"new-{role}@team.test", "name": "New", "role": "owner"}
        found[role] = (await maker.post("/team", body)).status_code
    assert found == {Role.OWNER: 201, Role.ADMIN: 403, Role.REP: 403, Role.VIEWER: 403}


async def test_an_admin_adds_the_others(world: World, client: httpx.AsyncClient) -> None:
    admin = await rep_on(world, client, "Ada", Role.ADMIN)
    for role in (Role.ADMIN, Role.REP, Role.VIEWER):
        body = {"email": f"{role}@team.test", "name": "New", "role": role}
        assert (await admin.post("/team", body)).json()["role"] == role


async def test_a_new_password_is_hashed_where_nothing_else_waits_for_it(
    world: World, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def hashed(password: str) -> str:
        threads.append(threading.current_thread().name)
        return password_hash(password)

    monkeypatch.setattr("api.admin.team.password_hash", hashed)
    admin = await rep_on(world, client, "Ada", Role.ADMIN)
    credentials = {"email": "new@team.test", "password": PASSWORD}
    assert (await admin.post("/team", {**credentials, "name": "New"})).status_code == 201
    assert (await client.post("/api/v1/auth/sign-in", json=credentials)).status_code == 200
    assert [name.startswith(("MainThread", "sql-")) for name in threads] == [False]
