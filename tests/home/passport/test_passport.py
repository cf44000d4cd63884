"""Паспорт РМО: what the house knows of the association, on a page and in Word."""

import io
from datetime import date

import docx
import pytest

from rmo_web.kernel.db import saving
from rmo_web.meetings import services as meetings
from rmo_web.meetings.minutes import services as minutes
from tests import pages


@pytest.fixture
def office(make, as_):
    make.plan()
    head = make.head(person=make.person("Иволгина", "Мария", "Петровна"))
    with saving():
        year = meetings.SchoolYear
        minutes.choose_secretary(
            meetings.db.session.query(year).one().id,
            make.person("Лебедева", "Оксана", "Павловна").id,
            by=make.actor(head),
            at=make.at,
        )
    return as_(head)


def test_the_passport_says_who_the_association_is(make, office):
    make.work(make.person(), make.school())
    page = pages.of(office.get("/passport"))
    said = dict(
        zip(pages.all_texts(page, "//main//dt"), pages.all_texts(page, "//main//dd"), strict=True)
    )
    assert said["Наименование"] == "РМО библиотекарей Лесной район"
    assert said["Руководитель"] == "Иволгина Мария Петровна"
    assert said["Секретарь"].replace("\xa0", " ") == "Лебедева О.П."
    assert "3 человека из 1 организации" in said["Состав"].replace("\xa0", " ")
    assert said["Задачи"].startswith("1. Повышать профессиональную компетентность")
    assert "Заседание № 4 «Неделя детской книги»: Апрель 2020" in said["План заседаний"]
    assert "Протоколы" not in said  # none is signed yet


def test_the_passport_names_the_signed_minutes(make, office):
    meeting = make.meeting(number=7, held_on=date(2019, 10, 28))
    make.present(meeting, make.person())
    record = make.minutes(meeting)
    make.decide(make.items(record)[0])
    make.sign(record)
    assert "Протокол №\xa01 от 28.10.2019" in office.get("/passport").text


def test_the_passport_is_a_word_file_of_two_columns(office):
    answer = office.get("/passport.docx")
    (table,) = docx.Document(io.BytesIO(answer.data)).tables
    assert [cell.text for cell in table.rows[0].cells] == [
        "Раздел паспорта РМО", "Содержание раздела",
    ]  # fmt: skip
    assert table.rows[1].cells[0].text == "Наименование"


def test_a_house_without_a_plan_has_a_short_passport(make, as_):
    make.association()
    page = pages.words_on(as_(make.librarian()).get("/passport"))
    assert "РМО библиотекарей" in page
    assert "Задачи" not in page
