"""Her talks and attendance in her record: only what is proved, of the days that are asked for."""

import re
from contextlib import contextmanager
from datetime import date

import pytest
from flask import current_app

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.listing import Selection
from rmo_web.kernel.offered.facts import Facts
from rmo_web.kernel.offered.record import RecordAsked
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.record import offers, queries
from rmo_web.meetings.rules import Presence, Step
from rmo_web.members.models import Person
from tests.makers import TODAY
from tests.meetings.invented import REPORTS

YEAR = date(2019, 8, 1), date(2020, 7, 31)


@pytest.fixture
def she(make):
    make.association()
    return make.person("Чайкина", "Юлия", "Романовна", joined_on=date(2015, 9, 1))


@contextmanager
def reading():
    """As a page asks, which writes nothing."""
    db.session.rollback()
    with current_app.test_request_context():
        yield
        db.session.rollback()


def lines(offer, person, since=YEAR[0], until=YEAR[1]):
    with reading():
        return [
            (one.when, one.words.replace("\xa0", " "), one.source)
            for one in offer(person.id, since, until)
        ]


def panel(make, person, since=YEAR[0], until=YEAR[1], today=TODAY, viewer=None):
    asked = RecordAsked(person.id, since, until, make.actor(viewer or make.head()), today)
    with reading():
        return queries.panel(asked)


def signed(make, meeting, *there):
    record = make.minutes(meeting)
    make.present(meeting, *there)
    make.decide(make.items(record)[0])
    return make.sign(record)


TALK = (
    "28.10.2019",
    "«О плане работы», заседание № 1 «Обмен опытом»",
    "протокол № 1 от 28.10.2019",
)


def test_a_talk_counts_when_the_minutes_are_signed(make, she):
    meeting = make.meeting(questions=("О плане работы",))
    assert lines(offers.talks, she) == []
    record = make.minutes(meeting)
    assert lines(offers.talks, she) == []
    make.present(meeting, she)
    make.decide(make.items(record)[0])
    make.sign(record)
    assert lines(offers.talks, she) == [TALK]


def test_a_talk_is_found_by_the_person_and_not_by_her_name(make, she):
    signed(make, make.meeting(questions=("О плане работы",)), make.person())
    assert lines(offers.talks, make.person("Чайкина", "Юнона", "Радиевна")) == []


@pytest.mark.parametrize("missed", [Presence.EXCUSED, Presence.ABSENT])
def test_whoever_was_marked_as_not_there_has_not_spoken(make, she, missed):
    meeting = make.meeting(questions=("О плане работы",))
    make.present(meeting, she, presence=missed)
    signed(make, meeting, make.person())
    assert lines(offers.talks, she) == []
    assert panel(make, she).ahead == ()


