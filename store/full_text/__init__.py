"""The words of the documents: `words` indexes and finds them, `word_scores` remembers what each is
worth, `integrity` tells whether the index is whole and makes it again."""
