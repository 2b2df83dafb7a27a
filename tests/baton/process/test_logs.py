"""What the log says, where no person reads it on a terminal."""

import json
import subprocess
import sys

LOGGING = """
import logging, structlog
from baton.process import logs
from core.settings import Settings

logs.configure(Settings(_env_file=None))
try:
    raise ValueError("no such thing")
except ValueError:
    structlog.get_logger().exception("ours")
    logging.getLogger("library").warning("theirs", exc_info=True)
"""


def test_an_error_has_its_traceback_whoever_logs_it() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["ours", "theirs"]
    for line in lines:
        assert line["exception"].endswith("ValueError: no such thing")


def test_a_log_that_nobody_reads_any_more_stops_nobody() -> None:
    script = """
import os
reading, writing = os.pipe()
os.close(reading)
os.dup2(writing, 2)
"""
    run = subprocess.run(
        [sys.executable, "-c", script + LOGGING + "print('went on', flush=True); os._exit(0)"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert (run.returncode, run.stdout) == (0, "went on\n")
