"""What `make` says on a machine that lacks something, before anything is made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("awk", "bash", "dirname", "find", "grep", "sed", "sh", "sort")


def program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the Makefile alone, and `bin` as its PATH: no Python, no Node."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "web").mkdir()
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def make(machine: Path, *arguments: str) -> str:
    """What it says when it fails."""
    found = shutil.which("make")
    assert found
    run = subprocess.run(
        [found, "run", *arguments],
        cwd=machine,
        env={"PATH": str(machine / "bin"), "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert not (machine / ".venv").exists()
    return run.stderr


def test_without_a_python_it_says_which_one_is_needed(machine: Path) -> None:
    assert make(machine).startswith("Baton needs Python 3.11 or newer. Install it")


@pytest.mark.parametrize("found", ["no/such/python", "bin/old"])
def test_a_named_python_that_is_too_old_or_absent_is_named(machine: Path, found: str) -> None:
    program(machine / "bin" / "old", "exit 1")
    assert make(machine, f"PYTHON={found}").startswith(
        f"Baton needs Python 3.11 or newer, and {found} is not."
    )


def test_a_python_without_venv_is_told_with_the_package(machine: Path) -> None:
    program(machine / "bin" / "python3", 'case "$2" in *venv*) exit 1;; esac')
    assert "python3-venv" in make(machine)
