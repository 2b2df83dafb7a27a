"""What routes ask for, by type. All are coroutines: FastAPI would run others in threads."""

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from api.identities import Identities, VisitorIdentity
from api.limits import Limiter
from api.presence import Presence
from api.security import address_of, bearer_token, check_origin, cookies_of
from api.services import Services
from api.streams.readers import Streams
from core.errors import NotAllowed, NotSignedIn
from core.text import ClientId, Line
from core.views import RepView
from core.vocabulary import Role


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


async def _identities(request: Request) -> Identities:
    identities: Identities = request.app.state.identities
    return identities


async def _limiter(request: Request) -> Limiter:
    limiter: Limiter = request.app.state.limiter
    return limiter


async def _presence(request: Request) -> Presence:
    presence: Presence = request.app.state.presence
    return presence


async def _streams(request: Request) -> Streams:
    streams: Streams = request.app.state.streams
    return streams


async def _visitor(request: Request) -> VisitorIdentity:
    identities: Identities = request.app.state.identities
    found = await identities.visitor(bearer_token(request))
    if found is None:
        raise NotSignedIn("This visitor token is not valid; open a new session.")
    return found


async def _reading_visitor(request: Request) -> VisitorIdentity:
    visitor = await _visitor(request)
    limiter: Limiter = request.app.state.limiter
    limiter.visitor_read(visitor.id, address_of(request))
    return visitor


async def _writing_visitor(request: Request) -> VisitorIdentity:
    visitor = await _visitor(request)
    limiter: Limiter = request.app.state.limiter
    limiter.visitor_write(visitor.id, address_of(request))
    return visitor


async def rep_token(request: Request) -> str:
    """The session token in the cookie; 401 without one."""
    services: Services = request.app.state.services
    token = cookies_of(services.settings).read(request)
    if token is None:
        raise NotSignedIn("Sign in first.")
    return token


async def _rep(request: Request) -> RepView:
    services: Services = request.app.state.services
    check_origin(request, services.settings)
    identities: Identities = request.app.state.identities
    found = await identities.rep(await rep_token(request))
    if found is None:
        raise NotSignedIn("This session has ended; sign in again.")
    return found


async def _answering_rep(request: Request) -> RepView:
    rep = await _rep(request)
    if rep.role is Role.VIEWER:
        raise NotAllowed("A viewer may read, not act; ask an admin for another role.")
    return rep


async def _admin(request: Request) -> RepView:
    rep = await _rep(request)
    if rep.role not in (Role.OWNER, Role.ADMIN):
        raise NotAllowed("Only owners and admins may change this.")
    return rep


ServicesDep = Annotated[Services, Depends(_services)]
IdentitiesDep = Annotated[Identities, Depends(_identities)]
LimiterDep = Annotated[Limiter, Depends(_limiter)]
PresenceDep = Annotated[Presence, Depends(_presence)]
StreamsDep = Annotated[Streams, Depends(_streams)]

VisitorDep = Annotated[VisitorIdentity, Depends(_reading_visitor)]
WritingVisitorDep = Annotated[VisitorIdentity, Depends(_writing_visitor)]
RepDep = Annotated[RepView, Depends(_rep)]
AnsweringRepDep = Annotated[RepView, Depends(_answering_rep)]
AdminDep = Annotated[RepView, Depends(_admin)]
RepTokenDep = Annotated[str, Depends(rep_token)]

PathId = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""An id in an address: nothing else reaches the database."""
AssistantFilter = Annotated[Line | None, Query()]
IdempotencyKey = Annotated[ClientId | None, Header()]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=400)]
