"""Who may enter where: every endpoint × every role × owner and stranger (safety.md 2.3)."""

import re

import pytest

from rmo_web.household.files import attach
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import saving
from tests.doors import DOOR, NO, YES
from tests.makers import SEED
from tests.world import EVERYBODY, MATRIX, address, endpoints, expected_of


def test_every_endpoint_stands_in_the_matrix(app):
    assert {rule.endpoint for rule, _ in endpoints(app)} == MATRIX.keys()


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_door_opens_for_whom_the_matrix_says(app, world, as_, who):
    account = world["cast"][who]
    for rule, method in endpoints(app):
        expected = expected_of(rule.endpoint, who)
        answer = as_(account).open(address(app, world, rule), method=method)
        got = rule.endpoint, method, who, answer.status_code, expected
        assert seen(answer, method) == expected or (
            expected == YES and answer.status_code in YES_CODES
        ), got


YES_CODES = {200, 204, 303, 409, 422}


def seen(answer, method):
    if answer.status_code == 303 and "/sign-in" in answer.headers["Location"] and method == "GET":
        return DOOR
    if answer.status_code == 401:
        return DOOR
    return YES if answer.status_code in YES_CODES - {409} else answer.status_code


def pages_of(app, number):
    """Every page of a record, as if this were the number of the record and of what it is within."""
    for rule, method in endpoints(app):
        url = re.sub(r"<int:\w+>", number, rule.rule)
        if method == "GET" and url != rule.rule and "<" not in url:
            yield rule.endpoint, url


@pytest.mark.parametrize(
    ("role", "who"),
    [(Role.HEAD, "head"), (Role.METHODIST, "methodist"), (Role.LIBRARIAN, "stranger")],
)
def test_what_is_not_there_is_404_for_everybody(app, make, as_, role, who):
    client, seen = as_(make.account(role)), 0
    for endpoint, url in pages_of(app, "99999"):
        if expected_of(endpoint, who) != NO:
            assert client.get(url).status_code == 404, url
            seen += 1
    assert seen > 10


@pytest.mark.parametrize(
    "number", ["9223372036854775808", "99999999999999999999", "2147483648", "١", "-1", "0x1", "1e3"]
)
def test_a_number_that_cannot_be_an_id_is_404(app, make, as_, number):
    client = as_(make.head())
    for _, url in pages_of(app, number):
        assert client.get(url).status_code == 404, url


def test_ids_of_parent_and_child_cannot_be_mixed(make, as_, world):
    other = make.person()
    url = f"/members/people/{other.id}/works/{world['values']['members']['membership_id']}"
    assert as_(world["cast"]["head"]).get(url).status_code == 404


def test_the_upload_of_another_is_404(make, as_):
    head, methodist = make.head(), make.methodist()
    with saving():
        file = attach(
            "plan_upload", head.id, "план.docx", SEED.read_bytes(), by=head.id, at=make.at
        )
        number = file.id
    assert as_(methodist).get(f"/files/{number}").status_code == 404
    assert as_(head).get(f"/files/{number}").status_code == 200
