"""The journal of consultations as files of Word and Excel."""

import io

from rmo_web.help_requests.journal import COLUMNS, Journal

TITLE = "Журнал учёта консультаций"
WIDTHS = (1.1, 2.2, 4.8, 5.6, 2.3, 5.6, 2.8, 1.9)  # cm, of the 26.3 of a lying A4
SHEET_WIDTHS = (11, 30, 22, 26, 22, 45, 16, 45, 18, 8, 12)  # signs
LINES = ("Дата", "Кто", "Должность", "Организация", "Тема", "Вопрос", "Форма", "Результат",
         "Кто провёл", "Минут", "№ заявки")  # fmt: skip


def docx(journal: Journal, association: str) -> bytes:
    """The journal to be printed and signed: A4 lying, the head of the table on every page."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2), Cm(1.4)
    section.top_margin = section.bottom_margin = Cm(1.5)
    font = document.styles["Normal"].font
    font.name, font.size = "Times New Roman", Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(3)
    for words, is_bold in ((association, False), (TITLE, True), (journal.period, False)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(words).bold = is_bold
    _fill(document, COLUMNS, [row.cells(n) for n, row in enumerate(journal.rows, 1)], WIDTHS)
    document.add_paragraph()
    document.add_paragraph(f"Всего: {journal.total}.")
    if journal.median:
        document.add_paragraph(f"Медиана времени до первого ответа: {journal.median}.")
    for table in journal.tables:
        if table.rows:
            line = document.add_paragraph()
            line.paragraph_format.keep_with_next = True
            line.add_run(table.title).bold = True
            rows = [(word, str(count)) for word, count in table.rows]
            _fill(document, ("", "Количество"), rows, (12.0, 3.0))
    document.add_paragraph()
    document.add_paragraph("Руководитель РМО ____________________ / ____________________")
    document.core_properties.title, document.core_properties.author = TITLE, association
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _fill(document, head, rows, widths) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1, cols=len(head))
    table.style, table.autofit = "Table Grid", False
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice reads the grid, Word the cells
    for _ in rows:
        table.add_row()
    for line, words in zip(table.rows, (head, *rows), strict=True):
        whole = OxmlElement("w:cantSplit")
        line._tr.get_or_add_trPr().append(whole)
        for cell, word, width in zip(line.cells, words, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(word)
            run.font.size, run.bold = Pt(10), words is head
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)


def xlsx(journal: Journal, association: str) -> bytes:
    """The same for counting further: a sheet of rows, a sheet of counts."""
    import xlsxwriter

    written = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, {"in_memory": True, **safe}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        big = book.add_format({"bold": True, "font_size": 14})
        sheet = book.add_worksheet("Журнал")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, f"{TITLE} {journal.period}. {association}", big)
        for column, (title, width) in enumerate(zip(LINES, SHEET_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, title, bold)
        for number, row in enumerate(journal.rows, 2):
            cells = (row.day, row.who, row.post, row.school, row.rubric, row.question, row.form,
                     row.result, row.consultant)  # fmt: skip
            sheet.set_row(number, 15 * _lines_of(cells))
            for column, word in enumerate(cells):
                sheet.write_string(number, column, word, plain)
            sheet.write(number, len(cells), row.minutes or None, plain)
            sheet.write_string(number, len(cells) + 1, row.number, plain)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, max(len(journal.rows) + 1, 1), len(LINES) - 1)
        sheet.repeat_rows(1)
        counts = book.add_worksheet("Итоги")
        counts.set_column(0, 0, 45)
        counts.write_string(0, 0, f"Всего: {journal.total}", big)
        if journal.median:
            counts.write_string(1, 0, f"Медиана времени до первого ответа: {journal.median}")
        line = 3
        for table in journal.tables:
            counts.write_string(line, 0, table.title, bold)
            counts.write_string(line, 1, "Количество", bold)
            for word, count in table.rows:
                line += 1
                counts.write_string(line, 0, word, plain)
                counts.write_number(line, 1, count, plain)
            line += 2
    return written.getvalue()


def _lines_of(cells: tuple[str, ...]) -> int:
    """How many lines the row takes: only Excel finds that out by itself."""
    return max(
        1 + int(len(word) * 1.15 / width)
        for word, width in zip(cells, SHEET_WIDTHS, strict=False)
    )  # fmt: skip
