import os
from pathlib import Path

import pytest

from core.vocabulary import SourceKind
from knowledge.fetch import (
    FolderMissing,
    Limits,
    Refusal,
    SourceFile,
    SourceSpec,
    UnreadableFile,
    walk,
)
from knowledge.fetch.folder import walk_folder


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
    assert {file.read() for file in found} == {b"# Words\n"}
