"""SQL: the transcript, who may speak, the event log, the outbox and the documents."""
