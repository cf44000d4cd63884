"""Срок of a row: what a person wrote, and the months that certainly follow from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rmo_web.plan_reader.when_words import Unclear, kind_of, month_of, ordinal, tokens

Month = tuple[int, int]
FIRST_MONTH = 8
MAX_LENGTH = 300
MAX_MONTHS = 36
_YEAR = re.compile(
    r"(20[0-9][0-9])\s*[-/]\s*(?:20)?([0-9][0-9])\s*(?:уч[а-я]*\.?\s*)(?:г(?:од[а-я]*)?\.?)?"
)
_CLOCK = re.compile(r"(?<![а-я])в\s+[0-9]{1,2}[.:-][0-9][0-9](?![0-9])\s*(?:час[а-я]*|ч\.?)?")
_ALWAYS = re.compile(
    r"(?<![а-я])(?:"
    r"(?:в\s+теч(?:ени[еи]|\.)?|на\s+протяжении)\s+(?:всего\s+|целого\s+)?"
    r"(?:(?P<first>20[0-9][0-9])\s*[-/]\s*(?:20)?[0-9][0-9]\s*)?"
    r"(?:уч(?:ебного|\.)?\s*)?(?:календарного\s+)?(?:года?|г\.?|периода)"
    r"|(?:весь|круглый)\s+(?:учебный\s+|уч\.\s*)?(?:год|период)|круглогодично"
    r"|постоянно|регулярно|систематически|непрерывно|ежегодно"
    r"|еже(?:месячно|квартально|недельно|дневно)"
    r"|(?:по\s+)?(?:[0-9]|один|два|три|четыре)\s*(?:-\s*[0-9]\s*)?раза?\s+в\s+"
    r"(?:учебн\w+\s+)?(?:год|полугодие|четверть|квартал|месяц|неделю)"
    r"|кажд(?:ый|ую|ое)\s+(?:месяц|квартал|четверть|неделю|полугодие)"
    r"|(?:в\s+конце|в\s+начале|до\s+[0-9]{1,2}(?:-?го)?\s+числа)\s+кажд(?:ого|ой)\s+"
    r"(?:месяца|квартала|четверти|полугодия)"
    r"|по\s+мере\s+(?:необходимости|поступления|надобности|обращения|возможности)"
    r"|по\s+(?:необходимости|(?:запрос|заявк|обращени|требовани)[а-я]+)"
    r")(?![а-я])"
)


@dataclass(frozen=True, slots=True)
class When:
    """The срок as written, and beside it only what follows from every word of it."""

    verbatim: str = ""
    months: tuple[Month, ...] = ()
    all_year: bool = False
    day: date | None = None
    until: date | None = None
    foreign: bool = False

    @property
    def understood(self) -> bool:
        return bool(self.months) or self.all_year

    @property
    def is_blank(self) -> bool:
        return not self.verbatim.strip()


@dataclass(slots=True)
class _Point:
    month: int
    day: int | None = None
    year: int | None = None
    is_end: bool = False


def understand_when(text: str, first_year: int | None) -> When:
    """Months of the school year that begins in August of `first_year`, as far as certain."""
    verbatim = text.strip()
    folded = re.sub(r"\s+", " ", re.sub("[–—−‐]", "-", verbatim.lower().replace("ё", "е")))
    if not folded or len(folded) > MAX_LENGTH:
        return When(verbatim)
    always = _ALWAYS.search(folded)
    named = _YEAR.search(folded) if not always else None
    rest = _CLOCK.sub(" ", _YEAR.sub(" ", _ALWAYS.sub(" ", folded)))
    year_named = always["first"] if always else named[1] if named else None
    foreign = year_named is not None and first_year is not None and int(year_named) != first_year
    try:
        points = _points(rest, first_year)
    except Unclear:
        return When(verbatim)
    if not points:
        return When(verbatim, all_year=bool(always or named), foreign=foreign)
    return _placed(verbatim, points, rest, first_year, all_year=bool(always))


def _placed(
    verbatim: str, points: list[_Point], rest: str, first_year: int | None, *, all_year: bool
) -> When:
    try:
        _give_years(points, first_year)
        months = tuple(sorted(set(_months(points))))
        day, until = _days(points, is_limit=_is_limit(rest))
    except (Unclear, ValueError):
        return When(verbatim)
    foreign = first_year is not None and any(
        not (first_year, FIRST_MONTH) <= month <= (first_year + 1, FIRST_MONTH) for month in months
    )
    return When(verbatim, months, all_year, day, until, foreign)


def _is_limit(text: str) -> bool:
    return any(token.lastgroup == "until" for token in tokens(text))


def _points(text: str, first_year: int | None) -> list[_Point]:
    """The days and months that the words name, in their order."""
    points: list[_Point] = []
    days: list[tuple[int, bool]] = []
    ranged = opened = part = False
    for token in tokens(text):
        kind = kind_of(token)
        if kind == "day":
            days.append((int(token["day"]), ranged))
        elif kind == "month":
            month = month_of(token)
            points += [_Point(month, day, is_end=end) for day, end in days]
            if not days:
                points.append(_Point(month, is_end=ranged))
            days, part = [], False
        elif kind == "date":
            points.append(_dated(token, is_end=ranged))
        elif kind == "period":
            points += _period(token, first_year)
        elif kind == "year":
            _name_year(points, int(token["year"]))
        part = part or kind == "part"
        opened = opened or kind == "since"
        ranged = kind == "to" or (ranged and kind in {"filler", "part", "since"})
    # «с октября» has no end, «конец года» no month: neither is certain.
    if days or ranged or part or (opened and not any(point.is_end for point in points)):
        raise Unclear
    if points and points[0].is_end:
        raise Unclear
    return points


def _dated(token: re.Match[str], *, is_end: bool) -> _Point:
    year = token["y"]
    number = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if not 1 <= int(token["m"]) <= 12 or (number is not None and not 2000 <= number < 2100):
        raise Unclear
    return _Point(int(token["m"]), int(token["d"]), number, is_end)


def _period(token: re.Match[str], first_year: int | None) -> list[_Point]:
    """A half, a quarter or a term of this school year, by its first and last month."""
    unit = next(spans for name, spans in _UNITS.items() if token["unit"].startswith(name))
    last = ordinal(token["p2"])
    first = ordinal(token["p1"]) if token["p1"] else last
    if first_year is None or not 1 <= first <= last <= len(unit):
        raise Unclear
    edges = (unit[first - 1][0], unit[last - 1][1])
    if edges[0] > edges[1]:
        raise Unclear
    begin, end = ((first_year + 1 + (month - 1) // 12, (month - 1) % 12 + 1) for month in edges)
    return [_Point(begin[1], year=begin[0]), _Point(end[1], year=end[0], is_end=True)]


def _name_year(points: list[_Point], year: int) -> None:
    """A year belongs to the month before it, to both ends of «10-15 октября 2019»."""
    if not points or points[-1].year not in {None, year}:
        raise Unclear
    month = points[-1].month
    for point in reversed(points):
        if point.month != month or point.year is not None:
            break
        point.year = year


def _give_years(points: list[_Point], first_year: int | None) -> None:
    """A bare month lies in the school year, or before the dated month after it."""
    for before, point in reversed(list(pairwise(points))):
        if (
            before.year is None
            and point.year is not None
            and (point.is_end or not _in_year(point, first_year))
        ):
            later = (before.month, before.day or 0) > (point.month, point.day or 99)
            before.year = point.year - later
    previous = 0, 0
    for point in points:
        year = point.year or _school_year(point.month, first_year)
        if point.is_end and (year, point.month) < previous:
            if point.year:
                raise Unclear
            year += 1
        point.year = year
        previous = point.year, point.month


def _in_year(point: _Point, first_year: int | None) -> bool:
    return first_year is not None and point.year == _school_year(point.month, first_year)


def _school_year(month: int, first_year: int | None) -> int:
    if first_year is None:
        raise Unclear
    return first_year if month >= FIRST_MONTH else first_year + 1


def _months(points: list[_Point]) -> Iterator[Month]:
    previous: Month | None = None
    for point in points:
        here = (point.year or 0, point.month)
        year, month = previous if point.is_end and previous else here
        for _ in range(MAX_MONTHS):
            yield year, month
            if (year, month) >= here:
                break
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        else:
            raise Unclear
        previous = here


def _days(points: list[_Point], *, is_limit: bool) -> tuple[date | None, date | None]:
    """The day, or the first and the last day, or only the day not to be late for."""
    dated = [
        date(point.year or 0, point.month, point.day) for point in points if point.day is not None
    ]
    if is_limit:
        if len(points) != 1 or not dated:
            raise Unclear
        return None, dated[0]
    if len(points) == 1 and dated:
        return dated[0], None
    if len(points) == 2 and len(dated) == 2 and points[1].is_end:
        if dated[1] < dated[0]:
            raise Unclear
        return dated[0], dated[1]
    return None, None


_UNITS = {  # first and last month; 0 is December, -3 September, 1 January of the second year
    "полугод": ((-3, 0), (1, 5)),
    "п/г": ((-3, 0), (1, 5)),
    "четверт": ((-3, -2), (-1, 0), (1, 3), (4, 5)),
    "кварт": ((1, 3), (4, 6), (-4, -3), (-2, 0)),
    "кв.": ((1, 3), (4, 6), (-4, -3), (-2, 0)),
}
