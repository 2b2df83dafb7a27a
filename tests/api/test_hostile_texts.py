"""What visitors and reps write comes back as text, whatever markup it holds."""

import re

from tests.api.conftest import RepClient, VisitorClient
from tests.corpora import XSS

RUNS = re.compile(r"<(?!/?(?:p|br|strong|em|code|pre|ul|ol|li|blockquote|a|h3|h4)\b)[a-z!/]", re.I)
SAMPLE = XSS[:: len(XSS) // 40]


async def test_markup_in_messages_does_not_reach_a_page_as_markup(
    visitor: VisitorClient, alex: RepClient
) -> None:
    conversation = await visitor.start("\n\n".join(SAMPLE)[:8_000])
    for place in range(0, len(SAMPLE), 10):
        text = "\n\n".join(SAMPLE[place : place + 10])
        assert (await alex.reply(conversation, text)).status_code == 201
    reply = await alex.get(f"/inbox/conversations/{conversation}")
    messages = reply.json()["messages"]
    assert len(messages) == 1 + -(-len(SAMPLE) // 10)
    for message in messages:
        assert not RUNS.search(message["html"])
        assert not re.search(r"<a [^>]*href=\"(?!https?://|mailto:|/(?!/))", message["html"], re.I)
