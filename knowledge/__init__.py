"""Documents become passages to find and cite: fetch, extract, split, embed, index, search.

- `ingest` brings what is published of a source in step with it: `fetch/` walks it, `gather` tells
  what is new, `spool` holds the bytes, `extract/` reads them (through the one door `loaders`),
  `versions` makes the documents (`split`, `render`, `urls`), `embed/` their vectors, `staging` and
  `library` publish them.
- `index` holds the vectors of each revision in Chroma: `index_builder`, `fill_index`, `chroma`, and
  `sums`, by which a damaged folder is known before Chroma opens it.
- `search` joins vectors and words: `question` and `terms` are what is asked, `spelling` and
  `vocabulary` put slips right, `fusion` makes one list of two, `rank/` puts it in order.
- `contracts` is what the other rooms see: values, and protocols for what the store keeps.
"""
