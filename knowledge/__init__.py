"""Documents become passages to find and cite: fetch, extract, split, embed, index, search.

- `ingest/` brings what is published of a source in step with it: `fetch/` walks it, `gather` tells
  what is new, `spool` holds the bytes, `extract/` reads them (through the one door `loaders`),
  `versions` makes the documents (`split`, `render`, `urls`), `embed/` their vectors, `staging` and
  `library` publish them; `run` does it all in order.
- `index/` holds the vectors of each revision in Chroma: `vectors` is its door, `builder` and `fill`
  bring it in step with SQL, and `checksum` tells a damaged folder before Chroma opens it.
- `search` joins vectors and words: `query/` is what is asked, with slips put right, `rank/` makes
  one list of both and puts it in order.
- `contracts` is what the other rooms see: values, and protocols for what the store keeps.
"""
