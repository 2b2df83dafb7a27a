"""What is known of the graphs without loading what writes them."""

from typing import Final, Literal

Form = Literal["whole", "rounded"]
"""For many texts at once, or for one question; see `whole.py` and `rounded.py`."""
GRAPH_VERSION: Final = 2
"""Raise it whenever `whole.py` writes something else: stored vectors are named by it."""
FILES: Final[dict[Form, str]] = {
    "whole": f"v{GRAPH_VERSION}.onnx",
    "rounded": "rounded-v1.onnx",
}
"""How the cached file's name ends; raise its version whenever it would hold something else."""
WIDTH: Final = 384
"""Numbers in a vector."""
