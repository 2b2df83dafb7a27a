"""Answers without a model: what to quote of a passage, kept whole."""
