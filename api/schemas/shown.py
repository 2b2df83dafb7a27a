"""Replies that show what the store gives, field by field."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Shown(BaseModel):
    """Only what is declared is shown: what else the store's object has stays inside."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, found: object, **more: object) -> Self:
        """Take each field from the object's attribute of that name; `more` are those that it has
        not."""
        return cls.model_validate({**vars(found), **more} if more else found)
