"""A meeting that is a row of a table: its day, hours, form, place, people and other columns are
shown, can be edited, come out again, and go into next year's plan.
"""

import io

import pytest
from docx import Document
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.plan.importing import services
from rmo_web.plan.models import PlanChange, Row
from tests import pages
from tests.plan.makers import (
    HEAD,
    SPRING,
    START,
    TITLE,
    adopt,
    cells,
    row_of,
    taken,
    with_meeting_rows,
    written,
)
from tests.plan_reader.makers import plan_file


@pytest.fixture
def plan(make):
    return with_meeting_rows(make)


def form_of(client, row, **more):
    """What the form of this row sends as it is, but for `more`."""
    answer = client.get(f"/plan/rows/{row.id}")
    return pages.form_on(answer, f"/plan/rows/{row.id}") | more


def edited(client, row, **more):
    """The row with other words; a refusal fails."""
    answer = client.post(f"/plan/rows/{row.id}", data=form_of(client, row, **more))
    assert answer.status_code == 303, pages.text(answer)


def test_the_page_shows_all_that_a_meeting_says_of_itself(client):
    for url in ("/plan/?year=2023", "/plan/edit?year=2023", "/plan/fact?year=2023"):
        page = pages.of(client.get(url))
        (row,) = page.xpath("//tr[contains(@class, 'meeting')][contains(., 'Старт')]")
        words = " ".join(row.text_content().split())
        for said in ("28.08.23, 10.00–12.00", "совещание", "Орлова И.И.", "Результат: Протокол"):
            assert said in words, url
        assert row.xpath("string(td[1])") == "1"


def test_the_form_shows_it_and_saving_it_untouched_changes_nothing(client):
    row = row_of("Старт")
    sent = form_of(client, row)
    assert sent["when"] == "28.08.23, 10.00–12.00"
    assert (sent["form"], sent["place"], sent["people"]) == ("совещание", "ЦДБ", "Орлова И.И.")
    assert sent["spare_0"] == "Протокол"
    before = written(client)
    assert client.post(f"/plan/rows/{row.id}", data=sent).status_code == 303
    assert written(client) == before
    assert db.session.scalar(select(PlanChange.id)) is None


def test_what_is_changed_comes_out_in_its_cell_and_all_else_as_it_stood(client):
    edited(client, row_of("Старт"), text="Новый старт", when="29.08.2023, 11.00", form="семинар",
           place="Школа № 2", people="Ветрова А.Б.", spare_0="Справка")  # fmt: skip
    assert written(client)[1:3] == [
        [
            "1",
            "Новый старт",
            "29.08.2023, 11.00",
            "семинар",
            "Школа № 2",
            "Ветрова А.Б.",
            "Справка",
        ],
        ["2", "Итоги 1. Анализ 2. План", "май", "семинар", "", "Лугова В.Г.", ""],
    ]
    page = client.get("/plan/?year=2023").text
    assert "Заседание №\N{NO-BREAK SPACE}1. Новый старт" in page


def test_a_question_that_is_changed_is_a_line_of_the_same_cell(client):
    edited(client, row_of("Анализ"), text="1. Анализ анкет")
    assert written(client)[2][1] == "Итоги 1. Анализ анкет 2. План"
    assert row_of("Анализ анкет").number == "1."


def test_what_a_question_of_a_cell_is_told_stands_in_its_line(client):
    edited(client, row_of("Анализ"), people="Ветрова А.Б.", when="24.05.2024")
    assert written(client)[2][1] == "Итоги 1. Анализ. Докладчик: Ветрова А.Б. (24.05.2024) 2. План"


def test_what_the_table_has_no_column_for_stands_under_the_words(make, client):
    with saving():
        parts = (
            TITLE.replace("2023-2024", "2025-2026"),
            [("Мероприятие", "Исполнитель"), ("Смотр", "Орлова И.И.")],
        )
        year = years.opened(2025)
        services.store(
            services.read("п.docx", plan_file(*parts)), year_id=year.id, by=None, at=make.at
        )
    edited(client, row_of("Смотр"), when="октябрь", place="ЦДБ")
    table = cells(taken(client, "/plan/word?year=2025"))[0]
    assert table[1] == ["Смотр Срок: октябрь Место: ЦДБ", "Орлова И.И."]


def test_a_change_is_taken_back_with_every_column(client):
    before = written(client)
    edited(client, row_of("Старт"), when="май", form="", place="", people="", spare_0="")
    assert written(client) != before
    change = db.session.scalars(select(PlanChange)).one()
    client.post("/plan/undo?year=2023", data={"change": str(change.id)})
    assert written(client) == before


