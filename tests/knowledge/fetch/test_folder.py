import os
from pathlib import Path

import pytest

from core.vocabulary import SourceKind
from knowledge.fetch import (
    Fetched,
    FolderMissing,
    Limits,
    Refusal,
    Refused,
    SourceFile,
    SourceSpec,
    UnreadableFile,
    walk,
)
from knowledge.fetch.folder import ShutFolder, found_below, walk_folder


def test_documents_are_listed_in_order_without_hidden_linked_or_other_files(
    tmp_path: Path,
) -> None:
    root = tmp_path / "docs"
    for name in ("b/z.md", "b/A.HTML", "a.txt", ".hidden.md", ".git/x.md", "node_modules/p.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / "logo.png").write_bytes(b"x")
    (tmp_path / "secret.md").write_text("secret")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "linked").symlink_to(tmp_path)
    assert [file.path for file in walk(root)] == ["a.txt", "b/A.HTML", "b/z.md"]


def test_a_missing_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="nowhere"):
        walk(tmp_path / "nowhere")


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"12345")
    assert SourceFile("a.md", path).read(limit_bytes=5) == b"12345"
    with pytest.raises(UnreadableFile, match="larger than") as caught:
        SourceFile("a.md", path).read(limit_bytes=4)
    assert caught.value.refusal is Refusal.FILE_TOO_LARGE


def test_a_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        SourceFile("a.md", tmp_path / "a.md").read()


async def test_a_listed_file_that_cannot_be_opened_is_refused_and_not_gone(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text("x")
    found = walk_folder(SourceSpec(SourceKind.FOLDER, str(tmp_path)), Limits())
    assert isinstance(await anext(found), Fetched)
    (tmp_path / "b.md").unlink()
    (tmp_path / "b.md").mkdir()
    (tmp_path / "c.md").unlink()
    refused = [item async for item in found]
    assert [
        (item.path, item.reason, item.is_gone) for item in refused if isinstance(item, Refused)
    ] == [
        ("b.md", "The file cannot be read: Is a directory.", False),
        ("c.md", "The file cannot be read: No such file or directory.", False),
    ]


def test_a_folder_that_cannot_be_listed_is_named_and_hinders_no_other(tmp_path: Path) -> None:
    for name in ("shut/a.md", "open/b.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    (tmp_path / "first.md").write_text("x")
    found = found_below(tmp_path)
    seen = [next(found)]
    (tmp_path / "shut").rename(tmp_path / "elsewhere")
    (tmp_path / "shut").write_text("no folder now")
    seen += found
    assert ShutFolder("shut", "The folder cannot be read: Not a directory.") in seen
    assert {item.path for item in seen} == {"shut", "open/b.md", "first.md"}


async def test_a_folder_without_documents_fails_the_source_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"x")
    spec = SourceSpec(SourceKind.FOLDER, str(tmp_path))
    with pytest.raises(UnreadableFile, match="has no document that is asked for") as caught:
        await anext(walk_folder(spec, Limits()))
    assert caught.value.refusal is Refusal.FILE_EMPTY


def test_names_that_are_no_text_become_text_and_stay_different(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"caf\xe9.md", b"caf\xe8.md", b"two\nlines.md", "für.md".encode()):
        Path(os.fsdecode(folder + b"/" + name)).write_text("# Words\n")
    found = walk(tmp_path)
    assert [file.path for file in found] == ["caf%E8.md", "caf%E9.md", "für.md", "two%0Alines.md"]
    assert {file.read() for file in found if isinstance(file, SourceFile)} == {b"# Words\n"}


async def test_a_folder_too_deep_to_be_listed_is_refused_with_all_below_unless_it_is_excluded(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.md").write_text("x")
    names = ["deep", *["x" * 250] * 17]
    at = os.open(tmp_path, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    spec = SourceSpec(SourceKind.FOLDER, str(tmp_path))
    shut = [item async for item in walk_folder(spec, Limits()) if isinstance(item, Refused)]
    assert [item.reason for item in shut] == ["The folder cannot be read: File name too long."]
    assert [(item.with_all_below, item.is_gone) for item in shut] == [(True, False)]
    spec = SourceSpec(SourceKind.FOLDER, str(tmp_path), {"exclude": ["deep/*"]})
    assert [item.path async for item in walk_folder(spec, Limits())] == ["a.md"]
