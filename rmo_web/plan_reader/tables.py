"""The tables of a plan: every row becomes a meeting, a group or an item, every cell an account."""

from dataclasses import replace

from rmo_web.plan_reader import headings, meeting_forms, terms
from rmo_web.plan_reader.assembly import Assembly
from rmo_web.plan_reader.blocks import Merge, Table, TableCell, TableRow
from rmo_web.plan_reader.cells import (
    BLANK,
    CONTINUED,
    HEADER,
    HIDDEN,
    SLOTS,
    Filled,
    Told,
    begun,
    drawn,
    extras_of,
    is_unclear,
    joint,
    part_of,
)
from rmo_web.plan_reader.columns import Answers, Column, Layout
from rmo_web.plan_reader.draft import DraftFacts, DraftItem
from rmo_web.plan_reader.layouts import is_count, is_header, layout_of
from rmo_web.plan_reader.pieces import Piece, Slot, Spot


def read_table(table: Table, plan: Assembly, answers: Answers) -> None:
    """Add everything a table says to the plan."""
    layout, questions = layout_of(table, answers)
    plan.questions.extend(questions)
    if layout is None:
        plan.place(begun(table))
        for row in table.rows:
            _keep(table, row, plan)
        return
    _TableReader(table, layout, plan).read()


def _keep(table: Table, row: TableRow, plan: Assembly) -> None:
    spots: dict[str, Spot] = {}
    for cell in row.cells:
        if cell.text.strip():
            spots[cell.where] = Spot("", Slot.NOTE, note=plan.note(cell.where, cell.text))
        else:
            plan.account(cell.where, cell.text, BLANK)
    plan.place(drawn(table, row, spots))


