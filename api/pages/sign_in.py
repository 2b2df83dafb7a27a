"""The link that signs a rep in once."""

from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from api.deps import ServicesDep
from api.pages.html import notice
from api.security import MAX_TOKEN_CHARS, cookies_of
from store import reps

router = APIRouter()


@router.get("/sign-in/{token}")
async def use_sign_in_link(token: str, services: ServicesDep) -> Response:
    """Consume the link, set the cookie, go to the inbox."""
    now = services.clock.now()
    session = None
    if len(token) <= MAX_TOKEN_CHARS:
        session = await services.db.write(lambda s: _session_by_link(s, now, token))
    if session is None:
        page = notice(
            "This link no longer works",
            "A sign-in link works once and for one hour. Ask for a new one on the server:",
            410,
            command="baton sign-in-link you@example.com",
            way=("/inbox", "Sign in with a password"),
        )
        page.headers["referrer-policy"] = "no-referrer"
        return page
    response = RedirectResponse("/inbox", 303, headers={"cache-control": "no-store"})
    cookies_of(services.settings).write(response, session)
    return response


def _session_by_link(s: Session, now: datetime, token: str) -> str | None:
    """Consume the link and open a session, together or not at all."""
    rep = reps.use_sign_in_link(s, now, token)
    return reps.open_session(s, now, rep.id) if rep else None
