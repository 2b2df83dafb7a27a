"""Documents become passages to find and cite: fetch, extract, split, embed, index, search."""
