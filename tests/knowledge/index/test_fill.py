import io

import pytest

from knowledge.index.fill import frame, frames

ROWS = [("chk_a", b"1234"), ("chk_b", b"5678")]


def test_rows_arrive_as_they_were_sent() -> None:
    stream = io.BytesIO(frame(ROWS) + frame(ROWS[:1]) + frame([]))
    assert list(frames(stream, 4)) == [ROWS, ROWS[:1]]


def test_a_stream_cut_anywhere_is_not_taken_for_whole() -> None:
    whole = frame(ROWS) + frame([])
    for size in range(len(whole)):
        with pytest.raises(EOFError):
            list(frames(io.BytesIO(whole[:size]), 4))
