import io
import stat
import zipfile

import pytest

from core.vocabulary import SourceKind
from knowledge.fetch import Fetched, Item, Limits, Refusal, Refused
from tests.knowledge.extract.files import archive
from tests.knowledge.fetch.conftest import Walker


def read(items: list[Item]) -> dict[str, bytes]:
    return {item.path: item.data for item in items if isinstance(item, Fetched)}


def refused(items: list[Item]) -> dict[str, Refusal]:
    return {item.path: item.refusal for item in items if isinstance(item, Refused)}


async def walked(walk: Walker, data: bytes, limits: Limits | None = None) -> list[Item]:
    walk.uploads.stored = {"help.zip": data}
    return await walk(SourceKind.ZIP, limits=limits)


async def test_a_zip_of_a_help_centre_is_read_like_a_folder(walk: Walker) -> None:
    members: dict[str, bytes | str] = {
        "help/b/z.md": "z",
        "help/a.html": "a",
        "help/logo.png": "x",
        "help/.git/x.md": "x",
        "__MACOSX/help/._a.html": "x",
    }
    items = await walked(walk, archive(members))
    assert read(items) == {"a.html": b"a", "b/z.md": b"z"}
    assert [item.of for item in items] == [2, 2]


@pytest.mark.parametrize("members", [{}, {"logo.png": "x"}, {"drafts/a.md": "x"}])
async def test_an_archive_without_documents_says_so(
    walk: Walker, members: dict[str, bytes | str]
) -> None:
    walk.uploads.stored = {"help.zip": archive(members)}
    [item] = await walk(SourceKind.ZIP, exclude=["drafts/*", "a.md"])
    assert isinstance(item, Refused)
    assert (item.path, item.refusal) == ("help.zip", Refusal.FILE_EMPTY)
    assert item.reason == "The archive has no document that is asked for and can be read."


async def test_a_zip_among_other_files_has_a_folder_of_its_own(walk: Walker) -> None:
    walk.uploads.stored = {"help.zip": archive({"a.md": "a"}), "a.md": b"b"}
    assert read(await walk(SourceKind.FILES)) == {"a.md": b"b", "help/a.md": b"a"}


async def test_pasted_text_is_a_file(walk: Walker) -> None:
    walk.uploads.stored = {"opening-hours.md": b"We open at nine."}
    assert read(await walk(SourceKind.TEXT)) == {"opening-hours.md": b"We open at nine."}


@pytest.mark.parametrize(
    "name", ["../up.md", "a/../../up.md", "/etc/up.md", "C:/up.md", "..\\up.md"]
)
async def test_names_that_lead_out_are_refused(walk: Walker, name: str) -> None:
    items = await walked(walk, archive({name: "x", "fine.md": "y"}))
    assert read(items) == {"fine.md": b"y"}
    assert list(refused(items).values()) == [Refusal.ARCHIVE_UNSAFE]


async def test_a_zip_that_was_made_on_windows_has_folders_too(walk: Walker) -> None:
    members: dict[str, bytes | str] = {
        "help\\b\\z.md": "z",
        "help\\a.md": "a",
        "help\\.x\\y.md": "y",
    }
    assert read(await walked(walk, archive(members))) == {"a.md": b"a", "b/z.md": b"z"}


async def test_a_colon_in_a_name_leads_nowhere(walk: Walker) -> None:
    items = await walked(walk, archive({"Billing: how to pay.md": "x", "a/1: b.md": "y"}))
    assert read(items) == {"Billing: how to pay.md": b"x", "a/1: b.md": b"y"}


async def test_links_and_archives_inside_are_not_followed(walk: Walker) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("inner.zip", archive({"a.md": "a"}))
        made.writestr("fine.md", "y")
    items = await walked(walk, file.getvalue())
    assert read(items) == {"fine.md": b"y"}
    assert refused(items) == {
        "inner.zip": Refusal.ARCHIVE_UNSAFE,
        "link.md": Refusal.ARCHIVE_UNSAFE,
    }


async def test_a_member_that_swells_is_refused_and_the_rest_is_read(walk: Walker) -> None:
    items = await walked(walk, archive({"bomb.md": b"\0" * 5_000_000, "fine.md": "y"}))
    assert read(items) == {"fine.md": b"y"}
    assert refused(items) == {"bomb.md": Refusal.FILE_EXPANDS}


async def test_members_have_a_limit_each_and_together(walk: Walker) -> None:
    data = archive({"a.md": "x" * 60, "b.md": "x" * 60, "c.md": "x" * 101})
    items = await walked(walk, data, Limits(file_bytes=100))
    assert refused(items) == {"c.md": Refusal.FILE_TOO_LARGE}
    items = await walked(walk, data, Limits(expanded_bytes=100))
    assert set(read(items)) == {"a.md"}
    assert refused(items)["b.md"] is Refusal.FILE_EXPANDS


async def test_an_archive_of_too_many_files_is_not_even_opened(walk: Walker) -> None:
    data = archive({f"{number}.md": "x" for number in range(11)})
    [item] = await walked(walk, data, Limits(files=10))
    assert isinstance(item, Refused)
    assert item.refusal is Refusal.FILE_EXPANDS


async def test_a_lying_directory_does_not_hide_how_much_comes_out(walk: Walker) -> None:
    """The directory says ten bytes; a million come."""
    data = bytearray(archive({"a.md": b"x" * 1_000_000}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert list(refused(await walked(walk, bytes(data))).values()) == [Refusal.FILE_BROKEN]


async def test_locked_broken_and_foreign_archives_have_their_reasons(walk: Walker) -> None:
    locked = bytearray(archive({"a.md": "x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + offset] |= 1
    assert refused(await walked(walk, bytes(locked))) == {"a.md": Refusal.FILE_ENCRYPTED}
    for data in (b"", b"hello", archive({"a.md": "x"})[:-10], b"PK\x05\x06" + b"\xff" * 18):
        [item] = await walked(walk, data)
        assert isinstance(item, Refused)
        assert item.path == "help.zip"
