"""The head's own table of topics, from Excel or Word (section 6)."""
