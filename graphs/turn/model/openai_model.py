"""Any OpenAI-compatible endpoint as a `ChatModel`, through langchain-openai."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar, cast

import httpx2
import openai
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from graphs.turn.model.chat import ModelChunk, ModelMessage, Usage
from graphs.turn.model.failures import MAX_ANSWER_CHARS, ModelError, Patience
from graphs.turn.model.thoughts import Speech

Reply = TypeVar("Reply", bound=BaseModel)

NO_KEY = SecretStr("none")
"""Local servers need no key, but the client insists on one."""
_RETRYABLE_STATUS = 500
USAGE_WAIT_S = 1.0
"""How long the figures may take that follow a whole answer."""
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
        self._client = ChatOpenAI(
            model=model,
            base_url=base_url,
            api_key=api_key or NO_KEY,
            max_retries=0,
            stream_usage=True,
            timeout=openai.Timeout(patience.total, connect=patience.connect),
        )

    @property
    def name(self) -> str:
        return self._name

    async def close(self) -> None:
        """Close the connections that are kept open between calls."""
        await self._client.root_async_client.close()

    async def stream(self, messages: Sequence[ModelMessage]) -> AsyncIterator[ModelChunk]:
        """Stream one answer; without an end mark it is a failure, however much came."""
        finish: str | None = None
        chars, said = 0, False
        speech = Speech()
        with _translated():
            async with aclosing(self._pieces(messages)) as pieces:
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
        self, messages: Sequence[ModelMessage]
    ) -> AsyncGenerator[AIMessageChunk, None]:
        """Stream what the client gives, with a limit on each wait; closes the line in any case.

        Behind the end mark only the usage follows: who keeps silent there has said all.
        """
        wait, ended = self._patience.first_token, False
        stream = self._client.astream([(m.role, m.text) for m in messages])
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

    async def structured(
        self,
        messages: Sequence[ModelMessage],
        schema: type[Reply],
        told: Callable[[Usage], None] | None = None,
    ) -> Reply:
        """Ask for JSON of the given form; anything else is a failure."""
        model = self._client.with_structured_output(
            schema, method="json_schema", strict=True, include_raw=True
        )
        with _translated():
            async with asyncio.timeout(self._patience.first_token):
                reply: Any = await model.ainvoke([(m.role, m.text) for m in messages])
        if told:
            told(_usage_of(reply["raw"]))
        parsed = reply["parsed"]
        if not isinstance(parsed, schema):
            raise ModelError("llm_malformed", "the reply has another form", retryable=True)
        return parsed


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the client library raises into `ModelError`."""
    try:
        yield
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ModelError("llm_timeout", str(error) or "no answer", retryable=True) from error
    except openai.RateLimitError as error:
        after = _retry_after(error.response)
        raise ModelError(
            "llm_rate_limited", "too many requests", retryable=True, retry_after_s=after
        ) from error
    except openai.APIStatusError as error:
        retryable = error.status_code >= _RETRYABLE_STATUS
        code = "llm_unavailable" if retryable else "llm_refused"
        raise ModelError(
            code,
            f"status {error.status_code}",
            retryable=retryable,
            retry_after_s=_retry_after(error.response),
        ) from error
    except (openai.APIConnectionError, httpx2.TransportError) as error:
        raise ModelError("llm_unavailable", type(error).__name__, retryable=True) from error
    except (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError) as error:
        # The library raises many kinds of error for bodies that are not what the protocol says.
        raise ModelError("llm_malformed", type(error).__name__, retryable=True) from error


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
    match finish:
        case None:
            raise ModelError("llm_truncated", "no end mark", retryable=True)
        case "length":
            raise ModelError("llm_truncated", "the token limit was reached", retryable=False)
        case "content_filter":
            raise ModelError("llm_filtered", "the provider's filter cut it off", retryable=False)
    if not said:
        raise ModelError("llm_malformed", "an empty answer", retryable=True)


def _finish_of(piece: AIMessageChunk) -> str | None:
    return piece.response_metadata.get("finish_reason")


def _text_of(piece: AIMessageChunk) -> str:
    """Return the text without what no page shows and not every database stores."""
    text = piece.content if isinstance(piece.content, str) else str(piece.text)
    return _UNPRINTABLE.sub("", text)


def _usage_of(piece: AIMessage) -> Usage:
    usage = piece.usage_metadata
    if usage is None:
        return {}
    return {"input_tokens": usage["input_tokens"], "output_tokens": usage["output_tokens"]}
