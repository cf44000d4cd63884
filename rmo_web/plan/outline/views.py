from flask import Response, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.years import Year
from rmo_web.members import queries as members
from rmo_web.plan.access import Permission, plan_of_year, section_for, stay_in_year_of
from rmo_web.plan.blueprint import bp
from rmo_web.plan.forms import ChangeReasonForm
from rmo_web.plan.outline import queries, services
from rmo_web.plan.outline.forms import HeaderForm, SectionForm
from rmo_web.plan.queries import edit_url
from rmo_web.plan.rules import needs_reason


@bp.post("/plan/begin")
@permits(Permission.EDIT)
@years.of_a_year
def begin() -> AnyResponse:
    """A plan from an empty sheet."""
    year, association = years.shown(clock.today()), members.association()
    title = f"План работы {association.name} на {year.title} учебный год"

    def add() -> Onward:
        years.hold_open(year.id)
        services.begin(title, year_id=year.id, by=me(), at=clock.now())
        return Onward(edit_url())

    return pages.done(ChangeReasonForm(), add)


@bp.route("/plan/header", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def edit_header() -> AnyResponse:
    """Title, theme, goal, tasks."""
    year = years.shown(clock.today())
    plan = plan_of_year(year)
    fields = queries.header_fields(plan)
    form = HeaderForm(obj=fields)

    def keep() -> Onward:
        told, why = form.new_header(), form.reason.data or ""
        services.keep_header(plan, told, reason=why, by=me(), at=clock.now())
        return Onward(edit_url())

    went = pages.accepted(form, keep, blamed="title", stored=fields, version=plan.version)
    return went or pages.show_form(
        "plan/outline/header_form.html", form, year=year, needs_reason=needs_reason(plan.state)
    )


@bp.route("/plan/sections/new", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def new_section() -> AnyResponse:
    """A section after all others."""
    year, form = years.shown(clock.today()), SectionForm()
    plan = plan_of_year(year)

    def add() -> Onward:
        told, why = form.new_section(), form.reason.data or ""
        services.add_section(plan, told, reason=why, by=me(), at=clock.now())
        return Onward(edit_url())

    went = pages.accepted(form, add, blamed="reason")
    return went or _section_form(form, "Новый раздел", year)


@bp.route("/plan/sections/<int:section_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_section(section_id: int) -> AnyResponse:
    """Its name and its columns."""
    section = section_for(section_id)
    year = stay_in_year_of(section_id)
    form = SectionForm(obj=section)
    form.anew = url_for(".new_section", year=year.starts_in)

    def keep() -> Onward:
        told, why = form.new_section(), form.reason.data or ""
        services.keep_section(section, told, reason=why, by=me(), at=clock.now())
        return Onward(edit_url(f"section-{section_id}"))

    went = pages.accepted(form, keep, blamed="reason", stored=section)
    return went or _section_form(form, "Раздел плана", year)


def _section_form(form: SectionForm, title: str, year: Year) -> Response:
    return pages.show_form(
        "plan/outline/section_form.html",
        form,
        title=title,
        year=year,
        needs_reason=needs_reason(plan_of_year(year).state),
    )


@bp.post("/plan/sections/<int:section_id>/remove")
@permits(Permission.EDIT)
def remove_section(section_id: int) -> AnyResponse:
    section, form = section_for(section_id), ChangeReasonForm()
    stay_in_year_of(section_id)

    def remove() -> Onward:
        services.remove_section(section, reason=form.why(), by=me(), at=clock.now())
        return Onward(edit_url())

    return pages.done(form, remove)
