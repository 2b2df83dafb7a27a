"""Ctrl-C: at any moment, to the process alone, and through make on a real terminal."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.ports import free_ports

ROOT = Path(__file__).resolve().parents[3]

WORK = """
import asyncio
from baton.process.interrupts import until_interrupted
from baton.process.terminal import foreground

async def work():
    print("working", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        {ending}

with foreground(True):
    asyncio.run(until_interrupted(work()))
"""
ORDERLY = WORK.format(ending='print("ended", flush=True)')
ENDLESS = WORK.format(ending="await asyncio.Event().wait()")


# Python looks here before it imports a module; this one says so, and lets the import never end.
STUCK_AT = """
import sys, threading
class Stuck:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            print("working", flush=True)
            threading.Event().wait()
sys.meta_path.insert(0, Stuck())
sys.argv = ["baton", *{arguments!r}]
from baton.__main__ import main
main()
"""


def started(script: str, *before: str, **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [*before, sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    return process


def interrupted(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """How it ends, and what it says then."""
    with process:
        process.send_signal(number)
        try:
            output, _ = process.communicate(timeout=20)
        finally:
            process.kill()
    return process.returncode, output


def test_an_interrupt_while_the_command_line_loads_leaves_no_traceback() -> None:
    process = started(STUCK_AT.format(module="typer", arguments=["sources"]))
    assert interrupted(process, signal.SIGINT) == (-signal.SIGINT, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    ("command", "module"), [("up", "baton.up"), ("api", "baton.scaled"), ("worker", "baton.scaled")]
)
def test_what_serves_ends_with_zero_also_before_it_has_begun(
    command: str, module: str, number: signal.Signals
) -> None:
    script = STUCK_AT.format(module=module, arguments=[command])
    needed = {"BATON_DATABASE_URL": "postgresql://a@b/c", "BATON_TEMPORAL_ADDRESS": "127.0.0.1:1"}
    assert interrupted(started(script, **needed), number) == (0, "")


def test_an_interrupt_does_not_wait_until_everything_is_loaded(tmp_path: Path) -> None:
    script = STUCK_AT.format(module="baton.embedded", arguments=["up"])
    needed = {
        "BATON_DATA_DIR": str(tmp_path),
        "BATON_PORT": str(free_ports(1)[0]),
        "BATON_TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    code, said = interrupted(started(script, **needed), signal.SIGINT)
    assert (code, said.startswith("Stopping")) == (0, True)


def test_one_interrupt_ends_in_order() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with started(ORDERLY) as process:
            process.send_signal(number)
            output, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert output.endswith("ended\n")


def test_one_interrupt_is_enough_when_nobody_reads_the_output_any_more() -> None:
    with started(WORK.format(ending="pass")) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()


def test_the_end_of_the_terminal_is_no_interrupt_where_nohup_says_so() -> None:
    with started(ORDERLY, "nohup") as process:
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    assert (process.returncode, output.count("Stopping")) == (0, 1)


def test_the_end_of_the_terminal_that_is_told_twice_ends_in_order() -> None:
    with started(ORDERLY) as process:
        for _ in range(2):
            process.send_signal(signal.SIGHUP)
        output, _ = process.communicate(timeout=20)
    assert (process.returncode, output.endswith("ended\n")) == (0, True)


def test_a_second_one_ends_at_once() -> None:
    with started(ENDLESS) as process:
        assert process.stdout is not None
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline().startswith("Stopping")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_make_passes_a_terminals_interrupt_on_and_ends_with_zero(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text(ORDERLY)
    (tmp_path / "Makefile").write_text(f"run:\n\t@PYTHONPATH={ROOT} {sys.executable} work.py\n")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execvp("make", ["make", "run"])
    said = b""
    while b"working" not in said:
        said += os.read(terminal, 1024)
    os.write(terminal, b"\x03")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
