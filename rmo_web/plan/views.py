from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered.ribbon import ribbon
from rmo_web.plan import queries
from rmo_web.plan.access import Permission
from rmo_web.plan.blueprint import bp
from rmo_web.plan.copying.queries import pattern_of
from rmo_web.plan.editing.queries import looks
from rmo_web.plan.forms import ChangeReasonForm
from rmo_web.plan.history.queries import undoable
from rmo_web.plan.rules import NeedsReason


@bp.get("/plan/")
@permits(Permission.SEE)
@years.of_a_year
def show_plan() -> Response:
    today = clock.today()
    year = years.chosen(today)
    plan = queries.page(year, me()) if year else None
    may_edit = may(me(), Permission.EDIT) and year is not None and not year.is_closed
    if year is None or plan is None:
        pattern = pattern_of(year) if year and may_edit else None
        return show("plan/empty.html", year=year, may_edit=may_edit, pattern=pattern)
    return show(
        "plan/plan.html",
        plan=plan,
        year=year,
        ribbon=ribbon(year, today),
        may_edit=may_edit,
        may_copy=may(me(), Permission.EDIT) and queries.may_be_followed(year),
    )


@bp.get("/plan/edit")
@permits(Permission.EDIT)
@years.of_a_year
def edit_plan() -> AnyResponse:
    """The plan with its verbs beside every row."""
    year = years.shown(clock.today())
    plan = queries.page(year, me(), with_remarks=True)
    if plan is None or year.is_closed:
        return leave_for(url_for(".show_plan", year=year.starts_in))
    return show(
        "plan/edit.html",
        plan=plan,
        year=year,
        undoable=undoable(plan.id),
        looks=looks(plan),
    )


@bp.errorhandler(NeedsReason)
def ask_for_a_reason(refusal: NeedsReason) -> Response:
    """A button beside a row asks on a page of its own why an adopted plan changes."""
    form = ChangeReasonForm()
    form.blame(refusal, "reason")
    kept = {name: request.form[name] for name in ("to", "before") if name in request.form}
    year = years.shown(clock.today())
    return pages.show_form("plan/reason.html", form, kept=kept, year=year)