class _TableReader:
    """Reads the rows of one table by its layout."""

    def __init__(self, table: Table, layout: Layout, plan: Assembly) -> None:
        self._table = table
        self._layout = layout
        self._plan = plan
        self._above: dict[int, str] = {}
        self._header: list[str] = []
        self._spots: dict[str, Spot] = {}
        self._is_of_item = False

    def read(self) -> None:
        table, layout, plan = self._table, self._layout, self._plan
        header = table.rows[layout.first : layout.last]
        self._header = [terms.fold(cell.text) for row in header for cell in row.cells]
        plan.place(begun(table, layout))
        for row in table.rows[: layout.first]:
            self._before_header(row)
        plan.lay_out(table.rows[0].where, layout.columns)
        for row in header:
            self._account(row, HEADER)
            plan.place(self._drawn(row, is_head=True))
        for row in table.rows[layout.last :]:
            self._row(row)
            plan.place(self._drawn(row), on_last=self._is_of_item)
            self._is_of_item = False

    def _drawn(self, row: TableRow, *, is_head: bool = False) -> Piece:
        spots, self._spots = self._spots, {}
        return drawn(self._table, row, spots, is_head=is_head)

    def _says(self, cell: TableCell, slot: Slot, *, is_rest: bool = False) -> None:
        """What the cell says of the row that is made of it; a hidden text stays one."""
        self._spots.setdefault(cell.where, Spot("", slot, is_rest=is_rest))

    def _before_header(self, row: TableRow) -> None:
        texts = [cell for cell in row.cells if cell.text.strip()]
        if len(texts) != 1:
            _keep(self._table, row, self._plan)
            return
        is_meeting = headings.is_meeting(texts[0].text)
        opened = self._plan.open_meeting if is_meeting else self._plan.open_section
        self._says(texts[0], Slot.TEXT if is_meeting else Slot.HEADING)
        self._account(row, opened(row.where, texts[0].text))
        self._plan.place(self._drawn(row))

    def _row(self, row: TableRow) -> None:
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
            self._head(row, heading, [one for one in written if one is not heading])
        else:
            self._body(row, filled)

    def _is_repeated_header(self, row: TableRow) -> bool:
        texts = [cell.text for cell in row.cells]
        return is_header(texts) and [*map(terms.fold, texts)] == self._header[-len(texts) :]

    def _account(self, row: TableRow, became: str) -> None:
        for cell in row.cells:
            self._account_cell(cell, became, hidden=self._is_hidden(cell))

    def _account_cell(
        self, cell: TableCell, became: str, *, hidden: bool = False, understood: bool = True
    ) -> None:
        if not cell.text.strip():
            blank = CONTINUED if cell.merge is Merge.CONTINUES else BLANK
            self._plan.account(cell.where, cell.text, blank)
        elif hidden:
            note = self._plan.note(cell.where, cell.text, HIDDEN)
            said = self._spots.get(cell.where, Spot(""))
            self._spots[cell.where] = replace(said, note=note)
        else:
            as_written = "" if understood else " (как написано)"
            self._plan.account(cell.where, cell.text, became + as_written, understood=understood)

    def _is_hidden(self, cell: TableCell) -> bool:
        """Word does not draw what a cell holds when it is merged with one above that is filled."""
        return cell.merge is Merge.CONTINUES and bool(self._above.get(cell.column, "").strip())

    def _filled(self, row: TableRow) -> list[Filled]:
        """The cells of a row; one that is merged with the cell above has its text."""
        filled = []
        taken: set[Column] = set()
        for cell, columns in self._layout.over(row):
            column = joint(columns)
            if column.meaning in taken and cell.text.strip():
                column = replace(column, meaning=Column.OTHER)
            taken.add(column.meaning)
            if self._is_hidden(cell):
                filled.append(Filled(cell, column, self._above[cell.column], shared=True))
                continue
            self._above[cell.column] = "" if cell.merge is Merge.NONE else cell.text
            filled.append(Filled(cell, column, cell.text, shared=False))
        return filled

    def _heading(self, row: TableRow, written: list[Filled]) -> Filled | None:
        """The one cell of a row that heads those after it."""
        subjects = [one for one in written if one.meaning is not Column.NUMBER]
        if len(written) == 1 and headings.is_meeting(written[0].text):
            return written[0]
        if len(subjects) == 1 and self._spans(subjects[0].cell):
            return subjects[0]
        only_number = len(written) == 1 and not subjects and len(row.cells) > 1
        if only_number and terms.whole(terms.tidy(written[0].text)) is None:
            return written[0]
        return None

    def _spans(self, cell: TableCell) -> bool:
        """Whether a cell lies under the subject of the table and more."""
        under = [one for one in self._layout.columns if cell.column <= one.start < cell.end]
        return len(under) > 1 and any(one.meaning in {Column.TEXT, Column.MEETING} for one in under)

    def _head(self, row: TableRow, heading: Filled, beside: list[Filled]) -> None:
        """A heading over the rows after it; `beside` it may stand a number in a cell of its own."""
        text, number = heading.text, " ".join(terms.tidy(one.text) for one in beside)
        if not headings.is_meeting(text):
            name = self._plan.open_group(row.where, f"{number} {text}".strip())
            self._says(heading.cell, Slot.TEXT)
            for one in beside:
                self._says(one.cell, Slot.TEXT, is_rest=True)
            self._account(row, name)
            return
        meetings = headings.split_meetings(text)
        for one in beside:
            self._says(one.cell, Slot.NUMBER)
        if len(meetings) == 1:
            told = Told(numbered=number, has_facts=False)
            name = self._meeting_with_questions(row, heading.cell, meetings[0], told)
        else:
            name = self._several(row, heading.cell, meetings, Told(has_facts=False))
        self._account(row, name)

    def _body(self, row: TableRow, filled: list[Filled]) -> None:
        subject = self._meeting_cell(filled)
        if subject is None or subject.shared:
            self._item(row, filled)
        else:
            self._meeting(row, filled, subject)

    def _meeting_cell(self, filled: list[Filled]) -> Filled | None:
        """The cell that makes the row a meeting, or a part of one."""
        found = [
            one
            for one in filled
            if one.text.strip()
            and (
                one.meaning is Column.MEETING
                or (one.meaning in {Column.TEXT, Column.NUMBER} and headings.is_meeting(one.text))
            )
        ]
        return min(found, key=lambda one: one.shared, default=None)

    def _meeting(self, row: TableRow, filled: list[Filled], subject: Filled) -> None:
        """A row that is a whole meeting: its questions are the lines of a cell."""
        told = self._told(filled, subject)
        meetings = headings.split_meetings(subject.text)
        apart = next(
            (
                one
                for one in filled
                if one.meaning is Column.TEXT and one is not subject and one.text.strip()
            ),
            None,
        )
        if len(meetings) > 1:
            name = self._several(row, subject.cell, meetings, told)
        elif apart is None:
            name = self._meeting_with_questions(row, subject.cell, meetings[0], told)
        elif subject.cell.merge is Merge.START:
            self._named_meeting(row, subject.text, Told(numbered=told.numbered, has_facts=False))
            self._says(subject.cell, Slot.MEETING)
            self._item(row, filled)
            self._is_of_item = True
            return
        else:
            name = self._named_meeting(row, subject.text, told)
            self._says(subject.cell, Slot.TEXT)
            self._questions(row, apart.text)
            self._says(apart.cell, Slot.QUESTIONS)
        for one in filled:
            if one is not subject and one.meaning is not Column.TEXT:
                self._says(one.cell, SLOTS.get(one.meaning, Slot.OTHER))
            part = "" if one is subject and len(meetings) == 1 else f" — {part_of(one.column)}"
            self._account_filled(one, f"{name}{part}", told.facts)

    def _told(self, filled: list[Filled], subject: Filled) -> Told:
        """What the cells beside a meeting's heading say of it."""
        beside = [one for one in filled if one is not subject]
        texts = {one.meaning: one.text for one in reversed(beside)}
        return Told(
            self._facts(filled),
            extras_of(beside, {Column.OTHER, Column.MEETING, Column.AUDIENCE}),
            terms.tidy(texts.get(Column.NUMBER, "")),
            terms.tidy_lines(texts.get(Column.DONE, "")),
            frozenset(one.meaning for one in beside if one.shared),
        )

    def _several(self, row: TableRow, cell: TableCell, meetings: list[str], told: Told) -> str:
        """Meetings that share a row share its cells, but for a срок that has a line for each."""
        months = terms.tidy_lines(told.facts.when.verbatim).splitlines()
        for position, lines in enumerate(meetings):
            own = told.facts
            if len(months) == len(meetings):
                own = replace(own, when=self._plan.when(months[position]))
            self._meeting_with_questions(row, cell, lines, replace(told, facts=own, numbered=""))
        self._spots[cell.where] = Spot("", Slot.MEETINGS)
        return "Заседания этой строки"

    def _named_meeting(self, row: TableRow, text: str, told: Told, verbatim: str = "") -> str:
        """A meeting whose cell may hold no more than its number or its theme."""
        return self._plan.open_meeting(
            row.where,
            headings.named_meeting(text, told.numbered),
            told.facts,
            told.extras,
            verbatim or text,
            has_facts=told.has_facts,
            numbered=told.numbered,
            done=told.done,
            shared=told.shared,
        )

    def _meeting_with_questions(self, row: TableRow, cell: TableCell, text: str, told: Told) -> str:
        only_questions = bool(told.numbered) and bool(terms.numbered(terms.tidy_lines(text))[0])
        heading, questions = ("", text) if only_questions else headings.split_heading(text)
        form, words = meeting_forms.split_form(heading)
        told = replace(told, facts=replace(told.facts, form=told.facts.form or form))
        name = self._named_meeting(row, words, told, verbatim=heading)
        self._questions(row, questions)
        is_row = told.has_facts or bool(questions.strip())
        self._says(cell, Slot.AGENDA if is_row else Slot.TEXT)
        return name

    def _questions(self, row: TableRow, text: str) -> None:
        """Each numbered line begins a question of the open meeting."""
        for question in headings.split_questions(text):
            number, rest = terms.numbered(question)
            form, bare = meeting_forms.split_form(rest)
            self._plan.add(DraftItem(row.where, number, question, bare, DraftFacts(form=form)))

    def _item(self, row: TableRow, filled: list[Filled]) -> None:
        texts = {one.meaning: one.text for one in reversed(filled)}
        verbatim = texts.get(Column.TEXT, "")
        form, text = meeting_forms.split_form(verbatim)
        facts = self._facts(filled)
        shared = {one.meaning for one in filled if one.shared}
        if facts.when.is_blank and self._plan.group_when.understood:
            facts = replace(facts, when=self._plan.group_when)
            shared.add(Column.WHEN)
        item = DraftItem(
            row.where,
            terms.tidy(texts.get(Column.NUMBER, "")),
            verbatim,
            text,
            replace(facts, form=facts.form or form),
            frozenset(shared),
            done=terms.tidy_lines(texts.get(Column.DONE, "")),
            extras=extras_of(filled, {Column.OTHER, Column.AUDIENCE}),
        )
        name = self._plan.add(item)
        for one in filled:
            self._says(one.cell, SLOTS.get(one.meaning, Slot.NOTHING))
            self._account_filled(one, f"{name} — {part_of(one.column)}", facts)

    def _facts(self, filled: list[Filled]) -> DraftFacts:
        texts = {one.meaning: one.text.strip() for one in reversed(filled)}
        together = texts.get(Column.PLACE_AND_PEOPLE, "")
        who = texts.get(Column.PEOPLE, "")
        found = self._plan.place_and_people(together) if together else self._plan.people(who)
        place = texts.get(Column.PLACE, "")
        form = texts.get(Column.FORM, "")
        return DraftFacts(
            when=self._plan.when(texts.get(Column.WHEN, "")),
            place=terms.tidy_lines(place) or found.place,
            place_verbatim=place,
            people=found.people,
            people_verbatim=together or who,
            certain=found.certain,
            form=meeting_forms.form_of(form) if form else "",
        )

    def _account_filled(self, one: Filled, became: str, facts: DraftFacts) -> None:
        self._account_cell(
            one.cell, became, hidden=one.shared, understood=not is_unclear(one, facts)
        )
