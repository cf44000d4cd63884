"""The journal of consultations: its columns, counts and papers (domain reference, 5)."""

import io
from datetime import datetime, timedelta
from importlib import import_module
from zipfile import ZipFile

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import update

from rmo_web.help_requests.consultations import papers, services
from rmo_web.help_requests.consultations.queries import COLUMNS
from rmo_web.help_requests.consultations.wording import time_in_words
from rmo_web.help_requests.models import HelpRequest
from rmo_web.help_requests.rules import Action, Channel
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from tests import pages
from tests.makers import TODAY

SHOWN = "/help-requests/journal?since=2026-11-01&until=2026-11-30"
HOSTILE = '=HYPERLINK("http://evil") <b>&\''


@pytest.fixture
def year(make):
    """An answered, an open, a withdrawn request, and a call, in November 2026."""
    head = make.head(person=make.person("Иволгина", "Мария", "Петровна"))
    person = make.person("Зябликова", "Анна", "Сергеевна")
    make.work(person, make.school("МБОУ «Школа № 10»"))
    author = make.librarian(person=person)
    at = make.at.replace(year=2026, month=11, day=10, hour=9)
    answered = make.ask(author, f"Как списать учебники? {HOSTILE}", at=at)
    make.move(answered, Action.ANSWER, head, "По акту.", at=at + timedelta(hours=5), minutes=20)
    make.move(answered, Action.HELPED, author, at=at + timedelta(hours=9))
    make.ask(author, "Ещё без ответа", at=at)
    make.move(make.ask(author, "Передумала", at=at), Action.WITHDRAW, author)
    with saving():
        services.record(
            services.NewConsultation(
                person.id, make.rubric().id, "Звонок о КСУ", TODAY, Channel.PHONE, 5
            ),
            year_id=years.opened(2019).id, by=make.actor(head), at=at.replace(day=23),
            today=TODAY,
        )  # fmt: skip
    return head


def test_the_journal_has_the_columns_of_the_paper(as_, year):
    page = pages.of(as_(year).get(SHOWN))
    assert tuple(pages.all_texts(page, "//main//thead//th")) == COLUMNS
    rows = pages.tables(page)[0]
    assert len(rows) == 3
    assert rows[0][1:4] == [
        "10.11.2026",
        "Зябликова Анна Сергеевна библиотекарь, МБОУ «Школа № 10»",
        f"Учебный фонд Как списать учебники? {HOSTILE}",
    ]
    assert rows[0][5:7] == ["По акту. Помогло", "Иволгина М.П."]
    assert rows[1][5] == "Новая"
    assert rows[2][4:6] == ["по телефону", "Не отмечено"]


@pytest.fixture
def call(make):
    """`call(result)`: a consultation by phone, written down by a head."""

    def record(result=""):
        told = services.NewConsultation(
            make.person().id, make.rubric().id, "О КСУ", TODAY, result=result
        )
        with saving():
            return services.record(
                told, year_id=years.opened(2019).id, by=make.actor(make.head()),
                at=make.at, today=TODAY,
            )  # fmt: skip

    return record


def test_a_call_helped_only_when_its_result_was_written_down(make, call):
    make.association()
    assert [call().has_helped, call("По акту.").has_helped] == [None, True]


def test_a_request_opened_again_is_not_said_to_have_helped(make, as_):
    author, head = make.librarian(), make.head()
    asked = make.ask(author, at=make.at)
    for action, who in ((Action.ANSWER, head), (Action.HELPED, author), (Action.REOPEN, author),
                        (Action.ANSWER, head), (Action.CLOSE, head)):  # fmt: skip
        make.move(asked, action, who, "По акту.")
    assert make.held(asked).has_helped is None


def test_calls_kept_earlier_are_no_longer_said_to_have_helped(make, call):
    make.association()
    bare, told, answered = call(), call("По акту."), make.ask(make.librarian(), at=make.at)
    thanked = make.librarian()
    said = call()
    with saving():
        said.author_id = thanked.person_id
    make.move(said, Action.REOPEN, thanked, "Ещё раз")
    make.move(said, Action.ANSWER, make.head(), files=(("а.pdf", b"%PDF-1.7"),))
    make.move(said, Action.HELPED, thanked)
    db.session.execute(update(HelpRequest).values(has_helped=True))
    db.session.commit()
    step = import_module("rmo_web.migrations.versions.0007_calls")
    with db.engine.begin() as opened, Operations.context(MigrationContext.configure(opened)):
        step.upgrade()
    every = (bare, told, answered, said)
    assert [make.again(one).has_helped for one in every] == [None, True, True, True]


