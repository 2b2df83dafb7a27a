"""Both forms of the graph."""

from typing import Final

from knowledge.embed.form import Form
from knowledge.embed.full import FullGraph
from knowledge.embed.quantized import QuantizedGraph
from knowledge.embed.writer import GraphWriter

GRAPHS: Final[dict[Form, type[GraphWriter]]] = {"full": FullGraph, "quantized": QuantizedGraph}
