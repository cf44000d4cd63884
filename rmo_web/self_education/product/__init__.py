"""What came of a topic: files and a link, which show that it has ended."""
