"""Visitors: known by a token that only their browser has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.ids import new_id, new_secret
from core.views import VisitorView
from store.secrets import token_hash
from store.tables import VISITORS

v = VISITORS.c
SHOWN_OF_ID = 4
TOKEN_LASTS = timedelta(days=365)
"""From the visitor's last session on: a forgotten browser opens nothing for ever."""


@dataclass(frozen=True)
class Visitor:
    """Who holds a token."""

    id: str
    assistant_id: str
    name: str


def open_session(
    s: Session,
    now: datetime,
    *,
    assistant_id: str,
    token: str | None = None,
    name: str | None = None,
    email: str | None = None,
    profile: dict[str, Any] | None = None,
) -> tuple[VisitorView, str]:
    """Find the visitor of this assistant who holds `token`, or make a new one with a new token."""
    known = _known(s, now, assistant_id, token) if token else None
    if known is None:
        return _create(s, now, assistant_id, name, email, profile or {})
    values: dict[str, Any] = {"last_seen_at": now}
    values |= {key: value for key, value in (("name", name), ("email", email)) if value}
    if profile:
        values["profile"] = {**known["profile"], **profile}
    s.execute(update(VISITORS).where(v.id == known["id"]).values(values))
    row = {**known, **values}
    return _to_view(row), token or ""


def by_token(s: Session, now: datetime, token: str) -> Visitor | None:
    """Who holds this token, unless it is too old."""
    query = select(v.id, v.assistant_id, v.name).where(
        v.token_hash == token_hash(token), v.last_seen_at > now - TOKEN_LASTS
    )
    row = s.execute(query).one_or_none()
    return Visitor(row.id, row.assistant_id, row.name) if row else None


def _known(s: Session, now: datetime, assistant_id: str, token: str) -> dict[str, Any] | None:
    query = select(VISITORS).where(
        v.token_hash == token_hash(token),
        v.assistant_id == assistant_id,
        v.last_seen_at > now - TOKEN_LASTS,
    )
    row = s.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def _create(
    s: Session,
    now: datetime,
    assistant_id: str,
    name: str | None,
    email: str | None,
    profile: dict[str, Any],
) -> tuple[VisitorView, str]:
    token = new_secret()
    visitor_id = new_id("vis")
    row = {
        "id": visitor_id,
        "assistant_id": assistant_id,
        "token_hash": token_hash(token),
        "name": name or _made_up_name(visitor_id),
        "email": email,
        "profile": profile,
        "created_at": now,
        "last_seen_at": now,
    }
    s.execute(insert(VISITORS).values(row))
    return _to_view(row), token


def _made_up_name(visitor_id: str) -> str:
    """Tell visitors without a name apart by the random end of their id."""
    return f"Visitor {visitor_id[-SHOWN_OF_ID:].upper()}"


def _to_view(row: dict[str, Any]) -> VisitorView:
    return VisitorView(id=row["id"], name=row["name"], email=row["email"], profile=row["profile"])
