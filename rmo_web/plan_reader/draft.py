"""A plan as it was read from a file: frozen values, before anything is stored."""

from dataclasses import dataclass, field, replace
from enum import Enum

from rmo_web.plan_reader.columns import Column, ColumnQuestion, LayoutColumn
from rmo_web.plan_reader.people import Named
from rmo_web.plan_reader.pieces import Piece
from rmo_web.plan_reader.short_names import Abbreviation
from rmo_web.plan_reader.when import When

# A column that has no field: its title, what its cell says, where the cell begins.
Extra = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class DraftHeader:
    """What the plan says of itself before its first table."""

    title: str = ""
    associations: tuple[str, ...] = ()
    first_year: int | None = None
    theme: str = ""
    goal: str = ""
    tasks: tuple[str, ...] = ()
    adoption: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """Срок, место, ответственные: what rows and meetings have in common.

    In a column that holds place and people together, `people_verbatim` is the whole cell.
    """

    when: When = field(default_factory=When)
    place: str | None = None
    place_verbatim: str = ""
    people: tuple[Named, ...] = ()
    people_verbatim: str = ""
    certain: bool = True
    form: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """Пункт плана or вопрос заседания; `shared` names what it has from above.

    That is a cell merged with the row above, or a month that heads its group.
    """

    where: str
    number: str
    verbatim: str
    text: str
    facts: DraftFacts
    shared: frozenset[Column] = frozenset()
    done: str = ""
    extras: tuple[Extra, ...] = ()
    pieces: list[Piece] = field(default_factory=list, compare=False, repr=False)

    @property
    def when_shared(self) -> bool:
        return Column.WHEN in self.shared


@dataclass(frozen=True, slots=True)
class DraftMeeting:
    """Заседание with its questions; what its heading does not say comes from the first one.

    `has_facts` when it says its day, form, place and people itself: in the columns of a table or
    in lines of its own. `numbered` is the cell of its number, as the file has it.
    """

    where: str
    verbatim: str
    number: int | None
    kind: str
    theme: str
    facts: DraftFacts
    questions: tuple[DraftItem, ...] = ()
    extras: tuple[Extra, ...] = ()
    has_facts: bool = False
    numbered: str = ""
    done: str = ""
    shared: frozenset[Column] = frozenset()
    pieces: list[Piece] = field(default_factory=list, compare=False, repr=False)


def with_first_question(meeting: DraftMeeting) -> DraftMeeting:
    """A month, a place and a form written beside a question are those of the meeting."""
    facts, asked = meeting.facts, [one.facts for one in meeting.questions]
    if facts.when.is_blank:
        whens = (one.when for one in asked if one.when.understood)
        facts = replace(facts, when=next(whens, When()))
    if not facts.place:
        facts = replace(facts, place=next((one.place for one in asked if one.place), None))
    if not facts.form:
        facts = replace(facts, form=next((one.form for one in asked if one.form), ""))
    return replace(meeting, facts=facts)


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """A heading inside a table; `when` if the heading is a month."""

    where: str
    verbatim: str
    title: str
    when: When
    items: tuple[DraftItem, ...] = ()
    pieces: list[Piece] = field(default_factory=list, compare=False, repr=False)


DraftRow = DraftMeeting | DraftGroup | DraftItem


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of the plan with the columns of its table in their order."""

    where: str
    verbatim: str
    number: str
    title: str
    columns: tuple[LayoutColumn, ...] = ()
    rows: tuple[DraftRow, ...] = ()
    pieces: list[Piece] = field(default_factory=list, compare=False, repr=False)

    @property
    def place_and_people_together(self) -> bool:
        return any(column.meaning is Column.PLACE_AND_PEOPLE for column in self.columns)


@dataclass(frozen=True, slots=True)
class DraftNote:
    """A text that is no part of the plan's order; stored so that nothing is lost."""

    where: str
    text: str


class Concern(Enum):
    """What the head should look at before the plan is stored."""

    NO_YEAR = "no_year"
    ASSOCIATION = "association"
    FOREIGN_YEAR = "foreign_year"
    NO_WHEN = "no_when"
    WHEN_UNCLEAR = "when_unclear"
    NO_PEOPLE = "no_people"
    PEOPLE_UNCLEAR = "people_unclear"
    NO_ROWS = "no_rows"


@dataclass(frozen=True, slots=True)
class Remark:
    """A concern about one place of the file, as a sentence."""

    concern: Concern
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one paragraph or cell of the file."""

    where: str
    text: str
    became: str
    understood: bool = True

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Everything a file said, and an account of every word of it."""

    name: str
    header: DraftHeader
    abbreviations: tuple[Abbreviation, ...]
    sections: tuple[DraftSection, ...]
    notes: tuple[DraftNote, ...]
    questions: tuple[ColumnQuestion, ...]
    warnings: tuple[Remark, ...]
    accounts: tuple[Trace, ...]
    pieces: list[Piece] = field(default_factory=list, compare=False, repr=False)

    @property
    def meetings(self) -> tuple[DraftMeeting, ...]:
        return tuple(
            row
            for section in self.sections
            for row in section.rows
            if isinstance(row, DraftMeeting)
        )
