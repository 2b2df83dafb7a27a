"""What a first start puts in, and whom the printed link is for."""

from pathlib import Path

from baton.seed import OWNER_EMAIL, first_start, owner_link
from core.settings import Settings
from core.vocabulary import Role
from store import reps
from store.database import Database
from store.migrations import migrate
from tests.store.conftest import MovableClock


async def test_the_link_is_for_the_first_owner_whatever_another_is_called(tmp_path: Path) -> None:
    settings, clock = Settings(data_dir=tmp_path), MovableClock()
    await migrate(settings.sql_url)
    db = Database(settings.sql_url)
    try:
        await first_start(db, clock)
        clock.forward(60)
        await db.write(
            lambda s: reps.create(s, clock.now(), email="ada@a.test", name="Ada", role=Role.OWNER)
        )
        token = (await owner_link(settings, db, clock)).rpartition("/")[2]
        signed_in = await db.write(lambda s: reps.use_sign_in_link(s, clock.now(), token))
    finally:
        await db.close()
    assert signed_in
    assert signed_in.email == OWNER_EMAIL
