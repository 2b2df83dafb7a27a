"""The one process of the embedded layout, from the database to the pages."""

import asyncio
import socket

from api.app import create_app
from baton import seed
from baton.process.dev_server import DevServer
from baton.process.metrics import measured
from baton.process.web import serving
from baton.schema import bring_up_to_date
from baton.wiring import Application, open_application
from core.settings import Settings
from workflows.connect import connect
from workflows.worker import Layout


async def serve(settings: Settings, held: socket.socket, server: DevServer | None) -> None:
    """Open everything, say where it is, serve until cancelled."""
    await bring_up_to_date(settings)
    if server is not None:
        await server.wait_healthy()
    address = server.address if server else settings.temporal_address
    client = await connect(str(address), settings.temporal_namespace)
    async with open_application(settings, client, (Layout.EMBEDDED,), shared=False) as parts:
        demo = await seed.first_start(parts.db, parts.clock)
        await seed.demo_documents(parts.db, parts.clock, parts.engine.embedder, demo)
        app = create_app(parts.services())
        async with measured(settings), serving(app, held) as web:
            await _announce(parts, server)
            try:
                await asyncio.shield(web)
            finally:
                parts.bus.close()  # open streams end now, so that the server need not wait


async def _announce(parts: Application, server: DevServer | None) -> None:
    settings = parts.settings
    print(f"Demo page: {settings.url}/")
    print(f"Inbox: {await seed.owner_link(settings, parts.db, parts.clock)}")
    if server is not None:
        print(f"Temporal Web UI: http://{server.ip}:{server.ui_port}/")
    print("Ready", flush=True)
