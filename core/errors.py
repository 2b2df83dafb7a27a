"""Expected failures: each knows its stable code and its HTTP status.

AppError
├── NotFound            404
├── NotAllowed          403
├── NotSignedIn         401
├── Conflict            409
│   └── HeldByOther     409 held_by_other
├── Invalid             422
├── TooLarge            413
├── TooManyRequests     429
├── Unavailable         503
└── Misconfigured       on the command line only
"""

from typing import Any, ClassVar


class AppError(Exception):
    """A failure that a caller can act on; `detail` is for people, `code` for programs."""

    code: str = "error"
    status: ClassVar[int] = 500

    def __init__(self, detail: str, *, code: str | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.extra = extra


class NotFound(AppError):
    code, status = "not_found", 404


class NotAllowed(AppError):
    code, status = "not_allowed", 403


class NotSignedIn(AppError):
    code, status = "not_signed_in", 401


class Conflict(AppError):
    code, status = "conflict", 409


class HeldByOther(Conflict):
    """Another rep owns the conversation; `extra` carries the owner and the newest message."""

    code = "held_by_other"


class Invalid(AppError):
    code, status = "invalid", 422


class TooLarge(AppError):
    code, status = "too_large", 413


class TooManyRequests(AppError):
    code, status = "too_many_requests", 429

    def __init__(self, detail: str, *, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class Unavailable(AppError):
    """A part that Baton needs does not answer; the caller may try again."""

    code, status = "unavailable", 503

    def __init__(self, detail: str, *, retry_after_s: int = 2) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class Misconfigured(AppError):
    """A setting or a tool of this machine is wrong; the command line prints it and ends."""

    code = "misconfigured"
