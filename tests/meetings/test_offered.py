"""A button that cannot work is not offered: each one that a page offers is pressed."""

from datetime import date

import pytest

from rmo_web.help_requests.rules import LIFE as REQUEST_LIFE
from rmo_web.help_requests.rules import Action, Party
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.assignments import services as assignments
from rmo_web.meetings.assignments.rules import LIFE as MARKS_OF_TARGETS
from rmo_web.meetings.assignments.rules import TargetMark
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import Meeting, Minutes
from rmo_web.meetings.rules import LIFE, UNMARKED, Outcome, Step, Whose
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import LIFE as PLAN_LIFE
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.makers import TODAY

ASKED = ".//input[not(@type='hidden')] | .//select | .//textarea"


def planned(make, head):
    return make.meeting(held_on=None, month=(2020, 4), questions=())


def nowhere(make, head):
    return make.meeting(held_on=None, questions=())


def ready(make, head):
    return make.meeting(held_on=date(2026, 11, 30))


def invited(make, head):
    return make.go_on(make.meeting(held_on=date(2030, 4, 20), questions=("О чтении",)),
                      Step.INVITE, head)  # fmt: skip


def marked_ahead(make, head):
    made = make.meeting()
    make.present(made, make.person(), by=head)
    return made


def held(make, head):
    return make.go_on(make.meeting(), Step.HOLD, head)


def held_and_marked(make, head):
    made = make.go_on(make.meeting(), Step.HOLD, head)
    make.present(made, make.person(), by=head)
    return made


def drafted(make, head):
    made = make.meeting()
    make.minutes(made, by=head)
    return made


def written(make, head):
    made = drafted(make, head)
    make.present(made, make.person(), by=head)
    (item, *_) = make.items(minutes_of(made))
    make.decide(item, by=head)
    return made


def adopting(make, head):
    made = written(make, head)
    with saving():
        make.again(make.items(minutes_of(made))[0]).adopts_plan = True
    return made


def signed(make, head):
    made = written(make, head)
    make.sign(minutes_of(made), by=head)
    return made


def correcting(make, head):
    made = signed(make, head)
    with saving():
        recording_of(made, make.actor(head), make.at)
    return made


def cancelled(make, head):
    return make.go_on(make.meeting(), Step.CANCEL, head, reason="карантин")


def postponed(make, head):
    return make.go_on(make.meeting(), Step.POSTPONE, head, reason="карантин")


def closed(make, head):
    made = signed(make, head)
    close_year(made.year_id)
    return made


def close_year(year_id, *, is_closed=True):
    with saving():
        db.session.get_one(SchoolYear, year_id).is_closed = is_closed


def minutes_of(meeting):
    return db.session.query(Minutes).filter_by(meeting_id=meeting.id).one()


def recording_of(meeting, actor, at):
    kept = db.session.get_one(Meeting, meeting.id)
    minutes.correct(
        minutes_of(meeting), kept, "Опечатка", by=actor, at=at, today=date(2026, 11, 23)
    )


STATES = (
    planned, nowhere, ready, invited, marked_ahead, held, held_and_marked, drafted, written,
    adopting, signed, correcting, cancelled, postponed, closed,
)  # fmt: skip
PATHS = (
    "/meetings/{0}", "/meetings/{0}/invitation", "/meetings/{0}/attendance",
    "/meetings/{0}/minutes", "/meetings/", "/meetings/proposals", "/meetings/assignments/{1}",
    "/notices/", "/plan/", "/plan/state", "/year/end",
)  # fmt: skip


def offered(tree, path):
    """What each button sends that asks for nothing: its address and its fields."""
    for button in tree.xpath("//main//button[@type='submit' or not(@type)][not(@disabled)]"):
        named = button.get("form")
        forms = tree.xpath(f"//form[@id='{named}']") if named else button.xpath("ancestor::form")
        (form,) = forms
        if form.get("method") != "post" or form.xpath(ASKED):
            continue
        sent = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        if button.get("name"):
            sent[button.get("name")] = button.get("value")
        yield button.get("formaction") or form.get("action") or path, sent, pages.text(button)


@pytest.fixture
def pressing(monkeypatch):
    """Whatever a press would commit is taken back, so that the next one finds the same."""

    def start():
        monkeypatch.setattr(db.session, "commit", db.session.flush)

    return start


@pytest.fixture
def clients(make, as_):
    """The head, the secretary of the year, a librarian."""

    def sign_in(head):
        secretary = make.librarian()
        with saving():
            minutes.choose_secretary(
                db.session.query(SchoolYear.id).one()[0], secretary.person_id,
                by=make.actor(head), at=make.at,
            )  # fmt: skip
        people = {"head": head, "secretary": secretary,
                  "librarian": make.librarian()}  # fmt: skip
        return {name: as_(account) for name, account in people.items()}

    return sign_in


