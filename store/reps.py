"""The team: who they are, their sessions, and links that sign them in once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import Conflict
from core.ids import new_id, new_secret
from core.views import RepView
from core.vocabulary import Role
from store.secrets import token_hash
from store.tables import REP_SESSIONS, REPS, SIGN_IN_LINKS

r, n, k = REPS.c, REP_SESSIONS.c, SIGN_IN_LINKS.c

SESSION_LASTS = timedelta(days=30)
SESSION_IDLE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
LINK_LASTS = timedelta(hours=1)


def create(
    s: Session, now: datetime, *, email: str, name: str, role: Role, hashed: str | None = None
) -> RepView:
    """Add a person to the team; `hashed` is `secrets.password_hash` of their password, which takes
    a tenth of a second and no database.

    Errors: 409 `email_taken`.
    """
    row = {
        "id": new_id("rep"),
        "email": email.lower(),
        "name": name,
        "role": role,
        "password_hash": hashed,
        "created_at": now,
    }
    try:
        s.execute(insert(REPS).values(row))
    except IntegrityError:
        raise Conflict(f"{email!r} is on the team already.", code="email_taken") from None
    return RepView(id=row["id"], name=name, email=row["email"], role=role)


def listed(s: Session) -> list[RepView]:
    """The active team, by name."""
    query = select(REPS).where(r.deactivated_at.is_(None)).order_by(r.name, r.id)
    return [_to_view(row) for row in s.execute(query).mappings()]


def first_owner(s: Session) -> RepView:
    """The active owner who was there first."""
    query = select(REPS).where(r.role == Role.OWNER, r.deactivated_at.is_(None))
    return _to_view(s.execute(query.order_by(r.created_at, r.id).limit(1)).mappings().one())


def by_email(s: Session, email: str) -> RepView | None:
    query = select(REPS).where(r.email == email.lower(), r.deactivated_at.is_(None))
    row = s.execute(query).mappings().one_or_none()
    return _to_view(row) if row else None


def with_password(s: Session, email: str) -> tuple[RepView | None, str | None]:
    """The active person with this email, and what `secrets.password_matches` compares with: that
    takes a tenth of a second and no database.
    """
    query = select(REPS).where(r.email == email.lower(), r.deactivated_at.is_(None))
    row = s.execute(query).mappings().one_or_none()
    return (_to_view(row), row["password_hash"]) if row else (None, None)


def open_session(s: Session, now: datetime, rep_id: str) -> str:
    """Return the token of a new session."""
    token = new_secret()
    s.execute(
        insert(REP_SESSIONS).values(
            token_hash=token_hash(token),
            rep_id=rep_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def by_session(s: Session, now: datetime, token: str) -> RepView | None:
    """Whose session this is, if it has not ended."""
    query = (
        select(REPS)
        .join(REP_SESSIONS, n.rep_id == r.id)
        .where(
            n.token_hash == token_hash(token),
            n.expires_at > now,
            n.last_seen_at > now - SESSION_IDLE,
            r.deactivated_at.is_(None),
        )
    )
    row = s.execute(query).mappings().one_or_none()
    return _to_view(row) if row else None


def seen(s: Session, now: datetime, token: str) -> None:
    """Keep a session in use from becoming idle; written at most every five minutes."""
    s.execute(
        update(REP_SESSIONS)
        .where(n.token_hash == token_hash(token), n.last_seen_at < now - SEEN_EVERY)
        .values(last_seen_at=now)
    )


def end_session(s: Session, token: str) -> None:
    s.execute(delete(REP_SESSIONS).where(n.token_hash == token_hash(token)))


def create_sign_in_link(s: Session, now: datetime, rep_id: str) -> str:
    """Return the secret of a link that signs this person in once, within an hour."""
    token = new_secret()
    s.execute(
        insert(SIGN_IN_LINKS).values(
            token_hash=token_hash(token), rep_id=rep_id, expires_at=now + LINK_LASTS
        )
    )
    return token


def use_sign_in_link(s: Session, now: datetime, token: str) -> RepView | None:
    """Consume the link; None when it is unknown, used or too old. Two at once: one wins."""
    statement = (
        update(SIGN_IN_LINKS)
        .where(k.token_hash == token_hash(token), k.used_at.is_(None), k.expires_at > now)
        .values(used_at=now)
        .returning(k.rep_id)
    )
    rep_id = s.execute(statement).scalar_one_or_none()
    if rep_id is None:
        return None
    query = select(REPS).where(r.id == rep_id, r.deactivated_at.is_(None))
    row = s.execute(query).mappings().one_or_none()
    return _to_view(row) if row else None


def _to_view(row: RowMapping) -> RepView:
    return RepView(id=row["id"], name=row["name"], email=row["email"], role=Role(row["role"]))
