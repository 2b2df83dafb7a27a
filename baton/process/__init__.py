"""What surrounds a process: ports, locks, signals, logs, HTTP servers, Temporal's dev server."""