def test_the_counts_are_by_rubric_form_school_and_consultant(as_, year):
    page = pages.of(as_(year).get(SHOWN))
    tables = {
        pages.text(one.xpath("./h2")[0]): dict(
            zip(pages.all_texts(one, ".//dt"), pages.all_texts(one, ".//dd"), strict=True)
        )
        for one in page.xpath("//div[@class='counts']/section")
    }
    assert tables == {
        "По темам": {"Учебный фонд": "3"},
        "По формам": {"письменно, здесь": "2", "по телефону": "1"},
        "По организациям": {"МБОУ «Школа № 10»": "3"},
        "По консультантам": {"Иволгина М.П.": "2", "не назначен": "1"},
    }
    assert "до первого ответа обычно 5 часов" in " ".join(
        pages.all_texts(page, "//main//header|//div[@class='head']")
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 минута"), (2400, "40 минут"), (5 * 3600, "5 часов"), (48 * 3600, "2 дня")],
)
def test_a_span_is_said_in_the_unit_that_fits(seconds, words):
    assert time_in_words(seconds).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=31.13.2026", "Такой даты нет"),
        ("since=2026-12-01&until=2026-11-01", "позже"),
        ("since=0001-01-01", "Год должен быть от 1900 до 2100"),
        ("until=9999-12-31", "Год должен быть от 1900 до 2100"),
        ("until=01.01.0001", "Год должен быть от 1900 до 2100"),
        ("since=20260901", "Такой даты нет"),
    ],
)
def test_a_period_that_makes_no_sense_is_said(as_, year, query, said):
    answer = as_(year).get(f"/help-requests/journal?{query}")
    assert answer.status_code == 422
    assert said in answer.text


def test_days_as_they_are_typed_and_one_librarian(as_, year):
    client = as_(year)
    typed = client.get("/help-requests/journal?since=01.11.2026&until=30.11.2026")
    assert len(pages.tables(pages.of(typed))[0]) == 3
    assert not pages.tables(pages.of(client.get(SHOWN + "&person=99999")))


def test_the_word_file_has_all_of_it(as_, year):
    answer = as_(year).post(SHOWN.replace("journal?", "journal/docx?"))
    document = Document(io.BytesIO(answer.data))
    table, *counts = document.tables
    assert tuple(cell.text for cell in table.rows[0].cells) == COLUMNS
    assert len(table.rows) == 4
    assert HOSTILE in table.rows[1].cells[3].text
    assert table.rows[1].cells[7].text == ""  # the signature is by hand
    assert len(counts) == 4
    words = "\n".join(one.text for one in document.paragraphs)
    assert "с 01.11.2026 по 30.11.2026" in words
    assert "Всего: 3\xa0заявки." in words
    assert "Обычное время до первого ответа: 5\xa0часов." in words


def test_the_excel_file_has_all_of_it_and_no_formula(as_, year):
    answer = as_(year).post(SHOWN.replace("journal?", "journal/xlsx?"))
    book = load_workbook(io.BytesIO(answer.data))
    rows = list(book["Журнал"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == papers.LINES
    assert len(rows) == 4
    assert HOSTILE in rows[1][5]
    assert rows[1][9:] == (20, "1/2019-20")
    assert rows[1][0] == datetime(2026, 11, 10)  # noqa: DTZ001 - Excel has no zones
    assert book["Журнал"]["A3"].number_format == "dd.mm.yyyy"
    counts = [one.value for row in book["Итоги"].iter_rows() for one in row if one.value]
    assert counts[:2] == ["Всего: 3\xa0заявки", "Обычное время до первого ответа: 5\xa0часов"]
    assert 3 in counts
    with ZipFile(io.BytesIO(answer.data)) as archive:
        sheets = b"".join(archive.read(n) for n in archive.namelist() if "worksheets/" in n)
    assert b"<f>" not in sheets
    assert b"<hyperlink" not in sheets


def test_taking_the_journal_out_is_kept_in_the_house_journal(as_, year):
    client = as_(year)
    client.post(SHOWN.replace("journal?", "journal/xlsx?"))
    assert "журнал консультаций выгружен" in client.get("/journal").text
