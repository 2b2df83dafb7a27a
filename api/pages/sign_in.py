"""The link that signs a rep in once."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.deps import ServicesDep
from api.inbox.auth import sign_in_by_link
from api.pages.html import notice
from api.security import MAX_TOKEN_CHARS, cookies_of

router = APIRouter()


@router.get("/sign-in/{token}")
async def use_sign_in_link(token: str, services: ServicesDep) -> Response:
    """Consume the link, set the cookie, go to the inbox."""
    now = services.clock.now()
    used = None
    if len(token) <= MAX_TOKEN_CHARS:
        used = await services.db.write(lambda s: sign_in_by_link(s, now, token))
    if used is None:
        page = notice(
            "This link no longer works",
            "A sign-in link works once and for one hour. Ask for a new one on the server:",
            410,
            command="baton sign-in-link you@example.com",
        )
        page.headers["referrer-policy"] = "no-referrer"
        return page
    _, session = used
    response = RedirectResponse("/inbox", 303, headers={"cache-control": "no-store"})
    cookies_of(services.settings).write(response, session)
    return response
