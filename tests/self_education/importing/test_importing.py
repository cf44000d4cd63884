"""The head's own table of topics: columns by many titles, years in many forms, row by row."""

import io
from datetime import date

import docx
import openpyxl
import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.members.models import Person
from rmo_web.self_education.importing import rules, wording
from rmo_web.self_education.rules import STAGES, TopicState
from rmo_web.self_education.services import stages_of
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import PRESENT, TITLE, agreed, proposed, running, told_to, topics

PLACE = "/self-education/import"
TITLES = ("№", "ФИО", "ОО", "Тема самообразования", "Год начала–окончания", "Этап",
          "Где, когда заслушан отчёт", "Форма, результат")  # fmt: skip
YEARS = f"{PRESENT}-{PRESENT + 2}"
HERS = (1, "Чайкина Юлия Романовна", "Школа № 6", TITLE, YEARS, "практический",
        "РМО, протокол № 2", "Выступление")  # fmt: skip


@pytest.fixture(autouse=True)
def association(make, on_day):
    make.association()
    on_day(TODAY)


def excel(*rows, titles=TITLES):
    book = openpyxl.Workbook()
    book.active.append(["Темы самообразования на год"])
    for row in (titles, *rows):
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def word(*rows, titles=TITLES):
    paper = docx.Document()
    paper.add_paragraph("Сводная таблица тем")
    paper.add_table(1, 2)
    table = paper.add_table(0, len(titles))
    for row in (titles, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def bring(client, content, name="темы.xlsx"):
    data = {"file": (io.BytesIO(content), name)}
    return client.post(PLACE, data=data, follow_redirects=True)


def enter(client, page, **more):
    return client.post(f"{PLACE}/enter", data=pages.form_on(page, "/import/enter") | more)


def outcomes(page):
    (rows,) = pages.tables(pages.of(page))
    return [" ".join(row).replace("\xa0", " ") for row in rows]


@pytest.mark.parametrize(("write", "name"), [(excel, "темы.xlsx"), (word, "темы.docx")])
def test_a_topic_comes_agreed_and_at_its_stage_with_where_it_was_reported(
    make, cast, as_, write, name
):
    client = as_(cast.head)
    page = bring(client, write(HERS), name)
    (row,) = outcomes(page)
    assert "будет внесена" in row
    assert f"{PRESENT}–{PRESENT + 2} годы · в работе, этап 3 из 5, практический" in row
    assert topics() == [], "nothing is written before it is agreed to"
    assert enter(client, page).status_code == 303
    (topic,) = topics()
    assert (topic.title, topic.state) == (TITLE, TopicState.RUNNING)
    assert (topic.first_year, topic.last_year) == (PRESENT, PRESENT + 1)
    assert (topic.agreed_by_id, topic.agreed_on) == (cast.head.person_id, TODAY)
    assert topic.product == "Выступление"
    first, second, third, *_ = stages_of(topic)
    assert (first.done_on, second.done_on, third.done_on) == (TODAY, TODAY, None)
    assert third.reported_where == "РМО, протокол № 2"
    assert any("внесена из таблицы" in one for one in told_to(cast.author))
    assert client.get(f"/self-education/{topic.id}").status_code == 200


def test_what_is_there_already_is_not_changed_by_bringing_it_again(make, cast, as_):
    client = as_(cast.head)
    enter(client, bring(client, excel(HERS)))
    (before,) = topics()
    version = before.version
    page = bring(client, excel(HERS))
    (row,) = outcomes(page)
    assert "уже есть" in row
    assert "Внести темы" not in page.text
    (after,) = topics()
    assert after.version == version


def test_each_refused_row_says_its_number_and_why(make, cast, as_):
    agreed(make, cast.stranger, "Волонтёры чтения", by=cast.head)
    rows = (
        ("", "Неизвестная А.А.", "", TITLE, YEARS, "", "", ""),
        ("", "Чайкина Ю.Р.", "", "", YEARS, "", "", ""),
        ("", "Чайкина Ю.Р.", "", TITLE, "скоро", "", "", ""),
        ("", "Чайкина Ю.Р.", "", TITLE, "2001-2003", "", "", ""),
        ("", "Чайкина Ю.Р.", "", TITLE, f"{PRESENT}-{PRESENT + 5}", "", "", ""),
        ("", "Чайкина Ю.Р.", "", "Т" * 201, YEARS, "", "", ""),
        ("", "Скворцова О.И.", "", TITLE, YEARS, "", "", ""),
    )
    client = as_(cast.head)
    page = bring(client, excel(*rows))
    said = outcomes(page)
    reasons = (wording.NOBODY, wording.NO_TITLE, "Годы не указаны", "начаты в", "самое большее",
               "слишком длинная", "Тема уже есть: «Волонтёры чтения»")  # fmt: skip
    for number, (row, why) in enumerate(zip(said, reasons, strict=True), start=3):
        assert row.startswith(f"{number} ")
        assert why in row


def test_wrong_rows_are_passed_over_only_when_that_was_said_and_the_file_stays(make, cast, as_):
    client = as_(cast.head)
    page = bring(client, excel(HERS, ("", "Неизвестная А.А.", "", TITLE, YEARS, "", "", "")))
    refused = enter(client, page)
    assert refused.status_code == 422
    assert wording.MEND_FIRST in pages.words_on(refused)
    assert topics() == []
    assert enter(client, client.get(f"{PLACE}/preview"), skips_wrong="y").status_code == 303
    assert [one.title for one in topics()] == [TITLE]
    assert client.get(f"{PLACE}/preview").status_code == 303, "it was entered"


def test_a_wrong_row_is_mended_on_the_page_and_nothing_of_it_is_typed_again(make, cast, as_):
    client = as_(cast.head)
    page = bring(client, excel(("", "Чайкина", "", TITLE, "скоро", "", "", "")))
    form = pages.form_on(page, "/import/enter")
    assert (form["cell-3-who"], form["cell-3-school"]) == ("Чайкина", "")
    form["cell-3-who"] = "Чайкина Юлия Романовна"
    page = client.post(f"{PLACE}/preview", data=form)
    assert "Годы не указаны" in outcomes(page)[0]
    form = pages.form_on(page, "/import/enter")
    assert form["cell-3-who"] == "Чайкина Юлия Романовна", "what is mended goes along"
    page = client.post(f"{PLACE}/preview", data=form | {"cell-3-years": YEARS})
    assert topics() == []
    assert enter(client, page).status_code == 303
    assert [one.title for one in topics()] == [TITLE]


def test_what_was_mended_and_not_yet_shown_is_not_entered(make, cast, as_):
    client = as_(cast.head)
    page = bring(client, excel(HERS, ("", "Скворцова О.И.", "", "Волонтёры", "", "", "", "")))
    answer = enter(client, page, **{"cell-4-years": YEARS, "skips_wrong": "y"})
    assert answer.status_code == 422
    assert wording.LOOK_FIRST in pages.words_on(answer)
    assert topics() == []
    assert "будет внесена" in outcomes(answer)[1]
    assert enter(client, answer).status_code == 303
    assert len(topics()) == 2


def test_nobody_agrees_to_her_own_and_the_methodists_waits_too(make, cast, as_):
    rows = [
        ("", name, "", title, YEARS, "", "", "")
        for name, title in (
            ("Иволгина М.П.", "Одна"),
            ("Синицына Е.К.", "Другая"),
            ("Чайкина Ю.Р.", "Третья"),
        )
    ]
    client = as_(cast.head)
    page = bring(client, excel(*rows))
    assert [wording.OWN_WAITS in row for row in outcomes(page)] == [True, True, False]
    enter(client, page)
    assert [one.state for one in topics()] == [
        TopicState.PROPOSED, TopicState.PROPOSED, TopicState.AGREED,
    ]  # fmt: skip
    assert "Предложена тема самообразования: Иволгина М.П." in [
        one.replace("\xa0", " ") for one in told_to(cast.methodist)
    ]


def test_of_two_alike_the_school_tells_who_is_meant(make, cast, as_):
    twin = make.person("Чайкина", "Юнона", "Римовна")
    for one, school in ((db.session.get_one(Person, cast.author.person_id), "Школа № 6"),
                        (twin, "Школа № 7")):  # fmt: skip
        make.work(one, make.school(school))
    client = as_(cast.head)
    page = bring(client, excel(
        ("", "Чайкина Ю. Р", "школа № 7", "Одна", YEARS, "", "", ""),
        ("", "Чайкина Ю.Р.", "", "Другая", YEARS, "", "", ""),
    ))  # fmt: skip
    one, other = outcomes(page)
    assert "будет внесена" in one
    assert wording.NOBODY in other
    enter(client, page, skips_wrong="y")
    assert [one.person_id for one in topics()] == [twin.id]


def test_a_row_may_repeat_another_but_not_contradict_it(make, cast, as_):
    page = bring(as_(cast.head), excel(HERS, HERS, (*HERS[:3], "Иное", *HERS[4:])))
    _, again, other = outcomes(page)
    assert "повторяет строку 3" in again
    assert "В строке 3 у этого же участника другая тема" in other


def test_a_stage_of_another_name_is_said_and_the_topic_stands_at_the_first(make, cast, as_):
    client = as_(cast.head)
    page = bring(client, excel((*HERS[:5], "творческий", "", "")))
    (row,) = outcomes(page)
    assert "этап «творческий» не узнан среди этапов темы: диагностический" in row
    assert "согласована" in row


def test_years_that_are_over_are_said(make, cast, as_):
    page = bring(as_(cast.head), excel((*HERS[:4], f"{PRESENT - 2}-{PRESENT - 1}", "", "", "")))
    assert wording.YEARS_ARE_OVER in outcomes(page)[0]


def test_what_is_not_known_of_the_table_is_named(make, cast, as_):
    content = excel((*HERS, "х"), titles=(*TITLES, "Любимая книга"))
    assert "Столбцы не узнаны и не перенесены: Любимая книга" in bring(as_(cast.head), content).text


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"PK\x03\x04broken", "темы.xlsx", "Файл повреждён"),
        (b"", "темы.xlsx", "Файл пустой"),
        (b"%PDF", "темы.pdf", "Файлы такого вида не принимаются"),
        (excel(titles=("Город", "Река", *TITLES[2:3])), "темы.xlsx", wording.NO_TABLE),
        (excel(), "темы.xlsx", "нет ни одной строки"),
        (word(titles=("Город", "Река")), "темы.docx", wording.NO_TABLE),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_at_its_field(cast, as_, content, name, why):
    answer = bring(as_(cast.head), content, name)
    assert answer.status_code == 422
    assert why in pages.words_on(answer)


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("2019-2021", (2019, 2020)), ("2019–2020 уч. год", (2019, 2019)), ("2019", (2019, 2019)),
        ("2019/20", (2019, 2019)), ("с 2019 по 2022", (2019, 2021)), ("2019 — 2019", (2019, 2019)),
        ("01.09.2019-31.05.2021", (2019, 2020)), ("сентябрь 2019 – май 2020 г.", (2019, 2019)),
    ],
)  # fmt: skip
def test_years_are_read_as_people_write_them(said, years):
    assert rules.years_said(said, present=2019) == years


