from pathlib import Path

from knowledge.ingest.spool import Spool


async def test_a_finished_run_leaves_no_folder_behind(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "ingest" / "src_a" / "run_1")
    await spool.put("a.md", b"x")
    await spool.clear()
    assert list((tmp_path / "ingest").iterdir()) == []


async def test_what_another_run_has_there_stays(tmp_path: Path) -> None:
    one, other = Spool(tmp_path / "src_a" / "run_1"), Spool(tmp_path / "src_a" / "run_2")
    for spool in (one, other):
        await spool.put("a.md", b"x")
    await one.clear()
    assert (await one.get("a.md"), await other.get("a.md")) == (None, b"x")
