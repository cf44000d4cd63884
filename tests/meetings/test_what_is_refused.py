"""What meetings refuse: steps of minutes, closed years, other years' people, older tabs."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.household import outbox
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import SchoolYear
from rmo_web.meetings import services
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import Attendance, Item, MaterialLink, Meeting, Question
from rmo_web.meetings.rules import LIFE, MeetingState, Step, Whose
from rmo_web.plan.models import Plan, Row
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.attaching import RIGHT, sent
from tests.test_promises import fingerprint

AHEAD = date(2030, 10, 28)


@pytest.fixture
def signed(make, head):
    """A meeting whose first question has no decision, with signed minutes."""
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    make.decide(make.items(record)[1], by=head)
    make.sign(record, by=head)
    return make.again(meeting)


def edit(client, meeting, **typed):
    url = f"/meetings/{meeting.id}/edit"
    return client.post(url, data=pages.form_on(client.get(url), "/edit") | typed)


# Steps


@pytest.mark.parametrize(
    "step", [one.step for one in LIFE.moves.values() if one.who is Whose.MINUTES]
)
def test_only_minutes_sign_and_correct_their_meeting(make, office, head, signed, step):
    before = fingerprint()
    assert office.post(f"/meetings/{signed.id}/steps/{step.value}").status_code == 404
    assert fingerprint() == before


def test_a_meeting_not_held_after_all_is_invited_to_only_when_it_was(make, head):
    never, invited = make.meeting(), make.meeting()
    make.go_on(invited, Step.INVITE, head)
    for meeting, then in ((never, MeetingState.PLANNED), (invited, MeetingState.INVITED)):
        make.go_on(meeting, Step.HOLD, head)
        assert make.go_on(meeting, Step.NOT_HELD, head).state is then


@pytest.mark.parametrize("step", [Step.POSTPONE, Step.CANCEL])
def test_a_meeting_with_marks_is_neither_postponed_nor_cancelled(make, head, step):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    with pytest.raises(Refused, match="сначала снимите отметки"):
        make.go_on(meeting, step, head, reason="мороз")


def test_a_cancelled_meeting_has_no_minutes(make, office, head):
    meeting = make.meeting()
    make.go_on(meeting, Step.CANCEL, head, reason="мороз")
    answer = office.get(f"/meetings/{meeting.id}/minutes")
    assert answer.status_code == 409
    assert "Заседание отменено" in answer.text


def test_a_meeting_that_was_held_gets_no_day_to_come(make, office, head):
    meeting = make.meeting()
    make.go_on(meeting, Step.HOLD, head)
    answer = edit(office, meeting, held_on="2099-01-01", is_outside="y")
    assert answer.status_code == 422
    assert "ещё впереди" in answer.text
    assert make.again(meeting).held_on == date(2019, 10, 28)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_knows_is_refused(make, office, day):
    meeting = make.meeting()
    assert edit(office, meeting, held_on=day, is_outside="y").status_code == 422


def test_an_invited_meeting_keeps_its_day_its_place_and_a_question(make, office, head):
    meeting = make.meeting(questions=("Один вопрос",))
    make.go_on(meeting, Step.INVITE, head)
    assert edit(office, meeting, place="").status_code == 422
    assert edit(office, meeting, held_on="").status_code == 422
    (question,) = make.questions(meeting)
    assert office.post(f"/meetings/questions/{question.id}/remove").status_code == 409
    assert len(make.questions(meeting)) == 1


def test_another_day_of_an_invited_meeting_asks_everybody_again(make, as_, office, head):
    meeting, member = make.meeting(held_on=AHEAD), make.librarian()
    make.go_on(meeting, Step.INVITE, head)
    as_(member).post(f"/meetings/{meeting.id}/answer", data={"answer": "will"})
    invited = "Заседание № 1, 5 ноября"
    assert invited not in pages.waiting(as_(member).get("/"))
    edit(office, meeting, held_on="2030-11-05", is_outside="y")
    assert "Перенесено" in pages.words_on(as_(member).get("/notices/"))
    assert db.session.scalars(select(Attendance)).one().answer is None
    assert invited in pages.waiting(as_(member).get("/"))


def test_two_meetings_of_a_year_have_two_numbers(make, office):
    first, second = make.meeting(number=1), make.meeting(number=2)
    answer = edit(office, first, number="2")
    assert answer.status_code == 422
    assert "№ 2 в этом году уже есть" in answer.text
    assert make.again(second).number == 2


# Minutes


def test_a_question_of_signed_minutes_stays_while_they_are_corrected(make, office, head, signed):
    url = f"/meetings/{signed.id}/minutes/correct"
    office.post(url, data=pages.form_on(office.get(url), "/correct") | {"reason": "опечатка"})
    first = make.questions(signed)[0]
    before = fingerprint()
    answer = office.post(f"/meetings/questions/{first.id}/remove")
    assert answer.status_code == 409
    assert fingerprint() == before


@pytest.mark.parametrize("said", [{"spoke": "Все"}, {"votes": (0, 1, 0)}, {"heard": "Иное"}])
def test_a_question_that_the_minutes_speak_of_is_not_taken_out(make, office, head, said):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    make.decide(make.items(record)[0], decided="", by=head, **said)
    question = make.questions(meeting)[0]
    assert office.post(f"/meetings/questions/{question.id}/remove").status_code == 409


def test_a_question_added_to_the_agenda_is_heard_in_the_minutes(make, office, head):
    meeting = make.meeting()
    record = make.minutes(meeting, by=head)
    with saving():
        told = agenda.NewQuestion("О «тихом» чтении")
        agenda.ask_question(meeting, told, by=make.actor(head), at=make.at)
    assert make.items(record)[-1].heard == "информацию «О „тихом“ чтении»."


def test_readers_have_the_signed_edition_while_another_is_written(make, as_, office, signed):
    url = f"/meetings/{signed.id}/minutes"
    office.post(
        f"{url}/correct", data=pages.form_on(office.get(f"{url}/correct")) | {"reason": "опечатка"}
    )
    reader = as_(make.librarian())
    assert "По первому вопросу" in reader.get(url).text
    assert reader.get(f"{url}.docx").status_code == 200
    assert reader.get(f"/meetings/{signed.id}/extract.docx").status_code == 200
    assert "Подписать протокол" in office.get(url).text


def test_only_what_was_read_is_signed(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    make.decide(make.items(record)[0], by=head)
    url = f"/meetings/{meeting.id}/minutes"
    form = pages.form_on(office.get(url), "/sign")
    make.decide(make.items(record)[0], "Решить иначе.", by=head)
    answer = office.post(f"{url}/sign", data=form)
    assert answer.status_code == 409
    assert "прочтите и подпишите снова" in answer.text
    assert make.again(record).signed_at is None


def test_whoever_is_not_marked_is_said_before_signing(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    absent = make.person()
    with saving():
        absent.joined_on = date(2018, 9, 1)
    record = make.minutes(meeting, by=head)
    page = pages.words_on(office.get(f"/meetings/{record.meeting_id}/minutes"))
    assert "Не отмечена явка: 1 человек" in page.replace("\xa0", " ")
    assert "были 1 из 2" in pages.words_on(office.get("/meetings/"))


def test_the_secretary_does_not_adopt_the_plan(make, as_, head):
    plan, secretary = make.plan(), make.librarian()
    meeting = make.meeting()
    with saving():
        minutes.choose_secretary(
            meeting.year_id, secretary.person_id, by=make.actor(head), at=make.at
        )
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    item = make.items(record)[0]
    make.decide(item, by=head)
    with saving():
        db.session.get_one(Item, item.id).adopts_plan = True
    for account, code in ((secretary, 409), (head, 303)):
        client, url = as_(account), f"/meetings/{meeting.id}/minutes"
        answer = client.post(f"{url}/sign", data=pages.form_on(client.get(url), "/sign"))
        assert answer.status_code == code
    assert db.session.get_one(Plan, plan.id).state is PlanState.ADOPTED


# Closed years, other years


def test_nothing_of_a_closed_year_is_written(app, make, office, head):
    meeting, member = make.meeting(held_on=AHEAD), make.person()
    make.go_on(meeting, Step.INVITE, head)
    duty = make.assign(others=("Все",), meeting=meeting, by=head)
    with saving():
        actor = make.actor(head)
        proposal = agenda.propose(
            "О квестах", year_id=meeting.year_id, by=actor, at=make.at
        )  # fmt: skip
        services.add_link(meeting, "Запись", "https://example.org/", by=actor, at=make.at)
        db.session.get_one(SchoolYear, meeting.year_id).is_closed = True
    ids = {
        "meeting_id": meeting.id, "question_id": make.questions(meeting)[0].id,
        "proposal_id": proposal.id, "link_id": db.session.scalars(select(MaterialLink)).one().id,
        "assignment_id": duty.id, "name": "postpone", "attachment_id": 1, "guest_id": 1,
        "item_id": 1, "target_id": 1,
    }  # fmt: skip
    typed = {
        "answer": "will", "reason": "мороз", "theme": "Иная", "text": "Иное", "url":
        "https://example.com", "title": "Ссылка", f"mark-{member.id}": "present", "to": "up",
        "person_id": str(member.id), "note": "так", "outcome": "dropped", "number": "7",
        "dated_on": "2019-10-28", "person_ids": str(member.id), "version": "1",
    }  # fmt: skip
    before = fingerprint()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("meetings.") or "POST" not in rule.methods:
            continue
        if rule.endpoint == "meetings.edit_forms":
            continue  # of no year
        with app.test_request_context():
            url = app.url_for(rule.endpoint, **{one: ids[one] for one in rule.arguments})
        answer = office.post(url, data=typed)
        assert answer.status_code in {303, 404, 409, 422}, (rule.endpoint, answer.status_code)
        assert fingerprint() == before, rule.endpoint


def test_a_secretary_writes_in_her_own_year_only(make, as_, head):
    secretary = make.librarian()
    with saving():
        other = years.opened(2020).id
        first = years.opened(2019).id
        minutes.choose_secretary(first, secretary.person_id, by=make.actor(head), at=make.at)
    client = as_(secretary)
    client.post("/year", data={"year_id": other})
    typed = {"text": "Прислать отчёт", "others": "Все"}
    assert client.post("/meetings/assignments/new?year=2020", data=typed).status_code == 403
    assert client.post("/meetings/assignments/new?year=2019", data=typed).status_code == 303
    assert "Поручение</a>" not in client.get("/meetings/assignments/?year=2020").text


def test_a_question_proposed_in_one_year_is_not_heard_in_another(make, office, head):
    meeting = make.meeting()
    with saving():
        other, actor = years.opened(2020).id, make.actor(head)
        proposal = agenda.propose("О квестах", year_id=other, by=actor, at=make.at)
    url = f"/meetings/proposals/{proposal.id}"
    answer = office.post(f"{url}/take", data={"meeting_id": meeting.id})
    assert answer.status_code == 409
    office.post(f"{url}/drop")
    assert office.post(f"{url}/drop").status_code == 409


def test_what_a_closed_year_left_open_waits_for_nobody(make, office, head):
    make.assign(others=("Все",), due_on=date(2019, 11, 15), by=head)
    assert "просрочено" in pages.words_on(office.get("/"))
    with saving():
        db.session.scalars(select(SchoolYear)).one().is_closed = True
    assert "просрочено" not in pages.words_on(office.get("/"))


@pytest.mark.parametrize("person_id", ["abc", "-5", "99999999999999999999", "2147483647", ""])
def test_a_secretary_who_is_nobody_takes_nobodys_place(make, office, head, person_id):
    meeting, secretary = make.meeting(), make.librarian()
    chosen = {"person_id": str(secretary.person_id)}
    office.post("/meetings/secretary", data=chosen)
    assert office.post("/meetings/secretary", data={"person_id": person_id}).status_code == 409
    page = pages.of(office.get("/meetings/"))
    assert page.xpath("//select[@name='person_id']/option[@selected]/@value") == [
        chosen["person_id"]
    ]
    assert meeting


# Older tabs


def test_an_older_verdict_meets_the_newer_one(make, office, head):
    duty = make.assign(others=("Все",), by=head)
    url = f"/meetings/assignments/{duty.id}/judge"
    old = pages.form_on(office.get(f"/meetings/assignments/{duty.id}"), "/judge")
    office.post(url, data=old | {"outcome": "dropped", "note": "отпала нужда"})
    answer = office.post(url, data=old | {"extended_to": "2050-01-01", "nonce": "other"})
    assert answer.status_code == 409
    assert "отпала нужда" in answer.text
    assert make.again(duty).note == "отпала нужда"


def test_an_older_tab_takes_no_mark_back(make, office, head):
    duty = make.assign(others=("Все",), by=head)
    page = office.get(f"/meetings/assignments/{duty.id}")
    address = pages.of(page).xpath("//form[contains(@action, '/targets/')]/@action")[0]
    old = pages.form_on(page, address)
    assert office.post(address, data=old | {"to": "done", "proof": "письмо"}).status_code == 303
    assert office.post(address, data=old | {"to": "taken"}).status_code == 409
    assert "письмо" in office.get(f"/meetings/assignments/{duty.id}").text


def test_an_older_list_of_forms_meets_the_newer_one(make, office):
    make.association()
    url = "/meetings/forms"
    old = pages.form_on(office.get(url), "/forms")
    office.post(url, data=old | {"titles": "семинар\nкруглый стол"})
    answer = office.post(url, data=old | {"titles": "практикум", "nonce": "other"})
    assert answer.status_code == 409
    assert "круглый стол" in answer.text


# Assignments


def test_the_first_question_leaves_out_what_was_done(make, office, head):
    first, meeting = make.meeting(), make.meeting()
    done = make.assign("Исполненное", others=("Все",), meeting=first, by=head)
    for number in range(12):
        make.assign(f"Открытое {number}", others=("Все",), meeting=first, by=head)
    page = office.get(f"/meetings/assignments/{done.id}")
    address = pages.of(page).xpath("//form[contains(@action, '/targets/')]/@action")[0]
    office.post(address, data=pages.form_on(page, address) | {"to": "done"})
    office.post(f"/meetings/{meeting.id}/of-assignments")
    text = make.questions(meeting)[0].text
    assert "Исполненное" not in text
    assert "…и ещё 2, всего открытых 12" in text


def test_an_assignment_stays_beside_its_decision_when_questions_move(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    first, second = make.items(record)
    make.decide(first, "Прислать отчёт.", by=head)
    make.decide(second, "Принять к сведению.", by=head)
    url = f"/meetings/assignments/new?meeting={meeting.id}&point=1.1"
    form = pages.form_on(office.get(url), "/new")
    office.post(url, data=form | {"others": "Все"})
    question = make.questions(meeting)[0]
    office.post(f"/meetings/questions/{question.id}/step", data={"to": "down"})
    page = pages.of(office.get(f"/meetings/{meeting.id}/minutes"))
    decisions = pages.all_texts(page, "//ul[@class='files']/li")
    assert decisions == ["1.1. Принять к сведению. Поручить", "2.1. Прислать отчёт. поручено"]
    make.sign(record, by=head)
    assert "п.\xa02.1" in office.get(f"/meetings/{meeting.id}").text


def test_an_assignment_is_not_due_before_its_meeting(make, office, head):
    meeting = make.meeting()
    url = f"/meetings/assignments/new?meeting={meeting.id}"
    form = pages.form_on(office.get(url), "/new")
    answer = office.post(url, data=form | {"text": "Отчёт", "others": "Я", "due_on": "2019-10-01"})
    assert answer.status_code == 422
    assert "Срок раньше заседания" in answer.text


def test_what_was_done_in_time_may_be_marked_later(make, office, head):
    duty = make.assign(others=("Все",), due_on=date(2019, 11, 15), by=head)
    page = office.get(f"/meetings/assignments/{duty.id}")
    address = pages.of(page).xpath("//form[contains(@action, '/targets/')]/@action")[0]
    form = pages.form_on(page, address)
    office.post(address, data=form | {"to": "done", "done_on": "2019-11-10"})
    words = pages.words_on(office.get(f"/meetings/assignments/{duty.id}"))
    assert "исполнено 10.11.2019" in words
    assert "с нарушением срока" not in words


def test_namesakes_do_not_get_each_others_talk(make, office, head):
    meeting = make.meeting()
    make.present(
        meeting,
        make.person("Чайкина", "Юлия", "Романовна"),
        make.person("Чайкина", "Яна", "Руслановна"),
        by=head,
    )
    with saving():
        for one in db.session.scalars(select(Question)):
            told = agenda.NewQuestion(one.text, speakers=())
            agenda.keep_question(meeting, one, told, by=make.actor(head), at=make.at)
    answer = office.get(f"/meetings/{meeting.id}/certificates.docx?only=talks")
    assert answer.status_code == 200


# Letters


def test_two_deeds_of_one_minute_are_two_letters(make, office, head, app):
    person = make.person("Чайкина")
    with saving():
        person.consent_on, person.email = date(2019, 9, 1), "chaika@school.local"
    make.librarian(person=person)
    meeting = make.meeting(held_on=AHEAD)
    app.config["MAIL"] = "file"
    try:
        for step in ("invite", "invite"):
            assert office.post(f"/meetings/{meeting.id}/steps/{step}").status_code == 303
        office.post(f"/meetings/{meeting.id}/steps/postpone", data={"reason": "мороз"})
    finally:
        app.config["MAIL"] = "off"
    subjects = list(db.session.scalars(select(outbox.Letter.subject)))
    assert len(subjects) == 3
    assert db.session.get_one(Meeting, meeting.id).state is MeetingState.POSTPONED


def test_a_mark_at_one_meeting_counts_at_no_other(make, office, head):
    first, second = make.meeting(), make.meeting(held_on=date(2019, 11, 28))
    member, later = make.person(), make.person()
    with saving():
        member.joined_on, later.joined_on = date(2018, 9, 1), date(2019, 11, 1)
    make.present(first, member, by=head)
    make.present(second, later, member, by=head)
    page = pages.words_on(office.get("/meetings/"))
    assert "были 1 из 1" in page
    assert "были 2 из 2" in page


def test_what_a_colleague_wrote_elsewhere_is_read_before_signing(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    first, second = make.items(record)
    url = f"/meetings/{meeting.id}/minutes"
    page = office.get(url)
    mine, sign = pages.form_on(page, f"/items/{first.id}"), pages.form_on(page, "/sign")
    make.decide(second, "Слова коллеги.", by=head)
    answer = office.post(
        f"/meetings/minutes/items/{first.id}", data=mine | {"decided": "Принять."},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    renewed = pages.of(answer).xpath("//input[starts-with(@name, 'seen-')]")
    sign |= {one.get("name"): one.get("value") for one in renewed}
    assert len(renewed) == 1
    assert office.post(f"{url}/sign", data=sign).status_code == 409
    fresh = pages.form_on(office.get(url), "/sign")
    assert office.post(f"{url}/sign", data=fresh).status_code == 303


def test_equal_words_of_two_decisions_are_two_assignments(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    for item in make.items(record):
        make.decide(item, "Провести неделю книги.", by=head)
    url = f"/meetings/assignments/new?meeting={meeting.id}&point=1.1"
    office.post(url, data=pages.form_on(office.get(url), "/new") | {"others": "Все"})
    page = pages.of(office.get(f"/meetings/{meeting.id}/minutes"))
    decisions = pages.all_texts(page, "//ul[@class='files']/li")
    assert [one.split()[-1] for one in decisions] == ["поручено", "Поручить"]
    make.sign(record, by=head)
    assert "п.\xa01.1" in office.get(f"/meetings/{meeting.id}").text


def test_a_question_whose_form_is_open_is_not_touched_by_other_edits_of_the_plan(make, office):
    make.plan()
    before = {one.id: one.version for one in db.session.scalars(select(Question))}
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    url = f"/plan/rows/{row.id}"
    form = pages.form_on(office.get(url), url)
    assert office.post(url, data=form | {"text": "Встречи"}).status_code == 303
    db.session.expire_all()
    assert {one.id: one.version for one in db.session.scalars(select(Question))} == before


def test_a_postponed_meeting_not_held_after_all_is_invited_to_anew(make, head):
    meeting = make.meeting()
    make.go_on(meeting, Step.INVITE, head)
    make.go_on(meeting, Step.POSTPONE, head, reason="мороз", held_on=date(2019, 11, 11))
    make.go_on(meeting, Step.HOLD, head)
    assert make.go_on(meeting, Step.NOT_HELD, head).state is MeetingState.PLANNED


def test_a_refusal_repeats_words_that_a_person_wrote_and_leads_back(make, office, head):
    meeting = make.meeting()
    answer = office.post(
        f"/meetings/{meeting.id}/attendance/guests",
        data={"name": "", "work": "методист, МКУ «Центр»", "seen-22": "1"},
        headers={"Referer": f"http://localhost/meetings/{meeting.id}/attendance"},
    )
    assert answer.status_code == 409
    assert "методист, МКУ «Центр»" in answer.text
    assert '<p class="lines">1</p>' not in answer.text
    assert f'href="/meetings/{meeting.id}/attendance"' in answer.text


def test_minutes_without_a_number_are_refused_beside_the_field(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    make.minutes(meeting, by=head)
    url = f"/meetings/{meeting.id}/minutes/header"
    answer = office.post(url, data=pages.form_on(office.get(url), "/header") | {"number": ""})
    assert answer.status_code == 422
    assert pages.wrong_on(answer) == {"number"}
    assert "Напишите номер." in answer.text


# Materials


@pytest.mark.parametrize("mistake", ["a wrong file", "a link without a name"])
def test_a_good_file_waits_while_something_else_of_the_materials_is_wrong(make, office, mistake):
    meeting = make.meeting()
    url, files = f"/meetings/{meeting.id}/materials", [("а.pdf", RIGHT["pdf"])]
    typed = {"url": "https://example.org/", "title": "Запись"}
    if mistake == "a wrong file":
        files.append(("б.doc", b"an old one"))
    else:
        typed["title"] = ""
    answer = office.post(url, **sent(*files, **typed))
    assert answer.status_code == 422
    assert pages.wrong_on(answer) == {"files" if mistake == "a wrong file" else "title"}
    form = pages.form_on(answer, "/materials")
    assert form["url"] == "https://example.org/"
    assert "Уже приложены: а.pdf" in pages.words_on(answer)
    assert "Уже приложены: а.pdf" in pages.words_on(office.get(f"/meetings/{meeting.id}"))
    answer = office.post(url, data=form | {"title": "Запись"})
    if mistake == "a wrong file":
        assert "«б.doc»: файл не приложен" in pages.words_on(answer)
        form = pages.form_on(answer, "/materials") | {"forgo_files": "б.doc"}
        answer = office.post(url, data=form)
    assert answer.status_code == 303
    page = pages.words_on(office.get(f"/meetings/{meeting.id}"))
    assert ("Уже приложены" in page, page.count("а.pdf"), "Запись" in page) == (False, 1, True)


def test_materials_of_nothing_are_asked_for_beside_the_field(make, office):
    answer = office.post(f"/meetings/{make.meeting().id}/materials")
    assert answer.status_code == 422
    assert pages.wrong_on(answer) == {"files"}


# Links

DISGUISED = "https://gosuslugi.ru:1@evil.example/"


@pytest.mark.parametrize("field", ["link", "place"])
def test_a_link_with_a_name_before_its_host_is_refused_beside_its_field(make, office, field):
    meeting = make.meeting()
    answer = edit(office, meeting, **{field: DISGUISED})
    assert answer.status_code == 422
    assert pages.wrong_on(answer) == {field}
    assert "имя или пароль" in answer.text
    for good in ("Школа № 6, @6", "Zoom (https://zoom.us/j/1)", "Запись: «https://rutube.ru/1»."):
        assert edit(office, make.again(meeting), place=good).status_code == 303


def test_a_disguised_link_that_is_stored_already_is_not_pressed(make, office):
    meeting = make.meeting(link=DISGUISED)
    with saving():
        services.add_link(meeting, "Запись", DISGUISED, by=make.actor(make.head()), at=make.at)
    page = pages.of(office.get(f"/meetings/{meeting.id}"))
    assert pages.text(page).count(DISGUISED) == 2
    assert not page.xpath("//a[contains(@href, 'evil')]")
