"""Over known topics the table, its Excel and its Word say what was counted by hand."""

import io
import re

import docx
import openpyxl
import pytest

from rmo_web.self_education.table.wording import OF_MOVEMENT, OF_STATE
from tests import pages
from tests.self_education.hands import TITLE
from tests.self_education.nasty import BEFORE, nasty_years

TABLE = "/self-education/"
PROPOSED = {f"Предложена {n}" for n in range(6)} | {"Предложена, пока её нет",
                                                    "Своя тема методиста"}  # fmt: skip
READY = {f"Готова {n}" for n in range(6)}
REPORTED = READY | {TITLE, "Ничем не подтверждена"}
SILENT = {"Стоит 0", "Стоит 1", "С журналом", "На два года"}
RUNNING = SILENT | {"Заслушана", "Идёт, пока её нет", "Стоит, пока её нет"}
FINISHED = {"Завершена ушедшей"}
OTHERS = {"agreed": {"Согласована"}} | {
    state: {f"Иная {state}"} for state in ("returned", "withdrawn", "unconfirmed")
}
OF_YEAR = {
    "": PROPOSED | RUNNING | REPORTED | FINISHED | set.union(*OTHERS.values()),
    "counted": RUNNING | REPORTED | FINISHED,
    "in-year": REPORTED | FINISHED | {"Заслушана"},
    "unreported": SILENT,
    "to-agree": PROPOSED,
    "to-finish": READY,
    "proposed": PROPOSED,
    "running": RUNNING,
    "reported": REPORTED,
    "finished": FINISHED,
} | OTHERS
# What only the list of all years has: of another year, and open ones of those who left.
MORE = {
    "proposed": {"Предложена ушедшей"},
    "running": {"В работе у ушедшей"},
    "reported": {"Готова у ушедшей"},
    "finished": {"Прежняя"},
}
MORE |= {
    "": set.union(*MORE.values()),
    "counted": MORE["running"] | MORE["reported"] | MORE["finished"],
    "in-year": MORE["reported"] | MORE["finished"],
}


@pytest.fixture
def head(make, cast, as_, this_year):
    nasty_years(make, cast)
    return as_(cast.head)


def on_the_screen(client, **asked):
    """The titles of the rows; there are as many as are said above them."""
    page = pages.of(client.get(TABLE, query_string=asked))
    titles = pages.all_texts(page, "//main//tbody//td[@data-label='Тема']/a")
    if titles:
        (said,) = [one for one in pages.all_texts(page, "//*[@id='rows']/p") if "Excel" in one]
        assert int(re.match(r"\d+", said)[0]) == len(titles)
    return titles


def in_excel(client, **asked):
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(TABLE, query_string=asked | {"as": "xlsx"}).data)
    )
    head, *rows = [[cell.value for cell in row] for row in book.active.iter_rows()][1:]
    return [row[head.index("Тема")] for row in rows]


def in_word(client, **asked):
    paper = docx.Document(io.BytesIO(client.get(TABLE, query_string=asked | {"as": "docx"}).data))
    head, *rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    return [row[head.index("Тема")] for row in rows]


def all_say(client, by_hand, **asked):
    titles = on_the_screen(client, **asked)
    assert sorted(titles) == sorted(by_hand), asked
    assert in_excel(client, **asked) == in_word(client, **asked) == titles, asked


def test_of_each_state_and_year_there_are_as_many_as_were_counted_by_hand(head):
    assert set(OF_YEAR) == {"", *map(str, OF_STATE)}
    for state, by_hand in OF_YEAR.items():
        all_say(head, by_hand, state=state)
        all_say(head, by_hand | MORE.get(state, set()), state=state, years="all")


def test_of_each_movement_and_of_another_year_too(head):
    assert set(OF_MOVEMENT) == {"still"}
    for years in ("year", "all"):
        all_say(head, {"Стоит 0", "Стоит 1"}, movement="still", years=years)
    all_say(head, {"Прежняя", "На два года", "Идёт, пока её нет"}, year=BEFORE)
    all_say(head, {"С журналом"}, q="журналом")
    all_say(head, set(), state="finished", movement="still")
