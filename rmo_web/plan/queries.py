"""What pages show of the plan and of its meetings."""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask import g, url_for
from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Row as Read

from rmo_web.accounts.models import Account
from rmo_web.household.feeds import YearEntry, offers_entries
from rmo_web.household.files import Attachment
from rmo_web.kernel import clock, russian, years
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db
from rmo_web.kernel.offered import facts
from rmo_web.kernel.offered.facts import Fact, Facts
from rmo_web.kernel.offered.ribbon import Mark, MarkKind, offers_marks
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.offered.waiting import Waiting
from rmo_web.kernel.years import Year
from rmo_web.members.models import Person
from rmo_web.plan import rules, stored, wording
from rmo_web.plan.models import Leftover, Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PersonKind, PlanState, RowKind, RowState
from rmo_web.plan.stored import Spare
from rmo_web.plan_reader import terms

Stored = Read[Any]  # a row as `_rows` reads it
RIBBON_LETTERS = 34


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
class LeftText:
    """What was not understood: its words, and the number to edit it by, 0 for an empty cell."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Leftovers:
    """A paragraph that was not understood, or a table with its rows and columns."""

    place: str
    rows: tuple[tuple[LeftText, ...], ...]

    @property
    def is_table(self) -> bool:
        return len(self.rows) > 1 or len(self.rows[0]) > 1


@dataclass(frozen=True, slots=True)
class PlanPage:
    id: int
    title: str
    theme: str
    goal: str
    tasks: tuple[str, ...]
    counts: str
    sections: tuple[PlanSection, ...]
    leftovers: tuple[Leftovers, ...]
    source_url: str
    source_name: str
    state: str
    state_kind: str
    stamps: tuple[str, ...]
    is_draft: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class NextState:
    """A state that the plan may go on to."""

    state: str
    words: str
    asks: str


@dataclass(frozen=True)
class RowFields:
    """A stored row as its form shows it; `spare` are the columns that have no other field."""

    text: str
    when: str
    place: str
    people: str
    by_hand: bool
    months: tuple[str, ...]
    is_all_year: bool
    state: str
    note: str
    form: str
    spare: tuple[Spare, ...]
    has_form: bool

    def __getattr__(self, name: str) -> str:
        """Its spare columns by their places: `spare_0`."""
        number = name.removeprefix("spare_")
        if number.isdecimal() and int(number) < len(self.spare):
            return self.spare[int(number)].text
        raise AttributeError(name)


@dataclass(frozen=True, slots=True)
class HeaderFields:
    title: str
    theme: str
    goal: str
    tasks: str


@dataclass(frozen=True, slots=True)
class Look:
    """Something that wants a look, and where it stands; without a row, above the sections."""

    row_id: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Undoable:
    """The newest change, by its number and in words."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    what: str
    title: str
    reason: str
    who: str
    when: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Summary:
    title: str
    counts: str
    theme: str
    url: str


def has_plan(year: Year) -> bool:
    return db.session.scalar(select(Plan.id).filter_by(year_id=year.id)) is not None


def pattern_of(year: Year) -> Year | None:
    """The year before, when its plan may be the pattern of this one's; closed, it may be too."""
    last = next((one for one in years.all_years() if one.starts_in == year.starts_in - 1), None)
    return last if last and has_plan(last) else None


def may_be_followed(year: Year) -> bool:
    """Whether the next year still lacks a plan, and may be given one."""
    known = (one for one in years.all_years() if one.starts_in == year.starts_in + 1)
    following = next(known, None)
    return following is None or not (following.is_closed or has_plan(following))


