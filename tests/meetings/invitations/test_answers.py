"""An invitation is answered by one press, and who prepares sees who is silent."""

from datetime import date

import pytest

from rmo_web.kernel.db import saving
from rmo_web.meetings import services
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.rules import Step
from tests import pages
from tests.counting import statements

HTMX = {"HX-Request": "true"}


@pytest.fixture
def head(make):
    return make.head(person=make.person("Иволгина", "Мария", "Петровна"))


@pytest.fixture
def member(make):
    return make.librarian(person=make.person("Чайкина", "Юлия", "Романовна"))


@pytest.fixture
def meeting(make, head, member):
    make.person("Зимина", "Ольга", "Ивановна")
    ahead = make.meeting(held_on=date(2030, 10, 28), number=3)
    return make.go_on(ahead, Step.INVITE, head)


def buttons(tree):
    path = "//form[contains(@class, 'choice')]//button"
    return {pages.text(one): one.get("aria-pressed") for one in tree.xpath(path)}


def press(client, path, value, **more):
    """The button of the answer on this page, pressed as a browser without scripts does."""
    (form,) = pages.of(client.get(path)).xpath("//form[contains(@class, 'choice')]")
    sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    return client.post(form.get("action"), data=sent | {"answer": value}, **more)


def test_one_press_on_the_page_of_the_meeting_answers_and_another_changes_it(as_, member, meeting):
    client, url = as_(member), f"/meetings/{meeting.id}"
    answer = press(client, url, "remote")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{url}#answers")
    press(client, url, "will")
    said = buttons(pages.of(client.get(url)))
    assert said == {"Буду 1": "true", "Буду дистанционно": "false", "Не буду": "false"}


def test_a_press_with_scripts_brings_the_buttons_and_the_counts_alone(as_, head, meeting):
    answer = press(as_(head), f"/meetings/{meeting.id}", "will", headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    tree = pages.of(answer)
    assert buttons(tree)["Буду 1"] == "true"
    (coming,) = tree.xpath("//*[@hx-swap-oob]")
    assert "Буду: 1 Иволгина М.П." in pages.text(coming).replace("\xa0", " ")


def test_an_invitation_is_answered_on_the_page_of_notices(as_, member, meeting):
    client = as_(member)
    answer = press(client, "/notices/", "wont")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/notices/")
    page = client.get("/notices/")
    assert buttons(pages.of(page)) == {
        "Буду": "false", "Буду дистанционно": "false", "Не буду": "true",
    }  # fmt: skip
    assert "новое" not in pages.words_on(page)
    in_place = press(client, "/notices/", "will", headers=HTMX)
    assert buttons(pages.of(in_place))["Буду"] == "true"
    assert "hx-swap-oob" not in in_place.text


def test_the_answer_leads_nowhere_outside(as_, member, meeting):
    sent = {"answer": "will", "next": "//evil.example"}
    answer = as_(member).post(f"/meetings/{meeting.id}/answer", data=sent)
    assert answer.headers["Location"] == f"/meetings/{meeting.id}#answers"


@pytest.mark.parametrize("step", [Step.CANCEL, Step.POSTPONE])
def test_a_meeting_that_is_off_asks_no_more(make, as_, head, member, meeting, step):
    make.go_on(meeting, step, head, reason="карантин")
    assert buttons(pages.of(as_(member).get("/notices/"))) == {}


def test_a_meeting_that_is_over_or_of_a_past_day_asks_no_more(make, as_, head, member):
    past = make.go_on(make.meeting(), Step.INVITE, head)
    assert buttons(pages.of(as_(member).get("/notices/"))) == {}
    make.go_on(past, Step.HOLD, head)
    page = as_(member).get(f"/meetings/{past.id}")
    assert buttons(pages.of(page)) == {}


def test_of_several_notices_about_a_meeting_the_newest_asks(make, as_, head, member, meeting):
    told = services.NewMeeting(3, "Обмен опытом", place="Школа № 6", held_on=date(2030, 11, 4))
    with saving():
        services.keep(make.again(meeting), told, by=make.actor(head), at=make.at,
                      today=date(2026, 11, 23))  # fmt: skip
    rows = pages.of(as_(member).get("/notices/")).xpath("//ul[contains(@class, 'todo')]/li")
    assert ["Перенесено" in pages.text(row) for row in rows] == [True, False]
    assert [len(row.xpath(".//form")) for row in rows] == [1, 0]


def coming(client, meeting):
    page = pages.of(client.get(f"/meetings/{meeting.id}"))
    (found,) = page.xpath(f"//*[@id='coming-{meeting.id}']")
    return pages.text(found).replace("\xa0", " ")


@pytest.mark.parametrize("role", ["head", "methodist", "secretary"])
def test_who_prepares_sees_names_by_answer_and_the_silent(make, as_, head, member, meeting, role):
    press(as_(member), f"/meetings/{meeting.id}", "will")
    account = head if role == "head" else getattr(make, "methodist" if role == "methodist" else
                                                  "librarian")()  # fmt: skip
    if role == "secretary":
        with saving():
            minutes.choose_secretary(
                meeting.year_id, account.person_id, by=make.actor(head), at=make.at
            )
    said = coming(as_(account), meeting)
    assert "Буду: 1 Чайкина Ю.Р." in said
    assert "Не буду: 0 —" in said
    assert "Не ответили, без доступа: 1 Зимина О.И." in said
    assert "Ответьте, пожалуйста, будете ли вы. Ещё не ответили:" in said
    assert "Чайкина" not in said.partition("Ещё не ответили:")[2]


def test_a_librarian_sees_the_counts_and_her_own(make, as_, member, meeting):
    other = make.librarian(person=make.person("Совина", "Анна"))
    press(as_(other), f"/meetings/{meeting.id}", "wont")
    client = as_(member)
    page = client.get(f"/meetings/{meeting.id}")
    assert buttons(pages.of(page))["Не буду 1"] == "false"
    assert coming(client, meeting).startswith("Ещё не ответили: ")
    assert "Совина" not in pages.text(pages.of(page).xpath("//section[@id='answers']")[0])
    answered = press(client, f"/meetings/{meeting.id}", "will", headers=HTMX)
    assert "Совина" not in answered.text


def test_nobody_is_silent_before_the_invitation(make, as_, head):
    meeting = make.meeting(held_on=date(2030, 10, 28))
    assert "Не ответили" not in coming(as_(head), meeting)


@pytest.mark.parametrize("path", ["/meetings/{}", "/notices/"])
def test_more_people_and_answers_cost_no_more_statements(make, as_, head, meeting, path):
    client, url = as_(head), path.format(meeting.id)
    with statements() as few:
        client.get(url)
    for _ in range(4):
        press(as_(make.librarian()), f"/meetings/{meeting.id}", "will")
    for number in range(4, 6):
        make.go_on(make.meeting(held_on=date(2030, 11, number), number=number), Step.INVITE)
    with statements() as many:
        client.get(url)
    assert len(many) == len(few)


def test_namesakes_are_told_apart_among_the_silent(make, as_):
    head = make.head()
    for school in ("Школа № 1", "Школа № 2"):
        person = make.person("Скворцова", "Ольга", "Игоревна")
        with saving():
            person.joined_on = date(2018, 9, 1)
        make.work(person, make.school(school))
    meeting = make.go_on(make.meeting(held_on=date(2026, 12, 1)), Step.INVITE, head)
    page = as_(head).get(f"/meetings/{meeting.id}").text.replace("\xa0", " ")
    for school in ("Школа № 1", "Школа № 2"):
        assert page.count(f"Скворцова О.И. · {school}") >= 2  # in the list and in the reminder
