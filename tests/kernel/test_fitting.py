"""Words on paper, whatever serif type a machine has."""

import re

import pytest

from rmo_web.kernel.papers import fitting, word
from tests.office import SERIFS, pages_of, set_in


def test_what_is_shared_out_is_the_room():
    assert fitting.shared([2, 1, 1], 8) == [4, 2, 2]
    assert fitting.shared([6, 3, 1], 8) == [4, 3, 1]
    assert fitting.shared([6, 6, 1], 8) == [3.5, 3.5, 1]
    assert fitting.shared([3, 3], 2) == [1, 1]


def test_nothing_comes_below_its_least_but_where_there_is_no_room_for_all():
    assert fitting.shared([6, 6, 2], 8, [1, 4, 1]) == [2, 4, 2]
    assert fitting.shared([6, 3, 1], 8, [1, 1, 1]) == fitting.shared([6, 3, 1], 8)
    assert fitting.shared([6, 6], 8, [6, 4]) == pytest.approx([4.8, 3.2])


def test_the_longest_word_counts_what_never_breaks_as_one():
    assert fitting.longest_word(["за Неделю книги", "№\xa06"], 10) == fitting.width("Неделю", 10)
    assert fitting.longest_word(["5\xa0дней назад"], 10) == fitting.width("5\xa0дней", 10)


def test_a_row_is_as_tall_as_its_fullest_cell():
    one = fitting.line(10)
    assert fitting.height([("слово", "")], (5, 5), 10) == pytest.approx(one)
    assert fitting.height([("слово\nслово", "слово")], (5, 5), 10) == pytest.approx(2 * one)
    assert fitting.height([("длинное слово", "слово")], (2, 5), 10) == pytest.approx(2 * one)


def test_a_column_of_dates_takes_its_room_from_the_widest():
    rows = [("Срок", "Что"), ("01.09.2019", "Отчёт")]
    first, second = fitting.whole_dates(rows, (1, 9), 10)
    assert first == fitting.width("31.12.2026", 10)
    assert first + second == pytest.approx(10)
    assert fitting.whole_dates([("Срок", "Что")], (1, 9), 10) == [1, 9]


@pytest.mark.parametrize("font", SERIFS)
def test_dates_of_a_table_do_not_break(tmp_path, font):
    days = [f"{number:02}.11.2019" for number in range(1, 20)]
    document = word.new("Справка", "РМО")
    word.grid(document, ("Что", "Срок"), [("Отчёт", day) for day in days], (16.0, 1.5), size=11)
    (page,) = pages_of(set_in(font, word.saved(document)), tmp_path)
    assert re.findall(r"\d\d\.11\.2019", page) == days
