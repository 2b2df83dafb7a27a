"""Quoted answers: the part that matters, never half a list."""

from graphs.turn.quoting import HARD_MAX_WORDS, MAX_WORDS, best_sentence, cite, relevant_part
from graphs.turn.tables import without_tables
from tests.graphs.talk import passage

FILLER = "Nothing of interest stands in this sentence at all. " * 9
STEPS = "To export contacts:\n\n1. Open Contacts.\n2. Choose Export.\n3. Wait for the email."


def test_a_short_passage_is_quoted_whole() -> None:
    assert relevant_part(passage("Short.\n\n- a\n- b"), "anything") == "Short.\n\n- a\n- b"


def test_of_a_long_passage_the_part_near_the_question_is_quoted() -> None:
    part = relevant_part(passage(f"{FILLER}\n\n{STEPS}\n\n{FILLER}"), "How do I export contacts?")
    assert STEPS in part
    assert len(part.split()) <= MAX_WORDS


def test_a_list_is_not_cut_even_when_it_is_long() -> None:
    steps = "\n".join(f"{n}. Choose the option number {n} of the export dialog." for n in range(18))
    assert relevant_part(passage(f"{FILLER}\n\n{steps}"), "export option") == steps


def test_an_endless_list_ends_at_an_item() -> None:
    steps = "\n".join(f"- item {n} with some words in it" for n in range(90))
    part = relevant_part(passage(steps), "item")
    assert len(part.split()) <= HARD_MAX_WORDS
    assert part.endswith("words in it\n…")


def test_an_announcement_takes_the_list_it_announces() -> None:
    announcing = passage("Do this to export:", after="1. Open.\n2. Save.\n\nOther matter.")
    assert relevant_part(announcing, "export") == "Do this to export:\n\n1. Open.\n2. Save."


def test_a_citation_opens_at_the_passage_and_quotes_little() -> None:
    citation = cite(passage("x " * 400, heading_path=("A", "B")), 3, "x " * 400)
    assert (citation.n, citation.section, citation.url) == (3, "A › B", "/docs/page-1#top")  # noqa: RUF001
    assert len(citation.quote) <= 300


def test_the_quote_of_a_written_answer_is_the_sentence_it_rests_on() -> None:
    text = "Imports run at night. The file may have 50 MB. Ask us for more."
    assert best_sentence(passage(text), "Files up to 50 MB") == "The file may have 50 MB."


def test_tables_become_lists_and_other_text_stays() -> None:
    table = "Limits\n\n| What | Limit |\n|---|---|\n| Size | 50 MB |\n| Rows |  |\n\na | b"
    assert without_tables(table) == "Limits\n\n- Size: 50 MB\n- Rows\n\na | b"
    wide = "| Plan | Price | Seats |\n| --- | :-: | --- |\n| Free | 0 | 1 |"
    assert without_tables(wide) == "- Free: Price: 0; Seats: 1"
