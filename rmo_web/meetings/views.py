from flask import Response, abort, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.states import Asks
from rmo_web.meetings import forms, queries, rules, services, wording
from rmo_web.meetings.access import UPLOADS, Permission, link_for, meeting_for, year_of
from rmo_web.meetings.agenda.queries import proposals
from rmo_web.meetings.assignments.queries import assignments_of_meeting
from rmo_web.meetings.blueprint import bp, meeting_url
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.rules import Step, Whose
from rmo_web.members import queries as members

# The meetings of a year


@bp.route("/meetings/new", methods=["GET", "POST"])
@permits(Permission.PREPARE)
@years.of_a_year
def new_meeting() -> AnyResponse:
    """A meeting beside the plan."""
    form, year, actor = forms.MeetingForm(), years.shown(clock.today()), me()
    form.offer_months(year.starts_in)
    form.offer_forms(queries.forms_of_meetings(), ())
    if form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                made = services.call_meeting(
                    form.meeting(), year_id=year.id, by=actor, at=clock.now()
                )
                saved.url = meeting_url(made.id)
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "held_on")
    return show(
        "meetings/meeting_form.html",
        form=form,
        title="Новое заседание",
        url=url_for(".new_meeting", year=year.starts_in),
        back=url_for(".listing", year=year.starts_in),
        places=members.school_names(),
        code=form.answer_code,
    )


@bp.get("/meetings/<int:meeting_id>")
@permits(Permission.SEE)
def show_meeting(meeting_id: int) -> Response:
    return _meeting(meeting_id)


def _meeting(meeting_id: int, form: forms.MaterialForm | None = None) -> Response:
    meeting, actor, today = meeting_for(me(), meeting_id), me(), clock.today()
    year = year_of(meeting)
    page = queries.meeting_page(meeting, year, actor, today)
    if form is None:
        form = _material_form(meeting_id) if page.may_write else forms.MaterialForm()
    return show(
        "meetings/meeting.html",
        meeting=page,
        assignments=assignments_of_meeting(meeting_id, today),
        proposals=proposals(year, today, only_open=True) if page.may_prepare else [],
        form=form,
        code=form.answer_code,
    )


@bp.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def edit_meeting(meeting_id: int) -> AnyResponse:
    meeting, actor = meeting_for(me(), meeting_id, Permission.PREPARE), me()
    fields = queries.meeting_fields(meeting)
    form = forms.MeetingForm(obj=fields)
    form.anew = url_for(".new_meeting", year=year_of(meeting).starts_in)
    form.offer_months(year_of(meeting).starts_in)
    form.offer_forms(queries.forms_of_meetings(), meeting.forms)
    if form.may_be_kept(fields, meeting.version):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = meeting_url(meeting_id)
                is_moved = services.keep(
                    meeting, form.meeting(), by=actor, at=clock.now(), today=clock.today()
                )
            if is_moved:
                flash("Приглашённые узнают о новом дне и ответят заново.")
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "held_on")
    return show(
        "meetings/meeting_form.html",
        form=form,
        title=wording.meeting_title(fields.number),
        url=request.path,
        back=meeting_url(meeting_id),
        places=members.school_names(),
        code=form.answer_code,
    )


@bp.route("/meetings/<int:meeting_id>/steps/<string:name>", methods=["GET", "POST"])
@permits(Permission.SEE)
def step(meeting_id: int, name: str) -> AnyResponse:
    """Take a step; the one that asks for a day or a reason asks on a page of its own."""
    move = next((one for one in rules.LIFE.moves.values() if one.step == name and one.words), None)
    if move is None:
        abort(404)
    to, actor = move.step, me()
    needed = Permission.WRITE if move.who is Whose.WRITER else Permission.PREPARE
    meeting = meeting_for(actor, meeting_id, needed)
    if to is Step.DRAFT:
        return leave_for(url_for(".minutes", meeting_id=meeting_id))
    if request.method == "GET" and to not in rules.LIFE.steps(meeting.state):
        return leave_for(meeting_url(meeting_id))  # an old page has led here
    form = forms.StepForm()
    form.offer_months(year_of(meeting).starts_in)
    if request.method == "GET" and to is Step.HOLD:
        form.held_on.data = meeting.held_on
    if request.method == "POST" and form.validate():
        try:
            return _step(meeting, to, form)
        except Refused as refusal:
            if move.asks is Asks.NOTHING:
                raise
            form.blame(refusal, "held_on" if move.asks is Asks.DAY else "reason")
    return show(
        "meetings/step.html",
        form=form,
        step=to.value,
        words=move.words,
        title=wording.meeting_title(meeting.number),
        back=meeting_url(meeting_id),
        url=request.path,
        code=form.answer_code,
    )


def _step(meeting: Meeting, to: Step, form: forms.StepForm) -> AnyResponse:
    title = wording.meeting_title(meeting.number)
    with saving(form.once, by=me().account_id) as saved:
        saved.url = meeting_url(meeting.id)
        services.go_on(meeting, to, form.step_words(), by=me(), at=clock.now(), today=clock.today())
    flash(
        "Приглашения разосланы: участники увидят их на главной."
        if to is Step.INVITE
        else f"{title}: {wording.STEPS_TAKEN[to]}."
    )
    return leave_for(saved.url)


@bp.route("/meetings/forms", methods=["GET", "POST"])
@permits(Permission.PREPARE)
@years.of_a_year
def edit_forms() -> AnyResponse:
    """The forms of meetings to choose from."""
    stored = "\n".join(queries.forms_of_meetings())
    version = files.digest(stored.encode())
    form = forms.FormsOfMeetingsForm(data={"titles": stored})
    if form.may_be_kept(forms.FormsOfMeetingsForm(formdata=None, data={"titles": stored}), version):
        with saving(form.once, by=me().account_id) as saved:
            saved.url = url_for(".listing")
            services.keep_forms(form.lines())
        return leave_for(saved.url)
    return show(
        "meetings/forms.html",
        form=form,
        code=form.answer_code,
    )


# Materials


@bp.post("/meetings/<int:meeting_id>/materials")
@permits(Permission.SEE)
@files.takes_several
def add_material(meeting_id: int) -> AnyResponse:
    """Files and a link, for everybody."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    form = _material_form(meeting_id)
    if form.validate() and form.brings_something():
        contents = form.files.every()
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = meeting_url(meeting_id, "materials")
                for name, content in contents:
                    services.add_material(meeting, name, content, by=actor, at=clock.now())
                if form.url.data:
                    services.add_link(meeting, form.title.data, form.url.data)
                form.files.spend()
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "files")
    form.files.keep(clock.now())
    return _meeting(meeting_id, form)


def _material_form(meeting_id: int) -> forms.MaterialForm:
    form = forms.MaterialForm()
    form.files.wait_at(f"{UPLOADS}:{meeting_id}", me().account_id)
    return form


@bp.post("/meetings/<int:meeting_id>/files/<int:attachment_id>/drop")
@permits(Permission.SEE)
def drop_file(meeting_id: int, attachment_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    with saving() as saved:
        saved.url = meeting_url(meeting_id, "materials")
        services.drop_material(meeting, attachment_id)
    return leave_for(saved.url)


@bp.post("/meetings/links/<int:link_id>/drop")
@permits(Permission.SEE)
def drop_link(link_id: int) -> AnyResponse:
    link = link_for(me(), link_id)
    with saving() as saved:
        saved.url = meeting_url(link.meeting_id, "materials")
        services.drop_link(link)
    return leave_for(saved.url)
