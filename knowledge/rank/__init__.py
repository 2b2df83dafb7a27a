"""Order candidates: word-by-word comparison, features, and a linear model fitted on public sets."""
