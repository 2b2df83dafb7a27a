"""What is known of the graphs without loading what writes them."""

from typing import Final, Literal

Form = Literal["full", "quantized"]
"""For many texts at once, or for one question; see `full.py` and `quantized.py`."""
GRAPH_VERSION: Final = 2
"""Raise it whenever `full.py` writes something else: stored vectors are named by it."""
FILES: Final[dict[Form, str]] = {
    "full": f"v{GRAPH_VERSION}.onnx",
    "quantized": "quantized-v1.onnx",
}
"""How the cached file's name ends; raise its version whenever it would hold something else."""
WIDTH: Final = 384
"""Numbers in a vector."""
