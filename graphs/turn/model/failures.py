"""How a chat model fails, and how long it may take."""

from dataclasses import dataclass
from typing import Self

from core.settings import Settings

MAX_ANSWER_CHARS = 6_000
"""A longer answer is a fault of the model, not an answer."""


class ModelError(Exception):
    """A call to the model failed. `retryable`: the same call may succeed a little later; `status`:
    of the HTTP reply, where that told of it.

    Codes: `llm_timeout`, `llm_unavailable`, `llm_rate_limited`, `llm_refused`, `llm_malformed`,
    `llm_truncated`, `llm_too_long`, `llm_filtered`.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        retryable: bool,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.status = status


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait: for the connection, the first piece, the next one, the whole answer."""

    connect: float = 5.0
    first_token: float = 15.0
    between_tokens: float = 10.0
    total: float = 45.0

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls(
            settings.llm_connect_timeout_s,
            settings.llm_first_token_timeout_s,
            settings.llm_between_tokens_timeout_s,
            settings.llm_total_timeout_s,
        )
