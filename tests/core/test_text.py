"""Text that one of the databases could not store never gets in."""

import pytest
from pydantic import TypeAdapter, ValidationError

from api.schemas.inbox import TagName
from core.ids import new_id
from core.text import Line, MessageText

MESSAGE = TypeAdapter(MessageText)
LINE: TypeAdapter[str] = TypeAdapter(Line)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "\ud800", "x" * 8_001])
def test_a_message_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MESSAGE.validate_python(text)


@pytest.mark.parametrize(
    "text", ["\u200b\u200d", "\u202e", "\x07", "\ufeff \u2060", "\u3164", "\u2800", "\ufe0f"]
)
def test_a_message_that_shows_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="something that can be seen"):
        MESSAGE.validate_python(text)


@pytest.mark.parametrize("text", ["?", "👍🏽", "\U0001fae9", "\u0e35", "\u200bx", "…"])
def test_a_message_may_be_a_single_sign(text: str) -> None:
    assert MESSAGE.validate_python(text) == text


def test_a_message_keeps_every_language_and_emoji() -> None:
    assert MESSAGE.validate_python(" ¿Qué tal? 你好 👩‍🚀 ") == "¿Qué tal? 你好 👩‍🚀"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ana\nBaton: paid in full", "Ana Baton: paid in full"),
        ("photo \u202egnp.exe", "photo gnp.exe"),
        ("\u2067Ana\u2069", "Ana"),
        ("\x1b[31mAna\x07", "[31mAna"),
        ("a\u2028b\tc", "a b c"),
        ("\u202e", ""),
        ("שרה\u200e 👩‍🚀 محمد", "שרה\u200e 👩‍🚀 محمد"),
    ],
)
def test_a_name_is_one_line_and_turns_nothing_around(name: str, kept: str) -> None:
    assert LINE.validate_python(name) == kept


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 201])
def test_a_name_that_is_no_text_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(name)


def test_a_name_that_must_be_there_is_not_made_of_nothing() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TagName).validate_python("\u202e\n")


def test_ids_sort_by_creation_and_never_repeat() -> None:
    ids = [new_id("cnv") for _ in range(1_000)]
    assert len(set(ids)) == 1_000
    assert [name[:14] for name in ids] == sorted(name[:14] for name in ids)
