"""The chunks of a tried question are the ranking that the decision rests on."""

import asyncio

from baton.trial.single_turn import WideRetriever
from knowledge.contracts import Passage
from tests.graphs.talk import passage


class Shelves:
    """Another ranking for each query."""

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> list[Passage]:
        await asyncio.sleep(0)
        return [passage(query, n, chunk_id=f"{query}_{n}") for n in range(1, k + 1)]


async def test_what_was_decided_on_is_shown_at_full_length() -> None:
    wide = WideRetriever(Shelves(), top=9)
    await wide.search("ast", "first", 2)
    again = await wide.search("ast", "again", 2)
    assert [found.chunk_id for found in again] == ["again_1", "again_2"]
    for query in ("first", "again"):
        shown = wide.decided([f"{query}_1", f"{query}_2"])
        assert [found.chunk_id for found in shown] == [f"{query}_{n}" for n in range(1, 10)]


async def test_an_answer_out_of_two_searches_shows_both_in_turn() -> None:
    wide = WideRetriever(Shelves(), top=2)
    await asyncio.gather(*(wide.search("ast", query, 2) for query in ("whole", "one", "other")))
    shown = wide.decided(["other_1", "one_1"])
    assert [found.chunk_id for found in shown] == ["other_1", "one_1", "other_2", "one_2"]


async def test_what_rests_on_none_of_them_shows_what_the_whole_question_finds() -> None:
    wide = WideRetriever(Shelves(), top=3)
    await asyncio.gather(*(wide.search("ast", query, 2) for query in ("whole", "one", "other")))
    assert wide.decided(["one_2", "other_2"])[0].chunk_id == "whole_1"
    assert wide.decided([])[0].chunk_id == "whole_1"


async def test_without_a_search_there_is_nothing() -> None:
    assert WideRetriever(Shelves(), top=3).decided(["any"]) == ()
