"""What a person's record has of topics: hers in work, and those that are over."""
