"""The one form of every error: RFC 9457 `application/problem+json`."""

from pydantic import BaseModel, ConfigDict


class FieldProblem(BaseModel):
    """One wrong input; `location` is `body.text`, `query.limit`, `header.last-event-id`."""

    location: str
    code: str
    detail: str


class Problem(BaseModel):
    """`code` is stable and for programs; `detail` is for people and says what to do next."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[FieldProblem] = []
