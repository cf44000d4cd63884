from flask import url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.plan.access import Permission, note_for, plan_of_year, year_of_note
from rmo_web.plan.blueprint import bp
from rmo_web.plan.leftovers import services
from rmo_web.plan.leftovers.forms import NoteForm
from rmo_web.plan.rules import needs_reason


@bp.route("/plan/notes/<int:note_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_note(note_id: int) -> AnyResponse:
    """What stood in the file and belongs to no row: a paragraph, or a cell of a table."""
    note = note_for(note_id)
    year = year_of_note(note)
    form, plan = NoteForm(obj=note), plan_of_year(year)

    def keep() -> Onward:
        text, why = form.text.data or "", form.reason.data or ""
        services.keep_note(note, text, reason=why, by=me(), at=clock.now())
        return Onward(url_for(".show_plan", year=year.starts_in, _anchor="leftovers"))

    version = files.digest(note.text.encode())
    went = pages.accepted(form, keep, blamed="text", stored=note, version=version)
    return went or pages.show_form(
        "plan/leftovers/note_form.html",
        form,
        place=note.place,
        year=year,
        needs_reason=needs_reason(plan.state),
    )
