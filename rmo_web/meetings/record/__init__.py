"""What a person's record has of meetings: her talks and where she was."""
