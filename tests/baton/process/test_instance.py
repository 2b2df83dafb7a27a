import asyncio
import fcntl
import os
from pathlib import Path
from typing import TextIO

import pytest

from baton.process.instance import is_running, only_one, own_index, require_writable
from baton.process.orphans import end_left_behind
from core.errors import Misconfigured
from core.settings import Settings
from store.migrations import migrate


def test_a_data_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(Misconfigured, match="Another Baton"),
        only_one(tmp_path),
    ):
        pass
    with only_one(tmp_path):
        pass


def test_a_new_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    asyncio.run(migrate(f"sqlite:///{tmp_path / 'migrated' / 'baton.db'}"))
    require_writable(tmp_path / "started")
    rights = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert rights == {"migrated": 0o700, "started": 0o700}


def test_who_looks_whether_a_baton_runs_hinders_neither_its_start_nor_another_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock

    def the_look_ends_at_the_first_refusal(file: TextIO, how: int) -> None:
        try:
            flock(file, how)
        except BlockingIOError:
            flock(look, fcntl.LOCK_UN)
            raise

    with (tmp_path / "baton.lock").open("a") as look:
        flock(look, fcntl.LOCK_SH)  # what a look holds for a moment
        assert not is_running(tmp_path)
        monkeypatch.setattr(fcntl, "flock", the_look_ends_at_the_first_refusal)
        with only_one(tmp_path):
            assert is_running(tmp_path)
    assert not is_running(tmp_path)


def test_processes_that_share_a_folder_have_an_index_each(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with own_index(settings, shared=True) as first:
        with own_index(settings, shared=True) as second:
            assert first != second
        with own_index(settings, shared=True) as again:
            assert again == second
    with own_index(settings, shared=True) as restarted:
        assert restarted == first


def test_a_folder_that_takes_no_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "indexes").write_text("a file stands in the way")
    with (
        pytest.raises(Misconfigured, match=r"indexes.* cannot be written"),
        own_index(Settings(data_dir=tmp_path), shared=True),
    ):
        pass


def test_a_process_id_that_now_belongs_to_another_is_left_alone(tmp_path: Path) -> None:
    """Our own id stands in the file, but our command line does not name the marker."""
    pid_file = tmp_path / "temporal.pid"
    pid_file.write_text(str(os.getpid()))
    assert not end_left_behind(pid_file, str(tmp_path / "temporal.db"))
    assert not pid_file.exists()


@pytest.mark.parametrize("text", ["", "not a number", "999999999"])
def test_a_useless_pid_file_does_no_harm(tmp_path: Path, text: str) -> None:
    pid_file = tmp_path / "temporal.pid"
    pid_file.write_text(text)
    assert not end_left_behind(pid_file, "temporal.db")
