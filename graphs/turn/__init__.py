"""The turn graph: what the assistant does about the messages not yet answered.

`thread` goes in, `outcome` comes out, `run` runs the one to the other. `graph` joins the `nodes/`,
`state` is what they share, `lines` what the assistant says about itself. The nodes share rooms:
`message/` (what a message says), `finding/` (from a question to passages), `forms/` (custom
actions), `quoting/` (answers without a model), `model/` (answers with one) and `checking/` (its
answers against their sources). `confidence` says how sure an answer is, by `calibration/`.
"""
