"""What keeps the house running: files, drafts, notices, mail, the audit, copies."""
