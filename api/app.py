"""The one place that puts the HTTP face together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from api import errors, health
from api.admin import (
    assistants,
    entries,
    gaps,
    insights,
    knowledge,
    source_files,
    sources,
    team,
    threshold,
)
from api.chat import conversations as chat_conversations
from api.chat import sessions
from api.chat import uploads as chat_uploads
from api.compression import Compression
from api.edge import API, Edge
from api.identities import Identities
from api.inbox import auth, control, feedback
from api.inbox import conversations as inbox_conversations
from api.inbox import uploads as inbox_uploads
from api.limits import Limiter
from api.pages import missing
from api.pages import router as pages
from api.presence import Presence
from api.services import Services
from api.streams.readers import Streams
from api.unattached import UnattachedUploads

TITLE = "Baton"
DESCRIPTION = (
    "AI support chat that answers from your own documents and hands over to people in the same "
    "thread. Errors are RFC 9457 problems with a stable `code`."
)


def create_app(services: Services) -> FastAPI:
    """Build the application around parts that somebody else made and will close."""
    app = describe_app()
    app.state.services = services
    app.state.identities = Identities(services.db, services.clock)
    app.state.limiter = Limiter(services.limits)
    app.state.looks = health.Looks()
    app.state.presence = Presence(services.bus, services.clock)
    app.state.streams = Streams(
        services.db, services.bus, services.drafts, app.state.identities, app.state.presence
    )
    return app


def describe_app() -> FastAPI:
    """All routes without any part behind them: enough for the OpenAPI document."""
    app = FastAPI(
        title=TITLE,
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    errors.install(app)
    missing.install(app)
    app.include_router(_api())
    app.include_router(health.router)
    app.include_router(pages, include_in_schema=False)
    app.add_middleware(Compression)
    app.add_middleware(Edge)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix=API, responses=errors.responses(422))
    for module in (
        sessions,
        chat_conversations,
        chat_uploads,
        inbox_uploads,
        auth,
        inbox_conversations,
        control,
        feedback,
        assistants,
        threshold,
        gaps,
        entries,
        knowledge,
        sources,
        source_files,
        insights,
        team,
    ):
        api.include_router(module.router)
    return api


def _operation_id(route: APIRoute) -> str:
    return route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    unattached = UnattachedUploads(services.db, services.settings.data_dir, services.clock)
    upkeep = [
        asyncio.create_task(app.state.presence.keep_sweeping(), name="presence"),
        asyncio.create_task(unattached.keep_clearing(), name="uploads"),
    ]
    try:
        yield
    finally:
        for task in upkeep:
            task.cancel()
        await asyncio.gather(*upkeep, return_exceptions=True)