def test_a_meeting_below_another_is_a_row_with_the_same_columns(client):
    after = row_of("Старт")
    url = f"/plan/sections/{after.section_id}/new?kind=meeting&after={after.id}"
    sent = pages.form_on(client.get(url), "/new") | {
        "text": "Заседание № 5. Чтение", "when": "ноябрь", "place": "ЦДБ", "form": "семинар",
        "people": "Ветрова А.Б.", "spare_0": "Справка",
    }  # fmt: skip
    assert client.post(url, data=sent).status_code == 303
    assert [one[1:] for one in written(client)][2] == [
        "Заседание № 5. Чтение", "ноябрь", "семинар", "ЦДБ", "Ветрова А.Б.", "Справка",
    ]  # fmt: skip


def test_a_heading_over_its_questions_offers_no_place_that_its_file_lacks(make, as_):
    make.plan()
    row = db.session.scalars(select(Row).where(Row.kind == "meeting")).first()
    page = as_(make.head()).get(f"/plan/rows/{row.id}").text
    assert 'name="text"' in page
    assert 'name="when"' not in page


def test_what_stood_between_tables_stays_there_when_rows_move_and_go(client, plan):
    rows = db.session.scalars(select(Row).order_by(Row.position)).all()
    before = [
        one.text for one in Document(io.BytesIO(taken(client, "/plan/word?year=2023"))).paragraphs
    ]
    client.post(f"/plan/rows/{rows[0].id}/step", data={"to": "down"})
    after = taken(client, "/plan/word?year=2023")
    assert [one.text for one in Document(io.BytesIO(after)).paragraphs] == before
    assert [row[1] for row in cells(after)[1][1:]] == ["Итоги 1. Анализ 2. План", "Старт"]
    for row in (rows[2], rows[3], rows[1], rows[0]):
        client.post(f"/plan/rows/{row.id}/remove", data={})
    after = taken(client, "/plan/word?year=2023")
    assert [one.text for one in Document(io.BytesIO(after)).paragraphs] == before
    assert [table[0][0] for table in cells(after)] == ["УТВЕРЖДАЮ Директор МКУ", "№", "Школа"]


def of_2023(make, *parts):
    """The plan of a file of these parts, in the house alone."""
    with saving():
        services.remove(years.opened(2023).id, by=1, at=make.at)
        draft = services.read("п.docx", plan_file(*parts))
        services.store(draft, year_id=years.opened(2023).id, by=None, at=make.at)


def test_what_stands_below_a_table_does_not_go_up_with_its_last_row(client, make):
    of_2023(make, TITLE, [HEAD, START, SPRING], "Чай и обсуждение.")
    client.post(f"/plan/rows/{row_of('Итоги').id}/step", data={"to": "up"})
    document = Document(io.BytesIO(taken(client, "/plan/word?year=2023")))
    assert len(document.tables) == 1
    client.post(f"/plan/rows/{row_of('Старт').id}/remove", data={})
    client.post(f"/plan/rows/{row_of('План').id}/remove", data={})
    document = Document(io.BytesIO(taken(client, "/plan/word?year=2023")))
    words = [one.text for one in document.paragraphs]
    assert words[1] == "Чай и обсуждение."


def test_what_was_signed_does_not_go_into_next_years_plan(client, make):
    signed = "Руководитель РМО ____ А.Б. Ветрова"
    of_2023(make, "УТВЕРЖДАЮ\nДиректор МКУ", TITLE, [HEAD, START], signed)
    client.post("/plan/copy?year=2023", data={})
    document = Document(io.BytesIO(taken(client, "/plan/word?year=2024")))
    words = " ".join(one.text for one in document.paragraphs)
    assert "УТВЕРЖДАЮ" not in words
    assert "Ветрова" not in words


def test_next_years_plan_has_the_columns_without_the_day_and_the_stamp(client, plan):
    edited(client, row_of("Старт"), when="28.08.2023")
    client.post("/plan/copy?year=2023", data={})
    content = taken(client, "/plan/word?year=2024")
    table = cells(content)[0]
    assert table[1] == ["1", "Старт", "Август 2024", "совещание", "ЦДБ", "Орлова И.И.", "Протокол"]
    words = " ".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "на 2024-2025 учебный год" in words
    assert "Собрание начинается с чая." in words
    assert "УТВЕРЖДАЮ" not in str(cells(content))
    assert cells(content)[1] == [["Школа", "Читателей"], ["№ 2", "40"]]


def test_an_amendment_says_the_columns_before_and_after(client, plan, make):
    adopt(plan, make)
    edited(client, row_of("Старт"), form="семинар", spare_0="Справка", reason="Протокол № 2")
    page = client.get("/plan/changes?year=2023").text
    assert "совещание" in page
    assert "Результат: Справка" in page


def test_a_line_of_a_cell_offers_no_column_that_it_does_not_have(client):
    sent = form_of(client, row_of("Анализ"))
    assert "spare_0" not in sent
    assert "spare_0" in form_of(client, row_of("Итоги"))
