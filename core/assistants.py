"""What an assistant may be told about its behaviour; stored as JSON, read by graph and workflow."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.languages import AUTO, LANGUAGES

MAX_DURATION_S: Final = 30 * 24 * 3600

Duration = Annotated[float, Field(gt=0, le=MAX_DURATION_S)]


class Theme(BaseModel):
    """Typed look of the widget; never raw CSS."""

    accent: str = Field("#4f46e5", pattern=r"^#[0-9a-fA-F]{6}$")
    position: Literal["right", "left"] = "right"


class AssistantSettings(BaseModel):
    """Defaults suit a small support team; all durations are seconds.

    `language`: "auto" (the visitor's own) or a code of `core.languages`. `daily_budget`: what the
    model may cost in one day (UTC), in the currency of the prices in the settings; None: no limit.
    """

    model_config = ConfigDict(extra="forbid")

    greeting: str = "Hi! Ask me anything about the product. I answer from the documentation."
    starters: list[str] = []
    tone: str = "friendly and precise"
    language: str = AUTO
    daily_budget: float | None = Field(None, ge=0, le=1_000_000)
    answer_threshold: float = Field(0.5, ge=0, le=1)
    low_confidence_band: float = Field(0.15, ge=0, le=1)
    idle_resume_s: Duration = 600
    idle_warn_s: float = Field(60, ge=0, le=MAX_DURATION_S)
    response_target_s: Duration = 300
    theme: Theme = Theme()

    @field_validator("language")
    @classmethod
    def _known_language(cls, code: str) -> str:
        if code != AUTO and code not in LANGUAGES:
            raise ValueError(f"must be {AUTO!r} or one of: {', '.join(LANGUAGES)}")
        return code

    @classmethod
    def stored(cls, values: Mapping[str, Any]) -> Self:
        """Read what was stored before durations had an upper bound: the longest that is allowed."""
        return cls.model_validate({name: _bounded(name, value) for name, value in values.items()})


def _bounded(name: str, value: Any) -> Any:
    return min(value, MAX_DURATION_S) if name.endswith("_s") else value
