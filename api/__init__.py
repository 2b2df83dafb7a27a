"""The HTTP face: routes of the contract, streams, pages; every rule lives in the rooms below.

- `chat/` (visitors), `inbox/` (reps) and `admin/` are the routes, `schemas/` their bodies, `pages/`
  what browsers open. `app` puts them together around `services`; `deps` is what routes ask for.
- Each request passes `edge` (id, size, headers) and `compression`; `errors` renders what fails.
- `streams` serves events to readers: `sse` is the line, `pulse` keeps it going, `projection` says
  who may see what, `drafts` and `presence` are what passes and is not stored, `places` bounds them.
- Who asks, and how often: `security`, `identities`, `limits`.
- `letters/` makes of a rep's reply an answer for everybody.
"""
