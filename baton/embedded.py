"""The one process of the embedded layout, from the database to the pages."""

import sqlite3

from sqlalchemy.exc import DatabaseError

from api.app import create_app
from baton import seed
from baton.dev_server import DevServer
from baton.web import Server
from baton.wiring import House, open_house
from core.errors import Misconfigured
from core.settings import Settings
from store.migrations import migrate
from workflows.connect import connect
from workflows.worker import Layout


async def serve(settings: Settings, server: DevServer | None) -> None:
    """Open everything, say where it is, serve until cancelled."""
    await _migrate(settings)
    if server is not None:
        await server.wait_healthy()
    address = server.address if server else settings.temporal_address
    client = await connect(str(address), settings.temporal_namespace)
    async with open_house(settings, client, (Layout.EMBEDDED,), shared=False) as house:
        demo = await seed.first_start(house.db, house.clock)
        await seed.demo_documents(settings, house.db, house.clock, house.mind, demo)
        async with Server(create_app(house.services()), settings) as web:
            await _announce(house, server)
            try:
                await web.ended()
            finally:
                house.bus.close()  # open streams end now, so that the server need not wait


async def _migrate(settings: Settings) -> None:
    try:
        await migrate(settings.sql_url)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        cause = getattr(error, "orig", None) or error
        raise Misconfigured(
            f"The database cannot be opened ({cause}). It is {settings.sql_url!r}: restore it from "
            "a backup, or move it away to start with an empty one."
        ) from error


async def _announce(house: House, server: DevServer | None) -> None:
    settings = house.settings
    print(f"Demo page: {settings.url}/")
    print(f"Inbox: {await seed.owner_link(settings, house.db, house.clock)}")
    if server is not None:
        print(f"Temporal Web UI: http://{server.ip}:{server.ui_port}/")
    print("Ready", flush=True)
