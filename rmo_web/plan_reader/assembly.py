"""The plan while it is being read: sections, meetings and rows in the making, and the accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rmo_web.plan_reader import headings, meeting_forms, terms
from rmo_web.plan_reader.blocks import Paragraph
from rmo_web.plan_reader.columns import Column, ColumnQuestion, LayoutColumn
from rmo_web.plan_reader.draft import (
    DraftFacts,
    DraftGroup,
    DraftItem,
    DraftMeeting,
    DraftNote,
    DraftRow,
    DraftSection,
    Extra,
    Trace,
    with_first_question,
)
from rmo_web.plan_reader.people import Whereabouts, people_in, split_place_and_people
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot
from rmo_web.plan_reader.when import When, understand_when

BLANK_PARAGRAPH = "Пустой абзац"
NOT_UNDERSTOOD = "Не понято, сохранится в заметках"
# Facts of a meeting may stand below its questions.
_OF_MEETING = frozenset({Slot.TEXT, Slot.FORM, Slot.WHEN, Slot.PLACE})


@dataclass(slots=True)
class _Parent:
    """A row that others may stand under."""

    row: DraftRow
    children: list[DraftItem] = field(default_factory=list)

    def frozen(self) -> DraftRow:
        if isinstance(self.row, DraftMeeting):
            return with_first_question(replace(self.row, questions=tuple(self.children)))
        if isinstance(self.row, DraftGroup):
            return replace(self.row, items=tuple(self.children))
        return self.row


@dataclass(slots=True)
class _Sheet:
    """A section in the making."""

    section: DraftSection
    rows: list[_Parent] = field(default_factory=list)

    def frozen(self) -> DraftSection:
        return replace(self.section, rows=tuple(parent.frozen() for parent in self.rows))


class Assembly:
    """Gathers a plan in the order of its file; knows which section and meeting are open."""

    def __init__(self, first_year: int | None, known: Mapping[str, str]) -> None:
        self.first_year = first_year
        self.known = known
        self.accounts: list[Trace] = []
        self.notes: list[DraftNote] = []
        self.questions: list[ColumnQuestion] = []
        self._sheets: list[_Sheet] = []
        self._parent: _Parent | None = None
        self.pieces: list[Piece] = []
        self._owner = self.pieces
        self._begun: list[list[Piece]] = []

    def place(self, piece: Piece, *, on_last: bool = False) -> None:
        """The piece belongs to what was begun by it, else to what stands before it.

        `on_last`: of several that it began to the last one, not to the first.
        """
        owner = self._begun[-1 if on_last else 0] if self._begun else self._owner
        owner.append(piece)
        self._begun = []

    def _begin(self, pieces: list[Piece]) -> None:
        self._owner = pieces
        self._begun.append(pieces)

    def account(self, where: str, text: str, became: str, *, understood: bool = True) -> None:
        """Say what became of a text of the file."""
        self.accounts.append(Trace(where, text, became, understood))

    def note(self, where: str, text: str, became: str = NOT_UNDERSTOOD) -> int:
        """Keep a text that has no place in the plan; its number among the notes."""
        self.notes.append(DraftNote(where, text))
        self.account(where, text, became, understood=False)
        return len(self.notes)

    def line(
        self,
        paragraph: Paragraph,
        became: str,
        slot: Slot = Slot.NOTHING,
        label: str = "",
        *,
        is_rest: bool = False,
        understood: bool = True,
    ) -> None:
        """Say what became of a paragraph, and keep it where it stood."""
        self.account(paragraph.where, paragraph.text, became, understood=understood)
        of_meeting = slot in _OF_MEETING and self.last_item is not None
        spot = Spot(paragraph.text, slot, label, is_rest=is_rest, of_meeting=of_meeting)
        self.place(Piece(PieceKind.LINE, (spot,)))

    def open_section(self, where: str, verbatim: str) -> str:
        """Begin a section; the answer names it for an account."""
        number, title = headings.section_title(verbatim)
        section = DraftSection(where, verbatim, number, title)
        self._sheets.append(_Sheet(section))
        self._begin(section.pieces)
        self._parent = None
        return self.section_name

    def lay_out(self, where: str, columns: tuple[LayoutColumn, ...]) -> None:
        """Give the open section its columns; a section that has some keeps them."""
        sheet = self._sheet(where)
        if not sheet.section.columns:
            sheet.section = replace(sheet.section, columns=columns)

    def open_meeting(
        self,
        where: str,
        words: str,
        facts: DraftFacts | None = None,
        extras: tuple[Extra, ...] = (),
        verbatim: str = "",
        has_facts: bool = False,
        numbered: str = "",
        done: str = "",
        shared: frozenset[Column] = frozenset(),
    ) -> str:
        """Begin a meeting from the words of its heading; questions then go under it."""
        heading = headings.heading_of(words)
        facts = facts or DraftFacts()
        remark = self.when(heading.remark)
        if remark.understood and facts.when.is_blank:
            facts = replace(facts, when=remark)
        if not facts.form and meeting_forms.is_form(heading.kind):
            facts = replace(facts, form=meeting_forms.form_of(heading.kind))
        meeting = DraftMeeting(
            where,
            terms.tidy_lines(verbatim or words),
            heading.number,
            heading.kind,
            heading.theme,
            facts,
            extras=extras,
            has_facts=has_facts,
            numbered=numbered,
            done=done,
            shared=shared,
        )
        self._parent = _Parent(meeting)
        self._sheet(where).rows.append(self._parent)
        self._begin(meeting.pieces)
        return self.meeting_name

    def open_group(self, where: str, verbatim: str) -> str:
        """Begin a group of rows; a month may head it."""
        title = terms.tidy(verbatim)
        group = DraftGroup(where, verbatim, title, self.when(title))
        self._parent = _Parent(group)
        self._sheet(where).rows.append(self._parent)
        self._begin(group.pieces)
        return f"Группа «{terms.shortened(title)}»"

    def close(self) -> None:
        """What follows stands under no meeting and no group."""
        self._parent = None

    def add(self, item: DraftItem) -> str:
        """Put a row under the open meeting or group, or into the section."""
        name = self.item_name(item.number)
        if self._parent is not None:
            self._parent.children.append(item)
        else:
            self._sheet(item.where).rows.append(_Parent(item))
        self._begin(item.pieces)
        return name

    @property
    def last_item(self) -> DraftItem | None:
        """The last question of the open meeting."""
        return self._parent.children[-1] if self._parent and self._parent.children else None

    def amend_last_item(self, item: DraftItem) -> None:
        """Replace the last question of the open meeting."""
        assert self._parent is not None
        self._parent.children[-1] = item

    @property
    def meeting(self) -> DraftMeeting | None:
        """The open meeting."""
        row = self._parent.row if self._parent else None
        return row if isinstance(row, DraftMeeting) else None

    def amend_meeting(self, meeting: DraftMeeting) -> None:
        """Replace what is known of the open meeting."""
        assert self._parent is not None
        self._parent.row = meeting

    @property
    def group_when(self) -> When:
        """The month that heads the open group."""
        row = self._parent.row if self._parent else None
        return row.when if isinstance(row, DraftGroup) and row.when.understood else When()

    @property
    def section_name(self) -> str:
        """«Раздел 1», as accounts call the open section."""
        section = self._sheets[-1].section if self._sheets else None
        if section is None or not (section.number or section.title):
            return "Раздел без названия"
        return (
            f"Раздел {section.number}"
            if section.number
            else (f"Раздел «{terms.shortened(section.title)}»")
        )

    @property
    def meeting_name(self) -> str:
        """«Заседание № 1», as accounts call the open meeting."""
        number = self.meeting.number if self.meeting else None
        return "Заседание без номера" if number is None else f"Заседание № {number}"

    def item_name(self, number: str) -> str:
        """«Вопрос I заседания № 1» or «Пункт 3»."""
        bare = terms.tidy(number).rstrip(" .)")
        if self.meeting is None:
            return f"Пункт {bare}" if bare else "Пункт без номера"
        of = self.meeting_name.replace("Заседание", "заседания")
        return f"Вопрос {bare or 'без номера'} {of}"

    def when(self, text: str) -> When:
        """The срок that a text says."""
        return understand_when(text, self.first_year)

    def people(self, text: str) -> Whereabouts:
        """The people that a text names."""
        return people_in(text, self.known)

    def place_and_people(self, text: str) -> Whereabouts:
        """The place and the people that a text names together."""
        return split_place_and_people(text, self.known)

    def sections(self) -> tuple[DraftSection, ...]:
        """Every section that has rows or a title of its own."""
        return tuple(sheet.frozen() for sheet in self._sheets)

    def _sheet(self, where: str) -> _Sheet:
        if not self._sheets:
            self._sheets.append(_Sheet(DraftSection(where, "", "", "")))
            self._owner = self._sheets[-1].section.pieces
        return self._sheets[-1]
