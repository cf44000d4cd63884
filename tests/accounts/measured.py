"""What is pictured of the door, of one's own and of what the head keeps."""

from tests.measured import HEAD, LIBRARIAN, STRANGER

PICTURES = {
    STRANGER: {"sign-in": "/sign-in", "join": "/join", "forgot": "/forgot"},
    HEAD: {"access": "/accounts/", "account": "/accounts/2", "invite": "/accounts/invite/6"},
    LIBRARIAN: {
        "me": "/me/",
        "sign-ins": "/me/sign-ins",
        "password": "/me/password",
        "forbidden": "/accounts/",
    },
}
IN_GUIDES = {("invite", 1280), ("sign-in", 360)}
