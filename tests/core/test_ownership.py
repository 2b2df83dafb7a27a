"""Who may speak, over thousands of random histories."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import ownership
from core.ownership import Ownership
from core.vocabulary import Mode, Reason

NOW = datetime(2026, 3, 1, tzinfo=UTC)
REPS = st.sampled_from(["rep_a", "rep_b"])
STEPS = st.one_of(
    st.builds(lambda rep: lambda o: ownership.take_over(o, rep), REPS),
    st.builds(lambda rep: lambda o: ownership.hold(o, rep, NOW + timedelta(minutes=5)), REPS),
    st.just(lambda o: ownership.request_handoff(o, Reason.VISITOR_BUTTON, NOW)),
    st.just(lambda o: ownership.release(o, NOW)),
    st.just(ownership.hand_back),
    st.just(ownership.close),
    st.just(ownership.reopen),
)


@given(st.lists(STEPS, max_size=30))
def test_epoch_rises_with_every_change_of_who_may_speak(steps: list) -> None:  # type: ignore[type-arg]
    state = Ownership()
    for step in steps:
        after = step(state)
        speaker_changed = (after.mode, after.owner_id) != (state.mode, state.owner_id)
        assert after.epoch == state.epoch + (1 if speaker_changed else 0)
        assert (after.owner_id is not None) == (after.mode is Mode.HUMAN)
        assert (after.waiting_since is not None) == (after.mode is Mode.WAITING)
        assert after.hold_until is None or after.mode is Mode.HUMAN
        assert step(after) == after or after.hold_until != step(after).hold_until
        state = after
