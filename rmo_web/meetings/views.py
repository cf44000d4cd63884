from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, jsonify, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts.queries import head_names
from rmo_web.household import feeds, files, notices
from rmo_web.household.feeds import TYPE as ICS
from rmo_web.kernel import clock, years
from rmo_web.kernel import forms as kernel_forms
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show, wants_fragment
from rmo_web.kernel.urls import id_in, local_or
from rmo_web.kernel.years import Year
from rmo_web.meetings import forms, papers, queries, rules, services, wording
from rmo_web.meetings.access import (
    Permission,
    assignment_for,
    item_for,
    link_for,
    meeting_for,
    minutes_for,
    minutes_of,
    proposal_for,
    question_for,
    signed_minutes_of,
    target_for,
)
from rmo_web.meetings.assignments import queries as control
from rmo_web.meetings.assignments import services as assigning
from rmo_web.meetings.attendance import queries as rolls
from rmo_web.meetings.attendance import services as attending
from rmo_web.meetings.blueprint import bp
from rmo_web.meetings.invitations import queries as letters
from rmo_web.meetings.minutes import queries as protocol
from rmo_web.meetings.minutes import services as recording
from rmo_web.meetings.rules import Answer, Presence, Step
from rmo_web.members import queries as members

if TYPE_CHECKING:
    from rmo_web.meetings.models import Assignment, Meeting, Minutes, Question


