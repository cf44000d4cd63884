"""Who is invited to a meeting: the letter, the answers to it, the reminder to the silent."""