def page(year: Year, *, with_remarks: bool = False) -> PlanPage | None:
    """The whole plan of the year, or None; remarks are for who edits it."""
    header = _header(year, with_facts=True)
    if header is None:
        return None
    plan, rows = header.plan, _rows_of(year)
    asked = _RowReader(year, header.facts, with_remarks)
    shown = tuple(_section(one, rows.get(one.id, []), asked) for one in header.sections)
    leftovers = db.session.execute(
        select(Leftover.id, Leftover.place, Leftover.text)
        .where(Leftover.plan_id == plan.id, Leftover.text != "")
        .order_by(Leftover.id)
    )
    return PlanPage(
        id=plan.id,
        title=plan.title,
        theme=plan.theme,
        goal=plan.goal,
        tasks=tuple(plan.tasks),
        counts=_counts(shown),
        sections=shown,
        leftovers=_leftovers(leftovers),
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


def _leftovers(found: Iterable[Any]) -> tuple[Leftovers, ...]:
    """What was not understood in the order of the file, the cells of a table together."""
    blocks: list[Leftovers] = []
    for table, group in groupby(found, key=lambda one: stored.table_of(one.place)):
        notes = list(group)
        if not table or len(notes) == 1:
            blocks.extend(Leftovers(one.place, ((LeftText(one.id, one.text),),)) for one in notes)
            continue
        cells = {stored.cell_of(one.place): LeftText(one.id, one.text) for one in notes}
        width = max(column for _, column in cells)
        rows = tuple(
            tuple(cells.get((row, column), LeftText(0, "")) for column in range(1, width + 1))
            for row in sorted({row for row, _ in cells})
        )
        blocks.append(Leftovers(table, rows))
    return tuple(blocks)


def looks(shown: PlanPage) -> list[Look]:
    """Whatever a careful reader of this plan would ask, row by row."""
    above = rules.remarks_above((shown.title, shown.theme, shown.goal, *shown.tasks))
    said = [Look(0, shown.title, one) for one in above]
    for section in shown.sections:
        for row in section.rows:
            words = [*row.remarks, *([row.note] if row.note and not row.state else [])]
            if words:
                said.append(Look(row.id, terms.shortened(row.title), ", ".join(words)))
    return said


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


def one_row(row: Row, year: Year) -> tuple[PlanSection, PlanRow]:
    """A row as the page shows it, with its section."""
    header = _header(year, with_facts=True)
    known = _RowReader(year, header.facts if header else None, with_remarks=True)
    section = db.session.get_one(Section, row.section_id)
    rows = _rows(Row.section_id == row.section_id)[section.id]
    shown = _section(section, rows, known)
    return shown, next(one for one in shown.rows if one.id == row.id)


def fields_of(row: Row) -> RowFields:
    """What the form of a row begins with."""
    known, section = row.when, db.session.get_one(Section, row.section_id)
    return RowFields(
        text=row.text.strip(),
        when=" ".join(row.when_text.split()),
        place=row.place,
        people="\n".join(stored.lines_of(row)),
        by_hand=bool(known.get("by_hand")),
        months=tuple(f"{year}-{month}" for year, month in _months(row)),
        is_all_year=bool(known.get("all_year")),
        state=row.state.value,
        note=row.note,
        form=row.form,
        spare=stored.spare_of(row, section),
        has_form=stored.has_form(row, section),
    )


def year_of(section_id: int) -> Year:
    """The year whose plan has this section."""
    year_id = db.session.scalar(
        select(Plan.year_id)
        .join(Section, Section.plan_id == Plan.id)
        .where(Section.id == section_id)
    )
    return next(one for one in years.all_years() if one.id == year_id)


def year_of_plan(plan_id: int) -> Year:
    """The year of this plan."""
    year_id = db.session.scalar(select(Plan.year_id).where(Plan.id == plan_id))
    return next(one for one in years.all_years() if one.id == year_id)


def is_draft(plan: Plan) -> bool:
    return plan.state is PlanState.DRAFT


def understood(row: Row, typed: str) -> str:
    """The months that follow from the срок of a row, while it is the one that is typed."""
    is_stored = " ".join(typed.split()) == " ".join(row.when_text.split())
    return (_when_known(row) or "не понято") if is_stored else ""


def header_fields(plan: Plan) -> HeaderFields:
    """What the form of the plan's header begins with."""
    return HeaderFields(plan.title, plan.theme, plan.goal, "\n".join(plan.tasks))


def done_in_words(year: Year) -> dict[int, str]:
    """What became of each row: its state, what somebody says of it, and the fact."""
    shown = page(year)
    rows = [row for section in shown.sections for row in section.rows] if shown else []
    return {row.id: _done(row) for row in rows}


def _done(row: PlanRow) -> str:
    said = ": ".join(filter(None, (row.state.capitalize(), row.note)))
    return "\n".join(filter(None, (said, row.fact.text if row.fact else "", row.mark)))


def state_counts(shown: PlanPage) -> list[tuple[str, str, int]]:
    """The word of each state, its colour, and how many rows are in it."""
    rows = [row for section in shown.sections for row in section.rows]
    words = Counter(row.state or "запланировано" for row in rows if row.kind == RowKind.ITEM)
    return [(word, kind, words[word]) for word, kind in wording.ROW_STATES.values() if words[word]]


def undone(year: Year) -> dict[int, str]:
    """What did not become of rows of this year, by their ids: next year's plan says so."""
    shown = page(year)
    rows = [row for section in shown.sections for row in section.rows] if shown else []
    unmarked = "не отмечено, что выполнено"
    is_lacking = {wording.ROW_STATES[one][0] for one in rules.NOT_DONE}
    return {
        row.id: row.state or unmarked
        for row in rows
        if row.kind == RowKind.ITEM and (not row.state or row.state in is_lacking)
    }


def steps(plan: Plan, *, may_adopt: bool) -> list[NextState]:
    """The states that may follow; the first of them is the usual one."""
    asks = {PlanState.ADOPTED: "adoption", PlanState.APPROVED: "approval"}
    order = list(PlanState)
    return [
        NextState(
            then.value,
            wording.STEPS[plan.state, then],
            asks.get(then, "") if order.index(then) > order.index(plan.state) else "",
        )
        for then in rules.STATES[plan.state]
        if may_adopt or not rules.is_adoption(plan.state, then)
    ]


def undoable(plan_id: int) -> Undoable | None:
    """What the button «Отменить» takes back, or nothing."""
    change = db.session.scalar(stored.last_change(plan_id))
    if change is None:
        return None
    return Undoable(change.id, f"{wording.CHANGES[change.kind]} «{change.title}»")


def amendments(plan_id: int) -> list[ChangeRow]:
    """What was changed after the plan had been adopted, in its order."""
    found = db.session.execute(
        select(PlanChange, Person.surname, Person.given, Person.patronymic)
        .join(Account, Account.id == PlanChange.by)
        .join(Person, Person.id == Account.person_id)
        .where(PlanChange.plan_id == plan_id, PlanChange.reason != "", ~PlanChange.is_undone)
        .order_by(PlanChange.id)
    )
    return [
        ChangeRow(
            what=wording.CHANGES[one.kind],
            title=one.title,
            reason=one.reason,
            who=russian.initials(*name),
            when=russian.day(clock.local(one.at).date()),
            before=_in_words(one.before, one.after, one.row_id),
            after=_in_words(one.after, one.before, one.row_id),
        )
        for one, *name in found
    ]


def _in_words(kept: dict[str, Any], other: dict[str, Any], row_id: int) -> str:
    """What was before or after, in a line: a row, a section, the words above them."""
    row, section, plan = kept["rows"].get(str(row_id), {}), kept.get("section"), kept.get("plan")
    said: list[str] = []
    if "title" in row:
        people = ", ".join(one["name"] for one in row["who"])
        spare = [f"{one[0]}: {one[1]}" for one in row.get("extras", ())]
        said = [row["title"], row.get("form", ""), row["when_text"], row["place"], people, *spare]
    elif section:
        together = wording.COLUMNS[section["has_place_apart"]]
        said = [f"{section['number']} {section['title']}", together]
    elif kept.get("notes"):
        said = [one["text"] for one in kept["notes"].values()]
    elif plan:
        unlike = [value for name, value in plan.items() if value != other["plan"][name]]
        said = [text for one in unlike for text in (one if isinstance(one, list) else [one])]
    return "; ".join(" ".join(one.split()).rstrip(" ;") for one in said if one)


def summary(year: Year) -> Summary | None:
    """The plan in a line for the first page."""
    header = _header(year)
    if header is None:
        return None
    kinds = Counter(row.kind for row, _ in _every_row(year))
    words = [wording.meetings(kinds[RowKind.MEETING]), wording.rows(kinds[RowKind.ITEM])]
    title, url = f"План на {year.title} год", url_for("plan.show_plan")
    return Summary(title, ", ".join(words), header.plan.theme, url)


def waiting(actor: Actor, year: Year | None) -> list[Waiting]:
    """What the plan asks of its keepers."""
    if not actor.leads or year is None:
        return []
    if _header(year) is None:
        url = url_for("plan.upload")
        return [Waiting(1, "год без плана работы", "Составьте его или загрузите из Word", url)]
    lacking = sum(row.kind is RowKind.ITEM and not who for row, who in _every_row(year))
    title = f"{russian.form(lacking, 'пункт', 'пункта', 'пунктов')} плана без ответственного"
    return [Waiting(lacking, title, "Они отмечены в плане", url_for("plan.show_plan"))]


@offers_remains("plan_rows")
def unmarked(year: Year) -> Remains:
    """Rows of the plan of which nobody has said what became of them."""
    count = len(undone(year))
    url = url_for("plan.fact", year=year.starts_in)
    detail = "В план следующего года они войдут с пометкой «не отмечено» или «не выполнено»"
    return Remains(count, "Пункты плана не выполнены или не отмечены", detail, url)


@offers_entries
def entries(year: Year) -> Iterable[YearEntry]:
    """Dated rows of the plan for calendars: their day, or their months as whole."""
    plan = f"/plan/?year={year.starts_in}"  # told outside of requests too
    # As it stands now: what a change of this request has read before is of before.
    rows = [one for section in _rows(Plan.year_id == year.id).values() for one in section]
    for row, who in rows:
        if row.kind is not RowKind.ITEM or row.meeting_id or row.when.get("all_year"):
            continue
        for number, (first, last) in enumerate(_days(row)):
            yield YearEntry(
                key=f"row-{row.id}-{number}",
                title=" ".join(row.title.split()),
                day=first,
                until=last,
                url=f"{plan}#row-{row.id}",
                place=row.place,
                text=", ".join(one.name for one in who),
                is_cancelled=row.state is RowState.DROPPED,
                is_moved=row.state is RowState.MOVED,
            )


def _days(row: Stored) -> list[tuple[date, date]]:
    """The day that a row names, else its months from their first to their last days."""
    exact = row.when.get("day") or row.when.get("until")
    if exact:
        day = date.fromisoformat(exact)
        return [(day, day)]
    return [
        (date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        for year, month in _months(row)
    ]


@offers_marks
def marks(year: Year) -> Iterable[Mark]:
    """Dated rows of the plan for the ribbon; its meetings are the room of meetings' to mark."""
    plan = url_for("plan.show_plan")
    for row, _ in _every_row(year):
        if row.kind is RowKind.ITEM and row.meeting_id is None and not row.when.get("all_year"):
            for number, month in _months(row)[:2]:
                url = f"{plan}#row-{row.id}"
                yield Mark(number, month, _short(row.title), row.title, url, MarkKind.EVENT)


@dataclass(frozen=True, slots=True)
class _Header:
    """What stands above the rows of a plan."""

    plan: Plan
    sections: tuple[Section, ...]
    source_id: int | None
    source_name: str | None
    facts: Facts | None


def _header(year: Year, *, with_facts: bool = False) -> _Header | None:
    """The plan, its sections, its file, and what rooms did for it; asked once in a request."""
    headers = g.setdefault("plan_headers", {})
    if year.id not in headers:
        headers[year.id] = _read_header(year, with_facts=with_facts)
    header: _Header | None = headers[year.id]
    return header


@lru_cache(maxsize=2)
def _header_asked(*, with_facts: bool) -> Select[Any]:
    source = (
        select(Attachment.id)
        .where(Attachment.owner == "plan", Attachment.owner_id == Plan.id)
        .order_by(Attachment.id)
        .limit(1)
    )
    name = source.with_only_columns(Attachment.name).scalar_subquery()
    counts = facts.columns(bindparam("year")) if with_facts else []
    return (
        select(Plan, Section, source.scalar_subquery(), name, *counts)
        .outerjoin(Section, Section.plan_id == Plan.id)
        .where(Plan.year_id == bindparam("year"))
        .order_by(Section.position)
    )


def _read_header(year: Year, *, with_facts: bool) -> _Header | None:
    asked = _header_asked(with_facts=with_facts)
    found = db.session.execute(asked, {"year": year.id}).all()
    if not found:
        return None
    plan, _, source_id, source_name, *counted = found[0]
    sections = tuple(one[1] for one in found if one[1] is not None)
    known = Facts(year, counted) if with_facts else None
    return _Header(plan, sections, source_id, source_name, known)


# Columns, not entities: a page of 150 rows would spend a third of its time making those.
_READ = (
    Row.id, Row.section_id, Row.kind, Row.meeting_id, Row.number, Row.title, Row.meeting_number,
    Row.form, Row.when_text, Row.when, Row.place, Row.mark, Row.state, Row.note, Row.version,
    Row.extras, Row.has_facts,
    Responsible.kind.label("who_kind"), Responsible.name.label("who"),
    Responsible.post.label("who_post"), Responsible.organisation.label("who_organisation"),
)  # fmt: skip
_Rows = dict[int, list[tuple[Stored, tuple[Who, ...]]]]


def _rows_of(year: Year) -> _Rows:
    """Every row of the year's plan, by section; asked once in a request."""
    known = g.setdefault("plan_rows", {})
    if year.id not in known:
        known[year.id] = _rows(Plan.year_id == year.id)
    rows: _Rows = known[year.id]
    return rows


def _every_row(year: Year) -> list[tuple[Stored, tuple[Who, ...]]]:
    return [row for section in _rows_of(year).values() for row in section]


def _rows(*conditions: Any) -> _Rows:
    """The rows by section, each with who is responsible: one statement, however many rows."""
    found = db.session.execute(
        select(*_READ)
        .join(Section, Row.section_id == Section.id)
        .join(Plan, Section.plan_id == Plan.id)
        .outerjoin(Responsible, Responsible.row_id == Row.id)
        .where(*conditions)
        .order_by(Section.position, Row.position, Responsible.position)
    )
    rows: dict[int, Stored] = {}
    who: dict[int, list[Who]] = defaultdict(list)
    for row in found:
        rows[row.id] = row
        if row.who_kind is not None:
            who[row.id].append(_who(row))
    by_section: _Rows = defaultdict(list)
    for row in rows.values():
        by_section[row.section_id].append((row, tuple(who[row.id])))
    return by_section


def _who(one: Stored) -> Who:
    if one.who_kind is PersonKind.ORGANISATION:
        return Who(one.who_organisation or one.who, "")
    return Who(one.who, ", ".join(filter(None, (one.who_post, one.who_organisation))))


@dataclass(frozen=True, slots=True)
class _RowReader:
    """What rows are read with: the year that dates them, and what rooms did for them."""

    year: Year
    facts: Facts | None
    with_remarks: bool

    def remarks(self, row: Stored, who: tuple[Who, ...]) -> tuple[str, ...]:
        if not self.with_remarks or row.kind is not RowKind.ITEM:
            return ()
        first = self.year.starts_in
        return rules.remarks(
            row.title,
            row.when_text or _when_known(row) or ("как у заседания" if row.meeting_id else ""),
            is_understood=not row.when_text or bool(_when_known(row)),
            is_foreign=bool(row.when.get("foreign")),
            has_people=bool(who),
            years=(first, first + 1),
        )


def _section(
    section: Section, rows: Sequence[tuple[Stored, tuple[Who, ...]]], known: _RowReader
) -> PlanSection:
    asked = {row.meeting_id for row, _ in rows}  # the meetings that have questions
    return PlanSection(
        id=section.id,
        number=section.number,
        title=section.title,
        rows=tuple(_row(row, who, known, may_be_removed=row.id not in asked) for row, who in rows),
        has_mark=any(row.mark for row, _ in rows),
    )


def _row(row: Stored, who: tuple[Who, ...], known: _RowReader, *, may_be_removed: bool) -> PlanRow:
    is_meeting = row.kind is RowKind.MEETING
    fact = known.facts.of(row.id, row.title) if known.facts else None
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
        when_known=_when_known(row),
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


def _state_of(row: Stored, fact: Fact | None) -> RowState:
    """What somebody says of the row; while nobody does, what follows from the facts."""
    if row.state is not RowState.PLANNED or fact is None or not fact.state:
        return RowState(row.state)
    return RowState(fact.state)


def _meeting_title(row: Stored) -> str:
    number = wording.roman_meeting(row.meeting_number)
    return f"{number}. {row.title}" if row.title else number


def _months(row: Row | Stored) -> list[tuple[int, int]]:
    return [(year, month) for year, month in row.when.get("months", [])]


def _when_known(row: Row | Stored) -> str:
    if row.when.get("all_year"):
        return "в течение года"
    if until := row.when.get("until"):
        return f"до {russian.day(date.fromisoformat(until))}"
    return ", ".join(russian.month_of_year(year, month) for year, month in _months(row))


def _short(title: str) -> str:
    return russian.hyphenable(russian.shortened(title, RIBBON_LETTERS))
