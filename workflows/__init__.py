"""One durable workflow per conversation, one per source, and what brings work to them.

- `conversation` with `alarms`, `attributes` and `contracts` is what Temporal replays, so it stays
  deterministic; `ingestion/` has the same for a source, with what starts it (`starter`) and the
  process that reads (`process`, `child`, `run`). `activities/` is what workflows ask to be done.
- `dispatcher` sends the signals that transactions leave in the outbox (`signals`); `sweeper` finds
  those that were left behind, and conversations that Temporal has lost.
- `adapters/` keeps in the store what `knowledge` and `graphs` ask for by their protocols.
- `gaps/` groups unanswered questions in the background. It is no workflow: all its state is in SQL,
  so it goes on where it was.
- `connect` and `worker`: the connection to Temporal, and the workers of each layout.
"""
