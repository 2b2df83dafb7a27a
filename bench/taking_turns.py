"""Two processes take turns on the machine, so that whatever else it does slows both alike."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
import psutil

TURN_S = 1.0


@dataclass
class Spent:
    """What a process took from its first line on; `memory` pairs its last line with megabytes."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    memory: list[tuple[dict[str, Any], float]] = field(default_factory=list)


class Racer:
    """A process that says a line of JSON once it is ready, more on its way, and ends by itself.

    It stands still unless it has its `turn`. What it starts stands still with it and is counted.
    """

    def __init__(self, module: str, order: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(order)
        self._process.stdin.flush()
        self._said: dict[str, Any] = orjson.loads(self._process.stdout.readline())
        os.killpg(self._process.pid, signal.SIGSTOP)
        self.spent = Spent()
        self._before_s = sum(_cpu_s(process) for process in self._family())
        self._ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def is_running(self) -> bool:
        return not self._ended.is_set()

    def turn(self) -> None:
        """Let it work for `TURN_S`, or until its end."""
        began = time.perf_counter()
        os.killpg(self._process.pid, signal.SIGCONT)
        ended = self._ended.wait(TURN_S)
        self.spent.wall_s += time.perf_counter() - began
        if not ended:
            os.killpg(self._process.pid, signal.SIGSTOP)
            with suppress(psutil.Error):  # it has just ended
                held = sum(process.memory_info().rss for process in self._family())
                self.spent.memory.append((self._said, held / 1e6))

    def end(self) -> dict[str, Any]:
        """Wait for it and return its last line."""
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.spent.cpu_s = used.ru_utime + used.ru_stime - self._before_s
        return self._said

    def kill(self) -> None:
        """End it, standing still or not."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._said = orjson.loads(line)
        self._ended.set()

    def _family(self) -> list[psutil.Process]:
        process = psutil.Process(self._process.pid)
        return [process, *process.children(recursive=True)]


def take_turns(racers: Sequence[Racer]) -> None:
    """Let each have its turn until all have ended; none is left behind standing still."""
    try:
        while running := [racer for racer in racers if racer.is_running]:
            for racer in running:
                racer.turn()
    except BaseException:
        for racer in racers:
            racer.kill()
        raise


def _cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system + used.children_user + used.children_system)
