"""Markdown and its dialects: what help centres write in it becomes HTML."""
