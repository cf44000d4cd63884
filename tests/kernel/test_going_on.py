"""Where a button leads: on, or back to where it stood."""

import pytest

from rmo_web.kernel.htmx import leave_for


@pytest.mark.parametrize(
    ("stood", "leads"),
    [
        ("", "/links/"),
        ("/", "/"),
        ("/links/?q=книга&page=2", "/links/?q=книга&page=2"),
        ("https://elsewhere.example/", "/links/"),
    ],
)
def test_a_button_leaves_the_page_where_it_stood_as_it_was(app, stood, leads):
    with app.test_request_context("/links/1/move", method="POST", data={"from": stood}):
        assert leave_for("/links/").location == leads


def test_a_button_of_the_first_page_changes_its_list_alone(app):
    sent = {"method": "POST", "data": {"from": "/"}, "headers": {"HX-Request": "true"}}
    with app.test_request_context("/links/1/move", **sent):
        assert leave_for("/links/").headers["HX-Trigger"] == "waiting"
