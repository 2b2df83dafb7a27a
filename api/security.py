"""Who asks: the visitor's bearer token, the rep's cookie, and where a form was sent from."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request, Response

from core.errors import NotAllowed, NotSignedIn
from core.settings import Settings
from store.reps import SESSION_LASTS

COOKIE = "baton_session"
MAX_TOKEN_CHARS = 200
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginNotAllowed(NotAllowed):
    """A page of another site sent this with the rep's cookie."""

    code = "origin_not_allowed"


@dataclass(frozen=True)
class Cookies:
    """The session cookie's form follows the public address: `__Host-` and Secure need https."""

    secure: bool

    @property
    def name(self) -> str:
        return f"__Host-{COOKIE}" if self.secure else COOKIE

    def read(self, request: Request) -> str | None:
        token = request.cookies.get(self.name)
        return token if token and len(token) <= MAX_TOKEN_CHARS else None

    def write(self, response: Response, token: str) -> None:
        response.set_cookie(
            self.name,
            token,
            max_age=int(SESSION_LASTS.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


def cookies_of(settings: Settings) -> Cookies:
    return Cookies(secure=settings.url.startswith("https://"))


def bearer_token(request: Request) -> str:
    """The visitor's token from the header; never from the address, which ends up in logs."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > MAX_TOKEN_CHARS:
        raise NotSignedIn("Send the visitor's token as `Authorization: Bearer TOKEN`.")
    return token


def check_origin(request: Request, settings: Settings) -> None:
    """Refuse an unsafe request that a page of another origin made; no header at all is a program.

    The own origin is the public address, or, when that is plain http, whatever host was asked for:
    the cookie is bound to that host, so no foreign page can name it.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        raise _refused(settings)
    origin = request.headers.get("origin")
    if origin is None or origin == _origin(settings.url):
        return
    local = f"http://{request.headers.get('host', '')}"
    if settings.url.startswith("https://") or origin != local:
        raise _refused(settings)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _refused(settings: Settings) -> OriginNotAllowed:
    return OriginNotAllowed(
        f"This request came from a page outside {_origin(settings.url)!r}. Behind a proxy, set "
        "BATON_PUBLIC_URL to the address that people open."
    )


def address_of(request: Request) -> str:
    """The peer's address; the server has already applied trusted proxy headers."""
    return request.client.host if request.client else "unknown"
