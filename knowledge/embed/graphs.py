"""Both forms of the graph."""

from typing import Final

from knowledge.embed.form import Form
from knowledge.embed.rounded import RoundedGraph
from knowledge.embed.whole import WholeGraph
from knowledge.embed.writer import GraphWriter

GRAPHS: Final[dict[Form, type[GraphWriter]]] = {"whole": WholeGraph, "rounded": RoundedGraph}
