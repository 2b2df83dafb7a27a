"""Any OpenAI-compatible endpoint as a `ChatModel`, through langchain-openai."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast

import httpx2
import openai
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from graphs.turn.model.chat import ModelChunk, ModelMessage, Usage
from graphs.turn.model.failures import MAX_ANSWER_CHARS, ModelError, Patience
from graphs.turn.model.thoughts import Speech

NO_KEY = SecretStr("none")
"""Local servers need no key, but the client insists on one."""
_RETRYABLE_STATUS = 500
USAGE_WAIT_S = 1.0
"""How long the figures may take that follow a whole answer."""
TOLD_CHARS: Final = 200
"""So much of what a server says about a failure reaches the log."""
_FORM: Final = "response_format"
_USAGE: Final = "stream_options"
_CUT_OFF: Final = {
    "length": ("llm_truncated", "the token limit was reached", False),
    "model_length": ("llm_truncated", "the context is full", False),
    "max_tokens": ("llm_truncated", "the token limit was reached", False),
    "content_filter": ("llm_filtered", "the provider's filter cut it off", False),
    "error": ("llm_unavailable", "the provider failed in the middle", True),
    "abort": ("llm_unavailable", "the provider stopped in the middle", True),
}
"""Reasons to finish before the end: code, detail, whether the same call may succeed. Servers have
many words for a whole answer ("stop", "eos_token", "end_turn"), so only these are refused."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class OpenAiChatModel:
    """Calls are never repeated here: the caller knows how much time is left."""

    def __init__(
        self,
        *,
        model: str,
        base_url: str | None,
        api_key: SecretStr | None,
        patience: Patience,
    ) -> None:
        self._patience = patience
        self._name = model
        self._refused: set[str] = set()
        self._client = ChatOpenAI(
            model=model,
            base_url=base_url,
            api_key=api_key or NO_KEY,
            max_retries=0,
            use_responses_api=False,
            timeout=openai.Timeout(patience.total, connect=patience.connect),
        )

    @property
    def name(self) -> str:
        return self._name

    async def close(self) -> None:
        """Close the connections that are kept open between calls."""
        await self._client.root_async_client.close()

    async def stream(
        self, messages: Sequence[ModelMessage], form: type[BaseModel] | None = None
    ) -> AsyncIterator[ModelChunk]:
        """Stream one answer; without an end mark it is a failure, however much came."""
        finish: str | None = None
        chars, said = 0, False
        speech = Speech()
        with _translated():
            async with aclosing(self._pieces(messages, form)) as pieces:
                async for piece in pieces:
                    finish = _finish_of(piece) or finish
                    text, afresh = speech.take(_text_of(piece))
                    chars = len(text) + (0 if afresh else chars)
                    said = bool(text.strip()) or (said and not afresh)
                    if chars > MAX_ANSWER_CHARS:
                        raise ModelError(
                            "llm_too_long", f"over {chars} characters", retryable=False
                        )
                    usage = _usage_of(piece)
                    if text or usage or afresh:
                        yield ModelChunk(text, usage, afresh)
        rest = speech.rest()
        _complete(finish, said=said or bool(rest.strip()))
        if rest:
            yield ModelChunk(rest)

    async def _pieces(
        self, messages: Sequence[ModelMessage], form: type[BaseModel] | None
    ) -> AsyncGenerator[AIMessageChunk, None]:
        """Stream what the client gives.

        A request that is refused is sent again without what not every server knows; what a server
        has answered without is not asked of it any more.
        """
        wanted = [_FORM, _USAGE] if form else [_USAGE]
        asked = [option for option in wanted if option not in self._refused]
        while True:
            options = _options(asked, form)
            begun = False
            try:
                async with aclosing(self._timed(messages, options)) as pieces:
                    async for piece in pieces:
                        begun = True
                        self._refused.update(set(wanted) - set(asked))
                        yield piece
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                if begun or not asked:
                    raise
                del asked[0]
            else:
                return

    async def _timed(
        self, messages: Sequence[ModelMessage], options: dict[str, Any]
    ) -> AsyncGenerator[AIMessageChunk, None]:
        """Put a limit on each wait; closes the line in any case.

        Behind the end mark only the usage follows: who keeps silent there has said all.
        """
        wait, ended = self._patience.first_token, False
        stream = self._client.astream([(m.role, m.text) for m in messages], **options)
        async with aclosing(cast("AsyncGenerator[AIMessageChunk, None]", stream)) as pieces:
            while True:
                try:
                    async with asyncio.timeout(wait):
                        piece = await anext(pieces, None)
                except TimeoutError:
                    if ended:
                        return
                    raise
                if piece is None:
                    return
                ended = ended or _finish_of(piece) is not None
                wait = USAGE_WAIT_S if ended else self._patience.between_tokens
                yield piece


