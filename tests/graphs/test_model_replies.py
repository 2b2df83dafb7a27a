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


ANSWER = "Choose Import [1]."


@pytest.mark.parametrize(
    "text",
    [
        f"{ANSWER}</s>",
        f"{ANSWER}<|im_end|>\n<|im_start|>user\nAnd then?",
        f"<|im_start|>assistant\n{ANSWER}<|eot_id|>",
        f"{ANSWER}<\uff5cend\u2581of\u2581sentence\uff5c>",
        "<|channel|>analysis<|message|>They import [1].<|end|>"
        f"<|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>",
        f"<|start|>assistant<|channel|>final <|constrain|>text<|message|>{ANSWER}",
        f"[THINK]They import.[/THINK]{ANSWER}",
        f"<seed:think>They import.</seed:think>{ANSWER}",
        f"{ANSWER}\n<think>That is all.</think>",
        f"{ANSWER}\n<think>That is",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_a_model_says_to_itself_is_no_part_of_the_answer(text: str, size: int) -> None:
    speech, shown = Speech(), ""
    for n in range(0, len(text), size):
        piece, afresh = speech.take(text[n : n + size])
        shown = piece if afresh else shown + piece
    assert (shown + speech.rest()).strip() == ANSWER


async def test_a_server_that_refuses_to_tell_the_usage_answers_and_is_not_asked_again(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    for _ in range(2):
        llm.script(Reply(ANSWER, refuses="stream_options"))
        assert said(await heard(model)) == ANSWER
    assert ["stream_options" in asked for asked in llm.requests] == [True, False, False]


async def test_a_server_that_refuses_everything_is_asked_twice_at_most(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    llm.script(Reply(status=400), Reply(status=400))
    with pytest.raises(ModelError, match="llm_refused: status 400: scripted 400"):
        await heard(model)
    assert len(llm.requests) == 2


async def test_nothing_is_asked_for_that_only_some_models_allow(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    await heard(model)
    assert set(llm.requests[0]) == {"model", "messages", "stream", "stream_options"}


async def test_a_name_that_another_interface_is_known_for_changes_nothing(llm: FakeLlm) -> None:
    codex = OpenAiChatModel(
        model="codex-mini", base_url=llm.base_url, api_key=None, patience=PATIENCE
    )
    llm.script(Reply(ANSWER))
    assert said(await heard(codex)) == ANSWER
    await codex.close()


@pytest.mark.parametrize("told", [None, {}, {"prompt_tokens": None, "total_tokens": 0}])
async def test_usage_that_is_not_told_is_not_taken_for_none(
    model: OpenAiChatModel, llm: FakeLlm, told: dict[str, int] | None
) -> None:
    llm.usage = told
    assert not any(piece.usage for piece in await heard(model))


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("error", "llm_unavailable"),
        ("length", "llm_truncated"),
        ("model_length", "llm_truncated"),
    ],
)
async def test_an_answer_that_ends_before_its_end_is_none(
    model: OpenAiChatModel, llm: FakeLlm, reason: str, code: str
) -> None:
    llm.script(Reply("Choose Import [1]. Then", finish_reason=reason))
    with pytest.raises(ModelError, match=code):
        await heard(model)


async def test_a_failure_inside_a_stream_is_told_in_its_own_words(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    error = '{"error": {"message": "The model is\\noverloaded", "code": 529}}'
    llm.script(Reply(body=f"data: {error}\n\n"))
    with pytest.raises(ModelError, match="llm_unavailable: the stream: The model is overloaded"):
        await heard(model)


async def test_what_is_said_of_a_wrong_key_is_not_repeated(
    model: OpenAiChatModel, llm: FakeLlm
) -> None:
    llm.script(Reply(status=401))
    with pytest.raises(ModelError) as refused:
        await heard(model)
    assert str(refused.value) == "llm_refused: status 401"


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