def pressed(client, path):
    """What the buttons of this page answer."""
    page = client.get(path)
    if page.status_code != 200:
        return
    for url, sent, words in offered(pages.of(page), path):
        answer = client.post(url, data=sent)
        said = (
            pages.text(pages.of_any(answer).xpath("//main")[0]) if answer.status_code == 409 else ""
        )
        yield words, url, answer.status_code, said


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_every_button_that_is_offered_works(make, clients, pressing, state):
    make.plan()
    head = make.head()
    meeting = state(make, head)
    is_closed = db.session.get_one(SchoolYear, meeting.year_id).is_closed
    close_year(meeting.year_id, is_closed=False)
    duty = make.assign(others=("Школа № 3",), by=head)
    with saving():
        agenda.propose("О квестах", year_id=meeting.year_id, by=make.actor(head), at=make.at)
    signed_in = clients(head)
    close_year(meeting.year_id, is_closed=is_closed)
    pressing()
    wrong, count = [], 0
    for who, client in signed_in.items():
        for path in PATHS:
            for words, url, code, said in pressed(client, path.format(meeting.id, duty.id)):
                count += 1
                if code >= 400:
                    wrong.append((who, path, words, url, said))
    assert wrong == []
    assert count


@pytest.mark.parametrize("to", list(PlanState))
def test_every_button_of_a_plan_in_each_state_works_or_asks(make, as_, pressing, to):
    plan = make.plan()
    head = make.head()
    with saving():
        db.session.get_one(Plan, plan.id).state = to
    pressing()
    client = as_(head)
    answers = [one for path in ("/plan/", "/plan/edit", "/plan/state")
               for one in pressed(client, path)]  # fmt: skip
    assert [one for one in answers if one[2] == 409] == []


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("action", [None, Action.TAKE, Action.ANSWER])
def test_every_button_of_a_request_works(make, as_, pressing, action, is_closed):
    head, author = make.head(), make.librarian()
    asked = make.ask(author)
    if action:
        make.move(asked, action, head, "Ответ.")
    close_year(asked.year_id, is_closed=is_closed)
    pressing()
    wrong = [
        one
        for account in (head, author)
        for path in ("/help-requests/", f"/help-requests/{asked.id}", "/help-requests/mine")
        for one in pressed(as_(account), path)
        if one[2] >= 400
    ]
    assert wrong == []


# What the table of a life allows stands on the page, and nothing else


def sent_as(client, path, name):
    """The values that buttons of this page send under the name."""
    return set(pages.of(client.get(path)).xpath(f"//main//button[@name='{name}']/@value"))


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_a_meeting_offers_the_steps_of_its_table(make, as_, state):
    head = make.head()
    meeting = state(make, head)
    url = f"/meetings/{meeting.id}/steps/"
    page = pages.of(as_(head).get(f"/meetings/{meeting.id}"))
    led = [*page.xpath("//main//a/@href"), *page.xpath("//main//form/@action")]
    allowed = set(LIFE.steps(make.again(meeting).state, {Whose.OFFICE, Whose.WRITER}))
    if state in {marked_ahead, held_and_marked}:
        allowed -= UNMARKED
    if state in {planned, nowhere, postponed}:  # without a day, a question or a place
        allowed -= {Step.INVITE}
    wanted = set() if state is closed else allowed
    assert {one.removeprefix(url) for one in led if one.startswith(url)} == wanted


@pytest.mark.parametrize("mark", list(TargetMark))
def test_an_assignment_offers_the_marks_of_its_table(make, as_, mark):
    head = make.head()
    duty, actor = make.assign(others=("Школа № 3",), by=head), make.actor(head)
    with saving():
        (target,) = assignments.targets_of(duty)
        if mark in {TargetMark.TAKEN, TargetMark.DONE}:
            is_done = True if mark is TargetMark.DONE else None
            assignments.mark(target, is_done=is_done, proof="", by=actor, at=make.at, today=TODAY)
        if mark is TargetMark.CLOSED:
            told = assignments.Verdict(Outcome.DROPPED, None, "Не нужно")
            assignments.judge(make.again(duty), told, by=actor, at=make.at)
    moves = [MARKS_OF_TARGETS.moves[step] for step in MARKS_OF_TARGETS.steps(mark)]
    wanted = {one.leads[mark].value for one in moves if one.words}
    assert sent_as(as_(head), f"/meetings/assignments/{duty.id}", "to") == wanted
    close_year(duty.year_id)
    assert sent_as(as_(head), f"/meetings/assignments/{duty.id}", "to") == set()


@pytest.mark.parametrize("state", list(PlanState))
def test_a_plan_offers_the_states_of_its_table(make, as_, state):
    plan = make.plan()
    with saving():
        make.again(plan).state = state
    moves = (PLAN_LIFE.moves[step] for step in PLAN_LIFE.steps(state))
    wanted = {one.leads[state].value for one in moves}
    assert sent_as(as_(make.head()), "/plan/state", "state") == wanted


