"""What a failed turn was asked, if it was a question that documents could have answered."""

from dataclasses import dataclass

from core.vocabulary import AuthorKind, Reason
from graphs.turn.finding.query import parts_of, question_of, search_query
from graphs.turn.message import phrases
from graphs.turn.message.account import asks_about_own_account
from graphs.turn.message.attacks import is_attack
from graphs.turn.message.clauses import without_courtesy
from graphs.turn.message.courtesy import REPLIES, courtesy
from graphs.turn.message.legible import is_bare, is_illegible
from graphs.turn.thread import ThreadMessage
from store.unanswered import FailedTurn


@dataclass(frozen=True, slots=True)
class FailedQuestion:
    """It stands in the messages after `after_seq` up to `upto_seq`.

    `meaning` is embedded: it says what the thread adds.
    """

    after_seq: int
    upto_seq: int
    text: str
    meaning: str


def failed_question(turn: FailedTurn) -> FailedQuestion | None:
    """Find what the documents should have answered; None when it was no question to them.

    A wish for a person is about what was asked before it; within a custom action that is a value.
    """
    if turn.reason == Reason.HUMAN_REQUESTED and turn.in_form:
        return None
    thread = [ThreadMessage(line.seq, line.author, line.text) for line in turn.lines]
    asked = [m for m in thread if m.seq > turn.after_seq and m.author is AuthorKind.VISITOR]
    earlier = [m for m in thread if m.seq <= turn.after_seq]
    if turn.reason == Reason.HUMAN_REQUESTED:
        visitor = [m for m in earlier if m.author is AuthorKind.VISITOR]
        asked = [m for m in visitor if courtesy(m.text) not in REPLIES][-1:]
        earlier = [m for m in earlier if not asked or m.seq < asked[0].seq]
    asked = [m for m in asked if courtesy(m.text) is None and not _says_nothing(m.text)]
    question = question_of(asked)
    if turn.beyond_documents or turn.reason == Reason.HUMAN_REQUESTED:
        question = _to_documents(question, turn.beyond_documents)
    if not question:
        return None
    return FailedQuestion(
        after_seq=asked[0].seq - 1,
        upto_seq=asked[-1].seq,
        text=without_courtesy(question),
        meaning=search_query(question, earlier),
    )


def _says_nothing(text: str) -> bool:
    return is_illegible(text) or is_bare(text) or is_attack(text)


def _to_documents(question: str, beyond_documents: bool) -> str:
    """Return the question without its parts about the visitor's own account or for an act."""
    parts = parts_of(question) or (question,)
    left = [p for p in parts if not (asks_about_own_account(p) or phrases.asks_for_an_act(p))]
    if len(left) < len(parts):
        return "\n".join(left)
    return "" if beyond_documents else question
