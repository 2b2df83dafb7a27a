import os
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from baton.commands.doctor import CHECKS, Health
from baton.schema import bring_up_to_date
from core.clock import SystemClock
from core.errors import Misconfigured
from core.outbox import OutboxItem
from core.settings import Settings
from harness.ports import free_ports
from store import assistants, intake, outbox, visitors
from store.database import Database
from tests.fakes.llm import FakeLlm, Reply


async def test_the_doctor_looks_and_does_not_migrate(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    for name in ("Database", "Full text", "Vector index"):
        finding = await CHECKS[name](settings)
        assert (finding.health, "newest schema" in finding.text) == (Health.NOTE, True)
    assert not os.listdir(tmp_path)

    await bring_up_to_date(settings)
    finding = await CHECKS["Database"](settings)
    assert (finding.health, finding.text) == (Health.OK, "SQLite, newest schema, 0 assistants")


async def test_a_disk_that_is_nearly_full_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    assert (await CHECKS["Data folder"](settings)).health is Health.OK
    monkeypatch.setattr("baton.commands.doctor.SPARE_BYTES", 10**18)
    finding = await CHECKS["Data folder"](settings)
    assert (finding.health, "MB of the disk are free" in finding.text) == (Health.WRONG, True)


async def test_a_folder_of_sources_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    for absent, health in (([], Health.OK), ([tmp_path / "gone"], Health.WRONG)):
        settings = Settings(data_dir=tmp_path, source_folders=[tmp_path, *absent])
        finding = await CHECKS["Source folders"](settings)
        assert finding.health is health
    assert str(tmp_path / "gone") in finding.text


async def test_an_absent_postgres_is_told_with_its_address_and_what_to_do(tmp_path: Path) -> None:
    url = f"postgresql://baton:geheim@127.0.0.1:{free_ports(1)[0]}/baton"
    settings = Settings(data_dir=tmp_path, database_url=url)
    for name in ("Database", "Full text", "Vector index"):
        with pytest.raises(Misconfigured, match="Start Postgres") as told:
            await CHECKS[name](settings)
        assert "geheim" not in told.value.detail


async def test_signals_that_temporal_refused_are_told_with_the_last_error(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    await bring_up_to_date(settings)
    db, now = Database(settings.sql_url), SystemClock().now()

    def ask(s: Session) -> OutboxItem:
        guide = assistants.create(s, now, name="Guide", key="guide")
        visitor, _ = visitors.open_session(s, now, assistant_id=guide.id, name="Vera")
        opened = intake.start(
            s, now, assistant_id=guide.id, visitor_id=visitor.id, client_id="first", text="Hello?"
        )
        return opened.signals[0]

    item = await db.write(ask)
    waiting = await CHECKS["Signals"](settings)
    await db.write(lambda s: outbox.failed(s, now, item.id, "RPCError('payload too large')"))
    refused = await CHECKS["Signals"](settings)
    await db.write(lambda s: outbox.done(s, [item.id]))
    delivered = await CHECKS["Signals"](settings)
    await db.close()
    assert (waiting.health, delivered.health) == (Health.OK, Health.OK)
    assert refused.health is Health.WRONG
    assert refused.text.startswith("1 refused")
    assert f"{item.conversation_id}: RPCError('payload too large')" in refused.text


@pytest.mark.parametrize(
    ("status", "health", "says"),
    [
        (200, Health.OK, "gpt-4o-mini at"),
        (401, Health.WRONG, "BATON_LLM_API_KEY"),
        (403, Health.WRONG, "BATON_LLM_API_KEY"),
        (404, Health.WRONG, "BATON_LLM_MODEL"),
        (404, Health.WRONG, "without /v1"),
        (404, Health.WRONG, "scripted 404"),
        (429, Health.WRONG, "status 429"),
        (500, Health.WRONG, "status 500"),
    ],
)
async def test_a_model_is_asked_as_visitors_ask_it(status: int, health: Health, says: str) -> None:
    async with FakeLlm() as llm:
        llm.script(Reply(status=status))
        finding = await CHECKS["Language model"](Settings(llm_base_url=llm.base_url))
    assert finding.health is health
    assert says in finding.text


async def test_an_absent_model_is_told() -> None:
    settings = Settings(llm_base_url=f"http://127.0.0.1:{free_ports(1)[0]}/v1")
    finding = await CHECKS["Language model"](settings)
    assert (finding.health, "does not answer" in finding.text) == (Health.WRONG, True)
