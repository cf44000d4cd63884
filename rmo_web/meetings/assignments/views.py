from flask import Response, abort, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts.queries import head_names
from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import is_from_first_page, leave_for, show
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.kernel.urls import id_in
from rmo_web.meetings import wording
from rmo_web.meetings.access import (
    Permission,
    assignment_for,
    meeting_for,
    minutes_of,
    target_for,
    year_of,
)
from rmo_web.meetings.assignments import forms, papers, queries, services
from rmo_web.meetings.blueprint import bp, meeting_url
from rmo_web.meetings.minutes.papers import paper_of
from rmo_web.meetings.models import Assignment, Meeting, Target
from rmo_web.meetings.queries import people_options
from rmo_web.members import queries as members


@bp.get("/meetings/assignments/")
@permits(Permission.SEE)
@years.of_a_year
def assignments() -> Response:
    year, actor, today = years.chosen(clock.today()), me(), clock.today()
    usual = "open" if actor.leads else "mine"
    tab = request.args.get("tab", "")
    tab = tab if tab in queries.TABS else usual
    return show(
        "meetings/assignments/assignments.html",
        listed=queries.assignments_of_year(year, actor, tab, today) if year else None,
        tab=tab,
        tabs=queries.TABS,
        year=year,
        may_give=year is not None and not year.is_closed and may(actor, Permission.GIVE, year),
    )


@bp.route("/meetings/assignments/new", methods=["GET", "POST"])
@permits(Permission.GIVE)
@years.of_a_year
def new_assignment() -> AnyResponse:
    """From a decision of the minutes (`?meeting=&point=`), or from the head alone."""
    actor, wanted = me(), request.args.get("meeting", 0, type=id_in)
    meeting = meeting_for(actor, wanted, Permission.GIVE) if wanted else None
    year = year_of(meeting) if meeting else years.shown(clock.today())
    if not may(actor, Permission.GIVE, year):
        abort(403)
    form = forms.AssignmentForm()
    form.offer_people(people_options(me(), clock.today()))
    if request.method == "GET":
        form.point.data = request.args.get("point", "")[:20]
        form.text.data = form.decision.data = _decision(meeting, form.point.data)

    def give() -> Onward:
        told, at = form.assignment(), clock.now()
        made = services.give(told, year_id=year.id, meeting=meeting, by=actor, at=at)
        return Onward(url_for(".assignment", assignment_id=made.id))

    if went := pages.accepted(form, give, blamed="person_ids"):
        return went
    back = meeting_url(meeting.id) if meeting else url_for(".assignments", year=year.starts_in)
    url = url_for(".new_assignment", meeting=wanted or None, year=year.starts_in)
    return _assignment_form(form, "Новое поручение", url, back)


def _decision(meeting: Meeting | None, point: str) -> str:
    """The words of the decision «1.2»."""
    found = minutes_of(meeting) if meeting else None
    if found is None or meeting is None:
        return ""
    return dict(paper_of(found, meeting).decided).get(point, "")


def _assignment_form(form: forms.AssignmentForm, title: str, url: str, back: str) -> Response:
    return pages.show_form(
        "meetings/assignments/assignment_form.html", form, title=title, back=back, url=url
    )


@bp.get("/meetings/assignments/<int:assignment_id>")
@permits(Permission.SEE)
def assignment(assignment_id: int) -> Response:
    return _assignment_page(assignment_id)


def _assignment_page(assignment_id: int, form: forms.VerdictForm | None = None) -> Response:
    found, today = assignment_for(me(), assignment_id), clock.today()
    page = queries.assignment_page(found, me(), today, is_closed=year_of(found).is_closed)
    return pages.show_form(
        "meetings/assignments/assignment.html",
        form or _verdict(found),
        assignment=page,
        today=today,
    )


