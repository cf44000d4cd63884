"""Lists: what the address asks of them, and a page of what is found, or all of it for a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Protocol
from urllib.parse import parse_qsl, urlsplit

from flask import request
from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, bindparam, func, select

from rmo_web.kernel import paging, russian
from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import wants_fragment
from rmo_web.kernel.paging import PER_PAGE, Pages
from rmo_web.kernel.search import has_words
from rmo_web.kernel.urls import here, id_in

ROWS_MAX = 5000  # of a file
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as its form draws it; without options it is a box to tick."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


class Filter(Protocol):
    """One of the ways in which a list is narrowed; `name` is what the address calls it."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str:
        """What its form says; the form only carries along what has none."""

    @property
    def narrows(self) -> bool:
        """Whether it can keep rows out of what is shown."""

    @property
    def of(self) -> Any:
        """The column that must have the value which is chosen; None where its list sees to it."""

    def read(self, said: str | None) -> Any:
        """The value that the address says, the usual one where it says none or may not say it."""

    def drawn(self, value: Any) -> FilterField:
        """The filter with this value chosen."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words, or with `every` all of them; the usual one where nothing is said.

    Without a label it is chosen elsewhere, by tabs, and the form carries it along.
    """

    name: str
    label: str
    words: Mapping[Any, str]
    every: str = ""
    usual: Any = ""
    of: Any = None
    is_order: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.label) and not self.is_order

    def read(self, said: str | None) -> Any:
        if said == "" and self.every:
            return ""
        return next((one for one in self.words if str(one) == said), self.usual)

    def drawn(self, value: Any) -> FilterField:
        every = [("", self.every)] if self.every else []
        words = ((str(one), word) for one, word in self.words.items())
        return FilterField(self.name, self.label, str(value), (*every, *words))


@dataclass(frozen=True, slots=True)
class OfRecord:
    """Those of one record, by its id, or (0) of all; `records` are asked for a whole page only."""

    name: str
    label: str
    every: str
    records: Callable[[], Iterable[tuple[int, str]]]
    of: Any = None
    narrows: ClassVar[bool] = True

    def read(self, said: str | None) -> int:
        try:
            return id_in(said or "")
        except ValueError:
            return 0

    def drawn(self, value: Any) -> FilterField:
        options = [(str(number), words) for number, words in self.records()]
        return FilterField(self.name, self.label, str(value), (("", self.every), *options))


@dataclass(frozen=True, slots=True)
class Ticked:
    """Only those of which this is true."""

    name: str
    label: str
    of: Any = None
    narrows: ClassVar[bool] = True

    def read(self, said: str | None) -> bool:
        return bool(said)

    def drawn(self, value: Any) -> FilterField:
        return FilterField(self.name, self.label, "1" if value else "")


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks of a list: words, values of its filters, a page of it or a file."""

    filters: tuple[Filter, ...] = ()
    chosen: Mapping[str, Any] = field(default_factory=dict)
    q: str = ""
    page: int = 1
    file: str = ""
    files: tuple[str, ...] = ()  # what it can be taken as

    def __getitem__(self, name: str) -> Any:
        return self.chosen[name]

    @property
    def is_narrowed(self) -> bool:
        """Whether words or a filter that is seen keep some of the rows out."""
        return bool(self.q) or any(
            one.narrows and self[one.name] != one.read(None) for one in self.filters
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is the list as it begins: no words, no filter, no further page, no file."""
        return not (self.is_narrowed or self.file) and self.page == 1

    @property
    def is_usually_narrow(self) -> bool:
        """Whether some of the rows are kept out where nothing is chosen."""
        return any(one.narrows and bool(one.read(None)) for one in self.filters)

    def conditions(self, stems: Any = None) -> list[ColumnElement[bool]]:
        """What its filters ask of their columns, and its words of the stems."""
        asked = [one.of == self[one.name] for one in self.filters if _asks(one, self[one.name])]
        return [*asked, has_words(stems, self.q)] if self.q and stems is not None else asked


def _asks(one: Filter, value: Any) -> bool:
    return one.of is not None and bool(value)


