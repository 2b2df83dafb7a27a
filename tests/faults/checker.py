"""Reads Baton's SQLite file and says which of its promises the stored rows break.

Whatever was killed, cut or raced before: `broken(...)` must be empty. The rules are

- order: the `seq` of each conversation is 1..n without gaps, and n is what its row says;
- one record: each message has its event and the other way round, with the same id and place;
- no doubles: one row per client id, one answer and one end per turn, answers move forward;
- the fence: from the moment a person is asked for or speaks until the conversation is given back,
  nothing of the AI is in the log;
- nobody forgotten: who waits has a due time, who is held by a person has one;
- `settled`: no message that the AI should answer is without an answer.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AI_EVENTS = {"turn.started", "turn.finished", "action.updated"}


@dataclass
class Log:
    """All that is stored of one conversation."""

    row: sqlite3.Row
    events: list[sqlite3.Row] = field(default_factory=list)
    messages: list[sqlite3.Row] = field(default_factory=list)
    turns: list[sqlite3.Row] = field(default_factory=list)


def broken(database: Path, *, settled: bool = True) -> list[str]:
    """Each broken promise as one line; `settled`: everything due must be answered by now."""
    found = []
    for log in read(database):
        rules = [_order, _record, _doubles, _fence, _forgotten, *([_unanswered] if settled else [])]
        found += [f"{log.row['id']}: {fault}" for rule in rules for fault in rule(log)]
    return found


def read(database: Path) -> list[Log]:
    """All conversations as they are stored."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
        db.row_factory = sqlite3.Row
        db.execute("BEGIN")  # one snapshot for all tables
        logs = {row["id"]: Log(row) for row in db.execute("SELECT * FROM conversations")}
        for table in ("events", "messages"):
            for row in db.execute(f"SELECT * FROM {table} ORDER BY conversation_id, seq"):
                getattr(logs[row["conversation_id"]], table).append(row)
        for row in db.execute("SELECT * FROM turns ORDER BY upto_seq, epoch"):
            logs[row["conversation_id"]].turns.append(row)
        return list(logs.values())


def lost(database: Path, sent: Iterable[str]) -> list[str]:
    """Client ids that were sent and are not stored exactly once."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
        rows = db.execute("SELECT client_id FROM messages WHERE client_id IS NOT NULL")
        stored = Counter(client_id for (client_id,) in rows)
    return [
        f"{client_id}: {stored[client_id]} rows" for client_id in sent if stored[client_id] != 1
    ]


def _order(log: Log) -> Iterator[str]:
    seqs = [event["seq"] for event in log.events]
    if seqs != list(range(1, len(seqs) + 1)):
        yield f"seq is not dense: {seqs}"
    if log.row["seq"] != len(seqs):
        yield f"the row says seq {log.row['seq']}, the log has {len(seqs)} events"


def _record(log: Log) -> Iterator[str]:
    told = {e["seq"]: _data(e)["id"] for e in log.events if e["name"] == "message.created"}
    kept = {message["seq"]: message["id"] for message in log.messages}
    if told != kept:
        yield f"messages and their events differ: {sorted(told.items() ^ kept.items())}"


def _doubles(log: Log) -> Iterator[str]:
    keys = Counter((m["author_kind"], m["client_id"]) for m in log.messages if m["client_id"])
    yield from (f"{count} rows of client id {key}" for key, count in keys.items() if count > 1)
    answers = Counter(m["turn_id"] for m in log.messages if m["turn_id"])
    yield from (f"{count} answers of {turn}" for turn, count in answers.items() if count > 1)
    for name in ("turn.started", "turn.finished"):
        told = Counter(_data(e)["turn_id"] for e in log.events if e["name"] == name)
        yield from (f"{count} x {name} of {turn}" for turn, count in told.items() if count > 1)
    upto = [turn["upto_seq"] for turn in log.turns if turn["state"] == "committed"]
    if len(set(upto)) != len(upto):
        yield f"a message was answered twice: turns up to {upto}"


def _fence(log: Log) -> Iterator[str]:
    mode, epoch = "ai", 0
    for event in log.events:
        data, place = _data(event), f"event {event['seq']} ({event['name']})"
        author = data["author"]["kind"] if event["name"] == "message.created" else None
        if event["epoch"] < epoch:
            yield f"{place} has epoch {event['epoch']} after {epoch}"
        epoch = max(epoch, event["epoch"])
        if mode != "ai" and (event["name"] in AI_EVENTS or author == "assistant"):
            yield f"{place} is the AI's while the mode is {mode}"
        if event["name"] == "conversation.updated":
            mode = data["mode"]
        elif author == "rep" and data["kind"] == "reply":
            mode = "human"


def _forgotten(log: Log) -> Iterator[str]:
    row = log.row
    if row["mode"] == "waiting" and not (row["waiting_since"] and row["due_at"] and row["reason"]):
        yield "waits without a clock, a due time, or a reason"
    if (row["mode"] == "human") != bool(row["owner_id"]):
        yield f"mode {row['mode']} with owner {row['owner_id']}"


def _unanswered(log: Log) -> Iterator[str]:
    row = log.row
    if row["mode"] == "ai" and row["last_visitor_seq"] > row["answered_upto"]:
        yield f"message {row['last_visitor_seq']} is not answered"


def _data(event: sqlite3.Row) -> dict[str, Any]:
    """The event's object, without the wrapping under its own name."""
    data: dict[str, Any] = json.loads(event["data"])
    inner = data.get("message") or data.get("conversation") or data.get("action")
    return inner if isinstance(inner, dict) else data


def answers_by_client_id(database: Path) -> dict[str, int]:
    """How many answers of the AI stand behind each visitor message, before the next one."""
    counts: dict[str, int] = defaultdict(int)
    for log in read(database):
        asked: str | None = None
        for message in log.messages:
            if message["author_kind"] == "visitor":
                asked = message["client_id"]
                counts[asked] += 0
            elif message["author_kind"] == "assistant" and asked:
                counts[asked] += 1
    return dict(counts)
