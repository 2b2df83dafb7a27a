"""Messages reach the readers of their topic; a reader that stalls is cut off, not waited for."""

from core.bus import QUEUE_LIMIT, Ephemeral, InProcessBus


def hint(number: int) -> Ephemeral:
    return Ephemeral("cnv_1", "typing", {"number": number})


async def test_a_reader_gets_its_topics_in_order() -> None:
    bus = InProcessBus()
    async with bus.subscribe("a", "b") as reader:
        bus.publish("a", hint(1))
        bus.publish("c", hint(2))
        bus.publish("b", hint(3))
        bus.close()
        assert [message async for message in reader] == [hint(1), hint(3)]


async def test_a_stalled_reader_is_cut_off_after_what_it_was_given() -> None:
    bus = InProcessBus()
    async with bus.subscribe("a") as reader:
        for number in range(QUEUE_LIMIT + 5):
            bus.publish("a", hint(number))
        assert len([message async for message in reader]) == QUEUE_LIMIT
        assert reader.lost
    assert bus.readers == {}


async def test_who_comes_after_the_end_is_not_kept_waiting() -> None:
    bus = InProcessBus()
    bus.close()
    async with bus.subscribe("a") as reader:
        assert [message async for message in reader] == []
    assert not bus.has_readers("a")
