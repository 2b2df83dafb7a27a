"""Ports and a real Temporal CLI for the tests of processes."""

from pathlib import Path

import pytest

from baton.process.temporal_cli import TemporalCli, find_temporal_cli
from core.settings import Settings
from harness.ports import free_ports


@pytest.fixture(scope="session")
def temporal_cli() -> TemporalCli:
    return find_temporal_cli(Settings())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    port, temporal_port, ui_port = free_ports(3)
    return Settings(
        data_dir=tmp_path / "var",
        port=port,
        temporal_port=temporal_port,
        temporal_ui_port=ui_port,
    )
