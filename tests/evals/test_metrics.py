"""The measures are what the sets' READMEs say, and the fit finds what is there."""

import numpy as np
import pytest

from evals.fitting import balanced, cross_validated, fit, left_out, probabilities
from evals.metrics import (
    auroc,
    best_threshold,
    calibration_error,
    detection,
    full_recall_at,
    recall_at,
    reciprocal_rank,
    reliability,
)
from evals.sets import DEMO_QUESTIONS, demo_set


def test_one_gold_document_among_the_first_is_enough_for_recall() -> None:
    found = ["a", "b", "c"]
    assert [recall_at(k, found, {"b", "z"}) for k in (1, 2)] == [0, 1]
    assert full_recall_at(3, found, {"b", "z"}) == 0.5


def test_the_rank_counts_up_to_the_tenth_document() -> None:
    found = [str(n) for n in range(20)]
    assert reciprocal_rank(found, {"3", "7"}) == 0.25
    assert reciprocal_rank(found, {"10"}) == 0


def test_auroc_is_the_chance_that_a_positive_scores_higher() -> None:
    assert auroc([0.9, 0.8, 0.1], [True, True, False]) == 1
    assert auroc([0.5, 0.5], [True, False]) == 0.5


def test_a_class_that_is_never_found_has_no_f1() -> None:
    nothing = detection([False, False], [True, False])
    assert (nothing.f1, nothing.recall, nothing.false_alarms) == (0, 0, 0)
    assert detection([True, True], [True, False]).f1 == pytest.approx(2 / 3)


def test_the_best_threshold_parts_two_separate_classes() -> None:
    scores = [0.1, 0.2, 0.8, 0.9]
    threshold = best_threshold(scores, [False, False, True, True])
    assert 0.2 < threshold <= 0.8


def test_calibration_error_is_the_distance_of_what_is_said_from_what_is_so() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0
    assert calibration_error([1.0, 0.0], [False, True]) == 1
    assert [b.cases for b in reliability([0.05, 0.95, 1.0], [False, True, True])] == [1, 2]


def test_the_fit_says_what_is_so_on_average_and_finds_the_signal() -> None:
    chance = np.random.default_rng(1)
    inputs = chance.normal(size=(400, 2))
    positive = (inputs[:, 0] + chance.normal(size=400) > 0.3).astype(float)
    bias, weights = fit(inputs, positive)
    assert weights[0] > 5 * abs(weights[1])
    assert probabilities(inputs, bias, weights).mean() == pytest.approx(positive.mean(), abs=1e-4)
    groups = ["a", "b"] * 200
    assert auroc(cross_validated(inputs, positive, groups), positive) > 0.75
    assert auroc(left_out(inputs, positive, groups), positive) > 0.75


def test_a_small_set_counts_as_much_as_a_big_one() -> None:
    counts = balanced(["big", "big", "big", "small"])
    assert counts.tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    inputs, positive = np.zeros((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])
    assert probabilities(inputs, *fit(inputs, positive, counts))[0] == pytest.approx(0.5)


def test_the_demo_questions_come_once_each_and_name_pages_that_are_there() -> None:
    halves = [demo_set(half) for half in ("fit", "check")]
    asked = [case.question.casefold() for half in halves for case in half.cases]
    assert len(asked) == len(set(asked)) == len(DEMO_QUESTIONS.read_text().splitlines())
    pages = {document.id for document in halves[0].documents}
    for half in halves:
        answerable = sum(case.answerable is True for case in half.cases)
        assert 0.45 < answerable / len(half.cases) < 0.55
        assert all(case.gold <= pages for case in half.cases)
