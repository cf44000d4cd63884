"""The plan as a Word file in the layout of the association's own one (domain reference, 1.1)."""

from collections.abc import Sequence
from typing import Any

from rmo_web.kernel import word
from rmo_web.plan.importer.columns import Column
from rmo_web.plan.layout import Head, Line, Paper, Part
from rmo_web.plan.queries import ChangeRow
from rmo_web.plan.rules import RowKind

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
# The columns of the appendix and what each takes of its width.
_AMENDED = {
    "№": 0.9, "Когда и кто": 3.1, "Что": 3.5, "Было": 3.5, "Стало": 3.5, "Почему": 3.0,
}  # fmt: skip


def docx(paper: Paper, association: str, amended: Sequence[ChangeRow] = ()) -> bytes:
    """The file: Times New Roman 12, a table for each section, meetings over the whole width.

    With the column of execution it lies: standing, its words would be broken.
    """
    is_lying = any(one.meaning is Column.DONE for part in paper.parts for one in part.columns)
    document = word.new(paper.title, association, is_lying=is_lying)
    width = word.WIDTH_LYING if is_lying else word.WIDTH
    _opening(document, paper, association)
    for part in paper.parts:
        document.add_paragraph()
        for one in part.heading:
            _bold(document, one, is_central=not part.heading[0][:1].isdigit())
        _table(document, part, width)
    for note in paper.notes:
        document.add_paragraph()
        word.line(document, note)
    if paper.head:
        _keep_end(document)
        word.signature(document, "Руководитель РМО", paper.head)
    if amended:
        _appendix(document, amended, width)
    return word.saved(document)


def _opening(document: Any, paper: Paper, association: str) -> None:
    for stamp in _stamps(paper):
        _stamp(document, stamp)
    if paper.title:
        _bold(document, paper.title, is_central=True)
        document.add_paragraph()
    if paper.theme:
        _bold(document, f"Тема {association}:")
        document.add_paragraph(f"«{paper.theme}»")
        document.add_paragraph()
    if paper.goal:
        word.line(document, f"Цель: {paper.goal}")
    if paper.tasks:
        document.add_paragraph("Задачи:")
    for number, task in enumerate(paper.tasks, 1):
        document.add_paragraph(f"{number}. {task}")


def _stamps(paper: Paper) -> list[str]:
    said = [f"УТВЕРЖДАЮ\n{paper.approval}"] if paper.approval else []
    return [*said, f"Принят на заседании РМО, {paper.adoption}"] if paper.adoption else said


def _stamp(document: Any, words: str) -> None:
    """Above, at the right, as papers have it."""
    word.line(document, words, left=9.5)
    document.add_paragraph()


def _appendix(document: Any, amended: Sequence[ChangeRow], width: float) -> None:
    """The changes since the plan was adopted, on a page of their own."""
    document.add_page_break()
    _bold(document, "Приложение. Изменения, внесённые в план после принятия", is_central=True)
    rows = [
        (str(number), f"{one.when}\n{one.who}", f"{one.what} «{one.title}»", one.before, one.after,
         one.reason)
        for number, one in enumerate(amended, 1)
    ]  # fmt: skip
    widths = [one * width / sum(_AMENDED.values()) for one in _AMENDED.values()]
    word.grid(document, list(_AMENDED), rows, widths, size=10.5)


def _keep_end(document: Any) -> None:
    """The signature does not stand on a page of its own: the last row goes with it."""
    if document.tables and document.element.body[-2].tag.endswith("}tbl"):
        for cell in document.tables[-1].rows[-1].cells:
            for one in cell.paragraphs:
                one.paragraph_format.keep_with_next = True


def _bold(document: Any, words: str, *, is_central: bool = False) -> None:
    word.line(document, words, is_bold=True, at="center" if is_central else "", keep=True)


def _table(document: Any, part: Part, width: float) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1 + len(part.lines), cols=len(part.columns))
    table.style, table.autofit = "Table Grid", False
    widths = [Cm(one) for one in _widths(part.columns, width)]
    for column, one in zip(table.columns, widths, strict=True):
        column.width = one  # LibreOffice reads the grid, Word the cells
    head, *rows = [[*row._tr.tc_lst] for row in table.rows]
    word.repeat(table.rows[0])
    for cell, column in zip(head, part.columns, strict=True):
        word.fill(cell, column.title, is_bold=True)
    for cells, line in zip(rows, part.lines, strict=True):
        word.keep_whole(cells[0].getparent())
        _row(cells, line, part.columns)


def _widths(columns: Sequence[Head], width: float) -> list[float]:
    """A width for each column; what is left is for the text."""
    known = [WIDTHS.get(one.meaning, 0.0) for one in columns]
    texts = known.count(0.0)
    rest = max(width - sum(known), TEXT_AT_LEAST * texts)
    wished = [one or rest / texts for one in known]
    return [one * width / sum(wished) for one in wished]


def _row(cells: list[Any], line: Line, columns: Sequence[Head]) -> None:
    if line.kind is RowKind.ITEM:
        for number, (cell, text) in enumerate(zip(cells, line.cells, strict=True)):
            _merge(cell, is_merged=number in line.merged)
            word.fill(cell, text)
        return
    numbered = line.kind is RowKind.GROUP and columns[0].meaning is Column.NUMBER
    spanned = cells[1:] if numbered and len(cells) > 1 else cells
    _span(spanned)
    if numbered:
        word.fill(cells[0], "")
    is_group = line.kind is RowKind.GROUP
    word.fill(spanned[0], line.text, is_bold=True, is_central=is_group, keep=True)


def _span(cells: list[Any]) -> None:
    """One cell over the width of all of them."""
    first, *rest = cells
    first.get_or_add_tcPr().get_or_add_gridSpan().val = len(cells)
    first.width = sum(cell.width for cell in cells)
    for cell in rest:
        cell.getparent().remove(cell)


def _merge(cell: Any, *, is_merged: bool) -> None:
    """Word joins cells from above: the one below says so, the one above begins it."""
    if not is_merged:
        return
    cell.vMerge = "continue"
    row = cell.getparent()
    above = row.getprevious().tc_lst[row.tc_lst.index(cell)]
    if above.vMerge is None:
        above.vMerge = "restart"
