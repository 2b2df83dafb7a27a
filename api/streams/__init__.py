"""What readers see live.

`readers` opens streams and follows the bus for each; `sse` is the open reply, `pulse` what keeps it
going and what ends it, `places` how many a visitor may hold; `drafts` are the answers being
written, `projection` says what each kind of reader may see.
"""
