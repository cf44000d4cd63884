"""What pages show of the plan and of its meetings."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from flask import g, url_for
from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Row as Read

from rmo_web.household.files import Attachment
from rmo_web.kernel import russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.facts import Fact, Facts
from rmo_web.kernel.years import Year
from rmo_web.plan import rules, wording
from rmo_web.plan.leftovers.queries import LeftBlock, leftovers
from rmo_web.plan.models import Plan, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, PlanState, RowKind, RowState

ReadRow = Read[Any]  # a row as `_rows` reads it


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody responsible, as the plan names them."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    id: int
    kind: str
    number: str
    title: str
    lines: tuple[str, ...]
    form: str
    extras: tuple[tuple[str, str], ...]
    has_facts: bool
    when: str
    when_known: str
    place: str
    who: tuple[Who, ...]
    lacks_who: bool
    mark: str
    fact: Fact | None
    url: str
    may_be_removed: bool  # a meeting with questions may not
    state: str
    state_kind: str
    note: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSection:
    id: int
    number: str
    title: str
    rows: tuple[PlanRow, ...]
    has_mark: bool

    @property
    def width(self) -> int:
        """How many columns its table has."""
        return 6 if self.has_mark else 5


@dataclass(frozen=True, slots=True)
class PlanPage:
    id: int
    title: str
    theme: str
    goal: str
    tasks: tuple[str, ...]
    counts: str
    sections: tuple[PlanSection, ...]
    leftovers: tuple[LeftBlock, ...]
    source_url: str
    source_name: str
    state: str
    state_kind: str
    stamps: tuple[str, ...]
    is_draft: bool
    is_done: bool

    @property
    def rows(self) -> list[PlanRow]:
        """Every row of the plan, in its order."""
        return [row for section in self.sections for row in section.rows]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    title: str
    counts: str
    theme: str
    url: str


def has_plan(year: Year) -> bool:
    return db.session.scalar(select(Plan.id).filter_by(year_id=year.id)) is not None


def may_be_followed(year: Year) -> bool:
    """Whether the next year still lacks a plan, and may be given one."""
    known = (one for one in years.all_years() if one.starts_in == year.starts_in + 1)
    following = next(known, None)
    return following is None or not (following.is_closed or has_plan(following))


def page(
    year: Year, viewer: Actor | None = None, *, with_remarks: bool = False
) -> PlanPage | None:  # fmt: skip
    """The whole plan of the year, or None; remarks are for who edits it.

    Without a viewer its facts lead nowhere.
    """
    rows = _rows_of(year)
    facts = Facts(year, (row.title for row, _ in every_row(year)), viewer)
    header = _header(year, facts)
    if header is None:
        return None
    plan, asked = header.plan, _RowReader(year, facts, with_remarks)
    shown = tuple(_section(one, rows.get(one.id, []), asked) for one in header.sections)
    return PlanPage(
        id=plan.id,
        title=plan.title,
        theme=plan.theme,
        goal=plan.goal,
        tasks=tuple(plan.tasks),
        counts=_counts(shown),
        sections=shown,
        leftovers=leftovers(plan.id),
        source_url=url_for("files.download", attachment_id=header.source_id)
        if header.source_id
        else "",
        source_name=header.source_name or "",
        state=wording.PLAN_STATES[plan.state][0],
        state_kind=wording.PLAN_STATES[plan.state][1],
        stamps=_stamps(plan),
        is_draft=plan.state is PlanState.DRAFT,
        is_done=plan.state is PlanState.DONE,
    )


def _stamps(plan: Plan) -> tuple[str, ...]:
    """The words under which the plan was approved and adopted; they stand after its state."""
    said = []
    if plan.state in {PlanState.APPROVED, PlanState.DONE} and plan.approval:
        said.append((PlanState.APPROVED, f"гриф: {', '.join(plan.approval.splitlines())}"))
    if plan.state is not PlanState.DRAFT and plan.adoption:
        said.append((PlanState.ADOPTED, f"на заседании РМО, {plan.adoption}"))
    return tuple(
        text if state is plan.state else f"{wording.PLAN_STATES[state][0]} {text}"
        for state, text in said
    )


def _counts(sections: Sequence[PlanSection]) -> str:
    rows = [row for section in sections for row in section.rows]
    lacking = sum(row.lacks_who for row in rows)
    words = [
        wording.meetings(sum(row.kind == RowKind.MEETING for row in rows)),
        wording.rows(sum(row.kind == RowKind.ITEM for row in rows)),
    ]
    if lacking:
        words.append(f"без ответственного {lacking}")
    return ", ".join(words)


def row_on_page(row: Row, year: Year, viewer: Actor) -> tuple[PlanSection, PlanRow]:
    """A row as the page shows it, with its section."""
    section = db.session.get_one(Section, row.section_id)
    rows = rows_where(Row.section_id == row.section_id)[section.id]
    facts = Facts(year, (one.title for one, _ in rows), viewer)
    _header(year, facts)
    known = _RowReader(year, facts, with_remarks=True)
    shown = _section(section, rows, known)
    return shown, next(one for one in shown.rows if one.id == row.id)


def edit_url(anchor: str = "") -> str:
    """Where the plan is edited, at this place of its page."""
    return url_for("plan.edit_plan", _anchor=anchor or None)


def summary(year: Year) -> PlanSummary | None:
    """The plan in a line for the first page."""
    header = _header(year)
    if header is None:
        return None
    kinds = Counter(row.kind for row, _ in every_row(year))
    words = [wording.meetings(kinds[RowKind.MEETING]), wording.rows(kinds[RowKind.ITEM])]
    title, url = f"План на {year.title} год", url_for("plan.show_plan")
    return PlanSummary(title, ", ".join(words), header.plan.theme, url)


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands above the rows of a plan."""

    plan: Plan
    sections: tuple[Section, ...]
    source_id: int | None
    source_name: str | None
    counted: tuple[int | None, ...]  # what the facts beside its rows have asked


