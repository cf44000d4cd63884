from flask import Response, abort, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import leave_for
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
    form, year = forms.MeetingForm(), years.shown(clock.today())
    form.offer_months(year.starts_in)
    form.offer_forms(queries.forms_of_meetings(), ())

    def add() -> Onward:
        made = services.call_meeting(form.meeting(), year_id=year.id, by=me(), at=clock.now())
        return Onward(meeting_url(made.id))

    went = pages.accepted(form, add, blamed="held_on")
    return went or pages.show_form(
        "meetings/meeting_form.html",
        form,
        title="Новое заседание",
        url=url_for(".new_meeting", year=year.starts_in),
        back=url_for(".listing", year=year.starts_in),
        places=members.school_names(),
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
    return pages.show_form(
        "meetings/meeting.html",
        form,
        meeting=page,
        assignments=assignments_of_meeting(meeting_id, today),
        proposals=proposals(year, today, only_open=True) if page.may_prepare else [],
    )


@bp.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def edit_meeting(meeting_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.PREPARE)
    fields = queries.meeting_fields(meeting)
    form = forms.MeetingForm(obj=fields)
    form.anew = url_for(".new_meeting", year=year_of(meeting).starts_in)
    form.offer_months(year_of(meeting).starts_in)
    form.offer_forms(queries.forms_of_meetings(), meeting.forms)

    def keep() -> Onward:
        told, at, today = form.meeting(), clock.now(), clock.today()
        is_moved = services.keep(meeting, told, by=me(), at=at, today=today)
        said = "Приглашённые узнают о новом дне и ответят заново." if is_moved else ""
        return Onward(meeting_url(meeting_id), said)

    went = pages.accepted(form, keep, blamed="held_on", stored=fields, version=meeting.version)
    return went or pages.show_form(
        "meetings/meeting_form.html",
        form,
        title=wording.meeting_title(fields.number),
        url=request.path,
        back=meeting_url(meeting_id),
        places=members.school_names(),
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

    def go_on() -> Onward:
        told, at, today = form.step_words(), clock.now(), clock.today()
        services.go_on(meeting, to, told, by=me(), at=at, today=today)
        return Onward(meeting_url(meeting_id), _taken(meeting, to))

    if move.asks is Asks.NOTHING and form.validate_on_submit():
        return pages.done(form, go_on)
    went = pages.accepted(form, go_on, blamed="held_on" if move.asks is Asks.DAY else "reason")
    return went or pages.show_form(
        "meetings/step.html",
        form,
        step=to.value,
        words=move.words,
        title=wording.meeting_title(meeting.number),
        back=meeting_url(meeting_id),
        url=request.path,
    )


def _taken(meeting: Meeting, step: Step) -> str:
    if step is Step.INVITE:
        return "Приглашения разосланы: участники увидят их на главной."
    return f"{wording.meeting_title(meeting.number)}: {wording.STEPS_TAKEN[step]}."


@bp.route("/meetings/forms", methods=["GET", "POST"])
@permits(Permission.PREPARE)
@years.of_a_year
def edit_forms() -> AnyResponse:
    """The forms of meetings to choose from."""
    stored = "\n".join(queries.forms_of_meetings())
    version = files.digest(stored.encode())
    form = forms.FormsOfMeetingsForm(data={"titles": stored})

    def keep() -> Onward:
        services.keep_forms(form.lines(), by=me(), at=clock.now())
        return Onward(url_for(".listing"))

    before = forms.FormsOfMeetingsForm(formdata=None, data={"titles": stored})
    went = pages.accepted(form, keep, blamed="titles", stored=before, version=version)
    return went or pages.show_form("meetings/forms.html", form)


# Materials


@bp.post("/meetings/<int:meeting_id>/materials")
@permits(Permission.SEE)
@files.takes_several
def add_material(meeting_id: int) -> AnyResponse:
    """Files and a link, for everybody."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    form = _material_form(meeting_id)

    def add() -> Onward:
        for name, content in form.files.every():
            services.add_material(meeting, name, content, by=me(), at=clock.now())
        if form.url.data:
            services.add_link(meeting, form.title.data, form.url.data, by=me(), at=clock.now())
        form.files.spend()
        return Onward(meeting_url(meeting_id, "materials"))

    if went := pages.accepted(form, add, blamed="files"):
        return went
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

    def drop() -> Onward:
        services.drop_material(meeting, attachment_id, by=me(), at=clock.now())
        return Onward(meeting_url(meeting_id, "materials"))

    return pages.done(Form(), drop)


@bp.post("/meetings/links/<int:link_id>/drop")
@permits(Permission.SEE)
def drop_link(link_id: int) -> AnyResponse:
    link = link_for(me(), link_id)

    def drop() -> Onward:
        services.drop_link(link, by=me(), at=clock.now())
        return Onward(meeting_url(link.meeting_id, "materials"))

    return pages.done(Form(), drop)
