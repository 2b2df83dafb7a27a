import shutil
from pathlib import Path

import pytest

from baton.process.temporal_cli import (
    OLDEST_SERVER,
    TemporalCli,
    Unusable,
    find_temporal_cli,
    inspect,
)
from core.errors import Misconfigured
from core.settings import Settings


def program(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def version(server: str) -> str:
    return f"temporal version 1.9.1 (Server {server}, UI 2.54.1)"


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine with an empty PATH and cache, and neither internet nor Go."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    return Settings(cache_dir=tmp_path / "cache")


def test_the_setting_wins(tmp_path: Path) -> None:
    own = program(tmp_path / "own", version("1.32.0"))
    assert find_temporal_cli(Settings(temporal_cli=own)).path == own


def test_a_wrong_setting_is_told_and_not_passed_over(tmp_path: Path) -> None:
    other = program(tmp_path / "ls", "something else")
    with pytest.raises(Misconfigured, match=r"BATON_TEMPORAL_CLI: .* is not the Temporal CLI"):
        find_temporal_cli(Settings(temporal_cli=other))


def test_path_comes_before_the_cache(nowhere: Settings, tmp_path: Path) -> None:
    on_path = program(tmp_path / "bin" / "temporal", version("1.32.0"))
    program(nowhere.cache_dir / "bin" / "temporal", version("1.32.0"))
    assert find_temporal_cli(nowhere).path == on_path


def test_one_that_is_too_old_is_passed_over(nowhere: Settings, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "temporal", version("1.28.9"))
    cached = program(nowhere.cache_dir / "bin" / "temporal", version("1.29.0"))
    assert find_temporal_cli(nowhere).path == cached


def test_without_any_the_choices_are_named_soon(nowhere: Settings) -> None:
    said: list[str] = []
    with pytest.raises(Misconfigured) as refusal:
        find_temporal_cli(nowhere, said.append)
    for part in ("PATH", "cache", "download", "Go", "BATON_TEMPORAL_CLI", "BATON_TEMPORAL_ADDRESS"):
        assert part in refusal.value.detail
    assert ["cache" in said[0], "download" in said[1]] == [True, True]


def test_a_cache_that_cannot_be_written_is_told_before_anything_is_fetched(
    nowhere: Settings, tmp_path: Path
) -> None:
    program(tmp_path / "bin" / "go", "")
    (tmp_path / "cache").write_text("a file")
    said: list[str] = []
    with pytest.raises(Misconfigured, match=r"cannot be written .*: set BATON_CACHE_DIR"):
        find_temporal_cli(nowhere, said.append)
    assert not [line for line in said if line.startswith(("Downloading", "Building"))]


def test_go_builds_what_is_missing(nowhere: Settings, tmp_path: Path) -> None:
    """The build itself is real Go's; here a stand-in shows that its result is kept and used."""
    go = tmp_path / "bin" / "go"
    program(go, "")
    go.write_text(
        "#!/bin/sh\n"
        'while [ "$1" != -o ]; do shift; done\n'
        f'printf \'#!/bin/sh\\necho "{version("1.32.0")}"\\n\' > "$2"\n'
        f'{shutil.which("chmod", path="/bin:/usr/bin")} +x "$2"\n'
    )
    assert find_temporal_cli(nowhere).path == nowhere.cache_dir / "bin" / "temporal"


def test_a_folder_is_not_a_program(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="is not a program"):
        inspect(tmp_path)


def test_the_real_one_is_new_enough(temporal_cli: TemporalCli) -> None:
    assert temporal_cli.server >= OLDEST_SERVER
