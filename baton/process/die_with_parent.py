"""Run a program that cannot outlive its parent: `die_with_parent.py PARENT_PID PROGRAM ARGS...`.

A process of its own, because code between fork and exec of a many-threaded parent is not safe.
Linux sends the signal when the parent's *thread* that started us ends, so start it from the main
thread. Elsewhere the program runs unguarded; the next start of Baton ends what was left behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the guard was set
            sys.exit(1)
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main()
