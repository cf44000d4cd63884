from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import show
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.urls import id_in
from rmo_web.kernel.years import Year
from rmo_web.meetings import wording
from rmo_web.meetings.access import Permission, meeting_for, proposal_for, question_for
from rmo_web.meetings.agenda import forms, queries, services
from rmo_web.meetings.blueprint import bp, meeting_url
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.queries import forms_of_meetings
from rmo_web.meetings.year.queries import meetings_ahead


@bp.route("/meetings/<int:meeting_id>/questions/new", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def new_question(meeting_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.PREPARE)
    form = forms.QuestionForm()
    form.offer_forms(forms_of_meetings(), "")

    def add() -> Onward:
        services.ask_question(meeting, form.question(), by=me(), at=clock.now())
        return Onward(meeting_url(meeting_id, "agenda"))

    return pages.accepted(form, add, blamed="text") or _question_form(form, meeting)


def _question_form(form: forms.QuestionForm, meeting: Meeting) -> Response:
    return pages.show_form(
        "meetings/agenda/question_form.html",
        form,
        title=wording.meeting_title(meeting.number),
        back=meeting_url(meeting.id, "agenda"),
        url=request.path,
    )


@bp.route("/meetings/questions/<int:question_id>", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def edit_question(question_id: int) -> AnyResponse:
    question, meeting = question_for(me(), question_id)
    fields = queries.question_fields(question)
    form = forms.QuestionForm(obj=fields)
    form.anew = url_for(".new_question", meeting_id=meeting.id)
    form.offer_forms(forms_of_meetings(), question.form)

    def keep() -> Onward:
        services.keep_question(meeting, question, form.question(), by=me(), at=clock.now())
        return Onward(meeting_url(meeting.id, "agenda"))

    went = pages.accepted(form, keep, blamed="text", stored=fields, version=question.version)
    return went or _question_form(form, meeting)


@bp.post("/meetings/questions/<int:question_id>/step")
@permits(Permission.PREPARE)
def step_question(question_id: int) -> AnyResponse:
    """One place up or down."""
    question, meeting = question_for(me(), question_id)
    is_up = request.form.get("to") == "up"

    def step() -> Onward:
        services.step_question(meeting, question, is_up=is_up, by=me(), at=clock.now())
        return Onward(meeting_url(meeting.id, "agenda"))

    return pages.done(Form(), step)


@bp.post("/meetings/questions/<int:question_id>/place")
@permits(Permission.PREPARE)
def place_question(question_id: int) -> AnyResponse:
    """Dragged: before another question, or to the end."""
    question, meeting = question_for(me(), question_id)
    before = request.form.get("before", 0, type=id_in)

    def place() -> Onward:
        services.place_question(meeting, question, before, by=me(), at=clock.now())
        return Onward(meeting_url(meeting.id, "agenda"))

    return pages.done(Form(), place)


@bp.post("/meetings/questions/<int:question_id>/remove")
@permits(Permission.PREPARE)
def drop_question(question_id: int) -> AnyResponse:
    question, meeting = question_for(me(), question_id)

    def drop() -> Onward:
        services.drop_question(meeting, question, by=me(), at=clock.now())
        return Onward(meeting_url(meeting.id, "agenda"))

    return pages.done(Form(), drop)


@bp.post("/meetings/<int:meeting_id>/of-assignments")
@permits(Permission.PREPARE)
def ask_of_assignments(meeting_id: int) -> AnyResponse:
    """The first question, made of what is still to be done."""
    meeting = meeting_for(me(), meeting_id, Permission.PREPARE)

    def ask() -> Onward:
        services.ask_of_assignments(meeting, by=me(), at=clock.now())
        return Onward(meeting_url(meeting_id, "agenda"))

    return pages.done(Form(), ask)


@bp.route("/meetings/proposals", methods=["GET", "POST"])
@permits(Permission.PROPOSE)
@years.of_a_year
def proposals() -> AnyResponse:
    """Questions that members want to be heard."""
    form, year = forms.ProposalForm(), years.shown(clock.today())

    def propose() -> Onward:
        services.propose(form.text.data, year_id=year.id, by=me(), at=clock.now())
        said = "Вопрос предложен: руководитель увидит его, когда будет готовить повестку."
        return Onward(url_for(".proposals"), said)

    return pages.accepted(form, propose, blamed="text") or _proposals(form, year)


def _proposals(
    form: forms.ProposalForm, year: Year, ticked: forms.MattersForm | None = None
) -> Response:
    today = clock.today()
    may_prepare = may(me(), Permission.PREPARE) and not year.is_closed
    card = queries.matters_card(year, today) if may_prepare else None
    ticked = ticked or forms.MattersForm(formdata=None)
    if card:
        wanted = request.args.get("meeting", 0, type=id_in)
        able = [number for number, _ in card.meetings]
        ticked.offer_meetings(card.meetings, wanted if wanted in able else card.first)
    return pages.with_patience(
        ticked,
        show(
            "meetings/agenda/proposals.html",
            code=max(form.answer_code, ticked.answer_code),
            form=form,
            proposals=queries.proposals(year, today),
            meetings=meetings_ahead(year),
            year=year,
            may_prepare=may_prepare,
            card=card,
            ticked=ticked,
        ),
    )


@bp.post("/meetings/proposals/put")
@permits(Permission.PREPARE)
@years.of_a_year
def put_matters() -> AnyResponse:
    """What is ticked goes onto the agenda of a meeting, also from another one."""
    form, year = forms.MattersForm(), years.shown(clock.today())
    years.must_be_open(year)

    def put() -> Onward:
        meeting_id = form.meeting_id.data or 0
        for kind, ids in form.by_kind():
            backlog.put(meeting_id, kind, ids, by=me(), at=clock.now())
        return Onward(meeting_url(meeting_id, "agenda"))

    went = pages.accepted(form, put, blamed="matters")
    return went or _proposals(forms.ProposalForm(formdata=None), year, form)


@bp.post("/meetings/proposals/take-off")
@permits(Permission.PREPARE)
@years.of_a_year
def take_matters_off() -> AnyResponse:
    """What is ticked stands on no agenda any more."""
    form, year = forms.MattersForm(), years.shown(clock.today())
    years.must_be_open(year)

    def take_off() -> Onward:
        for kind, ids in form.by_kind():
            for agenda in backlog.agendas(year):
                here = ids & {key for name, key in agenda.matters if name == kind.name}
                if here and agenda.is_open:
                    backlog.take_off(agenda.meeting_id, kind, here, by=me(), at=clock.now())
        return Onward(url_for(".proposals", year=year.starts_in, _anchor="wanted"))

    went = pages.accepted(form, take_off, blamed="matters")
    return went or _proposals(forms.ProposalForm(formdata=None), year, form)


@bp.post("/meetings/proposals/<int:proposal_id>/take")
@permits(Permission.PREPARE)
def take_proposal(proposal_id: int) -> AnyResponse:
    proposal = proposal_for(me(), proposal_id)
    wanted = request.form.get("meeting_id", 0, type=id_in)
    meeting = meeting_for(me(), wanted, Permission.PREPARE)

    def take() -> Onward:
        services.take_proposal(proposal, meeting, by=me(), at=clock.now())
        return Onward(meeting_url(meeting.id, "agenda"))

    return pages.done(Form(), take)


@bp.post("/meetings/proposals/<int:proposal_id>/drop")
@permits(Permission.PREPARE)
def drop_proposal(proposal_id: int) -> AnyResponse:
    proposal = proposal_for(me(), proposal_id)

    def drop() -> Onward:
        services.drop_proposal(proposal, by=me(), at=clock.now())
        return Onward(url_for(".proposals"))

    return pages.done(Form(), drop)
