"""How sure the assistant may be that its documents answer a question."""
