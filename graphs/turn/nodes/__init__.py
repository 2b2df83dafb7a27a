"""One node per file, named by a verb."""
