"""The cast of a request."""

import pytest

from rmo_web.help_requests.rules import Action


@pytest.fixture
def cast(make):
    """Author, consultant (a librarian), head; and a request that the consultant works on."""
    author, consultant, head = make.librarian(), make.librarian(), make.head()
    asked = make.ask(author)
    make.move(asked, Action.ASSIGN, head, consultant_id=consultant.person_id)
    return asked, author, consultant, head
