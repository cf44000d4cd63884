"""The doors of the plan, in which the seed plan is adopted and changed."""

from rmo_web.household.files import attach
from rmo_web.kernel.db import db, saving
from rmo_web.plan.models import Leftover, Plan, PlanChange, Row
from rmo_web.plan.rules import Change, PlanState, RowKind
from tests.doors import DOOR, LEADERS, NO, SIGNED_IN
from tests.makers import SEED

DOORS = {
    "plan.show_plan": SIGNED_IN,
    "plan.upload": LEADERS,
    "plan.preview": LEADERS,
    "plan.apply": (DOOR, NO, NO, 409, 409),
    "plan.begin": (DOOR, NO, NO, 409, 409),
    "plan.copy": LEADERS,
    "plan.edit_plan": LEADERS,
    "plan.edit_row": LEADERS,
    "plan.new_row": LEADERS,
    "plan.fact": SIGNED_IN,
    "plan.new_section": LEADERS,
    "plan.edit_section": LEADERS,
    "plan.remove_section": (DOOR, NO, NO, 409, 409),
    "plan.step": LEADERS,
    "plan.place": LEADERS,
    "plan.remove_row": (DOOR, NO, NO, 409, 409),
    "plan.undo": LEADERS,
    "plan.edit_header": LEADERS,
    "plan.edit_note": LEADERS,
    "plan.state": LEADERS,
    "plan.changes": SIGNED_IN,
    "plan.word": SIGNED_IN,
}


def furnish(make, cast):
    plan = make.plan()
    meeting = db.session.query(Row).filter_by(kind=RowKind.MEETING).first()
    with saving():
        file = attach("plan", plan.id, "план.docx", SEED.read_bytes(), by=None, at=make.at)
        note = Leftover(plan_id=plan.id, place="Абзац 1", text="Чай")
        db.session.add(note)
    return {
        "row_id": meeting.id,
        "section_id": meeting.section_id,
        "note_id": note.id,
        "attachment_id": file.id,
    }


def in_other_states(make, world):
    row = world["values"]["plan"]["row_id"]

    def kept(title):
        told = {"title": title, "when_text": "", "place": "", "who": [{"name": "Чайкина"}]}
        return {"rows": {str(row): told}}

    with saving():
        plan = db.session.query(Plan).one()
        plan.state, plan.adoption, plan.approval = PlanState.APPROVED, "протокол № 1", "Утверждаю"
        change = PlanChange(
            plan_id=plan.id, row_id=row, kind=Change.CHANGED, title="Строка", before=kept("Было"),
            after=kept("Стало"), reason="Перенос", by=world["cast"]["head"].id, at=make.at,
        )  # fmt: skip
        db.session.add(change)
    return []
