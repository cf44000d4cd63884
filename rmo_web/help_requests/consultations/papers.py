"""The journal of consultations as files of Word and Excel."""

import io

from rmo_web.help_requests.consultations.queries import COLUMNS, Journal
from rmo_web.kernel.papers import excel, word

TITLE = "Журнал учёта консультаций"
USUAL = "Обычное время до первого ответа"
WIDTHS = (1.1, 2.2, 4.8, 5.6, 2.3, 5.6, 2.8, 1.9)  # cm, of the 26.3 of a lying A4
SHEET_WIDTHS = (11, 30, 22, 26, 22, 45, 16, 45, 18, 8, 12)  # signs
LINES = ("Дата", "Кто", "Должность", "Организация", "Тема", "Вопрос", "Форма", "Результат",
         "Кто провёл", "Минут", "№ заявки")  # fmt: skip


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
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        pen = excel.Pen(book, text_wrap=True, valign="top", border=1)
        big = book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet("Журнал")
        sheet.write_string(0, 0, f"{TITLE} {journal.period}. {association}", big)
        for column, (title, width) in enumerate(zip(LINES, SHEET_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, title, bold)
        for number, row in enumerate(journal.rows, 2):
            told = (row.day, row.who, row.post, row.school, row.rubric, row.question, row.form,
                     row.result, row.consultant)  # fmt: skip
            sheet.set_row(number, 15 * _lines_of(told))
            cells = (row.asked_on, *told[1:], row.minutes or None, row.number)
            for column, value in enumerate(cells):
                pen.put(sheet, number, column, value)
        excel.lay_out(sheet, 1)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, max(len(journal.rows) + 1, 1), len(LINES) - 1)
        counts = book.add_worksheet("Итоги")
        counts.set_column(0, 0, 45)
        counts.write_string(0, 0, f"Всего: {journal.total}", big)
        if journal.usual:
            counts.write_string(1, 0, f"{USUAL}: {journal.usual}")
        line = 3
        for table in journal.tables:
            counts.write_string(line, 0, table.title, bold)
            counts.write_string(line, 1, "Количество", bold)
            for words, count in table.rows:
                line += 1
                pen.put(counts, line, 0, words)
                pen.put(counts, line, 1, count)
            line += 2
    return written.getvalue()


def _lines_of(cells: tuple[str, ...]) -> int:
    """How many lines the row takes: only Excel finds that out by itself."""
    return max(
        1 + int(len(words) * 1.15 / width)
        for words, width in zip(cells, SHEET_WIDTHS, strict=False)
    )  # fmt: skip
