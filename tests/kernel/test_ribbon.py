from datetime import date

from rmo_web.kernel.offered.ribbon import Mark, MarkKind, drawn
from rmo_web.kernel.years import Year

YEAR = Year(1, 2019, is_closed=False)


def test_the_ribbon_has_twelve_months_with_their_marks():
    mark = Mark(2020, 2, "№ 3", "Заседание № 3", "/meetings/3", MarkKind.MEETING_PLANNED)
    ribbon = drawn(YEAR, date(2019, 12, 9), [mark])
    assert [month.short for month in ribbon.months[:3]] == ["Авг", "Сен", "Окт"]
    assert ribbon.months[6].marks == (mark,)
    assert [month.is_past for month in ribbon.months].count(True) == 4
    assert [month.today for month in ribbon.months if month.is_now] == ["сегодня 9"]


def test_a_long_word_of_a_mark_may_be_broken_between_syllables():
    mark = Mark(2020, 2, "Внеочередное заседание", "", "/meetings/3", MarkKind.MEETING_PLANNED)
    (shown,) = drawn(YEAR, date(2019, 12, 9), [mark]).months[6].marks
    assert shown.text.replace("\N{SOFT HYPHEN}", "|") == "Внео|че|редное заседание"


def test_a_year_that_is_over_has_no_today():
    ribbon = drawn(YEAR, date(2026, 11, 23), [])
    assert all(month.is_past and not month.is_now for month in ribbon.months)
