"""Assignments (поручения): who is to do what until when, and whether it was done."""
