"""Word files as offices want them: A4, Times New Roman, plain tables that every editor opens."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from rmo_web.kernel.papers import fitting

FONT, SIZE = "Times New Roman", 12  # points
WIDTH = 17.5  # cm between the margins of a standing A4
WIDTH_WIDE = 18.0  # where a table needs it
WIDTH_LYING = 26.3
HEIGHT = 25.7  # cm between the upper and the lower margin of a standing A4


def new(
    title: str, author: str, *, size: float = SIZE, is_lying: bool = False, is_wide: bool = False
) -> Any:
    """An empty document of python-docx with the margins of an office paper.

    A wide one has on the right the least that offices allow (ГОСТ Р 7.0.97-2016).
    """
    from docx import Document  # heavy, and asked for seldom
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(2), Cm(1 if is_wide else 1.5)
    page.top_margin = page.bottom_margin = Cm(2)
    if is_lying:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
        page.right_margin = Cm(1.4)
        page.top_margin = page.bottom_margin = Cm(1.5)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = FONT, Pt(size)
    usual.paragraph_format.space_after = Pt(0)
    document.core_properties.title, document.core_properties.author = title[:255], author[:255]
    return document


def saved(document: Any) -> bytes:
    """The bytes of the file."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def line(
    document: Any, text: str = "", *, is_bold: bool = False, at: str = "", size: float = 0,
    keep: bool = False, before: float = 0, left: float = 0,
) -> Any:  # fmt: skip
    """A paragraph, broken where its text breaks; `at` is "center", "right" or "both" edges.

    `keep` holds it on the page of the next one, `before` are points above, `left` centimetres.
    """
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    paragraph = document.add_paragraph()
    edges = {
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }
    if at:
        paragraph.alignment = edges[at]
    shape = paragraph.paragraph_format
    shape.keep_with_next = keep or None
    if before:
        shape.space_before = Pt(before)
    if left:
        shape.left_indent = Cm(left)
    for number, piece in enumerate(text.split("\n")):
        run = paragraph.add_run(piece)
        run.bold = is_bold or None
        if size:
            run.font.size = Pt(size)
        if number:
            run._r.insert(0, _break())
    return paragraph


def _break() -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement("w:br")


def pair(document: Any, left: str, right: str, *, before: float = 0) -> None:
    """Two words at the two edges of a line: a date and a number, a post and a name."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    paragraph = line(document, f"{left}\t{right}", before=before)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def field(
    document: Any, label: str, text: str, *, before: float = 4, lines: int = 1
) -> None:  # fmt: skip
    """«Цель: …», the label bold; where nothing is known, as many lines to write on."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

    first, *rest = (text or "\n".join("\t" * lines)).split("\n")
    paragraph = line(document, f"{label}: ", is_bold=True, before=before)
    paragraph.add_run(first)
    paragraphs = [paragraph, *(line(document, one) for one in rest)]
    if not text:
        page = document.sections[-1]
        edge = page.page_width - page.left_margin - page.right_margin
        for one in paragraphs:
            stops = one.paragraph_format.tab_stops
            stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)


def signature(document: Any, post: str, name: str) -> None:
    """«Председатель ______________ М.П. Иванова», on the page of what is signed."""
    from docx.enum.text import WD_TAB_ALIGNMENT

    if document.paragraphs:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    paragraph = line(document, f"{post}\t____________________\t{name}", before=14)
    stops = paragraph.paragraph_format.tab_stops
    page = document.sections[-1]
    width = page.page_width - page.left_margin - page.right_margin
    stops.add_tab_stop(int(width * 0.55), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def grid(
    document: Any, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float],
    *, size: float = 11, height: float = 0,
) -> Any:  # fmt: skip
    """A table with its head on every page and no row over the end of one; widths in cm.

    A date stays in one line, whatever type the machine has: a column too narrow for it is widened.
    """
    from docx.shared import Cm, Pt

    every = [list(head), *(list(row) for row in rows)]
    widths = fitting.whole_dates(every, widths, size)
    table = document.add_table(rows=len(every), cols=len(head))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice reads the grid, Word the cells
    repeat(table.rows[0])
    drawn = [[*row._tr.tc_lst] for row in table.rows]  # `row.cells` reads the table each time
    for number, (row, cells, words) in enumerate(zip(table.rows, drawn, every, strict=True)):
        keep_whole(row._tr)
        if height and number:
            row.height = Cm(height)
        for cell, text, width in zip(cells, words, widths, strict=True):
            cell.width = Cm(width)
            fill(cell, text, is_bold=not number, size=Pt(size))
    return table


def fill(
    cell: Any, text: str, *, is_bold: bool = False, is_central: bool = False, size: Any = None,
    keep: bool = False,
) -> None:  # fmt: skip
    """A paragraph of the cell for every line of the text; `keep` holds it with the next row."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.text.paragraph import Paragraph

    first, *rest = text.split("\n")
    paragraphs = [cell.p_lst[0], *(cell.add_p() for _ in rest)]
    for element, words in zip(paragraphs, (first, *rest), strict=True):
        paragraph = Paragraph(element, cell)
        if is_central:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        if words:
            run = paragraph.add_run(words)
            run.bold = is_bold or None
            if size is not None:
                run.font.size = size
        elif size is not None:
            _size_mark(element, size)


def _size_mark(paragraph: Any, size: Any) -> None:
    """An empty line is as tall as its mark."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark, points = OxmlElement("w:rPr"), OxmlElement("w:sz")
    points.set(qn("w:val"), str(round(size.pt * 2)))
    mark.append(points)
    paragraph.get_or_add_pPr().append(mark)


def repeat(row: Any) -> None:
    """The head of the table on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """The row does not go over the end of a page."""
    from docx.oxml import OxmlElement

    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def keep_with_next(row: Any) -> None:
    """The row stands on the page of what comes after it."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def skip(row: Any, before: int, after: int) -> None:
    """A row that begins or ends inside the grid of its table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for name, count in (("w:gridBefore", before), ("w:gridAfter", after)):
        if count > 0:
            left = OxmlElement(name)
            left.set(qn("w:val"), str(count))
            row.get_or_add_trPr().insert(0, left)


def box(document: Any, text: str, rows: Sequence[Sequence[str]], width: float) -> None:
    """A text box over the width of the page, with a text or with a table in it."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    holder = parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<v:shape type="#_x0000_t202" style="width:{width - 0.5}cm;height:2cm" '
        'strokeweight=".5pt"><v:textbox style="mso-fit-shape-to-text:t"><w:txbxContent/>'
        "</v:textbox></v:shape></w:pict>"
    )
    inner = holder[0][0][0]
    if rows:
        columns = max(map(len, rows))
        table = grid(document, [*rows[0], *[""] * (columns - len(rows[0]))], (
            [*row, *[""] * (columns - len(row))] for row in rows[1:]
        ), [(width - 1.5) / columns] * columns)  # fmt: skip
        inner.append(table._tbl)
        inner.append(parse_xml(f"<w:p {nsdecls('w')}/>"))
    else:
        for one in text.split("\n"):
            inner.append(line(document, one)._p)
    document.add_paragraph().add_run()._r.append(holder)
