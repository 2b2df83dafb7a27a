"""The process that parses: what ends it, and that nothing else ends with it."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.extract import Extractor
from knowledge.refusals import Refusal, UnreadableFile
from tests.knowledge.extract import bombs

ROOT = Path(__file__).parents[3]
GOOD = b"# Fine\n\nWords.\n"


async def title(extractor: Extractor) -> str:
    return (await extractor.extract("a.md", "", GOOD)).title


async def test_one_process_reads_many_documents_and_is_replaced_after_its_share() -> None:
    async with Extractor(recycle_after=3) as extractor:
        pids = []
        for _ in range(7):
            assert await title(extractor) == "Fine"
            pids.append(extractor.pid)
    assert len(set(pids)) == 3
    assert pids[0] == pids[2] != pids[3]


async def test_documents_asked_for_at_once_are_read_in_turn() -> None:
    async with Extractor() as extractor:
        texts = [f"# T{number}\n\nx\n".encode() for number in range(20)]
        read = await asyncio.gather(*(extractor.extract("a.md", "", text) for text in texts))
    assert [document.title for document in read] == [f"T{number}" for number in range(20)]


async def test_a_document_that_takes_too_long_costs_only_itself() -> None:
    async with Extractor(time_limit_s=1.5) as extractor:
        assert await title(extractor) == "Fine"
        with pytest.raises(UnreadableFile, match=r"longer than 1\.5 seconds") as caught:
            await extractor.extract("a.html", "", bombs.SLOW_PAGE)
        assert caught.value.refusal is Refusal.FILE_TOO_SLOW
        assert await title(extractor) == "Fine"


async def test_a_process_that_is_killed_costs_only_its_document() -> None:
    async with Extractor() as extractor:
        assert await title(extractor) == "Fine"
        pid = extractor.pid
        assert pid is not None
        reading = asyncio.create_task(extractor.extract("a.html", "", bombs.SLOW_PAGE))
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(UnreadableFile) as caught:
            await reading
        assert caught.value.refusal is Refusal.FILE_TOO_COMPLEX
        assert await title(extractor) == "Fine"


async def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    async with Extractor(memory_bytes=600_000_000) as extractor:
        with pytest.raises(UnreadableFile) as caught:
            await extractor.extract("a.docx", "", bombs.swelling_word() + b"")
        assert caught.value.refusal in {Refusal.FILE_EXPANDS, Refusal.FILE_TOO_COMPLEX}
        assert await title(extractor) == "Fine"


async def test_an_abandoned_question_does_not_answer_the_next_one() -> None:
    async with Extractor() as extractor:
        assert await title(extractor) == "Fine"
        reading = asyncio.create_task(extractor.extract("a.html", "", bombs.SLOW_PAGE))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await title(extractor) == "Fine"


async def test_closing_ends_the_process() -> None:
    extractor = Extractor()
    await title(extractor)
    pid = extractor.pid
    assert pid is not None
    await extractor.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is Linux's")
@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("import socket; socket.socket()", "PermissionError"),
        ("import ctypes; assert ctypes.CDLL(None).socket(2, 1, 0) == -1", "done"),
        ("import subprocess; subprocess.run(['true'])", "PermissionError"),
        ("import ctypes; ctypes.CDLL(None).execl(b'/bin/true', b'true', None)", "done"),
        ("bytearray(2_000_000_000)", "MemoryError"),
        ("import os; os.write(os.open('/dev/shm/baton-x', 65), b'x')", "OSError"),
    ],
)
def test_what_reading_does_not_need_is_not_there(attempt: str, outcome: str) -> None:
    script = (
        "from knowledge.extract.confine import confine\nconfine(1_500_000_000)\n"
        f"try:\n    {attempt}\n    print('done')\n"
        "except (OSError, MemoryError) as error:\n    print(type(error).__name__)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    Path("/dev/shm/baton-x").unlink(missing_ok=True)
    assert told.stdout.strip() == outcome, told.stderr
