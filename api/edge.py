"""The outermost layer of every request: its id, its size, its headers, its last resort."""

import re
import secrets
import time
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import INTERNAL_ERROR, problem
from api.metrics import REQUESTS, SECONDS
from core.settings import Settings

log = structlog.get_logger()

API: Final = "/api/v1"
UPLOAD_PATH: Final = f"{API}/chat/uploads"
SOURCES_PATH: Final = f"{API}/sources"
MAX_JSON_BYTES: Final = 64 * 1024
MAX_UPLOAD_BYTES: Final = 10 * 1024 * 1024
UPLOAD_OVERHEAD_BYTES: Final = 4 * 1024
MAX_TEXT_SOURCE_BYTES: Final = 3_000_000
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METHODS: Final = UNSAFE | {"GET", "HEAD", "OPTIONS"}
SIGN_IN: Final = "/sign-in/"
API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
_SAFE_ID = re.compile(r"^[A-Za-z0-9_.:-]{1,64}$")


class Edge:
    """Pure ASGI, so that a stream costs no task and no copy here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send)
        try:
            await exchange.run(self._app)
        except Exception:
            log.exception(
                "request_failed", request_id=exchange.request_id, path=_logged(scope["path"])
            )
            await exchange.fail()


class _Exchange:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        self.request_id = given if _SAFE_ID.match(given) else "req_" + secrets.token_hex(8)
        self._type = headers.get(b"content-type", b"").decode("latin-1").lower()
        self._length = headers.get(b"content-length", b"")
        self._has_body = b"transfer-encoding" in headers or self._length not in (b"", b"0")
        self._upload = scope["path"] == UPLOAD_PATH or _is_source_files(scope["path"])
        self._limit = _limit(scope)
        self._got = 0
        self._status = 0
        self._began = time.perf_counter()
        scope["request_id"] = self.request_id

    async def run(self, app: ASGIApp) -> None:
        refusal = self._refusal()
        if refusal is None:
            receive = self._counted if self._has_body else self._receive
            await app(self._scope, receive, self.send)
        else:
            await self._problem(*refusal)
        self._measure()

    def _refusal(self) -> tuple[int, str, str] | None:
        """What can be refused before anything is read: too long, or not JSON."""
        if self._length and (not self._length.isdigit() or int(self._length) > self._limit):
            return 413, "too_large", f"At most {self._limit} bytes are taken here."
        if not self._has_body or self._scope["method"] not in UNSAFE:
            return None
        if not self._scope["path"].startswith(API):
            return None
        wanted = "multipart/form-data" if self._upload else "application/json"
        if self._type.split(";")[0].strip() == wanted:
            return None
        return 415, "unsupported_media_type", f"Send `Content-Type: {wanted}`."

    async def _counted(self) -> Message:
        message = await self._receive()
        self._got += len(message.get("body", b""))
        if self._got > self._limit:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            headers["x-request-id"] = self.request_id
            headers["x-content-type-options"] = "nosniff"
            headers.setdefault("referrer-policy", "strict-origin-when-cross-origin")
            headers.setdefault("content-security-policy", API_POLICY)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)

    async def fail(self) -> None:
        """Answer 500 when nothing was sent yet; a reply that broke off cannot be mended."""
        if not self._status:
            await self._problem(500, *INTERNAL_ERROR)
        self._measure()

    async def _problem(self, status: int, code: str, detail: str) -> None:
        response = problem(
            status, code, detail, path=self._scope["path"], request_id=self.request_id
        )
        await response(self._scope, self._receive, self.send)

    def _measure(self) -> None:
        path = getattr(self._scope.get("route"), "path", "other")
        method = self._scope["method"] if self._scope["method"] in METHODS else "other"
        REQUESTS.labels(method, path, self._status).inc()
        if not path.endswith("/events"):
            SECONDS.labels(path).observe(time.perf_counter() - self._began)


def _logged(path: str) -> str:
    """Keep the token of a sign-in link out of the log: it may still work."""
    return f"{SIGN_IN}..." if path.startswith(SIGN_IN) else path


def _is_source_files(path: str) -> bool:
    return path.startswith(SOURCES_PATH) and path.endswith("/files")


def _limit(scope: Scope) -> int:
    """How many bytes of a body are taken at this address."""
    path: str = scope["path"]
    if path == UPLOAD_PATH:
        return MAX_UPLOAD_BYTES + UPLOAD_OVERHEAD_BYTES
    if _is_source_files(path):
        settings: Settings = scope["app"].state.services.settings
        return settings.source_upload_bytes + UPLOAD_OVERHEAD_BYTES
    return MAX_TEXT_SOURCE_BYTES if path.startswith(SOURCES_PATH) else MAX_JSON_BYTES