def _options(asked: Sequence[str], form: type[BaseModel] | None) -> dict[str, Any]:
    """Return what the client is told besides the messages.

    The form goes into the body: as an argument, the client would read the stream by other rules,
    and raise for JSON that is not whole.
    """
    options: dict[str, Any] = {"stream_usage": _USAGE in asked}
    if form is not None and _FORM in asked:
        schema = {"name": form.__name__, "strict": True, "schema": form.model_json_schema()}
        options["extra_body"] = {_FORM: {"type": "json_schema", "json_schema": schema}}
    return options


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the client library raises into `ModelError`."""
    try:
        yield
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ModelError("llm_timeout", str(error) or "no answer", retryable=True) from error
    except openai.APIStatusError as error:
        denied = isinstance(error, openai.AuthenticationError)  # what it says may hold the key
        busy = isinstance(error, openai.RateLimitError)
        retryable = busy or error.status_code >= _RETRYABLE_STATUS
        code = "llm_rate_limited" if busy else "llm_unavailable" if retryable else "llm_refused"
        raise ModelError(
            code,
            f"status {error.status_code}{'' if denied else _told(error.body)}",
            retryable=retryable,
            retry_after_s=_retry_after(error.response),
            status=error.status_code,
        ) from error
    except (openai.APIConnectionError, httpx2.TransportError) as error:
        raise ModelError("llm_unavailable", type(error).__name__, retryable=True) from error
    except openai.APIError as error:  # in the middle of a stream
        told = _told({"message": error.message})
        raise ModelError("llm_unavailable", f"the stream{told}", retryable=True) from error
    except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError) as error:
        # The library raises many kinds of error for bodies that are not what the protocol says.
        raise ModelError(
            "llm_malformed", f"no answer{_told(str(error))}", retryable=True
        ) from error


def _told(body: object) -> str:
    """Return what the server says of its failure, in one short line; pages of HTML say nothing."""
    told = body.get("message", body.get("detail")) if isinstance(body, dict) else body
    if not told or "<" in str(told)[:TOLD_CHARS]:
        return ""
    return f": {' '.join(str(told).split())[:TOLD_CHARS]}"


def _retry_after(response: httpx2.Response) -> float | None:
    """Return the seconds that the server asks for, as a number or as a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _complete(finish: str | None, *, said: bool) -> None:
    """Refuse what is not a whole answer."""
    if finish is None:
        raise ModelError("llm_truncated", "no end mark", retryable=True)
    if finish in _CUT_OFF:
        code, detail, retryable = _CUT_OFF[finish]
        raise ModelError(code, detail, retryable=retryable)
    if not said:
        raise ModelError("llm_malformed", "an empty answer", retryable=True)


def _finish_of(piece: AIMessageChunk) -> str | None:
    return piece.response_metadata.get("finish_reason")


def _text_of(piece: AIMessageChunk) -> str:
    """Return the text without what no page shows and not every database stores."""
    text = piece.content if isinstance(piece.content, str) else str(piece.text)
    return _UNPRINTABLE.sub("", text)


def _usage_of(piece: AIMessage) -> Usage:
    """Return the tokens that are told; the client writes 0 for what is not."""
    usage = piece.usage_metadata
    if usage is None:
        return {}
    told = {"input_tokens": usage["input_tokens"], "output_tokens": usage["output_tokens"]}
    return {kind: tokens for kind, tokens in told.items() if tokens}
