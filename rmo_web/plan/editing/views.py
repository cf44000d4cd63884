from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.htmx import instead_of, show, wants_fragment
from rmo_web.kernel.urls import id_in
from rmo_web.kernel.years import Year
from rmo_web.plan.access import (
    Permission,
    plan_of_year,
    row_below,
    row_for,
    section_for,
    stay_in_year_of,
)
from rmo_web.plan.blueprint import bp
from rmo_web.plan.editing import queries, services, wording
from rmo_web.plan.editing.forms import RowForm, row_form
from rmo_web.plan.forms import ChangeReasonForm
from rmo_web.plan.models import Row
from rmo_web.plan.queries import edit_url, row_on_page
from rmo_web.plan.rules import RowKind, needs_reason


@bp.route("/plan/rows/<int:row_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_row(row_id: int) -> AnyResponse:
    """A row in place: its form, and the row again when it is kept."""
    row = row_for(row_id)
    year = stay_in_year_of(row.section_id)
    fields = queries.fields_of(row)
    form = row_form(fields.spare, has_form=fields.has_form)(obj=fields)
    form.anew = url_for(".new_row", section_id=row.section_id, kind=row.kind.value)
    form.offer_months(year.starts_in)

    def keep() -> Onward:
        told, why = form.new_row(), form.reason.data or ""
        services.keep_row(row, told, reason=why, by=me(), at=clock.now())
        return Onward(edit_url(f"row-{row_id}"))

    went = pages.accepted(form, keep, blamed="reason", stored=fields, version=row.version)
    if went and wants_fragment():
        return _kept_row(row_id, year)
    return went or _row_form(form, row, year)


def _kept_row(row_id: int, year: Year) -> Response:
    section, shown = row_on_page(row_for(row_id), year, me())
    return show("plan/editing/_kept_row.html", row=shown, section=section, is_edited=True)


def _row_form(form: RowForm, row: Row, year: Year) -> Response:
    plan = plan_of_year(year)
    answer = pages.show_form(
        "plan/editing/row_form.html",
        form,
        "plan/editing/_row_form.html",
        year=year,
        kind=row.kind.value,
        kind_words=wording.KINDS[row.kind],
        says_facts=row.says_facts,
        row_id=row.id,
        url=url_for(".edit_row", row_id=row.id),
        needs_reason=needs_reason(plan.state),
        understood=queries.understood(row, form.when.data or ""),
    )
    return instead_of(f"row-{row.id}", answer)


@bp.route("/plan/sections/<int:section_id>/new", methods=["GET", "POST"])
@permits(Permission.EDIT)
def new_row(section_id: int) -> AnyResponse:
    """A row, a group's heading or a meeting, below another row or at the end of its section."""
    section = section_for(section_id)
    year = stay_in_year_of(section_id)
    said = request.args.get("kind", "")
    kind = RowKind(said) if said in set(RowKind) else RowKind.ITEM
    after = request.args.get("after", 0, type=id_in)
    columns = queries.spare_of(None, section, kind)
    form = row_form(columns, has_form=queries.has_form(None, section, kind))()
    form.offer_months(year.starts_in)

    def add() -> Onward:
        told, why, above = form.new_row(), form.reason.data or "", row_below(section, after)
        made = services.add_row(
            section, kind, told, after=above, reason=why, by=me(), at=clock.now()
        )  # fmt: skip
        return Onward(edit_url(f"row-{made.id}"))

    went = pages.accepted(form, add, blamed="reason")
    return went or pages.show_form(
        "plan/editing/row_form.html",
        form,
        year=year,
        kind=kind.value,
        kind_words=wording.KINDS[kind],
        says_facts=kind is RowKind.ITEM or (kind is RowKind.MEETING and queries.has_facts(section)),
        row_id=0,
        url=request.full_path.rstrip("?"),
        needs_reason=needs_reason(plan_of_year(year).state),
        understood="",
    )


@bp.post("/plan/rows/<int:row_id>/remove")
@permits(Permission.EDIT)
def remove_row(row_id: int) -> AnyResponse:
    """What is removed comes back by «Отменить»."""
    row, form = row_for(row_id), ChangeReasonForm()
    stay_in_year_of(row.section_id)

    def remove() -> Onward:
        services.remove_row(row, reason=form.why(), by=me(), at=clock.now())
        return Onward(edit_url())

    return pages.done(form, remove)
