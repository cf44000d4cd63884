"""A person: her card, her consent, where she works, leaving and coming back."""
