"""Figures: what the model cost, day by day."""

from dataclasses import replace

from store import spending
from store.spending import Cost
from tests.api.conftest import RepClient, World


async def test_what_the_model_cost_is_told_day_by_day(alex: RepClient, world: World) -> None:
    cost = Cost("t1", world.assistant.id, "m", 1_000, 200, 1_500_000, estimated=False)
    await world.db.write(lambda s: spending.settle(s, world.clock.now(), cost))
    world.clock.forward(24 * 3600)
    later = replace(cost, turn_id="t2", micros=250_000, estimated=True)
    await world.db.write(lambda s: spending.settle(s, world.clock.now(), later))
    reply = await alex.get("/insights/spend", params={"assistant": world.assistant.id})
    found = reply.json()
    assert [day["cost"] for day in found["items"]] == [0.25, 1.5]
    assert [day["estimated_turns"] for day in found["items"]] == [1, 0]
    assert (found["items"][1]["input_tokens"], found["items"][1]["output_tokens"]) == (1_000, 200)
    assert found["cost"] == 1.75
    today = await alex.get("/insights/spend", params={"days": 1})
    assert today.json()["cost"] == 0.25
    other = await alex.get("/insights/spend", params={"assistant": "ast_x"})
    assert other.json() == {"items": [], "cost": 0}
