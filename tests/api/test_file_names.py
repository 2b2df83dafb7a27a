"""What a browser calls a file becomes a name that is safe to show, with its ending."""

import pytest

from api.file_names import MAX_NAME_CHARS, safe_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("guide.pdf", "guide.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\files\\list.csv", "list.csv"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_only_the_last_part_of_a_path_counts(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_a_long_name_keeps_its_beginning_and_its_ending() -> None:
    shown = safe_name(f"Handbook {'x' * 300}.docx")
    assert len(shown) == MAX_NAME_CHARS
    assert shown.startswith("Handbook x")
    assert shown.endswith("x.docx")
