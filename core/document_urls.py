"""Where the pages of an assistant's documents are served."""

from typing import Final

DOCS: Final = "/docs"
DEMO_KEY: Final = "demo"


def docs_base(assistant_key: str) -> str:
    """The address that an assistant's pages lie below; the demo has the short one."""
    return DOCS if assistant_key == DEMO_KEY else f"{DOCS}/{assistant_key}"