def _year() -> Year:
    year = years.chosen(clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year


def _year_of(record: "Meeting | Assignment") -> Year:
    return next(one for one in years.all_years() if one.id == record.year_id)


def _at(meeting_id: int, anchor: str = "") -> str:
    return url_for(".show_meeting", meeting_id=meeting_id, _anchor=anchor or None)


def _do(change: Callable[[datetime], Any], leave: str, once: str = "") -> AnyResponse:
    """The usual end of a button: the change, saved, and on to the page it leads to."""
    with saving(once, by=me().account_id if once else 0) as saved:
        saved.url = leave
        change(clock.now())
    return leave_for(leave)


# The meetings of a year


@bp.get("/meetings/")
@permits(Permission.SEE)
@years.of_a_year
def listing() -> Response:
    year = years.chosen(clock.today())
    leads = may(me(), Permission.PREPARE)
    return show(
        "meetings/listing.html",
        meetings=queries.meetings(year) if year else [],
        year=year,
        may_prepare=leads and year is not None and not year.is_closed,
        secretary=queries.secretary_shown(year.id, clock.today()) if year else (0, ""),
        people=queries.people_options(clock.today()) if leads else [],
    )


@bp.route("/meetings/new", methods=["GET", "POST"])
@permits(Permission.PREPARE)
@years.of_a_year
def new_meeting() -> AnyResponse:
    """A meeting beside the plan."""
    form, year, actor = forms.MeetingForm(), _year(), me()
    form.offer_months(year.starts_in)
    form.offer_forms(queries.forms(), ())
    if form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                made = services.call_meeting(
                    form.told(), year_id=year.id, actor=actor, at=clock.now()
                )
                saved.url = _at(made.id)
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
    year = _year_of(meeting)
    page = queries.page(meeting, year, actor, today)
    if form is None:
        form = _material_form(meeting_id) if page.may_write else forms.MaterialForm()
    return show(
        "meetings/meeting.html",
        meeting=page,
        assignments=control.of_meeting(meeting_id, today),
        proposals=queries.proposals(year, today, only_open=True) if page.may_prepare else [],
        form=form,
        code=form.answer_code,
    )


@bp.route("/meetings/<int:meeting_id>/edit", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def edit_meeting(meeting_id: int) -> AnyResponse:
    meeting, actor = meeting_for(me(), meeting_id, Permission.PREPARE), me()
    fields = queries.fields_of(meeting)
    form = forms.MeetingForm(obj=fields)
    form.anew = url_for(".new_meeting", year=_year_of(meeting).starts_in)
    form.offer_months(_year_of(meeting).starts_in)
    form.offer_forms(queries.forms(), meeting.forms)
    if form.may_be_kept(fields, meeting.version):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = _at(meeting_id)
                is_moved = services.keep(
                    meeting, form.told(), actor=actor, at=clock.now(), today=clock.today()
                )
            if is_moved:
                flash("Приглашённые узнают о новом дне и ответят заново.")
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "held_on")
    return show(
        "meetings/meeting_form.html",
        form=form,
        title=wording.meeting(fields.number),
        url=request.path,
        back=_at(meeting_id),
        places=members.school_names(),
        code=form.answer_code,
    )


@bp.route("/meetings/<int:meeting_id>/steps/<string:name>", methods=["GET", "POST"])
@permits(Permission.SEE)
def step(meeting_id: int, name: str) -> AnyResponse:
    """Take a step; the one that asks for a day or a reason asks on a page of its own."""
    if name not in set(Step) - rules.OF_MINUTES:
        abort(404)
    to, actor = Step(name), me()
    needed = Permission.WRITE if to is Step.DRAFT else Permission.PREPARE
    meeting = meeting_for(actor, meeting_id, needed)
    if to is Step.DRAFT:
        return leave_for(url_for(".minutes", meeting_id=meeting_id))
    if request.method == "GET" and to not in rules.TRANSITIONS[meeting.state]:
        return leave_for(_at(meeting_id))  # an old page has led here
    form = forms.StepForm()
    form.offer_months(_year_of(meeting).starts_in)
    if request.method == "GET" and to is Step.HOLD:
        form.held_on.data = meeting.held_on
    if request.method == "POST" and form.validate():
        try:
            return _step(meeting, to, form)
        except Refused as refusal:
            if to not in queries.ASKING:
                raise
            form.blame(refusal, "held_on" if to is Step.HOLD else "reason")
    return show(
        "meetings/step.html",
        form=form,
        step=to.value,
        words=wording.STEPS[to],
        title=wording.meeting(meeting.number),
        back=_at(meeting_id),
        url=request.path,
        code=form.answer_code,
    )


def _step(meeting: "Meeting", to: Step, form: forms.StepForm) -> AnyResponse:
    title = wording.meeting(meeting.number)
    answer = _do(
        lambda at: services.go_on(
            meeting, to, form.told(), actor=me(), at=at, today=clock.today()
        ),
        _at(meeting.id),
        form.once,
    )  # fmt: skip
    flash(
        "Приглашения разосланы: участники увидят их на главной."
        if to is Step.INVITE
        else f"{title}: {wording.STEPS_TAKEN[to]}."
    )
    return answer


@bp.post("/meetings/<int:meeting_id>/answer")
@permits(Permission.SEE)
def answer(meeting_id: int) -> AnyResponse:
    """«Буду», «не буду», «дистанционно»."""
    meeting, said = meeting_for(me(), meeting_id), request.form.get("answer", "")
    if said not in set(Answer):
        raise Refused("Выберите один из ответов.")
    page, onward = _at(meeting_id), request.form.get("next", "")
    with saving():
        attending.answer(meeting, Answer(said), actor=me())
        notices.read_about(me(), page, clock.now())
    if not wants_fragment():
        return leave_for(local_or(onward, _at(meeting_id, "answers")))
    choice, coming = queries.invited(meeting, _year_of(meeting), me())
    if onward and choice:
        options = tuple(replace(one, count=0) for one in choice.options)
        choice, coming = replace(choice, options=options, onward=local_or(onward, page)), None
    return show("meetings/_answered.html", choice=choice, coming=coming, meeting_id=meeting_id)


@bp.post("/meetings/secretary")
@permits(Permission.PREPARE)
@years.of_a_year
def choose_secretary() -> AnyResponse:
    year, person_id = _year(), request.form.get("person_id", -1, type=id_in)
    return _do(
        lambda at: services.choose_secretary(year.id, person_id, actor=me(), at=at),
        url_for(".listing"),
    )


@bp.route("/meetings/forms", methods=["GET", "POST"])
@permits(Permission.PREPARE)
@years.of_a_year
def edit_forms() -> AnyResponse:
    """The forms of meetings to choose from."""
    stored = "\n".join(queries.forms())
    version = files.digest(stored.encode())
    form = forms.FormsForm(data={"titles": stored})
    if form.may_be_kept(forms.FormsForm(formdata=None, data={"titles": stored}), version):
        return _do(lambda at: services.keep_forms(form.told()), url_for(".listing"), form.once)
    return show(
        "meetings/forms.html",
        form=form,
        code=form.answer_code,
    )


# The agenda


@bp.route("/meetings/<int:meeting_id>/questions/new", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def new_question(meeting_id: int) -> AnyResponse:
    meeting, actor = meeting_for(me(), meeting_id, Permission.PREPARE), me()
    form = forms.QuestionForm()
    form.offer_forms(queries.forms(), "")
    if form.validate_on_submit():
        try:
            return _do(
                lambda at: services.ask_question(meeting, form.told(), actor=actor, at=at),
                _at(meeting_id, "agenda"), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.blame(refusal, "text")
    return _question_form(form, meeting)


def _question_form(form: forms.QuestionForm, meeting: "Meeting") -> Response:
    return show(
        "meetings/question_form.html",
        form=form,
        title=wording.meeting(meeting.number),
        back=_at(meeting.id, "agenda"),
        url=request.path,
        code=form.answer_code,
    )


@bp.route("/meetings/questions/<int:question_id>", methods=["GET", "POST"])
@permits(Permission.PREPARE)
def edit_question(question_id: int) -> AnyResponse:
    question, meeting = _question(question_id)
    fields, actor = queries.question_fields(question), me()
    form = forms.QuestionForm(obj=fields)
    form.anew = url_for(".new_question", meeting_id=meeting.id)
    form.offer_forms(queries.forms(), question.form)
    if form.may_be_kept(fields, question.version):
        try:
            return _do(
                lambda at: services.keep_question(
                    meeting, question, form.told(), actor=actor, at=at
                ),
                _at(meeting.id, "agenda"), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.blame(refusal, "text")
    return _question_form(form, meeting)


def _question(question_id: int) -> "tuple[Question, Meeting]":
    question = question_for(me(), question_id)
    return question, meeting_for(me(), question.meeting_id, Permission.PREPARE)


@bp.post("/meetings/questions/<int:question_id>/step")
@permits(Permission.PREPARE)
def step_question(question_id: int) -> AnyResponse:
    """One place up or down."""
    question, meeting = _question(question_id)
    is_up = request.form.get("to") == "up"
    return _do(
        lambda at: services.step_question(meeting, question, is_up=is_up, actor=me(), at=at),
        _at(meeting.id, "agenda"),
    )


@bp.post("/meetings/questions/<int:question_id>/place")
@permits(Permission.PREPARE)
def place_question(question_id: int) -> AnyResponse:
    """Dragged: before another question, or to the end."""
    question, meeting = _question(question_id)
    before = request.form.get("before", 0, type=id_in)
    return _do(
        lambda at: services.place_question(meeting, question, before, actor=me(), at=at),
        _at(meeting.id, "agenda"),
    )


@bp.post("/meetings/questions/<int:question_id>/remove")
@permits(Permission.PREPARE)
def drop_question(question_id: int) -> AnyResponse:
    question, meeting = _question(question_id)
    return _do(
        lambda at: services.drop_question(meeting, question, actor=me(), at=at),
        _at(meeting.id, "agenda"),
    )


@bp.post("/meetings/<int:meeting_id>/of-assignments")
@permits(Permission.PREPARE)
def ask_of_assignments(meeting_id: int) -> AnyResponse:
    """The first question, made of what is still to be done."""
    meeting = meeting_for(me(), meeting_id, Permission.PREPARE)
    return _do(
        lambda at: services.ask_of_assignments(meeting, actor=me(), at=at),
        _at(meeting_id, "agenda"),
    )


@bp.route("/meetings/proposals", methods=["GET", "POST"])
@permits(Permission.PROPOSE)
@years.of_a_year
def proposals() -> AnyResponse:
    """Questions that members want to be heard."""
    form, year, actor = forms.ProposalForm(), _year(), me()
    if form.validate_on_submit():
        answer = _do(
            lambda at: services.propose(form.text.data, year_id=year.id, actor=actor, at=at),
            url_for(".proposals"), form.once,
        )  # fmt: skip
        flash("Вопрос предложен: руководитель увидит его, когда будет готовить повестку.")
        return answer
    return show(
        "meetings/proposals.html",
        form=form,
        proposals=queries.proposals(year, clock.today()),
        meetings=queries.meetings_ahead(year),
        year=year,
        may_prepare=may(actor, Permission.PREPARE) and not year.is_closed,
        code=form.answer_code,
    )


@bp.post("/meetings/proposals/<int:proposal_id>/take")
@permits(Permission.PREPARE)
def take_proposal(proposal_id: int) -> AnyResponse:
    proposal = proposal_for(me(), proposal_id)
    wanted = request.form.get("meeting_id", 0, type=id_in)
    meeting = meeting_for(me(), wanted, Permission.PREPARE)
    return _do(
        lambda at: services.take_proposal(proposal, meeting, actor=me(), at=at),
        _at(meeting.id, "agenda"),
    )


@bp.post("/meetings/proposals/<int:proposal_id>/drop")
@permits(Permission.PREPARE)
def drop_proposal(proposal_id: int) -> AnyResponse:
    proposal = proposal_for(me(), proposal_id)
    return _do(lambda at: services.drop_proposal(proposal), url_for(".proposals"))


# Papers and calendar


@bp.get("/meetings/<int:meeting_id>/invitation")
@permits(Permission.SEE)
def invitation(meeting_id: int) -> Response:
    """The letter: to copy into a chat, or to take as a file."""
    meeting = meeting_for(me(), meeting_id)
    brief = queries.brief(meeting, _year_of(meeting), me(), clock.today())
    return show("meetings/invitation.html", letter=letters.letter(meeting), meeting=brief)


def _word(
    meeting: "Meeting", write: Callable[[letters.InvitationLetter], bytes], name: str
) -> Response:
    letter = letters.letter(meeting)
    title = wording.meeting(meeting.number).lower()
    let_go()
    return files.as_file(write(letter), f"{name} {title}.docx", files.DOCX)


@bp.get("/meetings/<int:meeting_id>/invitation.docx")
@permits(Permission.SEE)
def invitation_word(meeting_id: int) -> Response:
    return _word(meeting_for(me(), meeting_id), papers.invitation, "приглашение")


@bp.get("/meetings/<int:meeting_id>/agenda.docx")
@permits(Permission.SEE)
def agenda_word(meeting_id: int) -> Response:
    return _word(meeting_for(me(), meeting_id), papers.agenda, "повестка")


@bp.get("/meetings/<int:meeting_id>/sheet.docx")
@permits(Permission.SEE)
def sheet_word(meeting_id: int) -> Response:
    """The sheet to sign, filled with the members."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    roll = rolls.roll(meeting, clock.now(), clock.today())
    return _word(meeting, lambda letter: papers.sheet(roll, letter), "лист регистрации")


@bp.get("/meetings/<int:meeting_id>/certificates.docx")
@permits(Permission.SEE)
def certificates_word(meeting_id: int) -> Response:
    """A page for each who was there, or (`?only=talks`) who spoke."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    came, talks = rolls.came(meeting), request.args.get("only") == "talks"
    if not came:
        raise Refused("Не отмечено, кто был: сертификаты выдавать некому.")
    return _word(
        meeting,
        lambda letter: papers.certificates(came, letter, only_speakers=talks),
        "сертификаты",
    )


@bp.get("/meetings/<int:meeting_id>/calendar.ics")
@permits(Permission.SEE)
def meeting_calendar(meeting_id: int) -> Response:
    """The meeting for a calendar."""
    meeting = meeting_for(me(), meeting_id)
    entries = queries.entry_of(meeting)
    if not entries:
        raise Refused("У заседания нет ни дня, ни месяца: в календарь его не поставить.")
    content = feeds.ics(entries, wording.meeting(meeting.number))
    return files.as_file(content, "заседание.ics", ICS)


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
                saved.url = _at(meeting_id, "materials")
                for name, content in contents:
                    services.add_material(meeting, name, content, actor=actor, at=clock.now())
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
    form.files.wait_at(f"meeting_upload:{meeting_id}", me().account_id)
    return form


@bp.post("/meetings/<int:meeting_id>/files/<int:attachment_id>/drop")
@permits(Permission.SEE)
def drop_file(meeting_id: int, attachment_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    return _do(
        lambda at: services.drop_material(meeting, attachment_id),
        _at(meeting_id, "materials"),
    )


@bp.post("/meetings/links/<int:link_id>/drop")
@permits(Permission.SEE)
def drop_link(link_id: int) -> AnyResponse:
    link = link_for(me(), link_id)
    return _do(lambda at: services.drop_link(link), _at(link.meeting_id, "materials"))


# Attendance


@bp.route("/meetings/<int:meeting_id>/attendance", methods=["GET", "POST"])
@permits(Permission.SEE)
def attendance(meeting_id: int) -> AnyResponse:
    """The whole roll on one page; a script saves each tick at once, the button saves all."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    others: list[tuple[str, Presence | None]] = []
    if request.method == "POST":
        marks = _marks(request.form.items())
        others = _changed_by_others(meeting, marks)
        if not others:
            flash("Явка сохранена.")
            return _do(
                lambda at: attending.mark(
                    meeting, marks, actor=actor, at=at, today=clock.today()
                ),
                url_for(".attendance", meeting_id=meeting_id),
            )  # fmt: skip
    return show(
        "meetings/attendance.html",
        meeting=queries.brief(meeting, _year_of(meeting), actor, clock.today()),
        roll=rolls.roll(meeting, clock.now(), clock.today()),
        others=[(name, wording.PRESENCES[one] if one else "не отмечена") for name, one in others],
        form=forms.GuestForm(),
        code=409 if others else 200,
    )


def _marks(typed: Any, prefix: str = "mark-") -> dict[int, Presence | None]:
    """«mark-17=present»: the marks by persons; an empty one takes a mark back."""
    marks: dict[int, Presence | None] = {}
    for name, value in typed:
        number = name.removeprefix(prefix)
        if number != name and number.isdecimal() and len(number) < 10:
            marks[int(number)] = Presence(value) if value in set(Presence) else None
    return marks


def _changed_by_others(
    meeting: "Meeting", marks: dict[int, Presence | None]
) -> list[tuple[str, Presence | None]]:
    try:
        since = datetime.fromisoformat(request.form.get("drawn_at", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return []
    return attending.changed_by_others(meeting, marks, since=since, actor=me())


@bp.post("/meetings/<int:meeting_id>/attendance/marks")
@permits(Permission.SEE)
def mark(meeting_id: int) -> AnyResponse:
    """Some marks, as they are ticked; the answer is the counts."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    marks, seen = _marks(request.form.items()), _marks(request.form.items(), "was-")
    others = attending.marked_by_others(meeting, marks, seen, actor=actor)
    with saving():
        mine = {one: said for one, said in marks.items() if one not in others}
        attending.mark(meeting, mine, actor=actor, at=clock.now(), today=clock.today())
    counts = rolls.counts(meeting, clock.now(), clock.today())
    return jsonify(counts=counts, others={f"mark-{one}": said for one, said in others.items()})


@bp.post("/meetings/<int:meeting_id>/attendance/guests")
@permits(Permission.SEE)
def add_guest(meeting_id: int) -> AnyResponse:
    meeting, form = meeting_for(me(), meeting_id, Permission.WRITE), forms.GuestForm()
    if not form.validate():
        raise Refused(" ".join(one for said in form.errors.values() for one in said))
    return _do(
        lambda at: attending.add_guest(
            meeting, form.name.data, form.work.data or "", actor=me(), at=at, today=clock.today()
        ),
        url_for(".attendance", meeting_id=meeting_id, _anchor="guests"),
        form.once,
    )


@bp.post("/meetings/<int:meeting_id>/attendance/guests/<int:guest_id>/drop")
@permits(Permission.SEE)
def drop_guest(meeting_id: int, guest_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    return _do(
        lambda at: attending.drop_guest(meeting, guest_id, today=clock.today()),
        url_for(".attendance", meeting_id=meeting_id, _anchor="guests"),
    )


# Minutes


@bp.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@permits(Permission.SEE)
def minutes(meeting_id: int) -> AnyResponse:
    """The minutes: to read once signed, to write before, to begin when there are none."""
    meeting, actor = meeting_for(me(), meeting_id), me()
    found, signed = minutes_of(meeting), signed_minutes_of(meeting)
    if signed is not None and (found is signed or not may(actor, Permission.WRITE, meeting)):
        return _signed(meeting, signed)
    meeting_for(actor, meeting_id, Permission.WRITE)
    if found is not None:
        return _minutes_page(meeting, {})
    recording.check_begun(meeting)
    form = forms.MinutesForm(obj=protocol.beginning(meeting))
    if form.validate_on_submit():
        try:
            return _do(
                lambda at: recording.begin(
                    meeting, form.told(), actor=actor, at=at, today=clock.today()
                ),
                url_for(".minutes", meeting_id=meeting_id), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.blame(refusal, "number")
    return _minutes_form(form, meeting)


def _minutes_form(form: forms.MinutesForm, meeting: "Meeting") -> Response:
    return show(
        "meetings/minutes_form.html",
        form=form,
        title=wording.meeting(meeting.number),
        back=_at(meeting.id),
        url=request.path,
        code=form.answer_code,
    )


def _signed(meeting: "Meeting", found: "Minutes") -> Response:
    paper = protocol.paper(found, meeting)
    return show(
        "meetings/minutes_read.html",
        paper=paper,
        meeting=queries.brief(meeting, _year_of(meeting), me(), clock.today()),
        editions=list(queries.editions(meeting)),
        assigned=protocol.assigned(meeting.id, paper.items),
        may_give=may(me(), Permission.GIVE, meeting) and not _year_of(meeting).is_closed,
    )


def _minutes_page(
    meeting: "Meeting", failed: dict[int, forms.ItemForm], code: int = 200
) -> Response:
    found = minutes_for(meeting)
    page = protocol.page(found, meeting, me(), clock.now())
    return show(
        "meetings/minutes.html",
        minutes=page,
        forms={one.id: failed.get(one.id) or _item_form(one) for one in page.items},
        meeting=queries.brief(meeting, _year_of(meeting), me(), clock.today()),
        assigned=protocol.assigned(meeting.id, page.items),
        phrases=wording.DECISIONS,
        code=code,
    )


def _item_form(item: protocol.ItemRow) -> forms.ItemForm:
    said = {
        "heard": item.heard, "spoke": item.spoke, "decided": item.decided,
        "votes_for": item.votes[0], "votes_against": item.votes[1], "votes_none": item.votes[2],
        "adopts_plan": item.adopts_plan, "version": str(item.version),
    }  # fmt: skip
    form = forms.ItemForm(formdata=None, data=said)
    form.draw(form.told())
    return form


@bp.route("/meetings/<int:meeting_id>/minutes/header", methods=["GET", "POST"])
@permits(Permission.SEE)
def minutes_header(meeting_id: int) -> AnyResponse:
    """Number, date, chair, secretary."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    found = minutes_for(meeting)
    form = forms.MinutesForm(obj=found)
    if form.may_be_kept(found, found.version):
        try:
            return _do(
                lambda at: recording.keep(found, form.told(), actor=actor, at=at),
                url_for(".minutes", meeting_id=meeting_id), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.blame(refusal, "number")
    return _minutes_form(form, meeting)


@bp.post("/meetings/minutes/items/<int:item_id>")
@permits(Permission.SEE)
def keep_item(item_id: int) -> AnyResponse:
    """A question of the minutes, saved as it is typed; nobody's words are written over.

    Two who write in different fields of a question have both; in the same field they meet.
    """
    item, found, meeting = item_for(me(), item_id)
    form, actor = forms.ItemForm(), me()
    is_valid = form.validate()
    stored = protocol.one_item(item)
    mine, is_stale = form.told(), form.version.data != str(item.version)
    told, both = recording.merge(
        mine, _item_form(stored).told(), form.marks(), is_stale=is_stale
    )  # fmt: skip
    if both and found.signed_at is None and form.over.data != str(item.version):
        return _item_conflict(form, stored, meeting, both)
    if is_valid:
        try:
            with saving():
                recording.write(item, found, told, actor=actor, at=clock.now())
        except Refused as refusal:
            form.blame(refusal, "votes_for")
    if form.errors:
        return _item_wrong(form, stored, meeting)
    if not wants_fragment():
        return leave_for(url_for(".minutes", meeting_id=meeting.id, _anchor=f"item-{item_id}"))
    page = protocol.page(found, meeting, actor, clock.now())
    saved = next(one for one in page.items if one.id == item_id)
    form.draw(mine)
    return show(
        "meetings/_item_saved.html",
        item=saved,
        drawn=form.drawn.data,
        theirs=_theirs(form, saved, mine),
        minutes=page,
        meeting_id=meeting.id,
        assigned=protocol.assigned(meeting.id, page.items),
    )


def _theirs(
    form: forms.ItemForm, saved: protocol.ItemRow, mine: recording.NewItem
) -> list[tuple[str, str]]:
    """What somebody else has written where this page was not touched: its field and words."""
    theirs = _item_form(saved)
    unlike = [name for name in recording.PARTS
              if getattr(theirs.told(), name) != getattr(mine, name)]  # fmt: skip
    labels = set(form.parts(unlike))
    return [(one.label.text, kernel_forms.shown(one)) for one in theirs.asked()
            if one.label.text in labels]  # fmt: skip


def _item_conflict(
    form: forms.ItemForm, stored: protocol.ItemRow, meeting: "Meeting", both: frozenset[str]
) -> AnyResponse:
    """Both texts; only a press of the button writes over the other's."""
    mine = form.version.data
    labels = form.parts(both)
    differences = form.meet(_item_form(stored), stored.version)
    form.differences = [one for one in differences if one.label in labels]
    form.version.data = mine  # what is saved by itself goes on being refused
    form.theirs = str(stored.version)
    if wants_fragment():
        answer = show(
            "meetings/_item_conflict.html", item=stored, form=form, is_oob=True, code=409
        )  # fmt: skip
        answer.headers.update(
            {"HX-Retarget": f"#item-{stored.id}-trouble", "HX-Reswap": "innerHTML"}
        )
        return answer
    return _minutes_page(meeting, {stored.id: form}, 409)


def _item_wrong(form: forms.ItemForm, stored: protocol.ItemRow, meeting: "Meeting") -> AnyResponse:
    if wants_fragment():
        answer = show(
            "meetings/_item_wrong.html", item=stored, form=form, is_oob=True, code=422
        )  # fmt: skip
        answer.headers.update(
            {"HX-Retarget": f"#item-{stored.id}-trouble", "HX-Reswap": "innerHTML"}
        )
        return answer
    return _minutes_page(meeting, {stored.id: form}, 422)


@bp.post("/meetings/<int:meeting_id>/minutes/sign")
@permits(Permission.SEE)
def sign(meeting_id: int) -> AnyResponse:
    """Lock the minutes; a decision may adopt the plan."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    found = minutes_for(meeting)
    read = {name: said for name, said in request.form.items() if name.startswith("seen-")}
    if read != protocol.seen(found):
        raise Refused("Протокол изменился, пока страница была открыта: прочтите и подпишите снова.")

    def lock(at: datetime) -> None:
        paper = protocol.as_kept(protocol.drawn(found, meeting))
        recording.sign(found, meeting, paper, actor=actor, at=at, today=clock.today())

    answer = _do(lock, url_for(".minutes", meeting_id=meeting_id), forms.AnyForm().once)
    flash("Протокол подписан и закрыт от изменений.")
    return answer


@bp.route("/meetings/<int:meeting_id>/minutes/correct", methods=["GET", "POST"])
@permits(Permission.SEE)
def correct(meeting_id: int) -> AnyResponse:
    """The next edition of signed minutes."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    found, form = minutes_for(meeting), forms.ReasonForm()
    if form.validate_on_submit():
        try:
            return _do(
                lambda at: recording.correct(
                    found, meeting, form.reason.data or "", actor=actor, at=at,
                    today=clock.today(),
                ),
                url_for(".minutes", meeting_id=meeting_id), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.reason.errors = [str(refusal)]
    return show("meetings/correct.html", form=form, back=_at(meeting_id), code=form.answer_code)


@bp.get("/meetings/<int:meeting_id>/minutes.docx")
@permits(Permission.SEE)
def minutes_word(meeting_id: int) -> Response:
    """The minutes; a draft is for who writes them."""
    meeting = meeting_for(me(), meeting_id)
    found = minutes_for(meeting, request.args.get("edition", 0, type=id_in))
    if found.signed_at is None and not may(me(), Permission.WRITE, meeting):
        found = signed_minutes_of(meeting) or abort(403)
    paper = protocol.paper(found, meeting)
    let_go()
    return files.as_file(papers.minutes(paper), f"протокол {paper.number}.docx", files.DOCX)


@bp.get("/meetings/<int:meeting_id>/extract.docx")
@permits(Permission.SEE)
def extract_word(meeting_id: int) -> Response:
    """Выписка: the questions `?question=`, or all of them."""
    meeting = meeting_for(me(), meeting_id)
    found = signed_minutes_of(meeting)
    if found is None:
        raise Refused("Протокол ещё не подписан: выписки из него нет.")
    paper, wanted = protocol.paper(found, meeting), request.args.getlist("question", type=id_in)
    let_go()
    name = f"выписка из протокола {paper.number}.docx"
    return files.as_file(papers.extract(paper, wanted), name, files.DOCX)


# Assignments


@bp.get("/meetings/assignments/")
@permits(Permission.SEE)
@years.of_a_year
def assignments() -> Response:
    year, actor, today = years.chosen(clock.today()), me(), clock.today()
    usual = "open" if actor.leads else "mine"
    tab = request.args.get("tab", "")
    tab = tab if tab in control.TABS else usual
    return show(
        "meetings/assignments.html",
        listed=control.assignments(year, actor, tab, today) if year else None,
        tab=tab,
        tabs=control.TABS,
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
    year = _year_of(meeting) if meeting else _year()
    if not may(actor, Permission.GIVE, year):
        abort(403)
    form = forms.AssignmentForm()
    form.offer_people(queries.people_options(clock.today()))
    if request.method == "GET":
        form.point.data = request.args.get("point", "")[:20]
        form.text.data = form.decision.data = _decision(meeting, form.point.data)
    elif form.validate():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                made = assigning.give(
                    form.told(), year_id=year.id, meeting=meeting, actor=actor, at=clock.now()
                )
                saved.url = url_for(".assignment", assignment_id=made.id)
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "person_ids")
    back = _at(meeting.id) if meeting else url_for(".assignments", year=year.starts_in)
    url = url_for(".new_assignment", meeting=wanted or None, year=year.starts_in)
    return _assignment_form(form, "Новое поручение", url, back)


def _decision(meeting: "Meeting | None", point: str) -> str:
    """The words of the decision «1.2»."""
    found = minutes_of(meeting) if meeting else None
    if found is None or meeting is None:
        return ""
    items = protocol.paper(found, meeting).items
    return next((text for one in items for number, text in one.decided if number == point), "")


def _assignment_form(form: forms.AssignmentForm, title: str, url: str, back: str) -> Response:
    return show(
        "meetings/assignment_form.html",
        form=form,
        title=title,
        back=back,
        url=url,
        code=form.answer_code,
    )


@bp.get("/meetings/assignments/<int:assignment_id>")
@permits(Permission.SEE)
def assignment(assignment_id: int) -> Response:
    return _assignment_page(assignment_id)


def _assignment_page(
    assignment_id: int,
    form: forms.VerdictForm | None = None,
) -> Response:
    found = assignment_for(me(), assignment_id)
    return show(
        "meetings/assignment.html",
        assignment=control.page(found, me(), clock.today(), is_closed=_year_of(found).is_closed),
        form=form or _verdict(found),
        today=clock.today(),
        code=form.answer_code if form else 200,
    )


def _verdict(found: "Assignment") -> forms.VerdictForm:
    said = {"outcome": found.outcome.value if found.outcome else "",
            "extended_to": found.extended_to, "note": found.note}  # fmt: skip
    form = forms.VerdictForm(formdata=None, data=said)
    form.version.data = str(found.version)
    return form


@bp.route("/meetings/assignments/<int:assignment_id>/edit", methods=["GET", "POST"])
@permits(Permission.SEE)
def edit_assignment(assignment_id: int) -> AnyResponse:
    found, actor = assignment_for(me(), assignment_id, Permission.GIVE), me()
    fields = control.fields_of(found)
    form = forms.AssignmentForm(obj=fields)
    form.offer_people(queries.people_options(clock.today()))
    back = url_for(".assignment", assignment_id=assignment_id)
    if request.method == "GET":
        form.person_ids.data = [str(one) for one in fields.person_ids]
    if form.may_be_kept(fields, found.version):
        try:
            return _do(
                lambda at: assigning.keep(found, form.told(), actor=actor, at=at), back, form.once
            )
        except Refused as refusal:
            form.blame(refusal, "person_ids")
    return _assignment_form(form, "Поручение", request.path, back)


@bp.post("/meetings/assignments/<int:assignment_id>/judge")
@permits(Permission.SEE)
def judge(assignment_id: int) -> AnyResponse:
    """Extend, take off, open again."""
    found, form = assignment_for(me(), assignment_id, Permission.GIVE), forms.VerdictForm()
    if form.may_be_kept(_verdict(found), found.version):
        try:
            return _do(
                lambda at: assigning.judge(found, form.told(), actor=me(), at=at),
                url_for(".assignment", assignment_id=assignment_id), form.once,
            )  # fmt: skip
        except Refused as refusal:
            form.blame(refusal, "note")
    return _assignment_page(assignment_id, form)


@bp.post("/meetings/assignments/targets/<int:target_id>")
@permits(Permission.SEE)
def mark_target(target_id: int) -> AnyResponse:
    """Done, in work, or neither."""
    target, form, actor = target_for(me(), target_id), forms.MarkForm(), me()
    said = {"done": True, "taken": None}.get(request.form.get("to", ""), False)
    if not form.validate():
        raise Refused(" ".join(one for told in form.errors.values() for one in told))
    if form.is_stale(control.version_of(target)):
        raise Refused("Эту отметку только что изменил кто-то другой: откройте поручение снова.")
    keeps = may(actor, Permission.GIVE, assignment_for(actor, target.assignment_id))
    return _do(
        lambda at: assigning.mark(
            target, is_done=said, proof=form.proof.data or "", actor=actor, at=at,
            today=clock.today(), done_on=form.done_on.data if keeps else None,
        ),
        url_for(".assignment", assignment_id=target.assignment_id, _anchor=f"target-{target_id}"),
    )  # fmt: skip


@bp.get("/meetings/assignments/report.docx")
@permits(Permission.SEE)
@years.of_a_year
def report_word() -> Response:
    """Справка о выполнении решений: of a meeting, or of the year."""
    year, wanted = _year(), request.args.get("meeting", 0, type=id_in)
    title = f"{year.title} учебный год"
    if wanted:
        meeting = meeting_for(me(), wanted)
        title, year = wording.meeting(meeting.number), _year_of(meeting)
    rows = control.report(year, wanted, clock.today())
    association, head = members.association().name, head_names().in_signature
    let_go()
    content = papers.report(rows, title, association, head)
    return files.as_file(content, "справка о выполнении решений.docx", files.DOCX)
