"""Papers as offices want them: files of Word and of Excel."""
