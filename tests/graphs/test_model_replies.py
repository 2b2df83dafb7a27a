"""What servers of all kinds put into a stream beside the answer, and what becomes of it."""

import time
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from graphs.turn.model.chat import ModelChunk, ModelMessage
from graphs.turn.model.failures import ModelError, Patience
from graphs.turn.model.openai_model import OpenAiChatModel
from graphs.turn.model.thoughts import Speech
from tests.fakes.llm import FakeLlm, Reply

PATIENCE = Patience(connect=1.0, first_token=5.0, between_tokens=5.0, total=10.0)
THOUGHT = "<think>The visitor asks about imports.\nPassage 1 tells.</think>\n"


@pytest.fixture
async def model(llm: FakeLlm) -> AsyncIterator[OpenAiChatModel]:
    model = OpenAiChatModel(
        model="scripted", base_url=llm.base_url, api_key=SecretStr("k"), patience=PATIENCE
    )
    yield model
    await model.close()


async def heard(model: OpenAiChatModel) -> list[ModelChunk]:
    return [piece async for piece in model.stream([ModelMessage("user", "How?")])]


def said(pieces: list[ModelChunk]) -> str:
    text = ""
    for piece in pieces:
        text = ("" if piece.afresh else text) + piece.text
    return text


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize("tag", ["think", "THINKING", "reasoning"])
def test_what_is_thought_is_never_shown_however_it_is_cut(tag: str, size: int) -> None:
    text = f"  <{tag}>a < b, </b> & c</{tag}>\n\nUse <b> 3 < 4 [1]."
    speech = Speech()
    shown = [speech.take(text[n : n + size]) for n in range(0, len(text), size)]
    assert not any(afresh for _, afresh in shown)
    assert "".join(piece for piece, _ in shown).strip() + speech.rest() == "Use <b> 3 < 4 [1]."


@pytest.mark.parametrize("text", ["<", "<b", "Open <thin", "a </thi", "<thinker> is a tag"])
def test_what_only_looks_like_a_thought_is_said(text: str) -> None:
    speech = Speech()
    assert "".join(speech.take(one)[0] for one in text) + speech.rest() == text


async def test_an_answer_begins_after_its_thoughts(model: OpenAiChatModel, llm: FakeLlm) -> None:
    llm.script(Reply(f"{THOUGHT}Choose Import [1]."))
    assert said(await heard(model)).strip() == "Choose Import [1]."


async def test_thoughts_without_a_beginning_are_taken_back(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    llm.script(Reply("Hm, passage 1 tells. </think> Choose Import [1]."))
    pieces = await heard(model)
    assert said(pieces).strip() == "Choose Import [1]."
    assert sum(piece.afresh for piece in pieces) == 1


async def test_long_thoughts_are_no_long_answer(model: OpenAiChatModel, llm: FakeLlm) -> None:
    llm.script(Reply(chunks=["<think>", *["so " * 1000] * 5, "</think>", "Yes [1]."]))
    assert said(await heard(model)) == "Yes [1]."


async def test_thoughts_alone_are_no_answer(model: OpenAiChatModel, llm: FakeLlm) -> None:
    llm.script(Reply("<think>I wonder."))
    with pytest.raises(ModelError, match="llm_malformed"):
        await heard(model)


async def test_what_no_page_shows_is_left_out(model: OpenAiChatModel, llm: FakeLlm) -> None:
    llm.script(Reply(chunks=["Choose\x00 Im\x1bport", "\ud83d", " now\x7f.\n- [1]"]))
    assert said(await heard(model)) == "Choose Import now.\n- [1]"


async def test_blanks_alone_are_no_answer(model: OpenAiChatModel, llm: FakeLlm) -> None:
    llm.script(Reply(chunks=[" ", "\n"]))
    with pytest.raises(ModelError, match="llm_malformed"):
        await heard(model)


async def test_an_answer_that_a_filter_cut_off_is_not_given(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    llm.script(Reply("Choose Import [1]. Then you", finish_reason="content_filter"))
    with pytest.raises(ModelError, match="llm_filtered"):
        await heard(model)


async def test_a_whole_answer_waits_little_for_its_figures(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    llm.script(Reply("Choose Import [1].", hang="after"))
    started = time.monotonic()
    assert said(await heard(model)) == "Choose Import [1]."
    assert time.monotonic() - started < PATIENCE.between_tokens / 2