def selected(*filters: Filter, files: tuple[str, ...] = ()) -> Selection:
    """What the address asks for; whatever it may not ask for falls back silently."""
    said = request.args
    chosen = {one.name: one.read(said.get(one.name)) for one in filters}
    file = said.get("as", "") if said.get("as") in files else ""
    return Selection(filters, chosen, paging.words_asked(), paging.page_asked(), file, files)


def page_of(
    wanted: Rows, selection: Selection, *, stems: Any = None, is_counted: bool = True,
    values: Mapping[str, Any] | None = None,
) -> tuple[Sequence[Any], int]:  # fmt: skip
    """A page of the rows and how many there are in all, in one statement; for a file all of them.

    The filters narrow it by the columns that they are of, the words by the stems; `values` are of
    a statement that was built once.

    A page that is not there is the first one. Of a long list, which is not counted, the number
    goes up to the first row of the next page. Refused when there are too many for a file.
    """
    if conditions := selection.conditions(stems):
        wanted = wanted.where(*conditions)
    if selection.file:
        return _for_file(wanted, values)
    before = (selection.page - 1) * PER_PAGE
    paged = _paged if values is None else _paged_once
    place = {"rows_asked": PER_PAGE if is_counted else PER_PAGE + 1, "rows_before": before}
    found = db.session.execute(paged(wanted, is_counted), {**(values or {}), **place}).all()
    if before and not found:
        return page_of(wanted, Selection(), is_counted=is_counted, values=values)
    if is_counted:
        return [row[:-1] for row in found], found[0][-1] if found else 0
    return found[:PER_PAGE], before + len(found)


def _paged(wanted: Rows, is_counted: bool) -> Rows:
    counted = wanted.add_columns(_how_many(wanted)) if is_counted else wanted
    return counted.limit(_ASKED).offset(_BEFORE)


_paged_once = lru_cache(maxsize=64)(_paged)  # of statements that are built once
_ASKED = bindparam("rows_asked", type_=Integer)
_BEFORE = bindparam("rows_before", type_=Integer)


def _how_many(wanted: Rows) -> ScalarSelect[int]:
    """All of them, counted apart: a window would carry every row whole to the last one."""
    return select(func.count()).select_from(wanted.order_by(None).subquery()).scalar_subquery()


def _for_file(wanted: Rows, values: Mapping[str, Any] | None) -> tuple[Sequence[Any], int]:
    rows = db.session.execute(wanted.limit(ROWS_MAX + 1), values).all()
    if len(rows) > ROWS_MAX:
        most = russian.number(ROWS_MAX)
        raise Refused(f"В файл входит не больше {most} строк: сузьте отбор.")
    return rows, len(rows)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the rows of a list: its filters, its count, its pages, its files."""

    url: str
    q: str
    carried: tuple[tuple[str, str], ...]
    fields: tuple[FilterField, ...]
    count: str
    nothing: tuple[str, ...]  # title and text where there is no row; an address and its words
    pages: Pages
    files: tuple[tuple[str, str], ...]


NOTHING_FOUND = "Ничего не нашлось", "Проверьте слова или снимите отбор."
NOTHING_OF_THE_USUAL = "Здесь пока ничего нет", "Остальное покажет другой отбор."
NOTHING_YET = "Пока ничего нет", "Записи появятся здесь."


def around(
    selection: Selection, total: int, *, count: str = "", nothing: tuple[str, ...] = (),
    not_found: tuple[str, ...] = NOTHING_FOUND, is_counted: bool = True,
) -> Around:  # fmt: skip
    """The same for the list at this address; `not_found` is said where filters left nothing."""
    nothing = nothing or (NOTHING_OF_THE_USUAL if selection.is_usually_narrow else NOTHING_YET)
    carried = [(one.name, str(selection[one.name])) for one in selection.filters if not one.label]
    carried += parse_qsl(urlsplit(here()).query)  # the year that addresses of its page name
    drawn = [one for one in selection.filters if one.label] if not wants_fragment() else []
    return Around(
        url=here(year=None),
        q=selection.q,
        carried=tuple(carried),
        fields=tuple(one.drawn(selection[one.name]) for one in drawn),
        count=count,
        nothing=not_found if selection.is_narrowed else nothing,
        pages=paging.pages(selection.page, total, is_counted=is_counted),
        files=tuple(
            (kind, paging.address_with(**{"as": kind, "page": None})) for kind in selection.files
        ),
    )
