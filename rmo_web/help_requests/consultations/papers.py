"""The journal of consultations as files of Word and Excel."""

import io
from typing import Any

from rmo_web.help_requests.consultations.queries import COLUMNS, Journal
from rmo_web.kernel.papers import excel, word
from rmo_web.kernel.papers.sheet import ColumnKind, Sheet, SheetColumn, put

TITLE = "Журнал учёта консультаций"
USUAL = "Обычное время до первого ответа"
WIDTHS = (1.1, 2.2, 4.8, 5.6, 2.3, 5.6, 2.8, 1.9)  # cm, of the 26.3 of a lying A4
LINES = ("Дата", "Кто", "Должность", "Организация", "Тема", "Вопрос", "Форма", "Результат",
         "Кто провёл", "Минут", "№ заявки")  # fmt: skip
KINDS = {"Дата": ColumnKind.DAY, "Минут": ColumnKind.NUMBER}


def docx(journal: Journal, association: str) -> bytes:
    """The journal to be printed and signed: A4 lying, the head of the table on every page."""
    document = word.new(TITLE, association, size=11, is_lying=True)
    for words, is_bold in ((association, False), (TITLE, True), (journal.period, False)):
        word.line(document, words, is_bold=is_bold, at="center")
    document.add_paragraph()
    rows = [row.cells(number) for number, row in enumerate(journal.rows, 1)]
    word.grid(document, COLUMNS, rows, WIDTHS, size=10)
    word.line(document, f"Всего: {journal.total}.", before=12)
    if journal.usual:
        word.line(document, f"{USUAL}: {journal.usual}.")
    for table in journal.tables:
        if table.rows:
            word.line(document, table.title, is_bold=True, keep=True, before=8)
            counts = [(words, str(count)) for words, count in table.rows]
            word.grid(document, ("", "Количество"), counts, (12.0, 3.0), size=10)
    word.line(document, "Руководитель РМО ____________________ / ____________________", before=14)
    return word.saved(document)


def xlsx(journal: Journal, association: str) -> bytes:
    """The same for counting further: a sheet of rows, a sheet of counts."""
    written = io.BytesIO()
    with excel.book(written) as book:
        put(book, _lines(journal, association))
        _put_counts(book, journal)
    return written.getvalue()


def _lines(journal: Journal, association: str) -> Sheet:
    rows = [
        (row.asked_on, row.who, row.post, row.school, row.rubric, row.question, row.form,
         row.result, row.consultant, row.minutes or None, row.number)
        for row in journal.rows
    ]  # fmt: skip
    columns = [SheetColumn(one, KINDS.get(one, ColumnKind.TEXT)) for one in LINES]
    return Sheet(
        TITLE, columns, rows, owner=association, limits=journal.period, tab="Журнал", held=2
    )


def _put_counts(book: Any, journal: Journal) -> None:
    bold, pen = book.add_format({"bold": True}), excel.Pen(book)
    counts = book.add_worksheet("Итоги")
    counts.set_column(0, 0, 45)
    counts.set_column(1, 1, 12)
    counts.write_string(0, 0, f"Всего: {journal.total}", excel.heading(book))
    if journal.usual:
        counts.write_string(1, 0, f"{USUAL}: {journal.usual}")
    line = 3
    for table in journal.tables:
        for column, title in enumerate((table.title, "Количество")):
            counts.write_string(line, column, title, bold)
        for words, count in table.rows:
            line += 1
            pen.put(counts, line, 0, words)
            pen.put(counts, line, 1, count)
        line += 2
