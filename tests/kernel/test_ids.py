"""An id that no database could hold finds nothing, wherever it is typed."""

import pytest

HUGE = ("99999999999999999999", "2147483648", "-1", "x", "1e3", "")
PLACES = (
    "/help-requests/?rubric={}&school={}&tab=all",
    "/help-requests/new?rubric={}",
    "/help-requests/calls/new?person={}",
    "/help-requests/journal?person={}",
    "/members/?organisation={}",
    "/meetings/assignments/new?meeting={}",
    "/meetings/assignments/report.docx?meeting={}",
    "/plan/sections/1/new?after={}",
    "/plan/?year={}",
)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("place", PLACES)
def test_a_number_in_a_query_that_cannot_be_an_id_breaks_nothing(make, as_, place, number):
    make.plan()
    answer = as_(make.head()).get(place.format(number, number))
    assert answer.status_code in {200, 303, 404}


@pytest.mark.parametrize("number", HUGE)
def test_a_number_in_a_form_that_cannot_be_an_id_breaks_nothing(make, as_, number):
    meeting = make.meeting()
    question = make.questions(meeting)[0]
    head = as_(make.head())
    for url, typed in (
        ("/meetings/secretary", {"person_id": number}),
        (f"/meetings/questions/{question.id}/place", {"before": number}),
        (f"/meetings/{meeting.id}/attendance/marks", {f"mark-{number}": "present"}),
        ("/year", {"year_id": number}),
    ):
        assert head.post(url, data=typed).status_code in {200, 303, 409}, url
