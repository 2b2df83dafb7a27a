"""Ports and a real Temporal CLI for the tests of processes."""

import socket
from pathlib import Path

import pytest

from baton.temporal_cli import TemporalCli, find_temporal_cli
from core.settings import Settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def temporal_cli() -> TemporalCli:
    return find_temporal_cli(Settings())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "var",
        port=free_port(),
        temporal_port=free_port(),
        temporal_ui_port=free_port(),
    )
