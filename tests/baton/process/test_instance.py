import os
from pathlib import Path

import pytest

from baton.process.instance import only_one, own_index
from baton.process.orphans import end_left_behind
from core.errors import Misconfigured
from core.settings import Settings


def test_a_data_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(Misconfigured, match="Another Baton"),
        only_one(tmp_path),
    ):
        pass
    with only_one(tmp_path):
        pass


def test_processes_that_share_a_folder_have_an_index_each(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with own_index(settings, shared=True) as first:
        with own_index(settings, shared=True) as second:
            assert first != second
        with own_index(settings, shared=True) as again:
            assert again == second
    with own_index(settings, shared=True) as restarted:
        assert restarted == first


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
