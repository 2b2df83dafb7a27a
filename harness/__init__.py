"""A whole Baton in real processes, as tests and benchmarks start, stop and kill it."""
