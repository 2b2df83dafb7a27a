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
from knowledge.embed import AbsentModel
from store.assistants import Assistant
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
        await _demo_documents(parts, demo)
        app = create_app(parts.services())
        async with measured(settings), serving(app, held) as web:
            await _announce(parts, server)
            try:
                await asyncio.shield(web)
            finally:
                parts.bus.close()  # open streams end now, so that the server need not wait


async def _demo_documents(parts: Application, demo: Assistant) -> None:
    """Ingest the help centre once; a later start does without a model now."""
    embedder = parts.engine.embedder
    if demo.knowledge_revision == 0 and not isinstance(embedder, AbsentModel):
        from baton.demo_documents import ingest  # noqa: PLC0415  (most starts need no reader)

        await ingest(parts.db, parts.clock, embedder, demo)


async def _announce(parts: Application, server: DevServer | None) -> None:
    settings = parts.settings
    print(f"Demo page: {settings.url}/")
    print(f"Inbox: {await seed.owner_link(settings, parts.db, parts.clock)}")
    if server is not None:
        print(f"Temporal Web UI: http://{server.ip}:{server.ui_port}/")
    print("Ready", flush=True)
