"""Bring what is published of a source in step with it: gather, read, cut, embed, stage, publish."""
