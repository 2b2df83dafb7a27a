"""Why a file or page is not read: a stable code for programs, one sentence for people."""

from enum import StrEnum

from core.errors import Invalid


class Refusal(StrEnum):
    """The codes; stored with a failed document, so they never change."""

    ADDRESS_INVALID = "address_invalid"
    ADDRESS_PRIVATE = "address_private"
    ADDRESS_UNKNOWN = "address_unknown"
    REDIRECTED_TOO_OFTEN = "redirected_too_often"
    PAGE_MISSING = "page_missing"
    PAGE_FORBIDDEN = "page_forbidden"
    SITE_FAILED = "site_failed"
    SITE_TOO_SLOW = "site_too_slow"
    ROBOTS_FORBIDDEN = "robots_forbidden"
    LIMIT_REACHED = "limit_reached"
    FILE_MISSING = "file_missing"
    FILE_TOO_LARGE = "file_too_large"
    FILE_EXPANDS = "file_expands"
    FILE_KIND_UNKNOWN = "file_kind_unknown"
    FILE_KIND_MISMATCH = "file_kind_mismatch"
    FILE_ENCRYPTED = "file_encrypted"
    FILE_BROKEN = "file_broken"
    FILE_EMPTY = "file_empty"
    FILE_TOO_SLOW = "file_too_slow"
    FILE_TOO_COMPLEX = "file_too_complex"
    ARCHIVE_UNSAFE = "archive_unsafe"


class UnreadableFile(Invalid):
    """One file or page cannot be read as a document; the others are not affected."""

    code = "file_unreadable"

    def __init__(self, detail: str, refusal: Refusal = Refusal.FILE_BROKEN) -> None:
        super().__init__(detail)
        self.refusal = refusal


def megabytes(size_bytes: int) -> str:
    """Say a limit as people do."""
    return f"{size_bytes / 1_000_000:g} MB"
