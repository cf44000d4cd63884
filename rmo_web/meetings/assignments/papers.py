"""The report on the execution of decisions as a Word file (domain reference, 18)."""

from collections.abc import Sequence

from rmo_web.kernel.papers import word
from rmo_web.meetings.assignments.queries import ReportRow

REPORT = ("№", "Содержание поручения", "Ответственные", "Срок", "Отметка о выполнении")
REPORT_WIDTHS = (1.2, 6.0, 3.6, 2.3, 4.4)


def report(rows: Sequence[ReportRow], title: str, association: str, head: str) -> bytes:
    """Справка о выполнении решений."""
    document = word.new("Справка о выполнении решений", association)
    word.line(document, association, is_bold=True, at="center")
    word.line(document, "СПРАВКА о выполнении решений", is_bold=True, at="center", before=12)
    word.line(document, title, at="center")
    word.line(document)
    cells = [
        (one.point or str(number), one.text, one.who, one.due, one.mark)
        for number, one in enumerate(rows, 1)
    ]
    word.grid(document, REPORT, cells, REPORT_WIDTHS, size=10.5)
    word.signature(document, "Руководитель РМО", head)
    return word.saved(document)
