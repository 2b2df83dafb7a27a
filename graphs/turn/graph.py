"""The turn graph: nodes and edges, nothing else."""

from typing import Any

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graphs.turn.laps import timed
from graphs.turn.nodes.answer import answer
from graphs.turn.nodes.clarify import clarify
from graphs.turn.nodes.collect import collect
from graphs.turn.nodes.decide import decide
from graphs.turn.nodes.grade import grade
from graphs.turn.nodes.load import load
from graphs.turn.nodes.retrieve import retrieve
from graphs.turn.nodes.rewrite import rewrite
from graphs.turn.nodes.understand import understand
from graphs.turn.nodes.verify import verify
from graphs.turn.state import Deps, TurnState

TurnGraph = CompiledStateGraph[TurnState, Deps, Any, Any]


def build_turn_graph() -> TurnGraph:
    """Compile the graph: once per process, no checkpointer, since a turn is one run."""
    graph = StateGraph(TurnState, context_schema=Deps)
    nodes = (load, understand, collect, clarify, retrieve, grade, rewrite, answer, verify, decide)
    for node in nodes:
        graph.add_node(node.__name__, timed(node))
    graph.add_edge(START, "load")
    graph.add_edge("load", "understand")
    graph.add_edge("clarify", "retrieve")
    graph.add_edge("retrieve", "grade")
    graph.add_edge("verify", "decide")
    graph.add_edge("decide", END)
    return graph.compile(name="turn")
