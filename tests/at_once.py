"""A house on disk, and people who press in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rmo_web.kernel.db import db
from tests.makers import Maker


@pytest.fixture
def house(new_house):
    """An application over a file or a database of its own, with its tables."""
    app = new_house(with_tables=True)
    with app.app_context():
        Maker().association()
        db.session.remove()
    return app


def browser(app, session):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(session)
    return client


def at_once(app, sessions, url, told):
    """Every one of them sends its form in the same moment; who meets a busy house presses again.

    `url` is the address of all, or a list with one for each.
    """
    start = Barrier(len(sessions))
    urls = [url] * len(sessions) if isinstance(url, str) else url

    def press(session, url, data):
        client = browser(app, session)
        start.wait()
        for _ in range(20):
            answer = client.post(url, data=data)
            if answer.status_code != 503:
                break
        return answer

    with ThreadPoolExecutor(len(sessions)) as people:
        return list(people.map(press, sessions, urls, told))
