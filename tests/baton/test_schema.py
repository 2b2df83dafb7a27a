from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from baton import schema
from core.errors import Misconfigured
from core.settings import Settings
from store.database import Database
from store.migrations import _config


def test_the_newest_file_is_alembics_head() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == schema.newest_revision()


async def test_a_migrated_file_is_recognised_and_an_empty_one_is_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (tmp_path / "baton.db").touch()
    assert not schema.is_newest(settings)
    await schema.bring_up_to_date(settings)
    assert schema.is_newest(settings)


async def test_a_file_that_may_only_be_read_is_told_with_the_right_that_is_missing(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    await schema.bring_up_to_date(settings)
    db = Database(settings.sql_url)

    def write(s: Session) -> None:
        s.execute(text("PRAGMA query_only = 1"))
        s.execute(text("DELETE FROM tags"))

    with pytest.raises(Misconfigured, match="Give this user the right to write the file"):
        with schema.told_when_read_only(settings):
            await db.write(write)
    await db.close()
