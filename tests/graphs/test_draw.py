"""The diagram in the documentation is the graph of the code."""

from pathlib import Path

import pytest

from graphs.turn.draw import END, START, diagram, insert

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_diagram_names_every_node() -> None:
    drawn = diagram()
    for node in ("load", "understand", "collect", "retrieve", "grade", "rewrite", "answer"):
        assert node in drawn


def test_the_documentation_shows_the_graph_as_it_is() -> None:
    page = PAGE.read_text()
    assert insert(page) == page, "run: python -m graphs.turn.draw docs/architecture.md"


def test_inserting_keeps_the_rest_of_the_page() -> None:
    page = f"before\n{START}\nold\n{END}\nafter\n"
    assert insert(page) == f"before\n{diagram()}\nafter\n"
    with pytest.raises(ValueError, match="graph:start"):
        insert("a page without markers")