def test_a_talk_that_the_minutes_do_not_confirm_was_not_given(make, room):
    meeting = make.meeting(questions=())
    room.put(meeting, REPORTS, room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер"))
    record = make.minutes(meeting)
    make.present(meeting, make.person())
    (item,) = make.items(record)
    given = next(iter(item.matters))
    make.decide(item, confirmed=frozenset({int(given)}))
    make.sign(record)
    spoke, other = (db.session.get_one(Person, one.person_id) for one in room.offered[REPORTS.name])
    assert [one[1] for one in lines(offers.talks, spoke)] == [
        "«Квесты», заседание № 1 «Обмен опытом»"
    ]
    assert lines(offers.talks, other) == []
    assert panel(make, other).ahead == ()


def test_a_talk_before_its_minutes_stands_apart(make, she):
    make.meeting(questions=("О плане работы",), held_on=date(2026, 12, 10))
    held = make.meeting(questions=("О фонде",))
    make.minutes(held)
    found = panel(make, she, until=TODAY)
    assert [(one.talks, one.presence) for one in found.ahead] == [
        (("«О фонде»",), "протокол ещё не подписан"), (("«О плане работы»",), "в повестке"),
    ]  # fmt: skip
    assert (found.summary, found.shown) == ("", ())
    assert panel(make, she).ahead == ()  # of days that are over


def test_while_minutes_are_corrected_the_signed_edition_says_who_spoke(make, she):
    meeting = make.meeting(questions=("О плане работы",))
    record = signed(make, meeting, she)
    head = make.actor(make.head())
    with saving():
        minutes.correct(record, make.again(meeting), "Описка", by=head, at=make.at, today=TODAY)
    assert lines(offers.talks, she) == [TALK]
    question = make.questions(meeting)[0]
    with saving():
        other = agenda.NewQuestion("О плане", speakers=(Spoken("Чайкина Ю.Р.", "", "о квестах"),))
        found = db.session.get_one(Meeting, meeting.id)
        agenda.keep_question(found, question, other, by=head, at=make.at)
    assert lines(offers.talks, she) == []
    assert counted(make, meeting) == []


def test_an_agenda_edited_while_minutes_are_corrected_proves_nothing_new(make, she):
    meeting = make.meeting(questions=("О плане работы",))
    new = corrected(make, signed(make, meeting, she, make.person()))
    question = make.questions(meeting)[0]
    keep(make, meeting, question, Spoken("Чайкина Ю.Р."), Spoken("Совина А.А.", "", "о разном"))
    theirs = ("Чайкина Ю.Р.", "«О плане работы»", TALK[2])
    assert counted(make, meeting) == [theirs]
    make.present(meeting, she, presence=Presence.ABSENT)
    assert counted(make, meeting) == [theirs]
    make.sign(new)
    assert counted(make, meeting) == [("Совина А.А.", "«О разном»", TALK[2])]


def keep(make, meeting, question, *speakers):
    with saving():
        told = agenda.NewQuestion(question.text, speakers=speakers)
        found = db.session.get_one(Meeting, meeting.id)
        agenda.keep_question(found, question, told, by=make.actor(make.head()), at=make.at)


def test_a_talk_that_minutes_deny_was_not_given_in_whatever_words_its_line_names_it(make, room):
    meeting = make.meeting(questions=())
    room.put(meeting, REPORTS, room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер"))
    second = Spoken("Галкина Ю.Р.", "", "о роликах")
    keep(make, meeting, make.questions(meeting)[0], Spoken("Чайкина Ю.Р.", "", "Квесты"), second)
    record = make.minutes(meeting)
    make.present(meeting, make.person())
    (item,) = make.items(record)
    make.decide(item, confirmed=frozenset({int(next(iter(item.matters)))}))
    make.sign(record)
    assert counted(make, meeting) == [("Чайкина Ю.Р.", "«Квесты»", TALK[2])]
    other = db.session.get_one(Person, room.offered[REPORTS.name][1].person_id)
    assert lines(offers.talks, other) == []


def test_she_was_at_so_many_of_the_meetings_that_count_her(make, she):
    others = make.person()
    for month, presence in ((9, "present"), (10, "remote"), (11, "excused"), (12, "")):
        meeting = make.meeting(held_on=date(2019, month, 2), questions=("Разное",))
        if presence:
            make.present(meeting, she, presence=Presence(presence))
        signed(make, meeting, others)
    make.meeting(held_on=date(2020, 1, 9))  # not held yet
    make.go_on(make.meeting(held_on=date(2020, 2, 9)), Step.HOLD)  # nobody is marked yet
    assert [one[:2] for one in lines(offers.attendance, she)] == [
        ("02.09.2019", "Заседание № 1 «Обмен опытом»"),
        ("02.10.2019", "Заседание № 2 «Обмен опытом», дистанционно"),
    ]
    found = panel(make, she)
    assert found.summary.replace("\xa0", " ") == "Явка: 2 из 4 заседаний, выступлений: 3"
    assert [one.presence for one in found.shown] == [
        "не отмечено", "по уважительной причине", "дистанционно", "был(а)",
    ]  # fmt: skip


def test_a_meeting_before_she_joined_or_while_she_was_away_is_none_of_hers(make):
    make.association()
    she = make.person("Синицына", joined_on=date(2019, 10, 1))
    make.away(she, date(2019, 11, 1), date(2019, 11, 30))
    for month in (9, 11, 12):
        signed(make, make.meeting(held_on=date(2019, month, 2)), make.person())
    assert panel(make, she).summary.replace("\xa0", " ") == "Явка: 0 из 1 заседания"


def test_whoever_came_though_she_was_away_was_there(make, she):
    make.away(she, date(2019, 10, 1), date(2019, 10, 31))
    meeting = make.meeting(questions=("Разное",))
    make.present(meeting, she)
    make.go_on(meeting, Step.HOLD)
    assert lines(offers.attendance, she) == [
        ("28.10.2019", "Заседание № 1 «Обмен опытом»", "отметка о явке, протокол ещё не подписан"),
    ]


def test_only_the_days_that_are_asked_for_count(make, she):
    signed(make, make.meeting(questions=("О плане работы",)), she)
    for days in ((date(2019, 10, 29), YEAR[1]), (YEAR[0], date(2019, 10, 27))):
        assert lines(offers.talks, she, *days) == lines(offers.attendance, she, *days) == []
        assert panel(make, she, *days).summary == ""
    day = date(2019, 10, 28)
    assert len(lines(offers.talks, she, day, day)) == 1


def test_her_own_page_speaks_to_her(make, she):
    account = make.librarian(person=she)
    meeting = make.meeting(questions=("Разное",))
    make.present(meeting, she)
    make.go_on(meeting, Step.HOLD)
    found = panel(make, she, viewer=account)
    assert found.summary.replace("\xa0", " ") == "Были на 1 из 1 заседания"


def test_five_meetings_are_shown_and_the_rest_are_counted(make, she):
    for day in range(1, 8):
        meeting = make.meeting(held_on=date(2019, 10, day), questions=("Разное",))
        make.present(meeting, she)
        make.go_on(meeting, Step.HOLD)
    found = panel(make, she)
    assert (len(found.shown), found.rest_in_words) == (5, "Ещё 2\xa0заседания")
    assert found.shown[0].when.startswith("7 октября")


def counted(make, meeting):
    """The talks that the plan's fact counts, and those that their list shows."""
    with reading():
        facts = Facts(years.of_id(meeting.year_id), ["Проведение заседаний"], None)
        facts.say([db.session.scalar(one, facts.values) for one in facts.statements])
        said = re.search(r"(\d+)\sвыступлен", facts.of(0, "Проведение заседаний").text)
        asked = Selection()
        sheet, total = queries.talks_of_year(asked, years.of_id(meeting.year_id))
    assert total == len(sheet.rows) == (int(said[1]) if said else 0)
    return [(row[0].replace("\xa0", " "), row[2], row[5]) for row in sheet.rows]


def test_the_plan_counts_the_talks_that_signed_minutes_prove_and_their_list_has_these(
    make, room, as_, she
):
    meeting = make.meeting(questions=())
    room.put(meeting, REPORTS, room.wants(REPORTS, Чайкина="Квесты", Галкина="Сны", Совина="Шум"))
    missing = db.session.get_one(Person, room.offered[REPORTS.name][2].person_id)
    record = make.minutes(meeting)
    make.present(meeting, she)
    make.present(meeting, missing, presence=Presence.EXCUSED)
    assert counted(make, meeting) == []
    (item,) = make.items(record)
    first, second, third = item.matters
    make.decide(item, confirmed=(int(first), int(third)))
    make.sign(record)
    said = "протокол № 1 от 28.10.2019"
    assert counted(make, meeting) == [("Чайкина Ю.Р.", "«Квесты»", said)]
    page = as_(make.librarian()).get("/meetings/talks?year=2019")
    assert "«Квесты»" in page.text
    assert "Сны" not in page.text
    new = corrected(make, record, confirmed=(int(second),))
    assert counted(make, meeting) == [("Чайкина Ю.Р.", "«Квесты»", said)]
    make.sign(new)
    assert counted(make, meeting) == [("Галкина Ю.Р.", "«Сны»", said)]


def corrected(make, record, **told):
    """The next edition of the minutes, still to be signed."""
    by = make.actor(make.head())
    with saving():
        new = minutes.correct(
            make.again(record), db.session.get_one(Meeting, record.meeting_id), "опечатка", by=by,
            at=make.at, today=TODAY,
        )  # fmt: skip
    make.decide(make.items(new)[0], **told)
    return new
