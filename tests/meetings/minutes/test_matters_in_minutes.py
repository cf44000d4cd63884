"""Minutes say which matters of other rooms were heard; once signed, these rooms hear it."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.meetings.attendance.papers import people_present
from rmo_web.meetings.models import AgendaMatter, Minutes, Speaker
from rmo_web.meetings.rules import Presence
from tests import pages
from tests.counting import statements
from tests.meetings.invented import PLANS, REPORTS

HTMX = {"HX-Request": "true"}
REPORTED = "Принять к сведению отчёты: Чайкина\xa0Ю.Р. «Квесты»; Галкина\xa0Ю.Р. «Буктрейлер»."
HEARD = "информацию «Отчёты о прочитанном» ({})."
FIRST = "Принять к сведению отчёты: Чайкина\xa0Ю.Р. «Квесты»."


@pytest.fixture
def held(make, room):
    """A meeting that was to hear two reports and to agree to a plan; two were there."""
    meeting = make.meeting(questions=())
    room.put(meeting, REPORTS, room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер"))
    room.put(meeting, PLANS, room.wants(PLANS, Совина="Замысел"))
    make.present(meeting, make.person(), make.person())
    return meeting


def page_of(office, meeting):
    return office.get(f"/meetings/{meeting.id}/minutes")


def boxes(answer, item):
    """What can be ticked under this question: the words, whether they are."""
    rows = pages.of(answer).xpath(f"//section[@id='item-{item.id}']//input[@name='confirmed']")
    return {pages.text(one.getparent()): "checked" in one.attrib for one in rows}


def numbers(kind):
    asked = select(AgendaMatter.record_id, AgendaMatter.id).filter_by(kind=kind.name)
    return {record: str(key) for record, key in db.session.execute(asked)}


def form_of(office, meeting, item):
    """The form of the question, with every box that is ticked."""
    form = pages.form_on(page_of(office, meeting), f"/items/{item.id}")
    path = f"//section[@id='item-{item.id}']//input[@name='confirmed'][@checked]/@value"
    return form | {"confirmed": pages.of(page_of(office, meeting)).xpath(path)}


def save(office, item, form, headers=None, **typed):
    url = f"/meetings/minutes/items/{item.id}"
    return office.post(url, data=form | typed, headers=headers)


def sign(make, office, meeting):
    url = f"/meetings/{meeting.id}/minutes"
    return office.post(f"{url}/sign", data=pages.form_on(office.get(url), "/sign"))


# Beginning


def test_every_matter_is_ticked_at_first_and_the_decision_drafted(make, office, held):
    first, second = make.items(make.minutes(held))
    page = page_of(office, held)
    assert boxes(page, first) == {"Чайкина Ю.Р. — Квесты": True, "Галкина Ю.Р. — Буктрейлер": True}
    assert boxes(page, second) == {"Совина Ю.Р. — Замысел": True}
    legends = pages.all_texts(pages.of(page), "//section//legend")
    assert [one for one in legends if one.endswith(":")] == [
        "Выступили по повестке:",
        "Согласовано:",
    ]
    assert first.heard == HEARD.format("докладчики — Чайкина\xa0Ю.Р.; Галкина\xa0Ю.Р.")
    assert first.decided == REPORTED
    assert second.decided == "Согласовать: Совина\xa0Ю.Р. «Замысел»."


@pytest.mark.parametrize("missed", [Presence.ABSENT, Presence.EXCUSED])
def test_a_talk_of_who_was_absent_is_not_ticked_and_why_is_said(make, office, room, held, missed):
    reporter = room.offered[REPORTS.name][1].person_id
    agreed = room.offered[PLANS.name][0].person_id
    for key in (reporter, agreed):
        make.present(held, db.session.get_one(type(make.person()), key), presence=missed)
    first, second = make.items(make.minutes(held))
    page = page_of(office, held)
    assert boxes(page, first) == {
        "Чайкина Ю.Р. — Квесты": True,
        "Галкина Ю.Р. — Буктрейлер в явке: отсутствовал(а)": False,
    }
    assert boxes(page, second) == {"Совина Ю.Р. — Замысел": True}
    assert first.heard == HEARD.format("докладчик — Чайкина\xa0Ю.Р.")
    assert first.decided == FIRST
    everybody = list(numbers(REPORTS).values())
    save(office, first, form_of(office, held, first), confirmed=everybody)
    assert (
        "Отмечено выступление, а в явке отсутствует: Галкина\xa0Ю.Р." in page_of(office, held).text
    )


def test_what_its_room_doubts_is_not_ticked_and_why_is_said(make, office, room, held):
    room.doubted = {REPORTS.name: {2: "тема снята"}, PLANS.name: {1: "уже согласован"}}
    first, second = make.items(make.minutes(held))
    page = page_of(office, held)
    assert boxes(page, first) == {
        "Чайкина Ю.Р. — Квесты": True,
        "Галкина Ю.Р. — Буктрейлер тема снята": False,
    }
    assert boxes(page, second) == {"Совина Ю.Р. — Замысел уже согласован": False}
    assert (first.decided, second.decided) == (FIRST, "")
    assert "но тема снята" not in page.text
    everybody = list(numbers(REPORTS).values())
    save(office, first, form_of(office, held, first), confirmed=everybody)
    said = "Отмечено Галкина\xa0Ю.Р. — Буктрейлер, но тема снята"
    assert said in page_of(office, held).text
    assert sign(make, office, held).status_code == 303
    assert room.heard[REPORTS.name][-1][1] == {1, 2}


def test_what_comes_to_the_agenda_meanwhile_comes_to_the_minutes(make, office, room, held):
    record = make.minutes(held)
    (third,) = room.wants(REPORTS, Иволгина="Сны")
    room.put(held, REPORTS, [third])
    item = make.items(record)[0]
    assert [*boxes(page_of(office, held), item).values()] == [True] * 3
    assert item.decided.endswith("«Буктрейлер»; Иволгина\xa0Ю.Р. «Сны».")
    assert item.heard.endswith("Галкина\xa0Ю.Р.; Иволгина\xa0Ю.Р.).")
    room.take_off(held, REPORTS, [third])
    assert make.items(record)[0].decided == REPORTED
    make.decide(make.items(record)[0], "Мои слова.")
    room.put(held, REPORTS, [third])
    assert make.items(record)[0].decided == "Мои слова."


def test_a_drafted_decision_alone_does_not_keep_a_question(make, office, room, held):
    record = make.minutes(held)
    question = make.questions(held)[0]
    assert office.post(f"/meetings/questions/{question.id}/remove").status_code == 303
    assert len(make.items(record)) == 1


def test_minutes_without_matters_have_no_boxes_and_ask_nothing_more(make, office, room):
    bare, full = make.meeting(), make.meeting(questions=("О плане", "Разное"))
    for one in (bare, full):
        make.minutes(one)
    assert not pages.of(page_of(office, bare)).xpath("//input[@name='confirmed']")
    assert make.items(db.session.scalars(select(Minutes)).first())[0].decided == ""

    def asked(meeting):
        with statements() as told:
            page_of(office, meeting)
        return len(told)

    before = asked(full)
    assert asked(bare) == before
    room.put(full, REPORTS, room.wants(REPORTS, Чайкина="Квесты"))
    one = asked(full)
    room.put(full, REPORTS, room.wants(REPORTS, Галкина="Сны", Совина="Шум"))
    assert (one - before, asked(full)) == (1, one)


# Writing


def test_the_draft_follows_the_boxes_until_it_is_edited(make, office, held):
    item = make.items(make.minutes(held))[0]
    first, second = numbers(REPORTS).values()
    save(office, item, form_of(office, held, item), confirmed=[first])
    assert make.again(item).matters == {first: True, second: False}
    assert make.again(item).decided == FIRST
    assert make.again(item).heard == HEARD.format("докладчик — Чайкина\xa0Ю.Р.")
    save(office, item, form_of(office, held, item), confirmed=[], decided="Перенести отчёты.")
    save(office, item, form_of(office, held, item), confirmed=[first, second])
    assert make.again(item).decided == "Перенести отчёты."
    save(office, item, form_of(office, held, item), decided="")
    save(office, item, form_of(office, held, item), confirmed=[second])
    assert make.again(item).decided == ""


def test_a_box_saved_by_itself_answers_with_the_decision_that_follows(make, office, held):
    item = make.items(make.minutes(held))[0]
    first, second = numbers(REPORTS).values()
    answer = save(office, item, form_of(office, held, item), HTMX, confirmed=[first])
    assert answer.status_code == 200
    areas = pages.of_any(answer).xpath("//textarea[@hx-swap-oob='true']")
    assert {area.get("id"): area.text.strip() for area in areas} == {
        f"heard-{item.id}": HEARD.format("докладчик — Чайкина\xa0Ю.Р."),
        f"decided-{item.id}": FIRST,
    }
    assert "Коллега написала" not in answer.text
    form = form_of(office, held, item)
    (drawn,) = pages.of_any(answer).xpath("//input[@name='drawn']/@value")
    assert drawn == form["drawn"]
    again = save(office, item, form, HTMX, confirmed=[first], spoke="Мнение.")
    assert not pages.of_any(again).xpath("//textarea")
    assert make.again(item).matters == {first: True, second: False}


def test_two_who_tick_and_write_have_both(make, office, held):
    item = make.items(make.minutes(held))[0]
    first, second = numbers(REPORTS).values()
    mine, theirs = form_of(office, held, item), form_of(office, held, item)
    save(office, item, theirs, spoke="Секретарь дописала.")
    assert save(office, item, mine, confirmed=[second]).status_code == 303
    kept = make.again(item)
    assert (kept.spoke, kept.matters) == ("Секретарь дописала.", {first: False, second: True})


def test_two_who_tick_otherwise_meet_with_the_words_of_the_boxes(make, office, room, held):
    (third,) = room.wants(REPORTS, Иволгина="Сны")
    room.put(held, REPORTS, [third])
    item = make.items(make.minutes(held))[0]
    one, two, three = numbers(REPORTS).values()
    mine = form_of(office, held, item) | {"decided": "Мои."}
    save(office, item, form_of(office, held, item), confirmed=[one, two], decided="Мои.")
    answer = save(office, item, mine, confirmed=[one, three])
    assert answer.status_code == 409
    cells = pages.all_texts(pages.of_any(answer), "//div[@class='conflict']//tbody/tr/*")
    assert cells == [
        "Отмечено",
        "Чайкина Ю.Р. — Квесты, Иволгина Ю.Р. — Сны",
        "Чайкина Ю.Р. — Квесты, Галкина Ю.Р. — Буктрейлер",
    ]
    assert make.again(item).matters == {one: True, two: True, three: False}
    ticked = pages.of_any(answer).xpath("//input[@name='confirmed'][@checked]/@value")
    assert ticked[:2] == [one, three]


@pytest.mark.parametrize("foreign", ["7777", "x", "-1", str(10**30)])
def test_a_foreign_box_is_nothing(make, office, held, foreign):
    item, other = make.items(make.minutes(held))
    first, second = numbers(REPORTS).values()
    (plan,) = numbers(PLANS).values()
    form = form_of(office, held, item)
    assert save(office, item, form, confirmed=[first, foreign, plan]).status_code == 303
    assert make.again(item).matters == {first: True, second: False}
    assert make.again(other).matters == {plan: True}


def test_a_box_that_went_meanwhile_loses_no_words(make, office, room, held):
    item = make.items(make.minutes(held))[0]
    form = form_of(office, held, item)
    room.take_off(held, REPORTS, [2])
    answer = save(office, item, form, spoke="Мнение.")
    assert answer.status_code == 303
    assert (make.again(item).spoke, list(make.again(item).matters.values())) == ("Мнение.", [True])


# Signing


def test_rooms_hear_what_signed_minutes_confirm(make, office, room, held):
    item = make.items(make.minutes(held))[0]
    first, _ = numbers(REPORTS).values()
    save(office, item, form_of(office, held, item), confirmed=[first])
    assert room.heard == {}
    assert sign(make, office, held).status_code == 303
    ((minutes, reported),) = room.heard[REPORTS.name]
    assert (minutes.words, minutes.held_on) == ("протокол № 1 от 28.10.2019", date(2019, 10, 28))
    assert (minutes.meeting_id, minutes.url) == (held.id, f"/meetings/{held.id}")
    assert (reported, room.heard[PLANS.name][0][1]) == ({1}, {1})
    paper = db.session.scalars(select(Minutes)).one().paper
    assert paper["items"][0]["decided"] == [["1.1", FIRST]]
    assert paper["items"][0]["spoke"] == []


def test_rooms_hear_of_minutes_that_confirm_nothing_of_theirs(make, office, room):
    meeting = make.meeting()
    make.present(meeting, make.person())
    make.decide(make.items(make.minutes(meeting))[0])
    sign(make, office, meeting)
    assert [told for _, told in room.heard[REPORTS.name]] == [set()]


def test_a_correction_begins_with_the_signed_boxes_and_tells_anew(make, office, room, held):
    signed = make.minutes(held)
    item = make.items(signed)[0]
    first, second = numbers(REPORTS).values()
    save(office, item, form_of(office, held, item), confirmed=[first])
    sign(make, office, held)
    url = f"/meetings/{held.id}/minutes/correct"
    office.post(url, data=pages.form_on(office.get(url), "/correct") | {"reason": "опечатка"})
    new = make.items(db.session.scalars(select(Minutes).filter_by(edition=2)).one())[0]
    assert new.matters == {first: True, second: False}
    save(office, new, form_of(office, held, new), confirmed=[second])
    assert len(room.heard[REPORTS.name]) == 1
    sign(make, office, held)
    assert [told for _, told in room.heard[REPORTS.name]] == [{1}, {2}]
    assert make.items(signed)[0].matters == {first: True, second: False}
    assert make.again(signed).paper["items"][0]["decided"] == [["1.1", FIRST]]


def test_what_signed_minutes_tell_of_is_not_taken_off_in_their_correction(make, office, room, held):
    make.minutes(held)
    sign(make, office, held)
    url = f"/meetings/{held.id}/minutes/correct"
    office.post(url, data=pages.form_on(office.get(url), "/correct") | {"reason": "опечатка"})
    (late,) = room.wants(REPORTS, Иволгина="Сны")
    room.put(held, REPORTS, [late])
    room.take_off(held, REPORTS, [late])
    take = {"matters": [f"{REPORTS.name}:1"]}
    answer = office.post("/meetings/proposals/take-off", data=take)
    assert "снимите отметку в его исправлении" in answer.text
    question = make.questions(held)[0]
    edit = f"/meetings/questions/{question.id}"
    form = pages.form_on(office.get(edit), edit)
    answer = office.post(edit, data=form | {"speakers": "Галкина Ю.Р."})
    assert answer.status_code == 422
    assert pages.wrong_on(answer) == {"speakers"}
    assert set(numbers(REPORTS)) == {1, 2}


def test_who_did_not_speak_gets_no_certificate_of_a_talk(make, office, room, held):
    people = [
        db.session.get_one(type(make.person()), one.person_id)
        for one in room.offered[REPORTS.name]
    ]  # fmt: skip
    make.present(held, *people)
    item = make.items(make.minutes(held))[0]
    first, _ = numbers(REPORTS).values()
    save(office, item, form_of(office, held, item), confirmed=[first])
    talks = {
        one.name.split()[0]: one.talks for one in people_present(make.again(held)) if one.talks
    }
    assert talks == {"Чайкина": ("Квесты",)}
    assert db.session.scalars(select(Speaker.person_id)).all() == [one.id for one in people]


def test_what_signed_minutes_did_not_confirm_is_ready_for_another_meeting(make, office, room, held):
    item = make.items(make.minutes(held))[0]
    first, _ = numbers(REPORTS).values()
    save(office, item, form_of(office, held, item), confirmed=[first])
    sign(make, office, held)
    room.offered[REPORTS.name].pop(0)  # what was heard is not offered any more
    ahead = make.meeting()
    assert "Готовы отчитаться: 1" in office.get("/meetings/proposals").text
    room.put(ahead, REPORTS, [2])
    stand = set(db.session.execute(select(AgendaMatter.meeting_id, AgendaMatter.record_id)).all())
    assert {(held.id, 2), (ahead.id, 2)} <= stand
