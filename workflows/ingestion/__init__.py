"""Sources are read by workflows: the workflow, its activities' parts, and the child process."""
