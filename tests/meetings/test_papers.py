"""The papers of meetings: what the Word files say, and that nothing typed breaks them."""

import io
import zipfile
from datetime import date

import docx
import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.meetings import services
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.agenda.rules import Spoken
from rmo_web.meetings.attendance import services as attendance
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.rules import Presence, Step
from tests.makers import TODAY
from tests.office import SERIFS, pages_of, set_in
from tests.test_canary import canary

CANARY = canary(1)
WORD = "/meetings/{id}/{name}.docx"


@pytest.fixture
def head(make):
    return make.head(person=make.person("Иволгина", "Мария", "Петровна"))


@pytest.fixture
def meeting(make, head):
    return make.meeting("Неделя детской книги", starts_at="10:00", ends_at="12:00")


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    document = docx.Document(io.BytesIO(answer.data))
    return [one.text.replace("\xa0", " ") for one in document.paragraphs]


def table_of(answer):
    (table,) = docx.Document(io.BytesIO(answer.data)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def get(office, meeting, name):
    return office.get(WORD.format(id=meeting.id, name=name))


def test_the_invitation_says_when_where_and_what(office, meeting):
    said = text_of(get(office, meeting, "invitation"))
    assert "Когда: 28 октября 2019 г. (понедельник), 10:00–12:00" in said
    assert "Где: Школа № 6" in said
    assert "I. О плане работы\nЧайкина Ю.Р., Школа № 3" in said
    assert said[-1] == "Руководитель РМО\t____________________\tМ.П. Иволгина"


def test_the_same_letter_is_a_text_for_a_chat(office, meeting):
    page = office.get(f"/meetings/{meeting.id}/invitation").text.replace("\xa0", " ")
    assert "Приглашаем вас на заседание № 1 на тему «Неделя детской книги»" in page
    assert "Где: Школа № 6" in page


def test_the_sheet_has_every_member_by_schools_and_blank_lines(make, office, meeting):
    first, second = make.person("Чайкина"), make.person("Ёлкина")
    with saving():
        first.joined_on = second.joined_on = date(2018, 9, 1)
    make.work(first, make.school("Школа № 10"))
    make.work(second, make.school("Школа № 2"))
    rows = table_of(get(office, meeting, "sheet"))
    assert [row[1] for row in rows[1:3]] == ["Ёлкина Анна", "Чайкина Анна"]
    assert [row[2] for row in rows[1:3]] == ["Школа № 2", "Школа № 10"]
    assert [row[0] for row in rows[-5:]] == ["3", "4", "5", "6", "7"]
    assert all(row[1] == "" for row in rows[-5:])


@pytest.mark.parametrize(("font", "people"), [(SERIFS[0], 5), *((one, 42) for one in SERIFS)])
def test_the_sheet_of_forty_people_is_one_page(make, office, meeting, tmp_path, font, people):
    school = make.school("МБОУ «Средняя школа № 6»")
    for number in range(people):
        person = make.person(
            f"Ласточкинская-{'абвгдежзик'[number % 10] * 3}", "Александра", "Владимировна"
        )
        with saving():
            person.joined_on = date(2018, 9, 1)
        make.work(person, school)
    sheet = get(office, meeting, "sheet").data
    assert b'w:hRule="exact"' not in zipfile.ZipFile(io.BytesIO(sheet)).read("word/document.xml")
    (page,) = pages_of(set_in(font, sheet), tmp_path)
    words = page.split()
    assert words.count("Александра") == people
    assert str(people + 5) in words


def test_minutes_are_laid_out_as_offices_have_them(make, office, head, meeting):
    people = [make.person() for _ in range(4)]
    make.present(meeting, *people[:2], by=head)
    make.present(meeting, people[2], presence=Presence.REMOTE, by=head)
    make.present(meeting, people[3], presence=Presence.EXCUSED, by=head)
    with saving():
        attendance.add_guest(
            make.again(meeting), "Синицына Елена Кирилловна", "методист, МКУ «Центр»",
            by=make.actor(head), at=make.at, today=date(2026, 1, 1),
        )  # fmt: skip
    record = make.minutes(meeting, chair_post="руководитель РМО", city="г. Лесной", by=head)
    first, second = make.items(record)
    make.decide(
        first, "Принять.\nПрислать отчёты.", (3, 0, 0), by=head, spoke="Совина А.А. — о плане."
    )
    make.decide(second, "Закрыть.", (1, 1, 1), by=head)
    said = text_of(get(office, meeting, "minutes"))
    assert said[3] == "28.10.2019\t№ 1"
    for line in (
        "г. Лесной",
        "Председатель – Иволгина М.П., руководитель РМО",
        "Секретарь – Совина А.А.",
        "Присутствовали: 3 человека, из них дистанционно 1 (лист регистрации прилагается)",
        "Отсутствовали: 1 человек, из них по уважительной причине 1",
        "Приглашённые: Синицына Е.К., методист, МКУ «Центр»",
        "Тема: «Неделя детской книги»",
        "1. По первому вопросу",
        "СЛУШАЛИ: информацию «О плане работы» (докладчик — Чайкина Ю.Р., Школа № 3).",
        "ВЫСТУПИЛИ:",
        "Совина А.А. — о плане.",
        "РЕШИЛИ:",
        "1.2. Прислать отчёты.",
        "ГОЛОСОВАЛИ: «за» — 3, единогласно.",
        "2. По второму вопросу",
        "ГОЛОСОВАЛИ: «за» — 1, «против» — 1, «воздержались» — 1.",
        "Председатель\t____________________\tМ.П. Иволгина",
        "Секретарь\t____________________\tА.А. Совина",
    ):
        assert line in said, line


def test_an_extract_has_the_questions_that_were_asked_for(make, office, head, meeting):
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head)
    for item in make.items(record):
        make.decide(item, by=head)
    assert get(office, meeting, "extract").status_code == 409
    make.sign(record, by=head)
    said = text_of(office.get(f"/meetings/{meeting.id}/extract.docx?question=2"))
    assert "2. По второму вопросу" in said
    assert "1. По первому вопросу" not in said
    assert "Выписка верна:" in said


