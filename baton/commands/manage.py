"""Commands that do one thing and end: migrate, sign-in-link, openapi."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from api.schemas.chat import Email
from baton.commands.database import database
from baton.process import logs
from baton.schema import bring_up_to_date
from core.clock import SystemClock
from core.errors import Misconfigured
from core.settings import Settings
from core.vocabulary import Role
from store import reps

WRONG_USE: Final = 2


def run_migrate(settings: Settings) -> None:
    """Bring the database to the newest schema."""
    logs.configure(settings)
    asyncio.run(bring_up_to_date(settings))
    print("The database has the newest schema.")


def run_sign_in_link(settings: Settings, email: str) -> int:
    """Print a single-use link; somebody new becomes a rep of the team. Returns the exit code."""
    logs.configure(settings)
    try:
        known = TypeAdapter(Email).validate_python(email)
    except ValidationError:
        print(f"baton: {email!r} is no email address.", file=sys.stderr)
        return WRONG_USE
    asyncio.run(_sign_in_link(settings, known))
    return 0


def write_openapi(path: Path) -> None:
    """Write the HTTP contract. Errors: `misconfigured` when the file cannot be written."""
    from api.openapi import as_text  # noqa: PLC0415  (the other commands do not need the API)

    try:
        path.write_text(as_text(), encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{str(path)!r} cannot be written ({error.strerror}).") from error
    print(f"Wrote {path}.")


async def _sign_in_link(settings: Settings, email: str) -> None:
    now = SystemClock().now()
    async with database(settings) as db:
        rep = await db.read(lambda s: reps.by_email(s, email))
        if rep is None:
            name = email.split("@")[0].replace(".", " ").title()
            rep = await db.write(
                lambda s: reps.create(s, now, email=email, name=name, role=Role.REP)
            )
            print(f"Added {rep.name} <{rep.email}> to the team as a rep.", file=sys.stderr)
        rep_id = rep.id
        token = await db.write(lambda s: reps.create_sign_in_link(s, now, rep_id))
        print(f"{settings.url}/sign-in/{token}")
