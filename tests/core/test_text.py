"""Text that one of the databases could not store never gets in."""

import pytest
from pydantic import TypeAdapter, ValidationError

from core.ids import new_id
from core.text import MessageText

MESSAGE = TypeAdapter(MessageText)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "\ud800", "x" * 8_001])
def test_a_message_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MESSAGE.validate_python(text)


def test_a_message_keeps_every_language_and_emoji() -> None:
    assert MESSAGE.validate_python(" ¿Qué tal? 你好 👩‍🚀 ") == "¿Qué tal? 你好 👩‍🚀"


def test_ids_sort_by_creation_and_never_repeat() -> None:
    ids = [new_id("cnv") for _ in range(1_000)]
    assert len(set(ids)) == 1_000
    assert [name[:14] for name in ids] == sorted(name[:14] for name in ids)
