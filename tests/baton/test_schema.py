from pathlib import Path

from alembic.script import ScriptDirectory

from baton import schema
from core.settings import Settings
from store.migrations import _config


def test_the_newest_file_is_alembics_head() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == schema.newest_revision()


async def test_a_migrated_file_is_recognised_and_an_empty_one_is_not(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (tmp_path / "baton.db").touch()
    assert not schema.is_newest(settings)
    await schema.bring_up_to_date(settings)
    assert schema.is_newest(settings)