def _header(year: Year, facts: Facts | None = None) -> _Header | None:
    """The plan, its sections and its file, with what facts ask; asked once in a request."""
    headers: dict[Any, _Header | None] = g.setdefault("plan_headers", {})
    counts, values = (facts.statements, facts.values) if facts else ((), {"year": year.id})
    if (year.id, counts) not in headers:
        headers[year.id, counts] = _read_header(_header_asked(counts), values)
    header = headers[year.id, counts]
    if header and facts:
        facts.say(header.counted)
    return header


@lru_cache(maxsize=64)
def _header_asked(counts: tuple[Select[Any], ...]) -> Select[Any]:
    source = (
        select(Attachment.id)
        .where(Attachment.owner == "plan", Attachment.owner_id == Plan.id)
        .order_by(Attachment.id)
        .limit(1)
    )
    name = source.with_only_columns(Attachment.name).scalar_subquery()
    beside = (count.scalar_subquery() for count in counts)
    return (
        select(Plan, Section, source.scalar_subquery(), name, *beside)
        .outerjoin(Section, Section.plan_id == Plan.id)
        .where(Plan.year_id == bindparam("year"))
        .order_by(Section.position)
    )


def _read_header(asked: Select[Any], values: Mapping[str, int | None]) -> _Header | None:
    found = db.session.execute(asked, values).all()
    if not found:
        return None
    plan, _, source_id, source_name, *counted = found[0]
    sections = tuple(one[1] for one in found if one[1] is not None)
    return _Header(plan, sections, source_id, source_name, tuple(counted))


# Columns, not entities: a page of 150 rows would spend a third of its time making those.
_READ = (
    Row.id, Row.section_id, Row.kind, Row.meeting_id, Row.number, Row.title, Row.meeting_number,
    Row.form, Row.when_text, Row.when, Row.place, Row.mark, Row.state, Row.note, Row.version,
    Row.extras, Row.has_facts,
    Responsible.kind.label("who_kind"), Responsible.name.label("who"),
    Responsible.post.label("who_post"), Responsible.organisation.label("who_organisation"),
)  # fmt: skip
_Rows = dict[int, list[tuple[ReadRow, tuple[Who, ...]]]]


def _rows_of(year: Year) -> _Rows:
    """Every row of the year's plan, by section; asked once in a request."""
    known = g.setdefault("plan_rows", {})
    if year.id not in known:
        known[year.id] = rows_where(Plan.year_id == year.id)
    rows: _Rows = known[year.id]
    return rows


def every_row(year: Year) -> list[tuple[ReadRow, tuple[Who, ...]]]:
    return [row for section in _rows_of(year).values() for row in section]


