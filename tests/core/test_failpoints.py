"""Failpoints strike where they are told to, and nowhere else."""

from collections.abc import Iterator

import pytest

from core import failpoints


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    failpoints.arm("")


def test_a_point_strikes_at_its_pass() -> None:
    failpoints.arm("before_signal=raise@2")
    failpoints.hit("before_signal")
    failpoints.hit("after_llm_call")
    with pytest.raises(failpoints.FailpointRaised):
        failpoints.hit("before_signal")
    failpoints.hit("before_signal")


def test_an_unknown_point_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        failpoints.arm("nowhere=kill")
