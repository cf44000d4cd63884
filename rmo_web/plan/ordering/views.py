from flask import request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.urls import id_in
from rmo_web.plan.access import Permission, row_for, stay_in_year_of
from rmo_web.plan.blueprint import bp
from rmo_web.plan.forms import ChangeReasonForm
from rmo_web.plan.ordering import services
from rmo_web.plan.queries import edit_url


@bp.post("/plan/rows/<int:row_id>/step")
@permits(Permission.EDIT)
def step(row_id: int) -> AnyResponse:
    """One place up or down."""
    row, form = row_for(row_id), ChangeReasonForm()
    stay_in_year_of(row.section_id)
    is_up, reason = request.form.get("to") == "up", form.why()

    def move() -> Onward:
        services.step(row, is_up=is_up, reason=reason, by=me(), at=clock.now())
        return Onward(edit_url(f"row-{row_id}"))

    return pages.done(form, move)


@bp.post("/plan/rows/<int:row_id>/place")
@permits(Permission.EDIT)
def place(row_id: int) -> AnyResponse:
    """Dragged: before another row of its section, or to its end."""
    row, form = row_for(row_id), ChangeReasonForm()
    stay_in_year_of(row.section_id)
    before, reason = request.form.get("before", 0, type=id_in), form.why()

    def move() -> Onward:
        services.move_row(row, before=before, reason=reason, by=me(), at=clock.now())
        return Onward(edit_url(f"row-{row_id}"))

    return pages.done(form, move)
