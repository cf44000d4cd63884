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
    Column.DONE: 2.8,
    Column.OTHER: 2.6,
}
TEXT_AT_LEAST = 4.0


def docx(paper: Paper, association: str, amended: Sequence[ChangeRow] = ()) -> bytes:
    """The file: Times New Roman 12, a table for each section, meetings over the whole width."""
    document = word.new(paper.title, association)
    _opening(document, paper, association)
    for part in paper.parts:
        document.add_paragraph()
        for one in part.heading:
            _bold(document, one, is_central=not part.heading[0][:1].isdigit())
        _table(document, part)
    for note in paper.notes:
        document.add_paragraph()
        word.line(document, note)
    if paper.head:
        document.add_paragraph()
        document.add_paragraph(f"Руководитель РМО ____________________ {paper.head}")
    if amended:
        _appendix(document, amended)
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


def _appendix(document: Any, amended: Sequence[ChangeRow]) -> None:
    """The changes since the plan was adopted, on a page of their own."""
    document.add_page_break()
    _bold(document, "Приложение. Изменения, внесённые в план после принятия", is_central=True)
    for number, one in enumerate(amended, 1):
        lines = [f"{number}. {one.when}, {one.who}. {one.what} «{one.title}». {one.reason}"]
        lines += [f"Было: {one.before}"] if one.before else []
        lines += [f"Стало: {one.after}"] if one.after else []
        word.line(document, "\n".join(lines))


def _bold(document: Any, words: str, *, is_central: bool = False) -> None:
    word.line(document, words, is_bold=True, at="center" if is_central else "", keep=True)


def _table(document: Any, part: Part) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1 + len(part.lines), cols=len(part.columns))
    table.style, table.autofit = "Table Grid", False
    widths = [Cm(one) for one in _widths(part.columns)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # LibreOffice reads the grid, Word the cells
    head, *rows = [[*row._tr.tc_lst] for row in table.rows]
    word.repeat(table.rows[0])
    for cell, column in zip(head, part.columns, strict=True):
        word.fill(cell, column.title, is_bold=True)
    for cells, line in zip(rows, part.lines, strict=True):
        word.keep_whole(cells[0].getparent())
        _row(cells, line, part.columns)


def _widths(columns: Sequence[Head]) -> list[float]:
    """A width for each column; what is left is for the text."""
    known = [WIDTHS.get(one.meaning, 0.0) for one in columns]
    texts = known.count(0.0)
    rest = max(word.WIDTH - sum(known), TEXT_AT_LEAST * texts)
    wished = [one or rest / texts for one in known]
    return [one * word.WIDTH / sum(wished) for one in wished]


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
