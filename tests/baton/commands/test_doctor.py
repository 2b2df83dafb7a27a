import os
from pathlib import Path

from baton.commands.doctor import CHECKS, Health
from baton.schema import bring_up_to_date
from core.settings import Settings


async def test_the_doctor_looks_and_does_not_migrate(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    for name in ("Database", "Full text", "Vector index"):
        finding = await CHECKS[name](settings)
        assert (finding.health, "newest schema" in finding.text) == (Health.NOTE, True)
    assert not os.listdir(tmp_path)

    await bring_up_to_date(settings)
    finding = await CHECKS["Database"](settings)
    assert (finding.health, finding.text) == (Health.OK, "SQLite, newest schema, 0 assistants")
