"""What is pictured of the household, and of an address that is none."""

from tests.measured import HEAD, STRANGER

PICTURES = {
    STRANGER: {"not-found": "/no-such-page"},
    HEAD: {"notices": "/notices/", "calendar": "/calendar/"},
}
