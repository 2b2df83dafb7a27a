"""The process that parses: reads one request after the other, answers, keeps nothing.

It is started by `apart.py`, confines itself first, and imports a format's library when the first
file of that format comes.
"""

import os
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any

import orjson

from knowledge.extract.confine import allow_seconds, confine
from knowledge.extract.site import page_links, robots_rules, sitemap_entries
from knowledge.extract.wire import LENGTH_BYTES, frame, lengths, packed_document
from knowledge.loaders import load
from knowledge.refusals import Refusal, UnreadableFile

Task = Callable[[Mapping[str, Any], bytes], Any]


def main() -> None:
    """Serve until the owner closes the pipe; `argv`: memory in bytes, seconds a document."""
    memory_bytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not garble the answers
    confine(memory_bytes)
    requests = sys.stdin.buffer
    answers.write(frame({}))  # ready: the time of the first document begins now
    answers.flush()
    while prefix := requests.read(LENGTH_BYTES):
        head, data = _request(prefix, requests)
        allow_seconds(seconds)
        answers.write(frame(_answer(head, data)))
        answers.flush()
        del data


def _request(prefix: bytes, requests: IO[bytes]) -> tuple[Mapping[str, Any], bytes]:
    head_size, data_size = lengths(prefix)
    head: Mapping[str, Any] = orjson.loads(requests.read(head_size))
    return head, requests.read(data_size)


def _answer(head: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    try:
        return {"value": _TASKS[head["task"]](head, data)}
    except UnreadableFile as error:
        return {"refusal": error.refusal, "reason": error.detail}
    except MemoryError:
        reason = "The file needs more memory than one file may take."
        return {"refusal": Refusal.FILE_TOO_COMPLEX, "reason": reason}
    except Exception:  # libraries fail in their own ways over broken files
        reason = "The file is broken and cannot be read."
        return {"refusal": Refusal.FILE_BROKEN, "reason": reason}


def _extract(head: Mapping[str, Any], data: bytes) -> Any:
    return packed_document(load(head["path"], head["media"], data))


_TASKS: Mapping[str, Task] = {
    "extract": _extract,
    "links": page_links,
    "robots": robots_rules,
    "sitemap": sitemap_entries,
}
