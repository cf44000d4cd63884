"""Who was to come to a meeting and who came: the page of marks, the sheet, the certificates."""
