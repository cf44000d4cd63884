from flask import url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.plan.access import Permission, note_for, plan_of_year, year_of_note
from rmo_web.plan.blueprint import bp
from rmo_web.plan.leftovers import services
from rmo_web.plan.leftovers.forms import NoteForm
from rmo_web.plan.rules import needs_reason


@bp.route("/plan/notes/<int:note_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_note(note_id: int) -> AnyResponse:
    """What stood in the file and belongs to no row: a paragraph, or a cell of a table."""
    note, actor = note_for(note_id), me()
    year = year_of_note(note)
    form, plan = NoteForm(obj=note), plan_of_year(year)
    if form.may_be_kept(note, files.digest(note.text.encode())):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".show_plan", year=year.starts_in, _anchor="leftovers")
                services.keep_note(
                    note, form.text.data or "", reason=form.reason.data or "", by=actor,
                    at=clock.now(),
                )  # fmt: skip
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "text")
    return show(
        "plan/leftovers/note_form.html",
        form=form,
        place=note.place,
        year=year,
        needs_reason=needs_reason(plan.state),
        code=form.answer_code,
    )
