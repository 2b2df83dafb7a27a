"""`POST /assistants/{id}/try` and `baton try`: a turn on a thread that is stored nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, permutations

from api.schemas.admin import TryChunk, TryMessage, TryOut
from core.vocabulary import AuthorKind
from graphs.turn.finding.found import interleaved
from graphs.turn.finding.query import question_of, search_query
from graphs.turn.graph import TurnGraph
from graphs.turn.outcome import TurnOutcome
from graphs.turn.run import try_turn
from graphs.turn.state import Deps, Retriever
from graphs.turn.thread import AssistantProfile, Thread, ThreadMessage, Topic
from knowledge.contracts import Passage
from store import assistants, documents, tags
from store.database import Database
from workflows.activities.translate import to_citations


class WideRetriever:
    """Gives the graph what it asks for, and keeps the `top` best of every search."""

    def __init__(self, retriever: Retriever, top: int) -> None:
        self._retriever, self._top = retriever, top
        self._found: dict[str, Sequence[Passage]] = {}

    async def search(
        self, assistant_id: str, query: str, k: int, revision: int | None = None
    ) -> Sequence[Passage]:
        self._found.setdefault(query, ())  # in the order of asking: searches run at the same time
        found = await self._retriever.search(assistant_id, query, max(k, self._top), revision)
        self._found[query] = found
        return found[:k]

    def decided(self, chunk_ids: Sequence[str]) -> Sequence[Passage]:
        """Return the ranking that begins with `chunk_ids`, what the decision rests on.

        That is one search, or two whose passages take turns; else the search for the whole
        question, which is the first.
        """
        searches = list(self._found.values())
        rankings = chain(searches, map(interleaved, permutations(searches, 2)))
        used = (found for found in rankings if chunk_ids and _ids(found, chunk_ids) == chunk_ids)
        return next(used, searches[0] if searches else ())


def _ids(found: Sequence[Passage], like: Sequence[str]) -> list[str]:
    return [passage.chunk_id for passage in found[: len(like)]]


class Trial:
    """`api.services.TryTurn` on the process's own turn graph."""

    def __init__(self, db: Database, graph: TurnGraph, deps: Deps) -> None:
        self._db, self._graph, self._deps = db, graph, deps

    async def __call__(self, assistant_id: str, messages: Sequence[TryMessage], top: int) -> TryOut:
        thread = await self._thread(assistant_id, messages)
        wide = WideRetriever(self._deps.retriever, top)
        deps = replace(self._deps, retriever=wide)
        outcome = await try_turn(self._graph, deps, thread)
        used = [chunk.chunk_id for chunk in outcome.chunks]
        found = wide.decided(used)
        if not found:  # a turn that needed no search still shows what there would be
            asked = search_query(question_of(thread.unanswered()), thread.earlier())
            found = await wide.search(assistant_id, asked, top, thread.revision or None)
        return await self._shape(assistant_id, outcome, found[:top])

    async def _thread(self, assistant_id: str, messages: Sequence[TryMessage]) -> Thread:
        assistant = await self._db.read(lambda s: assistants.get(s, assistant_id))
        topics = await self._db.read(tags.described)
        return Thread(
            conversation_id="",
            messages=tuple(
                ThreadMessage(seq, AuthorKind(message.author), message.text)
                for seq, message in enumerate(messages, 1)
            ),
            assistant=AssistantProfile(assistant.id, assistant.name, assistant.settings),
            revision=assistant.knowledge_revision,
            topics=tuple(Topic(name, description) for name, description in topics),
            answered_upto=len(messages) - 1,
        )

    async def _shape(
        self, assistant_id: str, outcome: TurnOutcome, found: Sequence[Passage]
    ) -> TryOut:
        listed = await self._db.read(lambda s: documents.listed(s, assistant_id))
        places = {item.id: f"{item.location.rstrip('/')}/{item.path}" for item in listed}
        return TryOut(
            decision=outcome.decision,
            reason=outcome.reason,
            answerable=outcome.answerable,
            answer=outcome.text,
            citations=to_citations(outcome),
            signals=outcome.signals,
            chunks=[
                TryChunk(
                    document=places.get(passage.document_id, passage.path),
                    title=passage.title,
                    section=" > ".join(passage.heading_path),
                    url=passage.url,
                    score=passage.score,
                    cosine=passage.cosine,
                    lexical=passage.lexical,
                    late=passage.late if passage.features else None,
                )
                for passage in found
            ],
            action=outcome.action.to_json() if outcome.action else None,
            tags=list(outcome.tags),
        )
