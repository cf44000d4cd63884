"""Учебный год: an explicit record; nothing computes it from a date (domain reference, 0.3)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import Flask, current_app, g, has_request_context, request, session
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel.db import Model, db, locked
from rmo_web.kernel.errors import Refused

TURNS_IN = 8  # August: the first meeting and the draft of the plan belong to the year to come
EARLIEST, LATEST = 1990, 2100

View = TypeVar("View", bound=Callable[..., Any])


class SchoolYear(Model):
    __table_args__ = (
        CheckConstraint(f"starts_in BETWEEN {EARLIEST} AND {LATEST}", name="starts_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_in: Mapped[int] = mapped_column(unique=True)
    is_closed: Mapped[bool] = mapped_column(default=False)


OPEN = select(SchoolYear.id).where(~SchoolYear.is_closed)


@dataclass(frozen=True, slots=True)
class Year:
    """A school year as pages show it."""

    id: int
    starts_in: int
    is_closed: bool

    @property
    def title(self) -> str:
        """«2019–2020»."""
        return title(self.starts_in)

    def months(self) -> Iterator[tuple[int, int]]:
        """The twelve months, from August to July, as (year, month)."""
        return months(self.starts_in)

    @property
    def days(self) -> tuple[date, date]:
        """Its first day and its last."""
        return days_of(self.starts_in)

    def contains(self, day: date) -> bool:
        return starts_in(day) == self.starts_in


def title(first: int) -> str:
    return f"{first}–{first + 1}"


def starts_in(day: date) -> int:
    """The first calendar year of the school year that a new record of this day belongs to."""
    return day.year if day.month >= TURNS_IN else day.year - 1


def days_of(first: int) -> tuple[date, date]:
    """The first day and the last of the school year that starts in this year."""
    return date(first, TURNS_IN, 1), date(first + 1, TURNS_IN - 1, 31)


def months(first: int) -> Iterator[tuple[int, int]]:
    for number in range(12):
        month = (TURNS_IN - 1 + number) % 12 + 1
        yield (first if month >= TURNS_IN else first + 1), month


def default_of(years: Sequence[Year], today: date) -> Year | None:
    """The year of this day when there is one, else the newest."""
    return next((year for year in years if year.contains(today)), years[0] if years else None)


_YEARS = select(SchoolYear.id, SchoolYear.starts_in, SchoolYear.is_closed).order_by(
    SchoolYear.starts_in.desc()
)


def all_years() -> tuple[Year, ...]:
    """Every year, the newest first; read once in a request."""
    if "years" not in g:
        g.years = tuple(Year(*row) for row in db.session.execute(_YEARS))
    years: tuple[Year, ...] = g.years
    return years


def of_id(year_id: int) -> Year:
    """The year that a record names by its `year_id`."""
    return next(year for year in all_years() if year.id == year_id)


def starts_of(year_id: int) -> int:
    """The first calendar year of this school year."""
    return of_id(year_id).starts_in


def chosen(today: date) -> Year | None:
    """The year that the page shows: of its record, else of its address, else of the switch."""
    addressed, recorded = request.args.get("year", type=int), g.get("year_of_record")
    of_record = (year for year in all_years() if year.id == recorded)
    named = (year for year in all_years() if year.starts_in == addressed)
    return next(of_record, None) or next(named, None) or switched(today)


def shown(today: date) -> Year:
    """The same. Refused where nothing is founded yet."""
    return _founded(chosen(today))


def of_day(day: date) -> Year:
    """The year that something new of this day belongs to. Refused where nothing is founded yet."""
    return _founded(default_of(all_years(), day))


def _founded(year: Year | None) -> Year:
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year


def is_of_record() -> bool:
    """Whether the page shows a record, which stays in its year however the switch is turned."""
    return "year_of_record" in g


def stay_in(year_id: int) -> None:
    """The page shows a record of this year; guards say so."""
    g.year_of_record = year_id


def switched(today: date) -> Year | None:
    """The year that the switch stands on."""
    years, wanted = all_years(), session.get("year")
    return next((year for year in years if year.id == wanted), None) or default_of(years, today)


def of_a_year(view: View) -> View:
    """The endpoint shows or changes things of a year: its addresses name the year."""
    view.is_of_a_year = True  # type: ignore[attr-defined]
    return view


def in_address(today: date) -> int | None:
    """What addresses on this page say of the year; nothing while there is no other."""
    year = chosen(today)
    return year.starts_in if year and len(all_years()) > 1 else None


def name_in_addresses(app: Flask, today: Callable[[], date]) -> None:
    """Whatever a page of a year leads to is of the same year, wherever the switch stands then."""

    @app.url_defaults
    def name(endpoint: str, values: dict[str, Any]) -> None:
        if "year" in values or not has_request_context():
            return
        # A page that has asked for no year (the door, a failure) does not ask for its links' sake.
        if "years" not in g and "year_of_record" not in g:
            return
        if getattr(current_app.view_functions.get(endpoint), "is_of_a_year", False):
            values["year"] = in_address(today())


def choose(year_id: int) -> None:
    """Turn the switch. Refused for a year that is not there."""
    if year_id not in {year.id for year in all_years()}:
        raise Refused("Такого учебного года нет.")
    session["year"] = year_id


def opened(first: int) -> SchoolYear:
    """The record of this year, made when it is not there yet."""
    year = db.session.scalar(select(SchoolYear).filter_by(starts_in=first))
    if year is None:
        year = SchoolYear(starts_in=first, is_closed=False)
        db.session.add(year)
        db.session.flush()
        g.pop("years", None)
    return year


def hold_open(year_id: int) -> SchoolYear:
    """The record of this year, held till the commit. Refused when it is closed."""
    year: SchoolYear = db.session.scalars(locked(select(SchoolYear).filter_by(id=year_id))).one()
    must_be_open(year)
    return year


def must_be_open(year: Year | SchoolYear) -> None:
    """Refused when the year is closed: it is read-only."""
    if year.is_closed:
        raise Refused("Этот учебный год закрыт: записи можно только читать.")
