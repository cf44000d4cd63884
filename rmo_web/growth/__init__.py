"""Мой рост: a person's record on one page, and her extract for attestation.

It knows only what rooms offer (`kernel/offered/record`): a room that comes later joins by itself.
"""
