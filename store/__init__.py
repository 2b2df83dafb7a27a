"""SQL: the transcript, who may speak, the event log, the outbox and the documents.

A transaction is a plain function over a `Session` (ADR 0002), in the file of its noun.

- A conversation changes only through `change.UnitOfWork`, by what visitors do (`intake`), reps do
  (`control`, `tags`), time does (`timers`) and the AI does (`turns`); `ledger` commits that and
  tells the readers (`events`) and the workflow (`outbox`). `conversations` and `messages` read.
- `sources`, `source_pages`, `source_files` and `ingest_runs` are where documents come from;
  `library` publishes them, `passages` and `full_text/` find them, `clearing` deletes them.
- `unanswered`, `gaps`, `human_time`, `entries`, `past` and `feedback` are what people teach.
- `database` runs transactions on SQLite (`sqlite`) or Postgres; `dialect` is what the two do
  differently, `notify` the bus over Postgres, `tables/` the schema, `migrations/` its history.
"""
