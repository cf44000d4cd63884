"""The tables of a plan: every row becomes a meeting, a group or an item, every cell an account."""

from dataclasses import dataclass, replace

from rmo_web.plan.importer import terms
from rmo_web.plan.importer.assembly import Assembly
from rmo_web.plan.importer.blocks import Cell, Merge, Row, Table
from rmo_web.plan.importer.columns import (
    WORDS,
    Answers,
    Column,
    Layout,
    LayoutColumn,
    is_count,
    is_header,
    layout_of,
)
from rmo_web.plan.importer.draft import Facts, Item

BLANK = "Пустая ячейка"
HIDDEN = "Скрыто объединением ячеек, сохранится в заметках"
CONTINUED = "Продолжение объединённой ячейки"
HEADER = "Шапка таблицы"
PARTS = {
    Column.NUMBER: "номер",
    Column.MEETING: "заседание",
    Column.TEXT: "содержание",
    Column.FORM: "форма",
    Column.AUDIENCE: "категория участников",
    Column.WHEN: "срок",
    Column.PLACE: "место",
    Column.PEOPLE: "ответственные",
    Column.PLACE_AND_PEOPLE: "место и ответственные",
    Column.DONE: "отметка о выполнении",
}
OUTSIDE_MEETINGS = {Column.OTHER, Column.NUMBER, Column.MEETING, Column.AUDIENCE, Column.DONE}


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell of a row with its meaning; `text` may come from the cell it is merged with."""

    cell: Cell
    column: LayoutColumn
    text: str
    shared: bool

    @property
    def meaning(self) -> Column:
        return self.column.meaning


def read_table(table: Table, plan: Assembly, answers: Answers) -> None:
    """Add everything a table says to the plan."""
    layout, questions = layout_of(table, answers)
    plan.questions.extend(questions)
    if layout is None:
        for row in table.rows:
            _keep(row, plan)
        return
    _Reader(layout, plan).read(table)


def _keep(row: Row, plan: Assembly) -> None:
    for cell in row.cells:
        if cell.text.strip():
            plan.note(cell.where, cell.text)
        else:
            plan.account(cell.where, cell.text, BLANK)


class _Reader:
    """Reads the rows of one table by its layout."""

    def __init__(self, layout: Layout, plan: Assembly) -> None:
        self._layout = layout
        self._plan = plan
        self._above: dict[int, str] = {}
        self._header: list[str] = []

    def read(self, table: Table) -> None:
        layout, plan = self._layout, self._plan
        header = table.rows[layout.first : layout.last]
        self._header = [terms.fold(cell.text) for row in header for cell in row.cells]
        for row in table.rows[: layout.first]:
            self._before_header(row)
        plan.lay_out(table.rows[0].where, layout.columns)
        for row in header:
            self._account(row, HEADER)
        for row in table.rows[layout.last :]:
            self._row(row)

    def _before_header(self, row: Row) -> None:
        texts = [cell for cell in row.cells if cell.text.strip()]
        if len(texts) != 1:
            _keep(row, self._plan)
        elif terms.is_meeting(texts[0].text):
            self._account(row, self._plan.open_meeting(row.where, texts[0].text))
        else:
            self._account(row, self._plan.open_section(row.where, texts[0].text))

    def _row(self, row: Row) -> None:
        if self._is_repeated_header(row):
            self._account(row, f"{HEADER} (повтор)")
            return
        if is_count(row):
            self._account(row, "Номера столбцов")
            return
        filled = self._filled(row)
        written = [one for one in filled if one.text.strip() and not one.shared]
        heading = self._heading(row, written)
        if not written:
            self._account(row, BLANK)
        elif heading is not None:
            self._head(row, heading, _beside(heading, written))
        else:
            self._body(row, filled)

    def _is_repeated_header(self, row: Row) -> bool:
        texts = [cell.text for cell in row.cells]
        return is_header(texts) and [*map(terms.fold, texts)] == self._header[-len(texts) :]

    def _account(self, row: Row, became: str) -> None:
        for cell in row.cells:
            self._account_cell(cell, became, hidden=self._is_hidden(cell))

    def _account_cell(
        self, cell: Cell, became: str, *, hidden: bool = False, understood: bool = True
    ) -> None:
        if not cell.text.strip():
            blank = CONTINUED if cell.merge is Merge.CONTINUES else BLANK
            self._plan.account(cell.where, cell.text, blank)
        elif hidden:
            self._plan.note(cell.where, cell.text, HIDDEN)
        else:
            as_written = "" if understood else " (как написано)"
            self._plan.account(cell.where, cell.text, became + as_written, understood=understood)

    def _is_hidden(self, cell: Cell) -> bool:
        """Word does not draw what a cell holds when it is merged with one above that is filled."""
        return cell.merge is Merge.CONTINUES and bool(self._above.get(cell.column, "").strip())

    def _filled(self, row: Row) -> list[_Filled]:
        """The cells of a row; one that is merged with the cell above has its text."""
        filled = []
        taken: set[Column] = set()
        for cell, columns in self._layout.over(row):
            column = _joint(columns)
            if column.meaning in taken and cell.text.strip():
                column = replace(column, meaning=Column.OTHER)
            taken.add(column.meaning)
            if self._is_hidden(cell):
                filled.append(_Filled(cell, column, self._above[cell.column], shared=True))
                continue
            self._above[cell.column] = "" if cell.merge is Merge.NONE else cell.text
            filled.append(_Filled(cell, column, cell.text, shared=False))
        return filled

    def _heading(self, row: Row, written: list[_Filled]) -> _Filled | None:
        """The one cell of a row that heads those after it."""
        subjects = [one for one in written if one.meaning is not Column.NUMBER]
        if len(written) == 1 and terms.is_meeting(written[0].text):
            return written[0]
        if len(subjects) == 1 and self._spans(subjects[0].cell):
            return subjects[0]
        only_number = len(written) == 1 and not subjects and len(row.cells) > 1
        if only_number and terms.whole(terms.tidy(written[0].text)) is None:
            return written[0]
        return None

    def _spans(self, cell: Cell) -> bool:
        """Whether a cell lies under the subject of the table and more."""
        under = [one for one in self._layout.columns if cell.column <= one.start < cell.end]
        return len(under) > 1 and any(one.meaning in {Column.TEXT, Column.MEETING} for one in under)

    def _head(self, row: Row, heading: _Filled, number: str) -> None:
        text = heading.text
        if not terms.is_meeting(text):
            self._account(row, self._plan.open_group(row.where, f"{number} {text}".strip()))
            return
        extras = (("", number),) if number else ()
        meetings = terms.split_meetings(text)
        for lines in meetings:
            name = self._meeting_with_questions(row, lines, Facts(), extras)
        self._account(row, name if len(meetings) == 1 else "Заседания этой строки")

    def _body(self, row: Row, filled: list[_Filled]) -> None:
        subject = self._meeting_cell(filled)
        if subject is None or subject.shared:
            self._item(row, filled)
        else:
            self._meeting(row, filled, subject)

    def _meeting_cell(self, filled: list[_Filled]) -> _Filled | None:
        """The cell that makes the row a meeting, or a part of one."""
        found = [
            one
            for one in filled
            if one.text.strip()
            and (
                one.meaning is Column.MEETING
                or (one.meaning in {Column.TEXT, Column.NUMBER} and terms.is_meeting(one.text))
            )
        ]
        return min(found, key=lambda one: one.shared, default=None)

    def _meeting(self, row: Row, filled: list[_Filled], subject: _Filled) -> None:
        """A row that is a whole meeting: its questions are the lines of a cell."""
        facts, extras = self._facts(filled), _extras(filled, subject)
        meetings = terms.split_meetings(subject.text)
        if len(meetings) > 1:
            self._several(row, filled, meetings, facts, extras)
            return
        apart = next(
            (
                one
                for one in filled
                if one.meaning is Column.TEXT and one is not subject and one.text.strip()
            ),
            None,
        )
        number = next(
            (
                terms.tidy(one.text)
                for one in filled
                if one.meaning is Column.NUMBER and one is not subject
            ),
            "",
        )
        if apart is None:
            name = self._meeting_with_questions(row, meetings[0], facts, extras, number)
        elif subject.cell.merge is Merge.START:
            self._named_meeting(row, subject.text, Facts(), (), number)
            self._item(row, filled)
            return
        else:
            name = self._named_meeting(row, subject.text, facts, extras, number)
            self._questions(row, apart.text)
        for one in filled:
            part = "" if one is subject else f" — {_part(one.column)}"
            self._account_filled(one, f"{name}{part}", facts)

    def _several(
        self,
        row: Row,
        filled: list[_Filled],
        meetings: list[str],
        facts: Facts,
        extras: tuple[tuple[str, str], ...],
    ) -> None:
        """Meetings that share a row share its cells, but for a срок that has a line for each."""
        months = terms.tidy_lines(facts.when.verbatim).splitlines()
        for position, lines in enumerate(meetings):
            own = facts
            if len(months) == len(meetings):
                own = replace(facts, when=self._plan.when(months[position]))
            self._meeting_with_questions(row, lines, own, extras)
        for one in filled:
            self._account_filled(one, f"Заседания этой строки — {_part(one.column)}", facts)

    def _named_meeting(
        self,
        row: Row,
        text: str,
        facts: Facts,
        extras: tuple[tuple[str, str], ...],
        number: str = "",
        verbatim: str = "",
    ) -> str:
        """A meeting whose cell may hold no more than its number or its theme."""
        verbatim = verbatim or text
        if not terms.is_meeting(text):
            before, theme = terms.numbered(terms.tidy(text))
            bare = terms.whole(before or theme)
            theme = theme if before or bare is None else ""
            bare = terms.whole(number) if bare is None else bare
            text = f"Заседание {'' if bare is None else f'№ {bare}'}. {theme}"
        return self._plan.open_meeting(row.where, text, facts, extras, verbatim)

    def _meeting_with_questions(
        self,
        row: Row,
        text: str,
        facts: Facts,
        extras: tuple[tuple[str, str], ...] = (),
        number: str = "",
    ) -> str:
        only_questions = bool(number) and bool(terms.numbered(terms.tidy_lines(text))[0])
        heading, questions = ("", text) if only_questions else terms.split_heading(text)
        form, words = terms.split_form(heading)
        facts = replace(facts, form=facts.form or form)
        name = self._named_meeting(row, words, facts, extras, number, verbatim=heading)
        self._questions(row, questions)
        return name

    def _questions(self, row: Row, text: str) -> None:
        """Each numbered line begins a question of the open meeting."""
        for question in terms.split_questions(text):
            number, rest = terms.numbered(question)
            form, bare = terms.split_form(rest)
            self._plan.add(Item(row.where, number, question, bare, Facts(form=form)))

    def _item(self, row: Row, filled: list[_Filled]) -> None:
        texts = {one.meaning: one.text for one in reversed(filled)}
        verbatim = texts.get(Column.TEXT, "")
        form, text = terms.split_form(verbatim)
        facts = self._facts(filled)
        shared = {one.meaning for one in filled if one.shared}
        if facts.when.is_blank and self._plan.group_when.understood:
            facts = replace(facts, when=self._plan.group_when)
            shared.add(Column.WHEN)
        item = Item(
            row.where,
            terms.tidy(texts.get(Column.NUMBER, "")),
            verbatim,
            text,
            replace(facts, form=facts.form or form),
            frozenset(shared),
            audience=terms.tidy_lines(texts.get(Column.AUDIENCE, "")),
            done=terms.tidy_lines(texts.get(Column.DONE, "")),
            extras=_extras(filled),
        )
        name = self._plan.add(item)
        for one in filled:
            self._account_filled(one, f"{name} — {_part(one.column)}", facts)

    def _facts(self, filled: list[_Filled]) -> Facts:
        texts = {one.meaning: one.text.strip() for one in reversed(filled)}
        together = texts.get(Column.PLACE_AND_PEOPLE, "")
        who = texts.get(Column.PEOPLE, "")
        found = self._plan.place_and_people(together) if together else self._plan.people(who)
        place = texts.get(Column.PLACE, "")
        form = texts.get(Column.FORM, "")
        return Facts(
            when=self._plan.when(texts.get(Column.WHEN, "")),
            place=terms.tidy_lines(place) or found.place,
            place_verbatim=place,
            people=found.people,
            people_verbatim=together or who,
            certain=found.certain,
            form=terms.form_of(form) if form else "",
        )

    def _account_filled(self, one: _Filled, became: str, facts: Facts) -> None:
        self._account_cell(
            one.cell, became, hidden=one.shared, understood=not _is_unclear(one, facts)
        )


def _is_unclear(one: _Filled, facts: Facts) -> bool:
    if one.meaning is Column.WHEN:
        return not facts.when.understood
    return one.meaning in {Column.PEOPLE, Column.PLACE_AND_PEOPLE} and not facts.certain


def _joint(columns: tuple[LayoutColumn, ...]) -> LayoutColumn:
    """The meaning of a cell under several columns: the subject, else place with people."""
    meanings = {column.meaning for column in columns}
    for column in columns:
        if column.meaning in {Column.TEXT, Column.MEETING}:
            return column
    if {Column.PLACE, Column.PEOPLE} <= meanings:
        return replace(columns[0], meaning=Column.PLACE_AND_PEOPLE)
    return columns[0] if columns else LayoutColumn(0, 0, "", Column.OTHER)


def _beside(heading: _Filled, written: list[_Filled]) -> str:
    """The number that stands before a heading in a cell of its own."""
    return " ".join(terms.tidy(one.text) for one in written if one is not heading)


def _extras(filled: list[_Filled], meeting: _Filled | None = None) -> tuple[tuple[str, str], ...]:
    """What has no field of its own; a meeting has fewer of them than a question."""
    without_field = {Column.OTHER} if meeting is None else OUTSIDE_MEETINGS
    return tuple(
        (_title(one.column), one.text.strip())
        for one in filled
        if one.meaning in without_field and one is not meeting and one.text.strip()
    )


def _title(column: LayoutColumn) -> str:
    return "" if column.meaning is Column.NUMBER else column.title or WORDS[column.meaning]


def _part(column: LayoutColumn) -> str:
    return PARTS.get(column.meaning) or f"«{column.title or WORDS[Column.OTHER]}»"
