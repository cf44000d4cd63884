"""The agenda of a meeting: its questions with their speakers, and those that members propose."""
