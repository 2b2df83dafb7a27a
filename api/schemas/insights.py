"""Figures about what happened."""

from datetime import date

from pydantic import BaseModel


class SpendDay(BaseModel):
    """What the model of one assistant cost on one day (UTC), in the currency of the prices.

    `estimated_turns` are those whose provider gave no figures.
    """

    day: date
    assistant_id: str
    turns: int
    input_tokens: int
    output_tokens: int
    cost: float
    estimated_turns: int


class SpendOut(BaseModel):
    """Newest day first; `cost` is the sum of all items."""

    items: list[SpendDay]
    cost: float
