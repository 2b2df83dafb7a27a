"""The stream as plain JSON: any cut of the bytes gives the same pieces; what is broken says so."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from graphs.turn.llm import ModelError, Patience
from graphs.turn.openai_model import OpenAiChatModel
from graphs.turn.plain_stream import _pieces
from graphs.turn.state import ModelMessage
from tests.fakes.llm import FakeLlm, Reply

PIECES: list[dict[str, Any]] = [{"a": "ü\u2028\x0b"}, {"choices": []}, {"b": 2}]
BODY = b": waiting\r\n\r\n" + b"".join(
    b"event: x\ndata: " + json.dumps(piece, ensure_ascii=False).encode() + b"\n\n"
    for piece in PIECES
)
HELLO = [ModelMessage("user", "hello")]


async def body(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize("end", [b"data: [DONE]\n\n", b"data: [DONE]", b""])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
async def test_pieces_do_not_depend_on_how_the_bytes_are_cut(end: bytes, newline: bytes) -> None:
    whole = (BODY + end).replace(b"\n", newline)
    for cut in range(len(whole)):
        assert [p async for p in _pieces(body(whole[:cut], whole[cut:]))] == PIECES


async def test_nothing_behind_the_end_mark_counts() -> None:
    late = body(BODY, b"data: [DONE]\n\n", b"data: {}\n\n")
    assert [p async for p in _pieces(late)] == PIECES


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'data: {"error": {"message": "overloaded"}}\n\n', "llm_unavailable"),
        (b"data: [1]\n\n", "llm_malformed"),
        (b"data: " + b"x" * 1_100_000, "llm_too_long"),
    ],
)
async def test_what_is_no_piece_is_a_failure(data: bytes, code: str) -> None:
    with pytest.raises(ModelError) as failed:
        [p async for p in _pieces(body(data))]
    assert failed.value.code == code


async def test_one_connection_serves_one_answer_after_the_other(llm: FakeLlm) -> None:
    model = OpenAiChatModel(
        model="m", base_url=llm.base_url, api_key=SecretStr("k"), patience=Patience()
    )
    llm.script(*(Reply("Choose Import [1].") for _ in range(3)))
    for _ in range(3):
        text = "".join([chunk.text async for chunk in model.stream(HELLO)])
        assert text == "Choose Import [1]."
        assert llm.connections_opened == 1
    await model.close()
