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


@pytest.mark.parametrize(
    ("stands", "header"),
    [("http://localhost/links/?page=2", "HX-Refresh"), ("http://localhost/", "HX-Redirect")],
)
def test_a_page_that_leads_to_a_place_on_itself_is_drawn_anew(app, stands, header):
    headers = {"HX-Request": "true", "HX-Current-URL": stands}
    with app.test_request_context("/links/1/move", method="POST", headers=headers):
        assert header in leave_for("/links/?page=2#last").headers
