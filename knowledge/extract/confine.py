"""Take from this process all that reading a document does not need, before it reads anything.

Limits hold everywhere that has them; on Linux a system-call filter also forbids sockets and other
programs, for native code too (seccomp(2), classic BPF).
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

OPEN_FILES = 64
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
_LOAD, _JUMP_EQUAL, _JUMP_FROM, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # EPERM
_NUMBER, _ARCHITECTURE = 0, 4
_OTHER_ABI = 0x40000000  # x32 has the same calls under other numbers
_FORBIDDEN = {
    # socket, connect, bind, sendto, execve, ptrace, execveat, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 49, 44, 59, 101, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 206, 221, 117, 281, 425)),
}


def confine(memory_bytes: int) -> None:
    """Cap memory and files, write nothing, reach nothing, and do not outlive the parent."""
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_NOFILE, OPEN_FILES)
    if sys.platform == "linux":  # elsewhere the address space cannot be capped reliably
        _cap(resource.RLIMIT_AS, memory_bytes)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _filter_calls()
    os.nice(5)
    sys.addaudithook(_refuse)


def allow_seconds(seconds: int) -> None:
    """Give the next document this much processor time; more of it ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


def _cap(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in {"socket.__new__", "socket.connect", "subprocess.Popen", "os.system", "os.exec"}:
        raise PermissionError(event)


def _filter_calls() -> None:
    """Install the filter; a kernel without it, or another processor, keeps the other limits."""
    found = _FORBIDDEN.get(platform.machine())
    if found is None:
        return
    architecture, numbers = found
    program = [(_LOAD, 0, 0, _ARCHITECTURE), (_JUMP_EQUAL, 1, 0, architecture)]
    program += [(_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    tests = [(_JUMP_FROM, _OTHER_ABI), *((_JUMP_EQUAL, number) for number in numbers)]
    program += [(test, len(tests) - place, 0, to) for place, (test, to) in enumerate(tests)]
    program += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    head = struct.pack("H6xQ", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.create_string_buffer(head), 0, 0)
