"""What `/readyz` asks the parts of a process."""

from pathlib import Path

import pytest

from baton.probes import disk_probe


async def test_a_disk_with_little_room_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = disk_probe(tmp_path)
    monkeypatch.setattr("baton.probes.SPARE_BYTES", 0)
    assert await probe() == "ok"
    monkeypatch.setattr("baton.probes.SPARE_BYTES", 10**18)
    assert await probe() == "degraded"
