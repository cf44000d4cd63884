"""Word files for tests: whole plans by python-docx, odd ones by their XML."""

import signal
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def plan_file(*parts):
    """Paragraphs are texts, tables are lists of rows; a text for a row is one merged cell.

    A cell `None` is merged with the cell above it.
    """
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _table(document, part)
    return saved(document)


def saved(document):
    """The bytes of a document of python-docx."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document, rows):
    width = max(len(row) for row in rows if not isinstance(row, str))
    table = document.add_table(len(rows), width)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            table.cell(place, 0).merge(table.cell(place, width - 1)).text = row
            continue
        for column, text in enumerate(row):
            if text is not None:
                table.cell(place, column).text = text
    for place, row in enumerate(rows):
        for column, text in enumerate(row if not isinstance(row, str) else ()):
            if text is None:
                top = place
                while rows[top][column] is None:
                    top -= 1
                if place + 1 == len(rows) or rows[place + 1][column : column + 1] not in (
                    (None,),
                    [None],
                ):
                    table.cell(top, column).merge(table.cell(place, column)).text = rows[top][
                        column
                    ]


def package(**parts):
    """A zip file; `word__document_xml` is the part word/document.xml."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            path = name.replace("__", "/")
            head, _, ending = path.rpartition("_")
            archive.writestr(f"{head}.{ending}", text)
    return buffer.getvalue()


def word_xml(body, *, before="", **parts):
    """A Word file with this body and these further parts."""
    document = f"{before}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return package(word__document_xml=document, **parts)


def p(text, properties=""):
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text, number=1, level=0):
    """A paragraph that Word numbers."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows):
    """A table of rows of ready cells."""
    drawn = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl>{drawn}</w:tbl>"


def tc(content, properties=""):
    """A cell; a plain text becomes its only paragraph."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


@contextmanager
def soon():
    """A guard against hanging, not a measure of speed: ten seconds of the processor's time."""
    signal.setitimer(signal.ITIMER_PROF, 10)
    before = signal.signal(signal.SIGPROF, _hangs)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _hangs(*_):
    raise AssertionError("hangs")
