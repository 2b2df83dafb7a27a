"""The HTTP face: routes of the contract, streams, pages; every rule lives in the rooms below."""
