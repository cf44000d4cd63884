"""The table of topics as a file of Excel or Word, read."""

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers import excel
from rmo_web.kernel.papers.cells import tidy
from rmo_web.kernel.papers.sheet import SheetRead, recognised
from rmo_web.plan_reader import word
from rmo_web.plan_reader.blocks import Table, TableRow
from rmo_web.self_education.importing.wording import NO_TABLE, key_of


def read(name: str, content: bytes) -> SheetRead:
    """The rows of the table of topics: of Excel on the first sheet, in Word the first such."""
    if name.lower().endswith(".xlsx"):
        return _recognised(excel.lines(content))
    for table in word.read(content, name):
        if isinstance(table, Table):
            try:
                return _recognised([(n, _cells(row)) for n, row in enumerate(table.rows, 1)])
            except Refused:
                continue
    raise Refused(NO_TABLE)


def _recognised(lines: list[excel.Line]) -> SheetRead:
    if len(lines) > excel.ROWS_MAX:
        raise Refused(f"В таблице больше {excel.ROWS_MAX} строк.")
    return recognised(lines, key_of, lambda keys: {"who", "title"} <= {*keys}, otherwise=NO_TABLE)


def _cells(row: TableRow) -> list[str]:
    cells = [""] * max((one.end for one in row.cells), default=0)
    for one in row.cells:
        cells[one.column] = tidy(one.text)
    return cells
