"""The plan as its Word file lays it out: every place of the file with what is said there today.

What has no place in the file, a row that was added or a plan begun here, is laid out as the rows
of its table are, else as the association's own plan is (domain reference, 1.1).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, groupby, zip_longest

from sqlalchemy import select

from rmo_web.accounts.queries import head_names
from rmo_web.kernel.db import db
from rmo_web.kernel.years import Year
from rmo_web.plan.done.queries import done_in_words
from rmo_web.plan.history.queries import amendments
from rmo_web.plan.models import Leftover, Plan, Row, Section
from rmo_web.plan.paper.wording import (
    PaperCell,
    PaperColumn,
    PaperRow,
    PaperTable,
    PaperText,
    cells_of,
    columns_of,
    lacking,
    table_again,
    written,
)
from rmo_web.plan.rules import PlanState, RowKind, table_of
from rmo_web.plan.wording import (
    PlacedRow,
    line,
    of_plan,
    placed_rows,
    value_of,
)
from rmo_web.plan_reader.blocks import Merge
from rmo_web.plan_reader.columns import WORDS, Column
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot, own_slots, parted, restored

_APPROVED = {PlanState.APPROVED, PlanState.DONE}


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    blocks: tuple[PaperText | PaperTable, ...]
    signed: tuple[str, ...]
    head: str
    is_lying: bool
    amended: tuple[tuple[str, ...], ...]  # the rows of its appendix


def paper(plan: Plan, association: str, *, done_in: Year | None = None) -> Paper:
    """The plan for its file; `done_in` adds a column of what became of its rows in this year."""
    done = done_in_words(done_in) if done_in else None
    sections = db.session.scalars(
        select(Section).filter_by(plan_id=plan.id).order_by(Section.position)
    ).all()
    rows: dict[int, list[Row]] = {one.id: [] for one in sections}
    for row in db.session.scalars(
        select(Row).where(Row.section_id.in_(rows)).order_by(Row.section_id, Row.position)
    ):
        rows[row.section_id].append(row)
    notes = db.session.scalars(
        select(Leftover).filter_by(plan_id=plan.id).order_by(Leftover.id)
    ).all()
    writer = _PaperWriter(plan, notes, done)
    writer.write([(one, rows[one.id]) for one in sections], association)
    grids = [one for one in writer.blocks if isinstance(one, PaperTable)]
    has_done = any(one.meaning is Column.DONE for grid in grids for one in grid.columns)
    return Paper(
        title=plan.title,
        blocks=tuple(one for one in writer.blocks if not isinstance(one, PaperTable) or one.lines),
        signed=tuple(writer.signed),
        head=head_names().in_signature,
        is_lying=done is not None or has_done,
        amended=tuple(_amendments(plan.id)),
    )


def _amendments(plan_id: int) -> Iterator[tuple[str, ...]]:
    for number, one in enumerate(amendments(plan_id), 1):
        what = f"{one.what} «{one.title}»"
        yield str(number), f"{one.when}\n{one.who}", what, one.before, one.after, one.reason


class _PaperWriter:
    """Goes over the places of the file in the order of the plan."""

    def __init__(
        self, plan: Plan, notes: Sequence[Leftover], done: Mapping[int, str] | None
    ) -> None:
        self.blocks: list[PaperText | PaperTable] = []
        self.signed: list[str] = []
        self._plan = plan
        self._notes = {one.id: one for one in notes}
        self._told: set[int] = set()
        self._done = done
        self._grid: PaperTable | None = None
        self._begun: dict[int, Piece] = {}
        self._heads: dict[int, list[PaperRow]] = defaultdict(list)

    def write(self, sections: Sequence[tuple[Section, Sequence[Row]]], association: str) -> None:
        """The whole plan, section by section."""
        opening = restored(self._plan.pieces)
        read = [
            (section, restored(section.pieces), [(row, restored(row.pieces)) for row in rows])
            for section, rows in sections
        ]
        of_rows = chain.from_iterable(pieces for _, _, rows in read for _, pieces in rows)
        every = chain(opening, *(pieces for _, pieces, _ in read), of_rows)
        there = {spot.slot for piece in every for spot in piece.spots}
        self._opening(opening, there, association)
        for section, pieces, rows in read:
            self._section(section, pieces, placed_rows(rows))
        self._ending()

    # The plan and its sections

    def _opening(self, pieces: Sequence[Piece], there: Set[Slot], association: str) -> None:
        """Stamps, title, theme, goal and tasks, and whatever stood among them."""
        plan = self._plan
        if plan.approval and plan.state in _APPROVED and Slot.APPROVAL not in there:
            self._apart(f"УТВЕРЖДАЮ\n{plan.approval}", Slot.APPROVAL)
        if plan.adoption and plan.state is not PlanState.DRAFT and Slot.ADOPTION not in there:
            self._apart(f"Принят на заседании РМО, {plan.adoption}", Slot.ADOPTION)
        for piece in pieces:
            self._piece(piece)
        if plan.title and Slot.TITLE not in there:
            self._apart(plan.title, Slot.TITLE)
        if plan.theme and Slot.THEME not in there:
            self._words(f"Тема {association}:", Slot.THEME)
            self._apart(f"«{plan.theme}»")
        if plan.goal and Slot.GOAL not in there:
            self._words(f"Цель: {plan.goal}")
        if plan.tasks and Slot.TASKS not in there:
            for task in f"Задачи:{of_plan(Slot.TASKS, plan)}".splitlines():
                self._words(task)

    def _section(
        self, section: Section, pieces: Sequence[Piece], blocks: Sequence[PlacedRow]
    ) -> None:  # fmt: skip
        """Its heading, its table, its rows."""
        slots = {spot.slot for piece in pieces for spot in piece.spots}
        heading = section.heading or f"{section.number} {section.title}".strip()
        if heading and Slot.HEADING not in slots:
            self._words("")
            for words in heading.splitlines():
                self._words(words, Slot.HEADING)
        for piece in pieces:
            self._piece(piece, heading=heading)
        apart = [one for one in blocks if one.is_apart(self._plan)]
        whole = [one for one in blocks if one not in apart]
        inside = {row.id for one in whole for row in one.inside}
        below = {
            (one.meeting.id, spot.slot)
            for one in blocks if one.meeting is not None
            for piece in one.pieces for spot in piece.spots if spot.of_meeting
        }  # fmt: skip
        is_listed = not section.columns and any(one.is_paragraph for one in blocks)
        for one, after in zip_longest(blocks, blocks[1:]):
            is_above = after is not None and after.meeting is one.row and after.has_meeting
            own, rest = parted(one.pieces)
            if one in apart or not self._has_place(own):
                if one.row.id not in inside and not is_above:
                    self._laid(one, section, is_listed=is_listed)
                own = ()
            for piece in own:
                self._piece(piece, one)
            self._more(one, {slot for meeting, slot in below if meeting == one.row.id})
            for piece in rest:
                self._piece(piece, one)

    def _has_place(self, own: Sequence[Piece]) -> bool:
        """Whether these places of the file can be written where the row stands now."""
        tables = {piece.table for piece in own if piece.kind is PieceKind.ROW}
        is_here = self._grid is None or not self._grid.columns or self._grid.index in tables
        return bool(own) and (not tables or (is_here and tables <= self._begun.keys()))

    def _ending(self) -> None:
        """What has no place in the file any more, and yet was in it."""
        left = [one for one in self._notes.values() if one.text and one.id not in self._told]
        for name, group in groupby(left, key=lambda one: table_of(one.place)):
            self._words("")
            if name:
                self.blocks.append(table_again(list(group)))
            else:
                for one in group:
                    self._apart(one.text)

    # Places of the file

    def _words(self, text: str, slot: Slot = Slot.NOTHING) -> None:
        self._grid = None
        self.blocks.append(PaperText(PieceKind.LINE, text, slot))

    def _apart(self, text: str, slot: Slot = Slot.NOTHING) -> None:
        self._words(text, slot)
        self._words("")

    def _piece(self, piece: Piece, block: PlacedRow | None = None, heading: str = "") -> None:
        if piece.kind is PieceKind.TABLE:
            self._begin(piece)
        elif piece.kind is PieceKind.ROW:
            self._drawn(piece, block, heading)
        else:
            self._paragraph(piece, block, heading)

    def _paragraph(self, piece: Piece, block: PlacedRow | None, heading: str) -> None:
        (spot,) = piece.spots
        text = self._text(spot, block, heading)
        if spot.slot is Slot.SIGNATURE:
            self.signed.append(text)
        elif piece.kind is not PieceKind.LINE and text:
            rows = piece.rows if text == spot.text else ()
            self.blocks.append(PaperText(piece.kind, text, rows=rows))
        elif text or not spot.text.strip():
            self._words(text, spot.slot)

    def _text(self, spot: Spot, block: PlacedRow | None, heading: str) -> str:
        """What is written at a place: as it stood, while the same is said there."""
        if spot.note:
            self._told.add(spot.note)
            note = self._notes.get(spot.note)
            return note.text if note is not None else ""
        state = self._plan.state
        if spot.slot is Slot.ADOPTION and state is PlanState.DRAFT:
            return ""
        if spot.slot is Slot.APPROVAL and state not in _APPROVED:
            return ""
        return written(spot, value_of(spot, block, self._plan, heading))

    def _begin(self, piece: Piece) -> PaperTable:
        heads = tuple(
            PaperColumn(Column(m), title, start, end) for m, title, start, end in piece.columns
        )
        self._begun[piece.table] = piece
        return self._new_grid(PaperTable(heads, piece.width, piece.table))

    def _new_grid(self, grid: PaperTable) -> PaperTable:
        is_own = any(one.meaning is Column.DONE for one in grid.columns)
        grid.has_done = self._done is not None and bool(grid.columns) and not is_own
        self.blocks.append(grid)
        self._grid = grid
        return grid

    def _drawn(self, piece: Piece, block: PlacedRow | None, heading: str) -> None:
        grid = self._opened(piece)
        if grid is None:
            self._words("\n".join(self._text(one, block, heading) for one in piece.spots))
            return
        is_own = bool(own_slots((piece,)))
        cells = [self._cell(spot, block, heading, grid) for spot in piece.spots]
        kind = block.row.kind if block is not None and is_own else RowKind.ITEM
        drawn = PaperRow(tuple(cells), kind, is_head=piece.is_head)
        if piece.is_head and drawn not in self._heads[piece.table]:
            self._heads[piece.table].append(drawn)
        if any(cell.text.strip() for cell in cells) or not _was_written(piece):
            self._add(grid, drawn, block if is_own else None)

    def _opened(self, piece: Piece) -> PaperTable | None:
        """The table of a row: the open one, else it begins again with its head."""
        if self._grid is not None and self._grid.index == piece.table:
            return self._grid
        if piece.table not in self._begun:
            return None
        grid = self._begin(self._begun[piece.table])
        for head in self._heads[piece.table]:
            self._add(grid, head, None)
        return grid

    def _cell(
        self, spot: Spot, block: PlacedRow | None, heading: str, grid: PaperTable
    ) -> PaperCell:
        is_same = value_of(spot, block, self._plan, heading) == spot.value
        is_merged = (
            spot.merge is Merge.CONTINUES and is_same and grid.may_join(spot.start, spot.span)
        )
        text = self._text(spot, block, heading)
        if spot.slot in {Slot.TEXT, Slot.AGENDA} and block is not None and not spot.is_rest:
            is_row = block.row.kind is RowKind.ITEM or block.row.has_facts
            more = lacking(block.row, block.slots, block.facts) if is_row else ()
            text = "\n".join((text, *more))
        return PaperCell(text, spot.start, spot.span, is_merged)

    def _add(self, grid: PaperTable, row: PaperRow, block: PlacedRow | None) -> None:
        is_told = self._done is not None and bool(grid.columns)
        grid.lines.append(self._with_done(grid, row, block) if is_told else row)

    # What became of rows

    def _with_done(self, grid: PaperTable, row: PaperRow, block: PlacedRow | None) -> PaperRow:
        """The row with what became of it: in the file's own column for it, else in a new one."""
        words = self._done_of(block)
        if not grid.has_done:
            own = next(one.start for one in grid.columns if one.meaning is Column.DONE)
            is_body = block is not None and not row.is_head and words
            told = (
                replace(one, text=words) if is_body and (one.start, one.span) == (own, 1) else one
                for one in row.cells
            )
            return replace(row, cells=tuple(told))
        *cells, last = row.cells
        if row.is_head:
            is_first = not grid.lines
            title = WORDS[Column.DONE] if is_first else ""
            return replace(row, cells=(*row.cells, PaperCell(title, grid.width, 1, not is_first)))
        if not cells and not words:
            return replace(row, cells=(replace(last, span=grid.width + 1 - last.start),))
        last = replace(last, span=grid.width - last.start)
        return replace(row, cells=(*cells, last, PaperCell(words, grid.width)))

    def _done_of(self, block: PlacedRow | None) -> str:
        if block is None or self._done is None:
            return ""
        rows = [block.row, *block.inside]
        if block.has_meeting and block.meeting is not None:
            rows.insert(0, block.meeting)
        said = [(row, self._done.get(row.id, "")) for row in rows]
        is_one = len(rows) == 1
        return "\n".join(
            text if is_one or row.kind is not RowKind.ITEM else f"{row.number} {text}".strip()
            for row, text in said
            if text
        )

    # Rows that the file has no place for

    def _more(self, block: PlacedRow, below: Set[Slot]) -> None:
        """What a meeting of paragraphs says by now and its file has no line for; what was done."""
        if block.row.has_facts and block.is_paragraph:
            for one in lacking(block.row, block.slots | below, block.facts):
                self._words(one)
        if block.is_paragraph and (words := self._done_of(block)):
            self._words(f"{WORDS[Column.DONE]}: {words}")

    def _laid(self, block: PlacedRow, section: Section, *, is_listed: bool) -> None:
        """A row as those of its table are laid out, or as paragraphs among paragraphs."""
        row, grid = block.row, self._grid
        if is_listed and grid is None and (row.kind is RowKind.MEETING or block.meeting):
            self._words(line(row) if block.meeting else row.text)
            for one in lacking(row, frozenset()) if row.has_facts else ():
                self._words(one)
            return
        if grid is None or not grid.columns:
            columns = columns_of(section)
            grid = self._new_grid(PaperTable(columns, len(columns)))
            cells = tuple(PaperCell(one.title, one.start) for one in columns)
            self._add(grid, PaperRow(cells, is_head=True), None)
        self._add(grid, PaperRow(tuple(cells_of(row, grid)), row.kind), block)


def _was_written(piece: Piece) -> bool:
    return any(one.text.strip() for one in piece.spots)
