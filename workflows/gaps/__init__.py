"""Groups unanswered questions: `keeper` runs it, `question` says what was asked, `grouping` which
questions mean the same."""