def test_certificates_are_a_page_for_each_who_was_there(make, office, head, meeting):
    speaker = make.person("Чайкина", "Юлия", "Романовна")
    absent, other = make.person("Прогулова"), make.person("Ёлкина", "Вера", "Олеговна")
    assert get(office, meeting, "certificates").status_code == 409
    make.present(meeting, speaker, other, by=head)
    make.present(meeting, absent, presence=Presence.ABSENT, by=head)
    said = text_of(get(office, meeting, "certificates"))
    assert said.count("СЕРТИФИКАТ") == 2
    assert said.index("Ёлкина Вера Олеговна") < said.index("Чайкина Юлия Романовна")
    assert said.count("Тема выступления: «О плане работы»") == 1
    only = text_of(office.get(f"/meetings/{meeting.id}/certificates.docx?only=talks"))
    assert only.count("СЕРТИФИКАТ") == 1


def test_a_canary_in_every_field_reaches_papers_and_calendars_as_words(make, office, head, meeting):
    person, actor = make.person(), make.actor(head)
    with saving():
        person.surname = CANARY
    make.present(meeting, person, by=head)
    with saving():
        told = services.NewMeeting(
            1, CANARY, (CANARY,), place=CANARY, held_on=date(2019, 10, 28), responsible=CANARY,
            bring=CANARY,
        )  # fmt: skip
        services.keep(make.again(meeting), told, by=actor, at=make.at, today=TODAY)
        asked = agenda.NewQuestion(CANARY, CANARY, 5, (Spoken(CANARY, CANARY, CANARY),))
        agenda.ask_question(make.again(meeting), asked, by=actor, at=make.at)
    record = make.minutes(meeting, chair=CANARY, secretary=CANARY, invited=CANARY, by=head)
    for item in make.items(record):
        make.decide(item, CANARY, by=head, spoke=CANARY, heard=CANARY)
    make.assign(CANARY, meeting, others=(CANARY,), by=head)
    make.sign(record, by=head)
    for name in ("invitation", "agenda", "sheet", "minutes", "extract", "certificates"):
        said = "\n".join(text_of(get(office, meeting, name)))
        assert CANARY in said, name
    calendar = office.get(f"/meetings/{meeting.id}/calendar.ics")
    assert calendar.mimetype == "text/calendar"
    assert "\r\n<img" not in calendar.text
    for path in ("", "/minutes", "/invitation", "/attendance"):
        page = office.get(f"/meetings/{meeting.id}{path}").text
        assert "<script>canary" not in page
        assert "<img src=x" not in page


def test_a_line_break_in_a_field_does_not_break_the_calendar(make, office, head, meeting):
    with saving():
        db.session.get_one(Meeting, meeting.id).place = "Школа\r\nBEGIN:VEVENT\r\nSUMMARY:чужое"
    calendar = office.get(f"/meetings/{meeting.id}/calendar.ics").text
    assert calendar.count("\r\nBEGIN:VEVENT") == 1


def test_a_cancelled_meeting_has_its_papers_still(make, office, meeting):
    make.go_on(meeting, Step.CANCEL, reason="нет кворума")
    assert get(office, meeting, "invitation").status_code == 200


def test_minutes_open_in_an_office_with_signatures_beside_what_is_signed(
    make, office, head, meeting, tmp_path
):
    make.present(meeting, make.person(), by=head)
    record = make.minutes(meeting, by=head, enclosures="Лист регистрации на 1 л.")
    for item in make.items(record):
        make.decide(item, "\n".join(["Принять к сведению."] * 16), by=head)
    make.sign(record, by=head)
    opened = pages_of(get(office, meeting, "minutes").data, tmp_path)
    words = " ".join(opened[0].split())
    assert "заседания районного методического объединения школьных библиотекарей" in words
    last = opened[-1]
    assert "Председатель" in last
    assert "Секретарь" in last
    assert "Приложения:" in last
