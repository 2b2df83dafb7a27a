"""What is known of the graph without loading what writes it."""

from typing import Final

GRAPH_VERSION: Final = 2
"""Raise it whenever `graph.py` writes something else: it is part of the cached file's name."""
WIDTH: Final = 384
"""Numbers in a vector."""
