"""Documents become passages that can be found and cited: fetch, extract, split, embed, index, search."""
