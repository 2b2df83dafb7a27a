"""The description that the web apps' types are generated from."""

import json

from api.app import describe_app


def as_text() -> str:
    """The OpenAPI document as it is committed in `openapi.json`."""
    return json.dumps(describe_app().openapi(), indent=2, ensure_ascii=False) + "\n"
