"""Reports in the table of topics: where each was heard, which are lacking, ending many at once."""

import io

import docx
import openpyxl
import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import saving
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.rules import TopicState
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TEXT,
    on,
    proposed,
    reported,
    running,
    signed,
    standing,
    told_to,
    with_product,
    written,
)

pytestmark = pytest.mark.usefixtures("this_year")
TABLE = "/self-education/"


@pytest.fixture
def topics(make, cast):
    """One that was heard, one reported in writing, one that has reported of nothing."""
    heard = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    signed(make, cast.head, talks=[heard])
    in_writing = reported(make, cast.stranger, by=cast.head, title="Буктрейлер")
    silent = running(make, cast.methodist, "Квест", by=cast.head)
    return [make.again(one) for one in (heard, in_writing, silent)]


def shown(client, **query):
    (rows,) = pages.tables(pages.of(client.get(TABLE, query_string=query))) or [[]]
    return [" ".join(row).replace("\xa0", " ") for row in rows]


def test_it_says_where_and_when_each_report_was_given(cast, as_, topics):
    rows = shown(as_(cast.head))
    (heard,) = [row for row in rows if "Чайкина" in row]
    (in_writing,) = [row for row in rows if "Скворцова" in row]
    assert "протокол № 2 от 23.11.2026" in heard
    assert "письменно, 23.11.2026" in in_writing
    assert TEXT.product in in_writing


def test_its_files_say_the_same(cast, as_, topics):
    client = as_(cast.head)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{TABLE}?as=xlsx").data))
    head, *rows = [[cell.value for cell in row] for row in book.active.iter_rows()][1:]
    at = head.index("Где, когда заслушан отчёт")
    assert head[at + 1] == "Форма, результат"
    assert sorted(row[at] or "" for row in rows) == [
        "", "письменно, 23.11.2026", "протокол № 2 от 23.11.2026",
    ]  # fmt: skip
    paper = docx.Document(io.BytesIO(client.get(f"{TABLE}?as=docx").data))
    said = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[-2:] for row in said[1:]] == [[row[at] or "", row[at + 1] or ""] for row in rows]


def test_it_is_narrowed_to_those_that_have_reported_of_the_year_or_not(cast, as_, topics):
    head = as_(cast.head)
    who = [row.split()[0] for row in shown(head, state="in-year")]
    assert sorted(who) == ["Скворцова", "Чайкина"]
    assert [row.split()[0] for row in shown(head, state="unreported")] == ["Синицына"]


def test_who_is_away_is_not_among_those_who_have_not_reported(make, cast, as_, topics):
    make.away(cast.methodist, TODAY, TODAY)
    head = as_(cast.head)
    assert shown(head, state="unreported") == []
    assert "1 временно не работает Синицына Е.К. Показать" in standing(head.get(TABLE))


def finish(client, *topics):
    return client.post(
        f"{TABLE}finish", data={"topic": [f"{one.id}.{one.version}" for one in topics]}
    )  # fmt: skip


def test_only_those_that_have_what_shows_it_have_a_box(make, cast, as_):
    bare = reported(make, cast.author, by=cast.head)
    proved = with_product(make, reported(make, cast.stranger, by=cast.head, title="Квест"),
                          cast.stranger)  # fmt: skip
    own = with_product(make, reported(make, cast.head, by=cast.methodist, title="Каталог"),
                       cast.head)  # fmt: skip
    page = pages.of(as_(cast.head).get(TABLE))
    boxes = page.xpath("//input[@type='checkbox'][@name='topic']")
    assert [(one.get("form"), one.get("value")) for one in boxes] == [
        ("finish", f"{proved.id}.{proved.version}")
    ]
    assert "Завершить отмеченные" in pages.text(page)
    assert "Согласовать отмеченные" not in pages.text(page)
    client = as_(cast.head)
    assert finish(client, bare, proved, own).status_code == 303
    states = [make.again(one).state for one in (bare, proved, own)]
    assert states == [TopicState.REPORTED, TopicState.FINISHED, TopicState.REPORTED]
    said = pages.words_on(client.get(TABLE)).replace("\xa0", " ")
    assert "Завершено: 1 тема." in said
    assert "Не завершено, Чайкина Ю.Р.: Отчёт пока ничем не подтверждён" in said
    assert "Не завершено, Иволгина М.П.: Свою тему не завершают" in said
    assert any("завершена" in one for one in told_to(cast.stranger))


def test_ending_none_is_refused_in_a_sentence(cast, as_):
    answer = finish(as_(cast.head))
    assert answer.status_code == 409
    assert "Отметьте темы" in answer.text
    assert finish(as_(cast.author)).status_code == 403


def test_a_topic_to_agree_to_and_one_to_end_have_each_its_form(make, cast, as_):
    proposed(make, cast.author)
    with_product(make, reported(make, cast.stranger, by=cast.head, title="Квест"), cast.stranger)
    page = pages.of(as_(cast.head).get(TABLE))
    boxes = page.xpath("//input[@type='checkbox'][@name='topic']/@form")
    assert boxes == ["agree", "finish"]
    assert page.xpath("//form[@id='agree']")
    assert page.xpath("//form[@id='finish']")


def test_of_several_years_each_shows_its_own_report(make, cast, as_):
    topic = running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT)
    written(make, topic, cast.author, starts_in=PRESENT - 1)
    with saving():
        years.opened(PRESENT - 1)
        reports.submit(make.again(topic), PRESENT - 1, **on(make, cast.author))
    head = as_(cast.head)
    (row,) = shown(head, year=PRESENT - 1)
    assert "письменно" in row
    (row,) = shown(head, year=PRESENT)
    assert "письменно" not in row
    assert len(shown(head, year=PRESENT, state="unreported")) == 1
    assert shown(head, year=PRESENT - 1, state="unreported") == []
