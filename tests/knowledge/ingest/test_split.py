import pytest

from knowledge.embed import MiniLmEmbedder
from knowledge.ingest.split import MAX_TOKENS, SplitChunk, Splitter
from knowledge.loaders import load


@pytest.fixture
def splitter(embedder: MiniLmEmbedder) -> Splitter:
    return Splitter(embedder, "ast_a/src_a")


def split(splitter: Splitter, text: str, path: str = "a.md") -> list[SplitChunk]:
    return splitter.split(load(path, "", text.encode()), path)


def sentences(count: int, words: str = "The export keeps every column of row") -> str:
    return " ".join(f"{words} {number}." for number in range(count))


def test_each_section_is_its_own_chunk_and_says_where_it_stands(splitter: Splitter) -> None:
    pieces = split(splitter, "# Import\n\nIntro.\n\n## CSV\n\nA.\n\n### Limits\n\nB.\n")
    assert [piece.embedded for piece in pieces] == [
        "Import\nIntro.",
        "Import > CSV\nA.",
        "Import > CSV > Limits\nB.",
    ]
    assert [piece.chunk.ordinal for piece in pieces] == [0, 1, 2]


@pytest.mark.parametrize(
    "body",
    [
        sentences(120),
        "\n".join(f"{n}. Open menu {n} and choose the entry `item-{n}`" for n in range(90)),
        "| A | B |\n| - | - |\n" + "\n".join(f"| cell {n} | value {n} |" for n in range(90)),
        "```\n" + "\n".join(f"call_{n}(argument_{n}, 'text')" for n in range(90)) + "\n```",
        "- " + sentences(60) + "\n- short",
        "word" * 3000,
        "/".join(["part-9"] * 600),
        "| " + " | ".join(f"column_{n}" for n in range(200)) + " |\n|" + " - |" * 200 + "\n| x |",
    ],
    ids=["text", "steps", "table", "code", "long-item", "word", "path", "wide-table"],
)
def test_no_chunk_is_longer_than_the_model_sees(
    splitter: Splitter, embedder: MiniLmEmbedder, body: str
) -> None:
    pieces = split(splitter, f"# A title\n\n## A heading\n\n{body}\n")
    counted = embedder.count_tokens([piece.embedded for piece in pieces])
    assert max(counted) <= MAX_TOKENS
    assert [piece.chunk.tokens for piece in pieces] == counted


def test_endless_titles_and_headings_leave_room_for_text(
    splitter: Splitter, embedder: MiniLmEmbedder
) -> None:
    pieces = split(splitter, f"# {'Title ' * 90}\n\n## {'Head ' * 90}\n\n### Last\n\nBody text.\n")
    assert pieces[0].embedded.endswith("\nBody text.")
    assert embedder.count_tokens([pieces[0].embedded])[0] < 80


def test_steps_that_fit_stay_together_with_their_announcement(splitter: Splitter) -> None:
    steps = "\n".join(f"{n}. Step {n} of the way to the goal" for n in range(1, 13))
    pieces = split(splitter, f"# T\n\n{sentences(17)}\n\nDo this:\n\n{steps}\n")
    assert len(pieces) == 2
    assert pieces[1].chunk.text == f"Do this:\n\n{steps}"


def test_long_steps_are_cut_between_steps_only(splitter: Splitter) -> None:
    steps = [f"{n}. Step {n} goes on for some more words than usual" for n in range(1, 60)]
    pieces = split(splitter, "# T\n\nFollow these:\n\n" + "\n".join(steps))
    assert pieces[0].chunk.text.startswith("Follow these:\n\n1. Step 1 ")
    lines = [line for piece in pieces for line in piece.chunk.text.split("\n") if "Step" in line]
    assert lines == steps


def test_nested_lists_move_as_one_item(splitter: Splitter) -> None:
    items = [f"- Item {n}\n  - inner {n} a\n  - inner {n} b" for n in range(40)]
    for piece in split(splitter, "# T\n\n" + "\n".join(items)):
        assert piece.chunk.text.startswith("- Item")
        assert piece.chunk.text.count("inner") == 2 * piece.chunk.text.count("- Item")


def test_every_piece_of_a_long_table_has_the_header(splitter: Splitter) -> None:
    rows = "\n".join(f"| code {n} | meaning number {n} |" for n in range(80))
    pieces = split(splitter, f"# T\n\n| Code | Meaning |\n| --- | --- |\n{rows}\n")
    assert len(pieces) > 2
    assert all(d.chunk.text.startswith("| Code | Meaning |\n| --- | --- |\n| co") for d in pieces)


def test_every_piece_of_long_code_is_fenced(splitter: Splitter) -> None:
    lines = [f"call_{n}(argument_{n}, 'text')" for n in range(90)]
    pieces = split(splitter, "# T\n\n```\n" + "\n".join(lines) + "\n```\n")
    assert len(pieces) > 2
    kept = []
    for piece in pieces:
        first, *inner, last = piece.chunk.text.split("\n")
        assert (first, last) == ("```", "```")
        kept += inner
    assert kept == lines


def test_long_text_is_cut_between_sentences(splitter: Splitter) -> None:
    pieces = split(splitter, "# T\n\n" + sentences(100))
    assert len(pieces) > 2
    assert all(piece.chunk.text.endswith(".") for piece in pieces)
    assert " ".join(piece.chunk.text for piece in pieces) == sentences(100)


def test_a_document_without_headings_is_split_too(splitter: Splitter) -> None:
    pieces = split(splitter, "one\n\ntwo\n", "notes/plain.txt")
    assert [piece.embedded for piece in pieces] == ["Plain\none\n\ntwo"]


def test_a_heading_without_text_makes_no_chunk(splitter: Splitter) -> None:
    pieces = split(splitter, "# T\n\n## Empty\n\n## Full\n\ntext\n")
    assert [piece.chunk.heading_path for piece in pieces] == [("Full",)]


def test_an_id_survives_changes_elsewhere_and_not_changes_of_its_own(splitter: Splitter) -> None:
    before = split(splitter, "# T\n\n## A\n\none\n\n## B\n\ntwo\n")
    after = split(splitter, "# T\n\n## New\n\nzero\n\n## A\n\nchanged\n\n## B\n\ntwo\n")
    assert before[1].chunk.chunk_id == after[2].chunk.chunk_id
    assert before[0].chunk.chunk_id != after[1].chunk.chunk_id


def test_equal_passages_have_different_ids_and_one_vector(splitter: Splitter) -> None:
    first, second = split(splitter, "# T\n\n## Same\n\ntext\n\n## Same\n\ntext\n")
    assert first.chunk.chunk_id != second.chunk.chunk_id
    assert first.chunk.content_id == second.chunk.content_id


def test_positions_point_into_the_text(splitter: Splitter) -> None:
    document = load("a.md", "", f"# T\n\nFirst.\n\n## H\n\n{sentences(60)}\n".encode())
    for piece in splitter.split(document, "a.md"):
        chunk = piece.chunk
        shown = document.text[chunk.start : chunk.end]
        assert shown.startswith(chunk.text[:20])
        assert shown.endswith(chunk.text[-20:])
