"""The plan as a Word file in the layout of the association's own one (domain reference, 1.1)."""

from collections.abc import Sequence
from typing import Any

from rmo_web.kernel.papers import fitting, word
from rmo_web.plan.paper.queries import Paper
from rmo_web.plan.paper.wording import PaperCell, PaperRow, PaperTable, PaperText
from rmo_web.plan.rules import RowKind
from rmo_web.plan_reader import terms
from rmo_web.plan_reader.columns import Column
from rmo_web.plan_reader.pieces import PieceKind, Slot

WIDTHS = {
    Column.NUMBER: 1.3,
    Column.WHEN: 2.8,
    Column.PLACE: 2.8,
    Column.PEOPLE: 4.0,
    Column.PLACE_AND_PEOPLE: 5.0,
    Column.FORM: 2.6,
    Column.AUDIENCE: 2.6,
    Column.DONE: 4.5,
    Column.OTHER: 2.6,
}
TEXT_AT_LEAST = 4.0
_HEADINGS = frozenset({Slot.HEADING, Slot.TEXT, Slot.AGENDA})
# The columns of the appendix and what each takes of its width.
_AMENDED = {
    "№": 0.9, "Когда и кто": 3.1, "Что": 3.5, "Было": 3.5, "Стало": 3.5, "Почему": 3.0,
}  # fmt: skip


def docx(paper: Paper, association: str) -> bytes:
    """The file: Times New Roman 12, its tables with their heads on every page.

    With a column of execution it lies: standing, its words would be broken.
    """
    document = word.new(paper.title, association, is_lying=paper.is_lying)
    width = word.WIDTH_LYING if paper.is_lying else word.WIDTH
    for block in paper.blocks:
        if isinstance(block, PaperTable):
            _table(document, block, width)
        elif block.kind is PieceKind.LINE:
            _paragraph(document, block, width)
        else:
            _beside(document, block, width)
    if paper.head or paper.signed:
        _keep_end(document)
    for one in paper.signed:
        word.line(document, one, before=14)
    if paper.head and not paper.signed:
        word.signature(document, "Руководитель РМО", paper.head)
    if paper.amended:
        _appendix(document, paper.amended, width)
    return word.saved(document)


def _paragraph(document: Any, words: PaperText, width: float) -> None:
    if words.slot in {Slot.ADOPTION, Slot.APPROVAL}:  # above, at the right, as papers have it
        word.line(document, words.text, left=width - 8)
    elif words.slot is Slot.TITLE:
        _bold(document, words.text, is_central=True)
    elif words.slot in _HEADINGS or (words.slot is Slot.THEME and words.text.endswith(":")):
        is_central = words.slot is Slot.HEADING and not terms.numbered(words.text)[0]
        _bold(document, words.text, is_central=is_central)
    else:
        word.line(document, words.text)


def _beside(document: Any, words: PaperText, width: float) -> None:
    """What stood beside the order of the file stands beside it again."""
    page = document.sections[0]
    place = {PieceKind.HEADER: page.header, PieceKind.FOOTER: page.footer}.get(words.kind)
    if place is not None and not place.paragraphs[0].text:
        place.paragraphs[0].text = words.text
    else:
        word.box(document, words.text, words.rows, width)


def _appendix(document: Any, amended: Sequence[Sequence[str]], width: float) -> None:
    """The changes since the plan was adopted, on a page of their own."""
    document.add_page_break()
    _bold(document, "Приложение. Изменения, внесённые в план после принятия", is_central=True)
    widths = [one * width / sum(_AMENDED.values()) for one in _AMENDED.values()]
    word.grid(document, list(_AMENDED), amended, widths, size=10.5)


def _keep_end(document: Any) -> None:
    """The signature does not stand on a page of its own: the last row goes with it."""
    if document.tables and document.element.body[-2].tag.endswith("}tbl"):
        for cell in document.tables[-1].rows[-1].cells:
            for one in cell.paragraphs:
                one.paragraph_format.keep_with_next = True


def _bold(document: Any, words: str, *, is_central: bool = False) -> None:
    word.line(document, words, is_bold=True, at="center" if is_central else "", keep=True)


def _table(document: Any, grid: PaperTable, width: float) -> None:
    """A table cell by cell, as wide as its page."""
    from docx.shared import Cm

    texts = [_texts(one, grid.width + grid.has_done) for one in grid.lines]
    fitted = fitting.whole_dates(texts, _widths(grid, width), word.SIZE)
    widths = [Cm(one) for one in fitted]
    table = document.add_table(rows=len(grid.lines), cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, one in zip(table.columns, widths, strict=True):
        column.width = one  # LibreOffice reads the grid, Word the cells
    for row, line in zip(table.rows, grid.lines, strict=True):
        if line.is_head:
            word.repeat(row)
        else:
            word.keep_whole(row._tr)
        _row(row._tr, line, widths)


def _texts(line: PaperRow, width: int) -> list[str]:
    """What each column of the grid has to hold alone."""
    texts = [""] * width
    for one in line.cells:
        if one.span == 1:
            texts[one.start] = one.text
    return texts


def _widths(grid: PaperTable, width: float) -> list[float]:
    """A width for each column of the grid; what is left is for the texts."""
    known = [0.0] * grid.width
    for column in grid.columns:
        for place in range(column.start, column.end):
            if place < grid.width:
                known[place] = WIDTHS.get(column.meaning, 0.0) / (column.end - column.start)
    if grid.has_done:
        known.append(WIDTHS[Column.DONE])
    texts = known.count(0.0)
    rest = max(width - sum(known), TEXT_AT_LEAST * texts)
    wished = [one or rest / texts for one in known]
    return [one * width / sum(wished) for one in wished]


def _row(row: Any, line: PaperRow, widths: Sequence[int]) -> None:
    """The cells of the row that are drawn; the others of its grid go."""
    drawn = [*row.tc_lst]
    taken: set[int] = set()
    for one in line.cells:
        cell = drawn[one.start]
        taken.add(one.start)
        if one.span > 1:
            cell.get_or_add_tcPr().get_or_add_gridSpan().val = one.span
        cell.width = sum(widths[one.start : one.start + one.span])
        if one.is_merged:
            _join(row, cell, one)
        is_heading = line.kind is not RowKind.ITEM and (one.span > 1 or len(line.cells) == 1)
        word.fill(
            cell, one.text, is_bold=line.is_head or is_heading, keep=is_heading,
            is_central=is_heading and line.kind is RowKind.GROUP,
        )  # fmt: skip
    first = min(taken)
    last = max(one.start + one.span for one in line.cells)
    word.skip(row, first, len(drawn) - last)
    for place, cell in enumerate(drawn):
        if place not in taken:
            row.remove(cell)


def _join(row: Any, cell: Any, one: PaperCell) -> None:
    """Word joins cells from above: the one below says so, the one above begins it."""
    cell.vMerge = "continue"
    above = next(tc for tc in row.getprevious().tc_lst if tc.grid_offset == one.start)
    if above.vMerge is None:
        above.vMerge = "restart"
