"""The chat model: what it is told, how it is called, what it costs, what it is remembered for."""
