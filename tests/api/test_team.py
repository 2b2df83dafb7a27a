"""Who may bring whom onto the team."""

import httpx

from core.vocabulary import Role
from tests.api.conftest import World, rep_on


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
