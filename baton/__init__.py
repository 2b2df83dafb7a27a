"""The command line and the process layouts: the only place that wires everything together."""