def rows_where(*conditions: Any) -> _Rows:
    """The rows by section, each with who is responsible: one statement, however many rows."""
    found = db.session.execute(
        select(*_READ)
        .join(Section, Row.section_id == Section.id)
        .join(Plan, Section.plan_id == Plan.id)
        .outerjoin(Responsible, Responsible.row_id == Row.id)
        .where(*conditions)
        .order_by(Section.position, Row.position, Responsible.position)
    )
    rows: dict[int, ReadRow] = {}
    who: dict[int, list[Who]] = defaultdict(list)
    for row in found:
        rows[row.id] = row
        if row.who_kind is not None:
            who[row.id].append(_who(row))
    by_section: _Rows = defaultdict(list)
    for row in rows.values():
        by_section[row.section_id].append((row, tuple(who[row.id])))
    return by_section


def _who(one: ReadRow) -> Who:
    if one.who_kind is PersonKind.ORGANISATION:
        return Who(one.who_organisation or one.who, "")
    return Who(one.who, ", ".join(filter(None, (one.who_post, one.who_organisation))))


@dataclass(frozen=True, slots=True)
class _RowReader:
    """What rows are read with: the year that dates them, and what rooms did for them."""

    year: Year
    facts: Facts
    with_remarks: bool

    def remarks(self, row: ReadRow, who: tuple[Who, ...]) -> tuple[str, ...]:
        if not self.with_remarks or row.kind is not RowKind.ITEM:
            return ()
        first = self.year.starts_in
        return rules.remarks(
            row.title,
            row.when_text or known_when(row) or ("как у заседания" if row.meeting_id else ""),
            is_understood=not row.when_text or bool(known_when(row)),
            is_foreign=bool(row.when.get("foreign")),
            has_people=bool(who),
            years=(first, first + 1),
        )


def _section(
    section: Section, rows: Sequence[tuple[ReadRow, tuple[Who, ...]]], known: _RowReader
) -> PlanSection:
    asked = {row.meeting_id for row, _ in rows}  # the meetings that have questions
    return PlanSection(
        id=section.id,
        number=section.number,
        title=section.title,
        rows=tuple(_row(row, who, known, may_be_removed=row.id not in asked) for row, who in rows),
        has_mark=any(row.mark for row, _ in rows),
    )


def _row(row: ReadRow, who: tuple[Who, ...], known: _RowReader, *, may_be_removed: bool) -> PlanRow:
    is_meeting = row.kind is RowKind.MEETING
    fact = known.facts.of(row.id, row.title)
    stated = _state_of(row, fact)
    state, state_kind = wording.ROW_STATES[stated]
    return PlanRow(
        id=row.id,
        kind=row.kind.value,
        number=row.number,
        title=_meeting_title(row) if is_meeting else row.title,
        lines=tuple(filter(None, (line.strip() for line in row.title.split("\n")))),
        form=row.form,
        extras=tuple((one[0], one[1]) for one in row.extras),
        has_facts=row.has_facts,
        when=" ".join(row.when_text.split()),
        when_known=known_when(row),
        place=row.place,
        who=who,
        lacks_who=row.kind is RowKind.ITEM and not who,
        mark=row.mark,
        fact=fact,
        url=fact.url if fact and is_meeting else "",
        may_be_removed=may_be_removed,
        state="" if stated is RowState.PLANNED else state,
        state_kind=state_kind,
        note=row.note,
        remarks=known.remarks(row, who),
    )


def _state_of(row: ReadRow, fact: Fact | None) -> RowState:
    """What somebody says of the row; while nobody does, what follows from the facts."""
    if row.state is not RowState.PLANNED or fact is None or not fact.state:
        return RowState(row.state)
    return RowState(fact.state)


def _meeting_title(row: ReadRow) -> str:
    number = wording.roman_meeting(row.meeting_number)
    return f"{number}. {row.title}" if row.title else number


def months_of(row: Row | ReadRow) -> list[tuple[int, int]]:
    return [(year, month) for year, month in row.when.get("months", [])]


def known_when(row: Row | ReadRow) -> str:
    if row.when.get("all_year"):
        return "в течение года"
    if until := row.when.get("until"):
        return f"до {russian.day(date.fromisoformat(until))}"
    return ", ".join(russian.month_of_year(year, month) for year, month in months_of(row))
