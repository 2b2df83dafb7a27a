import re

import pytest

from knowledge.terms import Sought, coverage, forms, query_terms, stem, stems, words


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("How do I import my contacts?", ["import", "contacts"]),
        ("What does ERR_TIMEOUT-42 mean", ["err_timeout-42", "mean"]),
        ("call POST /api/v2.users:list now!", ["call", "post", "api/v2.users:list", "now"]),
        ('say "hi" OR NEAR(x) * ^ col:drop', ["say", "near", "x", "col:drop"]),
        ("C++ and c#", ["c++", "c#"]),
        ("don\u2019t refund", ["refund"]),
        ("who are you", ["who", "are", "you"]),
        ("Gebühr für Köln", ["gebühr", "für", "köln"]),
        ("?! ...", []),
        ("refund refund Refund", ["refund"]),
    ],
)
def test_terms_are_the_telling_words(query: str, terms: list[str]) -> None:
    assert query_terms(query) == terms


def test_coverage_counts_word_forms_and_identifiers_double() -> None:
    assert coverage(["refunds", "invoice"], "Refunding", "an order") == 0.5
    assert coverage(["e-1042", "invoice"], "see E-1042") == pytest.approx(2 / 3)
    assert coverage([], "text") == 0


@pytest.mark.parametrize("stemmed", ["import", "refund", "bus", "ab", "plan", "valid"])
def test_the_forms_of_a_stem_are_the_words_that_have_it(stemmed: str) -> None:
    endings = ["", "s", "es", "ed", "ing", "ation", "ations", "er", "ers", "ment", "y", "ies"]
    having = {word for word in (stemmed + end for end in endings) if stem(word) == stemmed}
    assert having <= set(forms(stemmed))
    assert {stem(word) for word in forms(stemmed)} <= {stemmed}


def test_what_is_sought_is_recognised_in_its_place_by_any_form() -> None:
    sought = Sought(stems("importing contact"))
    assert sought.within("Import your CONTACTS: imports, importation.") == [
        "import", None, "contact", "import", "import",
    ]  # fmt: skip


def test_a_word_is_a_run_of_letters_and_digits_of_any_script() -> None:
    for most in (0x80, 0x20000):
        every = "".join(f"a{chr(number)}B7" for number in range(most))
        assert words(every) == tuple(re.findall(r"[^\W_]+", every.lower()))
