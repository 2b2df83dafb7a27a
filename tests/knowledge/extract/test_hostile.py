"""Every harmful file is refused with a code and a sentence, and the next one is read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from knowledge.extract import Extractor
from knowledge.refusals import Refusal, UnreadableFile
from tests.knowledge.extract import bombs
from tests.knowledge.extract.files import archive, pdf

pytestmark = pytest.mark.asyncio(loop_scope="module")
GOOD = b"# Fine\n\nWords.\n"
PLAIN = [("Hello", 11.0, False)]
BROKEN, MISMATCH = Refusal.FILE_BROKEN, Refusal.FILE_KIND_MISMATCH
COMPLEX = Refusal.FILE_TOO_COMPLEX

CASES = [
    ("a.pdf", lambda: pdf([PLAIN], password="secret"), Refusal.FILE_ENCRYPTED),
    ("a.pdf", lambda: pdf([PLAIN])[:400], BROKEN),
    ("a.pdf", lambda: b"%PDF-1.7\n" + b"\0garbage" * 500, BROKEN),
    ("a.pdf", lambda: bombs.endless_pdf(100_000), COMPLEX),
    ("a.pdf", bombs.swelling_pdf, Refusal.FILE_EMPTY),
    ("a.pdf", lambda: bombs.endless_pdf(1), Refusal.FILE_EMPTY),
    ("a.pdf", lambda: b"hello", MISMATCH),
    ("a.docx", lambda: bombs.word_reading("/etc/passwd"), Refusal.ARCHIVE_UNSAFE),
    ("a.docx", lambda: bombs.word_of_entities("utf-8"), Refusal.ARCHIVE_UNSAFE),
    ("a.docx", lambda: bombs.word_of_entities("utf-16"), Refusal.ARCHIVE_UNSAFE),
    ("a.docx", bombs.swelling_word, Refusal.FILE_EXPANDS),
    ("a.docx", bombs.broken_word, BROKEN),
    ("a.docx", lambda: b"hello", MISMATCH),
    ("a.docx", lambda: archive({"x.txt": "x"}), MISMATCH),
    ("a.docx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, Refusal.FILE_ENCRYPTED),
    ("a.html", lambda: bombs.NESTED, COMPLEX),
    ("a.html", lambda: b"<p>x" * 200_000, COMPLEX),
    ("a.html", lambda: bombs.ATTRIBUTES, COMPLEX),
    ("a.md", lambda: bombs.ATTRIBUTES, COMPLEX),
    ("a.md", lambda: b"x" * 5_000_001, Refusal.FILE_TOO_LARGE),
    ("a.md", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MISMATCH),
    ("a.txt", lambda: b"%PDF-1.4", MISMATCH),
    ("a.txt", lambda: b"MZ\x90\0" * 9, MISMATCH),
    ("a.csv", lambda: archive({"a": "b"}), MISMATCH),
    ("a.csv", lambda: b'"' * 1_000_001, COMPLEX),
    ("a.csv", lambda: b"a,b\n" * 20_001, COMPLEX),
    ("a.exe", lambda: b"x", Refusal.FILE_KIND_UNKNOWN),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def extractor() -> AsyncIterator[Extractor]:
    """One for all, which also shows that no case harms the next."""
    async with Extractor() as started:
        yield started


@pytest.mark.parametrize(("path", "made", "refusal"), CASES)
async def test_a_harmful_file_is_refused_and_the_next_is_read(
    extractor: Extractor, path: str, made: object, refusal: Refusal
) -> None:
    assert callable(made)
    with pytest.raises(UnreadableFile) as caught:
        await extractor.extract(path, "", made())
    assert caught.value.refusal is refusal
    assert caught.value.detail.endswith(".")
    assert (await extractor.extract("b.md", "", GOOD)).title == "Fine"


@pytest.mark.parametrize(
    ("path", "media", "data"),
    [
        ("a.md", "application/pdf", b"# Text"),
        ("a.pdf", "text/html", pdf([PLAIN])),
        ("https://a.example/x", "application/pdf", b"<p>Not found</p>"),
        ("https://a.example/x.pdf", "text/html", pdf([PLAIN])),
    ],
)
async def test_name_declared_type_and_content_must_agree(
    extractor: Extractor, path: str, media: str, data: bytes
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        await extractor.extract(path, media, data)
    assert caught.value.refusal is MISMATCH


async def test_a_pdf_that_anybody_may_open_is_read_although_it_is_encrypted(
    extractor: Extractor,
) -> None:
    document = await extractor.extract("a.pdf", "", pdf([PLAIN], password=""))
    assert "Hello" in document.text


async def test_a_page_cannot_name_elements_as_passages(extractor: Extractor) -> None:
    page = b"<h1 id='@0'>T</h1><h2 id='page=7'>U</h2><p id='@1'>x</p><hr id='page=9'><p>y</p>"
    document = await extractor.extract("a.html", "", page)
    assert [section.anchor for section in document.sections] == ["u"]
    assert document.origins == {}


def environment(pid: int | None) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
async def test_nothing_of_the_environment_is_passed_on(extractor: Extractor) -> None:
    """There are secrets in it."""
    await extractor.extract("b.md", "", GOOD)
    names = {entry.partition(b"=")[0] for entry in environment(extractor.pid).split(b"\0")}
    assert names - {b""} <= {b"LANG", b"OMP_NUM_THREADS", b"OPENBLAS_NUM_THREADS", b"LC_CTYPE"}


async def test_following_the_links_of_a_harmful_page_takes_no_time_either() -> None:
    async with Extractor(time_limit_s=10) as extractor:
        with pytest.raises(UnreadableFile) as caught:
            await extractor.ask({"task": "links", "url": "https://a.example/"}, bombs.ATTRIBUTES)
    assert caught.value.refusal is COMPLEX


async def test_an_endless_cell_is_not_called_broken(extractor: Extractor) -> None:
    with pytest.raises(UnreadableFile, match=r"more than 131,072 characters") as caught:
        await extractor.extract("a.csv", "", b'q,a\nx,"' + b"y" * 140_000)
    assert "broken" not in caught.value.detail