@pytest.mark.parametrize("said", ["", "три года", "2021-2019", "2019-2023", "2015-2017", "12019"])
def test_years_that_cannot_be_are_refused(said):
    with pytest.raises(Refused):
        rules.years_said(said, present=2019)


@pytest.mark.parametrize(
    ("said", "place"),
    [("Практический", 2), ("3", 2), ("III этап", 2), ("3 из 5, практический", 2), ("внедрение", 4),
     ("12", None), ("творческий", None)],
)  # fmt: skip
def test_a_stage_is_known_by_its_word_or_its_number(said, place):
    assert rules.stage_said(said, [one.title for one in STAGES]) == place


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Ф.И.О. педагога", "who"), ("Участник", "who"), ("Фамилия, имя, отчество", "who"),
        ("ОУ", "school"), ("Образовательная организация", "school"), ("Тема", "title"),
        ("Индивидуальная методическая тема", "title"), ("Срок работы над темой", "years"),
        ("Учебный год", "years"), ("Годы", "years"), ("Этап работы", "stage"),
        ("Где заслушан", "reported"), ("Отчёт", "reported"), ("Когда", "when"),
        ("Результат", "product"), ("Форма отчёта", "form"), ("Форма самообразования", ""),
        ("Последнее движение", ""),
    ],
)  # fmt: skip
def test_a_column_is_known_by_many_titles(title, key):
    assert wording.key_of(title) == key


def test_our_own_file_is_read_back_and_changes_nothing(make, cast, as_):
    running(make, cast.author, by=cast.head)
    proposed(make, cast.stranger, "Буктрейлер")
    client = as_(cast.head)
    content = client.get("/self-education/?as=xlsx&years=all").data
    assert ["уже есть" in row for row in outcomes(bring(client, content))] == [True, True]


def test_who_left_is_not_meant(make, cast, as_):
    person = db.session.get_one(Person, cast.author.person_id)
    with saving():
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY
    assert wording.NOBODY in outcomes(bring(as_(cast.head), excel(HERS)))[0]


def test_the_way_to_it_stands_on_the_table(cast, as_):
    assert pages.of(as_(cast.head).get("/self-education/")).xpath(f"//a[@href='{PLACE}']")
    assert PLACE not in as_(cast.author).get("/self-education/").text
