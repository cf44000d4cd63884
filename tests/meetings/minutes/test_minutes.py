"""Minutes: begun after the meeting, written by two, signed, corrected; adopting the plan."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.meetings.models import Item, Meeting, Minutes
from rmo_web.meetings.rules import MeetingState, Step
from rmo_web.plan.models import Plan
from rmo_web.plan.rules import PlanState
from tests import pages

HTMX = {"HX-Request": "true"}


@pytest.fixture
def record(make, head):
    """Minutes of a meeting with three people."""
    meeting = make.meeting()
    make.present(meeting, *(make.person() for _ in range(3)), by=head)
    return make.minutes(meeting, by=head)


def item_form(office, record, item):
    page = office.get(f"/meetings/{record.meeting_id}/minutes")
    return pages.form_on(page, f"/items/{item.id}")


def sign(client, meeting_id):
    """Press «Подписать», as the page stands now."""
    url = f"/meetings/{meeting_id}/minutes"
    return client.post(f"{url}/sign", data=pages.form_on(client.get(url), "/sign"))


def save(office, item, form, **typed):
    return office.post(f"/meetings/minutes/items/{item.id}", data=form | typed)


# Beginning


def test_minutes_of_a_meeting_not_held_are_refused(make, office):
    meeting = make.meeting()
    url = f"/meetings/{meeting.id}/minutes"
    for answer in (office.get(url), office.post(url, data={"number": 1})):
        assert answer.status_code == 409
        assert "ещё не проведено" in answer.text
    assert db.session.scalar(select(Minutes)) is None


def test_minutes_begin_with_the_agenda_and_no_name_is_declined(make, office, record):
    first, second = make.items(record)
    assert first.heard == "информацию «О плане работы» (докладчик — Чайкина Ю.Р., Школа № 3)."
    assert second.heard.startswith("информацию «Разное»")
    meeting = db.session.get_one(Meeting, record.meeting_id)
    assert meeting.state is MeetingState.DRAFTED


def test_the_number_is_the_next_of_the_year_and_not_taken_twice(make, office, record):
    other = make.go_on(make.meeting(number=5), Step.HOLD)
    url = f"/meetings/{other.id}/minutes"
    form = pages.form_on(office.get(url), "/minutes")
    assert form["number"] == "2"
    answer = office.post(url, data=form | {"number": "1", "chair": "Совина А.А."})
    assert answer.status_code == 422
    assert "уже есть" in answer.text
    assert pages.form_on(answer, "/minutes")["chair"] == "Совина А.А."
    assert office.post(url, data=form).status_code == 303


# Writing


def test_what_is_typed_is_saved_and_answers_small(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    answer = office.post(
        f"/meetings/minutes/items/{item.id}",
        data=form | {"decided": "Принять.\nПрислать отчёты."},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert len(answer.data) < 12_000
    assert "1.2. Прислать отчёты." in pages.text(pages.of_any(answer))
    assert make.again(item).decided == "Принять.\nПрислать отчёты."
    renewed = pages.of_any(answer).xpath("//input[@name='version']/@value")
    assert renewed == [str(make.again(item).version)]


def test_two_writers_lose_nothing(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    make.decide(item, "Слова другой.", by=make.methodist())
    answer = save(office, item, form, decided="Мои слова.")
    assert answer.status_code == 409
    assert "Слова другой." in answer.text
    assert make.again(item).decided == "Слова другой."
    mine = pages.form_on(answer, f"/items/{item.id}")
    assert mine["decided"] == "Мои слова."
    assert save(office, item, mine, decided="Мои слова ещё.").status_code == 409
    over = pages.of_any(answer).xpath("//button[@name='over']/@value")[0]
    assert save(office, item, mine, over=over).status_code == 303
    assert make.again(item).decided == "Мои слова."


def test_two_who_write_in_different_fields_have_both(make, office, record):
    item = make.items(record)[0]
    mine, theirs = item_form(office, record, item), item_form(office, record, item)
    save(office, item, theirs, spoke="Секретарь дописала.")
    answer = save(office, item, mine, decided="Принять к сведению.")
    assert answer.status_code in {200, 303}
    kept = make.again(item)
    assert (kept.spoke, kept.decided) == ("Секретарь дописала.", "Принять к сведению.")
    again = save(office, item, mine | {"version": str(kept.version)}, decided="Принять. И ещё.")
    assert again.status_code in {200, 303, 409}
    assert make.again(item).spoke == "Секретарь дописала."


def test_whoever_saves_hears_what_a_colleague_wrote_beside(make, office, record):
    item = make.items(record)[0]
    mine, theirs = item_form(office, record, item), item_form(office, record, item)
    save(office, item, theirs, spoke="Секретарь дописала.")
    answer = office.post(
        f"/meetings/minutes/items/{item.id}", data=mine | {"decided": "Принять."},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert "Коллега написала в «Выступили»" in answer.text
    assert "Секретарь дописала." in answer.text


def test_the_same_field_of_two_meets_with_nothing_else(make, office, record):
    item = make.items(record)[0]
    mine, theirs = item_form(office, record, item), item_form(office, record, item)
    save(office, item, theirs, decided="Слова другой.", votes_for="2", spoke="Всё.")
    answer = save(office, item, mine, decided="Мои слова.")
    assert answer.status_code == 409
    table = pages.all_texts(pages.of_any(answer), "//div[@class='conflict']//tbody/tr/th")
    assert table == ["Решили"]
    over = pages.of_any(answer).xpath("//button[@name='over']/@value")[0]
    save(office, item, mine, decided="Мои слова.", over=over)
    kept = make.again(item)
    assert (kept.decided, kept.spoke, kept.votes_for) == ("Мои слова.", "Всё.", 2)


def test_an_autosave_that_meets_another_is_put_beside_the_field(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    make.decide(item, "Слова другой.", by=make.methodist())
    url = f"/meetings/minutes/items/{item.id}"
    answer = office.post(url, data=form | {"decided": "Мои."}, headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == f"#item-{item.id}-trouble"
    assert "Слова другой." in answer.text
    assert make.again(item).decided == "Слова другой."


def test_the_same_words_from_two_hands_are_no_conflict(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    make.decide(item, "Принять.", by=make.methodist())
    assert save(office, item, form, decided="Принять.").status_code == 303


def test_who_else_writes_is_said(make, as_, office, record):
    make.decide(make.items(record)[0], by=make.methodist(person=make.person("Совина", "Анна")))
    page = office.get(f"/meetings/{record.meeting_id}/minutes").text
    assert "Сейчас пишет Совина" in page


def test_a_vote_of_more_than_were_present_is_refused_and_nothing_is_lost(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    answer = save(office, item, form, decided="Принять.", votes_for="3", votes_against="1")
    assert answer.status_code == 422
    assert "было 3" in answer.text
    assert pages.form_on(answer, f"/items/{item.id}")["decided"] == "Принять."
    assert make.again(item).decided == ""
    assert save(office, item, form, votes_for="3").status_code == 303


def test_minutes_are_for_their_writers_until_they_are_signed(make, as_, office, record):
    reader = as_(make.librarian())
    url = f"/meetings/{record.meeting_id}/minutes"
    assert reader.get(url).status_code == 403
    assert reader.get(f"{url}.docx").status_code == 403
    make.decide(make.items(record)[0])
    make.sign(record)
    assert "Принять к сведению" in reader.get(url).text
    assert reader.get(f"{url}.docx").status_code == 200


# Signing


@pytest.mark.parametrize("lacking", ["decision", "people", "chair"])
def test_what_is_lacking_keeps_minutes_from_being_signed(make, office, head, lacking):
    meeting = make.meeting()
    if lacking != "people":
        make.present(meeting, make.person(), by=head)
    more = {"chair": ""} if lacking == "chair" else {}
    record = make.minutes(meeting, by=head, **more)
    if lacking != "decision":
        make.decide(make.items(record)[0], by=head)
    answer = sign(office, meeting.id)
    assert answer.status_code == 409
    assert make.again(record).signed_at is None


def test_signed_minutes_are_locked_with_everything_they_say(make, office, record):
    item = make.items(record)[0]
    form = item_form(office, record, item)
    save(office, item, form, decided="Принять к сведению.")
    sign(office, record.meeting_id)
    assert make.again(record).paper["present"].startswith("3\xa0человека")
    late = save(office, item, form | {"version": str(make.again(item).version)}, decided="Иное.")
    assert late.status_code == 422
    assert "подписан" in late.text
    for url, data in (
        (f"/meetings/{record.meeting_id}/edit", {"theme": "Иная"}),
        (f"/meetings/questions/{item.question_id}/remove", {}),
        (f"/meetings/{record.meeting_id}/minutes/sign", {}),
    ):
        assert office.post(url, data=data).status_code in {409, 422}, url
    with saving():
        db.session.get_one(Meeting, record.meeting_id).theme = "Подменённая"
    page = pages.of(office.get(f"/meetings/{record.meeting_id}/minutes"))
    assert "Обмен опытом" not in pages.all_texts(page, "//article")[0]
    assert make.again(record).paper["theme"] == "Обмен опытом"


def test_a_correction_is_a_new_edition_and_the_signed_one_stays(make, office, record):
    item = make.items(record)[0]
    make.decide(item, "Принять к сведению.")
    make.sign(record)
    url = f"/meetings/{record.meeting_id}/minutes/correct"
    form = pages.form_on(office.get(url), "/correct")
    assert office.post(url, data=form).status_code == 422
    office.post(url, data=form | {"reason": "опечатка"})
    second = db.session.scalars(select(Minutes).filter_by(edition=2)).one()
    new = db.session.scalars(select(Item).filter_by(minutes_id=second.id, position=1)).one()
    assert new.decided == "Принять к сведению."
    make.decide(new, "Принять к сведению и исполнению.")
    make.sign(second)
    page = office.get(f"/meetings/{record.meeting_id}").text
    assert "редакция 2" in page
    assert make.again(record).paper["items"][0]["decided"] == [["1.1", "Принять к сведению."]]


def test_a_decision_adopts_the_plan(make, office, head):
    make.plan()
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    item = make.items(record)[0]
    save(office, item, item_form(office, record, item), decided="Принять план.", adopts_plan="y")
    sign(office, meeting.id)
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.state, plan.adoption) == (PlanState.ADOPTED, "протокол № 1 от 28.10.2019")


def test_a_plan_that_is_not_there_is_not_adopted(make, office, head):
    meeting = make.meeting()
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    item = make.items(record)[0]
    save(office, item, item_form(office, record, item), decided="Принять план.", adopts_plan="y")
    answer = sign(office, meeting.id)
    assert answer.status_code == 409
    assert "нет плана" in answer.text
    assert make.again(record).signed_at is None


def test_the_header_is_changed_and_meets_another_hand(make, office, record):
    url = f"/meetings/{record.meeting_id}/minutes/header"
    form = pages.form_on(office.get(url), "/header")
    office.post(url, data=form | {"city": "г. Лесной", "dated_on": "2019-10-30"})
    assert make.again(record).dated_on == date(2019, 10, 30)
    answer = office.post(url, data=form | {"city": "г. Иной"})
    assert answer.status_code == 409
    assert "г. Лесной" in answer.text