@pytest.mark.parametrize(
    "way",
    [
        (), (Action.TAKE,), (Action.ASK_BACK,), (Action.POSTPONE,), (Action.ANSWER,),
        (Action.REJECT,), (Action.REDIRECT,), (Action.ANSWER, Action.CLOSE),
    ],
)  # fmt: skip
def test_a_request_offers_the_actions_of_its_table(make, as_, way):
    head, author, _ = make.head(), make.librarian(), make.methodist()
    asked = make.ask(author)
    for action in way:
        make.move(asked, action, head, "Так.", until=date(2026, 12, 1), whom="ЦДБ")
    url, status = f"/help-requests/{asked.id}", make.held(asked).status
    office = {Party.OFFICE, Party.EITHER, Party.LEADERS}
    hers = {Party.AUTHOR, Party.EITHER}
    assert sent_as(as_(head), url, "action") == {"note", *REQUEST_LIFE.steps(status, office)}
    assert sent_as(as_(author), url, "action") == {*REQUEST_LIFE.steps(status, hers)}
    close_year(asked.year_id)
    assert sent_as(as_(head), url, "action") == sent_as(as_(author), url, "action") == set()


def test_what_keeps_minutes_from_being_signed_stands_in_place_of_the_button(make, as_):
    head = make.head()
    meeting, client = drafted(make, head), as_(head)
    page = client.get(f"/meetings/{meeting.id}/minutes")
    said = "Пока не подписать: не отмечено, кто был: без явки протокол не подписать."
    assert said in pages.words_on(page)
    assert not pages.of(page).xpath("//button[contains(., 'Подписать протокол')]")
    make.present(meeting, make.person(), by=head)
    item = make.items(minutes_of(meeting))[0]
    typed = {"decided": "Принять.", "version": str(item.version)}
    answer = client.post(f"/meetings/minutes/items/{item.id}", data=typed,
                         headers={"HX-Request": "true"})  # fmt: skip
    assert pages.of(answer).xpath("//*[@id='lacks']//button[@form='sign']")


def test_only_the_head_is_offered_to_sign_what_adopts_the_plan(make, as_):
    make.plan()
    head, methodist = make.head(), make.methodist()
    meeting = adopting(make, head)
    url = f"/meetings/{meeting.id}/minutes"
    assert "План принимает руководитель РМО" not in pages.words_on(as_(head).get(url))
    page = as_(methodist).get(url)
    assert "план принимает руководитель РМО" in pages.words_on(page)
    assert not pages.of(page).xpath("//button[@form='sign']")


def test_what_an_invitation_lacks_is_said_on_its_page(make, as_):
    client, meeting = as_(make.head()), make.meeting(held_on=None, month=(2019, 10))
    page = client.get(f"/meetings/{meeting.id}/invitation")
    assert "Нет дня заседания: назначьте его, потом приглашайте." in pages.words_on(page)
    assert "Пригласить всех здесь" not in page.text


def test_marks_hold_the_steps_back_and_the_page_says_so(make, as_):
    head = make.head()
    meeting = held_and_marked(make, head)
    page = as_(head).get(f"/meetings/{meeting.id}")
    assert "Отметка ошибочна" not in page.text
    assert "Явка уже отмечена: сначала снимите отметки." in pages.words_on(page)


def test_decisions_are_asked_about_only_while_some_are_open_and_once(make, as_):
    head, meeting = make.head(), make.meeting()
    client, url = as_(head), f"/meetings/{meeting.id}"
    words = "О выполнении решений"
    assert words not in client.get(url).text
    make.assign(others=("Все",), by=head)
    assert words in client.get(url).text
    client.post(f"{url}/of-assignments")
    assert not pages.of(client.get(url)).xpath("//form[contains(@action, 'of-assignments')]")


def test_a_question_that_must_stay_has_no_button_to_take_it_out(make, as_):
    head = make.head()
    client, one = as_(head), invited(make, head)
    assert "Убрать" not in client.get(f"/meetings/{one.id}").text
    two = written(make, head)
    page = pages.of(client.get(f"/meetings/{two.id}"))
    first, second = page.xpath("//ol[contains(@class, 'agenda')]/li")
    assert "Убрать" not in pages.text(first)
    assert "Убрать" in pages.text(second)


def test_a_signed_roll_is_read_and_not_ticked(make, as_):
    head = make.head()
    meeting = signed(make, head)
    page = pages.of(as_(head).get(f"/meetings/{meeting.id}/attendance"))
    assert not page.xpath("//form[@data-roll] | //main//button[@type='submit']")
    assert page.xpath("//fieldset[@disabled]")


def test_nothing_is_proposed_into_a_closed_year(make, as_):
    head = make.head()
    meeting = closed(make, head)
    with saving():
        db.session.get_one(SchoolYear, meeting.year_id).is_closed = True
    page = pages.of(as_(head).get("/meetings/proposals"))
    assert not page.xpath("//main//form")
