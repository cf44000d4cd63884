"""The words in which each room says who may enter where (safety.md 2.3), in its `doors.py`.

`tests/<room>/doors.py` has, of this, what the room has something to say of:

    DOORS                         its endpoints, with who may enter
    FURTHER                       who of its own cast comes further than a stranger, and where
    furnish(make, cast)           puts one of everything into the world; the values of addresses
    NO_WORDS, ON_NO_PAGE          columns of its tables that show no canary, with the reason
    in_other_states(make, world)  puts there what shows yet more words; the addresses where
"""

CAST = ("nobody", "stranger", "owner", "methodist", "head")
DOOR, YES, NO = "door", "yes", 403

# nobody, stranger (another librarian), owner (the librarian whose record it is), methodist, head
OPEN = (YES, YES, YES, YES, YES)
SIGNED_IN = (DOOR, YES, YES, YES, YES)
LEADERS = (DOOR, NO, NO, YES, YES)
HEAD = (DOOR, NO, NO, NO, YES)
OWN = (DOOR, NO, YES, YES, YES)
THEIRS = (DOOR, 404, YES, YES, YES)
OFFICE = (DOOR, 404, NO, YES, YES)
GONE = (404, 404, 404, 404, 404)
