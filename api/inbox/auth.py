"""Signing reps in and out."""

import asyncio

from fastapi import APIRouter, Request, Response, status

from api.deps import IdentitiesDep, LimiterDep, RepDep, RepTokenDep, ServicesDep
from api.errors import responses
from api.identities import session_name
from api.schemas.inbox import MeOut, SignInIn
from api.security import address_of, check_origin, cookies_of
from api.streams.pulse import SESSION_CLOSED
from core.bus import Ephemeral
from core.errors import NotSignedIn
from store import reps
from store.secrets import password_matches

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/sign-in", responses=responses(401, 403, 413, 415, 422, 429))
async def sign_in(
    body: SignInIn,
    request: Request,
    response: Response,
    services: ServicesDep,
    limiter: LimiterDep,
) -> MeOut:
    """Open a session; the cookie carries it.

    Errors: 401 `wrong_credentials`, the same for an unknown email; 429 after many tries.
    """
    check_origin(request, services.settings)
    limiter.sign_in(body.email, address_of(request))
    async with limiter.hashing:
        rep, stored = await services.db.read(lambda s: reps.with_password(s, body.email))
        matches = await asyncio.to_thread(password_matches, stored, body.password)
    if rep is None or not matches:
        raise NotSignedIn("The email address or the password is wrong.", code="wrong_credentials")
    now = services.clock.now()
    token = await services.db.write(lambda s: reps.open_session(s, now, rep.id))
    cookies_of(services.settings).write(response, token)
    return MeOut(rep=rep)


@router.post("/sign-out", status_code=status.HTTP_204_NO_CONTENT, responses=responses(401, 403))
async def sign_out(
    response: Response,
    rep: RepDep,
    token: RepTokenDep,
    services: ServicesDep,
    identities: IdentitiesDep,
) -> None:
    """End this session everywhere at once, its open streams included."""
    await services.db.write(lambda s: reps.end_session(s, token))
    identities.forget_rep_session(token)
    services.bus.publish(
        f"rep:{rep.id}",
        Ephemeral("", SESSION_CLOSED, {"session": session_name(token)}, internal=True),
    )
    cookies_of(services.settings).clear(response)


@router.get("/me", responses=responses(401))
async def get_me(rep: RepDep, token: RepTokenDep, services: ServicesDep) -> MeOut:
    """Who is signed in; asking keeps the session from becoming idle."""
    now = services.clock.now()
    await services.db.write(lambda s: reps.seen(s, now, token))
    return MeOut(rep=rep)