def _verdict(found: Assignment) -> forms.VerdictForm:
    said = {"outcome": found.outcome.value if found.outcome else "",
            "extended_to": found.extended_to, "note": found.note}  # fmt: skip
    form = forms.VerdictForm(formdata=None, data=said)
    form.version.data = str(found.version)
    return form


@bp.route("/meetings/assignments/<int:assignment_id>/edit", methods=["GET", "POST"])
@permits(Permission.SEE)
def edit_assignment(assignment_id: int) -> AnyResponse:
    found = assignment_for(me(), assignment_id, Permission.GIVE)
    fields = queries.assignment_fields(found)
    form = forms.AssignmentForm(obj=fields)
    form.offer_people(people_options(me(), clock.today()))
    back = url_for(".assignment", assignment_id=assignment_id)
    if request.method == "GET":
        form.person_ids.data = [str(one) for one in fields.person_ids]

    def keep() -> Onward:
        services.keep(found, form.assignment(), by=me(), at=clock.now())
        return Onward(back)

    went = pages.accepted(form, keep, blamed="person_ids", stored=fields, version=found.version)
    return went or _assignment_form(form, "Поручение", request.path, back)


@bp.post("/meetings/assignments/<int:assignment_id>/judge")
@permits(Permission.SEE)
def judge(assignment_id: int) -> AnyResponse:
    """Extend, take off, open again."""
    found, form = assignment_for(me(), assignment_id, Permission.GIVE), forms.VerdictForm()

    def say() -> Onward:
        services.judge(found, form.verdict(), by=me(), at=clock.now())
        return Onward(url_for(".assignment", assignment_id=assignment_id))

    stored, version = _verdict(found), found.version
    went = pages.accepted(form, say, blamed="note", stored=stored, version=version)
    return went or _assignment_page(assignment_id, form)


@bp.post("/meetings/assignments/targets/<int:target_id>")
@permits(Permission.SEE)
def mark_target(target_id: int) -> AnyResponse:
    """Done, in work, or neither."""
    target, form, actor = target_for(me(), target_id, clock.today()), forms.TargetForm(), me()
    said = {"done": True, "taken": None}.get(request.form.get("to", ""), False)
    form.must_be_in_order()
    was = ("to", "taken" if target.taken_on else ""), ("proof", target.proof)
    keeps = may(actor, Permission.GIVE, assignment_for(actor, target.assignment_id))
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(
            ".assignment", assignment_id=target.assignment_id, _anchor=f"target-{target_id}"
        )
        if form.is_stale(queries.version_of(target)):
            raise Refused("Эта отметка уже другая: откройте поручение снова.")
        services.mark(
            target,
            is_done=said,
            proof=form.proof.data or "",
            by=actor,
            at=clock.now(),
            today=clock.today(),
            done_on=form.done_on.data if keeps else None,
        )
    if is_from_first_page():
        _say(target, was if said else ())
    return leave_for(saved.url)


def _say(target: Target, was: tuple[tuple[str, str], ...]) -> None:
    """What the first page says of the mark that was made there; `was` is what it was before."""
    back = (*was, ("version", queries.version_of(target)))
    undo = Deed("Отменить", url_for(".mark_target", target_id=target.id), back)
    waiting.say(
        "Поручение отмечено исполненным." if was else "Отметка снята.", undo if was else None
    )


@bp.get("/meetings/assignments/report.docx")
@permits(Permission.SEE)
@years.of_a_year
def report_word() -> Response:
    """Справка о выполнении решений: of a meeting, or of the year."""
    year, wanted = years.shown(clock.today()), request.args.get("meeting", 0, type=id_in)
    title = f"{year.title} учебный год"
    if wanted:
        meeting = meeting_for(me(), wanted)
        title, year = wording.meeting_title(meeting.number), year_of(meeting)
    rows = queries.report_rows(year, wanted, clock.today())
    association, head = members.association().name, head_names().in_signature
    end_reading()
    content = papers.report(rows, title, association, head)
    return files.as_file(content, "справка о выполнении решений.docx", files.DOCX)
