"""The individual plan as a Word file."""

from rmo_web.kernel.papers import fitting, word
from rmo_web.self_education.paper.queries import StudyPlan
from rmo_web.self_education.paper.wording import BY_HAND, COLUMNS

WIDTHS = (3.9, 2.6, 4.1, 3.5, 3.4)  # cm, of the 17.5 of a standing A4
SIZES = (12, 11)  # a longer plan has two pages
ROW = 0.9  # cm, of a stage in which something is still to be written
BETWEEN = 4  # points, over each field


def docx(plan: StudyPlan) -> bytes:
    """A4 standing: who, what and why, the table of stages, who signs."""
    size = next((one for one in SIZES if _height(plan, one) <= word.HEIGHT), SIZES[0])
    document = word.new(plan.title, plan.association, size=size)
    word.line(document, plan.association, at="center")
    word.line(document, plan.title, is_bold=True, at="center", before=12)
    word.line(document)
    for label, text in plan.fields:
        word.field(document, label, text, before=BETWEEN, lines=BY_HAND.get(label, 1))
    word.line(document, "Этапы работы", is_bold=True, before=12, keep=True)
    table = word.grid(document, COLUMNS, plan.stages, WIDTHS, size=size - 2, height=ROW)
    word.keep_with_next(table.rows[-1])
    word.line(document)
    word.signature(document, "Педагог", plan.signed_by)
    if plan.agreed_on:
        word.signature(document, f"Согласовано {plan.agreed_on}", plan.agreed_by)
    elif plan.agreed_at:
        word.line(document, f"Согласовано: {plan.agreed_at}", before=14)
    return word.saved(document)


def _height(plan: StudyPlan, size: float) -> float:
    """Of all of it, with a signature or two and the gaps between."""
    known = [[f"{label}: {text}"] for label, text in plan.fields if text]
    by_hand = sum(BY_HAND.get(label, 1) for label, text in plan.fields if not text)
    stages = sum(max(fitting.height([one], WIDTHS, size - 2), ROW) for one in plan.stages)
    lines = by_hand + 7  # and the heads, the blank ones, the signatures
    gaps = (BETWEEN * len(plan.fields) + 12 + 12 + 14 + 14) * fitting.POINT
    head = fitting.height([COLUMNS], WIDTHS, size - 2)
    fields = fitting.height(known, [word.WIDTH], size) + lines * fitting.line(size)
    return fields + gaps + head + stages
