"""Tokens and passwords at rest: hashes only."""

import hashlib
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

UNKNOWN_USER_HASH_INPUT = "no such user"


def token_hash(token: str) -> str:
    """SHA-256; a token has 256 random bits, so it needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache
def _nobody() -> str:
    return _hasher().hash(UNKNOWN_USER_HASH_INPUT)


def password_hash(password: str) -> str:
    """Argon2id with the library's defaults (64 MiB, about 0.1 s)."""
    return _hasher().hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Compare in the same time whether or not there is such a user."""
    try:
        return _hasher().verify(stored or _nobody(), password) and stored is not None
    except VerifyMismatchError:
        return False
