"""The individual plan as a Word file."""

from rmo_web.kernel.papers import word
from rmo_web.self_education.paper.queries import StudyPlan
from rmo_web.self_education.paper.wording import COLUMNS

WIDTHS = (3.9, 2.6, 4.1, 3.5, 3.4)  # cm, of the 17.5 of a standing A4


def docx(plan: StudyPlan) -> bytes:
    """A4 standing: who, what and why, the table of stages, who signs."""
    document = word.new(plan.title, plan.association)
    word.line(document, plan.association, at="center")
    word.line(document, plan.title, is_bold=True, at="center", before=12)
    word.line(document)
    for label, text in plan.fields:
        word.field(document, label, text)
    word.line(document, "Этапы работы", is_bold=True, before=12, keep=True)
    word.grid(document, COLUMNS, plan.stages, WIDTHS, size=10)
    word.line(document)
    word.signature(document, "Педагог", plan.signed_by)
    if plan.agreed_on:
        word.signature(document, f"Согласовано {plan.agreed_on}", plan.agreed_by)
    return word.saved(document)
