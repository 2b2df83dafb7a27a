"""Ctrl-C: to the process alone, and through make on a real terminal."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

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


def started(script: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    return process


def test_one_interrupt_ends_in_order() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
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
