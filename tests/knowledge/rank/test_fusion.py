import pytest

from knowledge.rank.fusion import FOREGROUND, USUAL, background, fuse


def ids(cosines: dict[str, float], lexical: dict[str, float]) -> list[str]:
    return [candidate.chunk_id for candidate in fuse(cosines, lexical)]


def test_without_words_the_cosine_decides() -> None:
    assert ids({"a": 0.2, "b": 0.9, "c": 0.5}, {}) == ["b", "c", "a"]


def test_a_clear_match_of_words_overtakes_a_slightly_nearer_meaning() -> None:
    assert ids({"a": 0.52, "b": 0.50, "c": 0.1, "d": 0.1}, {"b": 9.0, "c": 1.0})[0] == "b"


def test_equal_scores_are_ordered_by_id() -> None:
    assert ids({"b": 0.5, "a": 0.5}, {}) == ["a", "b"]


def test_ranks_and_scores_of_both_searches_are_kept() -> None:
    (first, second) = fuse({"a": 0.9, "b": 0.3}, {"a": 2.0})
    assert (first.chunk_id, first.vector_rank, first.lexical_rank, first.lexical) == ("a", 1, 1, 2)
    assert (second.vector_rank, second.lexical_rank, second.cosine) == (2, 0, 0.3)


def test_nothing_found_is_nothing() -> None:
    assert fuse({}, {}) == []


def test_the_background_is_what_lies_behind_the_nearest() -> None:
    near, far = [0.9] * FOREGROUND, [0.3, 0.1] * 5
    assert background([*far, *near]) == pytest.approx(0.2)


def test_a_few_pages_are_supposed_to_lie_before_a_usual_background() -> None:
    assert background([0.9, 0.2]) == background([]) == pytest.approx(USUAL)
    assert background([*[0.9] * FOREGROUND, 0.05]) == pytest.approx(0.9 * USUAL + 0.1 * 0.05)
