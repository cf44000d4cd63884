from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, jsonify, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.meetings.access import Permission, meeting_for, year_of
from rmo_web.meetings.attendance import forms, papers, queries, services, wording
from rmo_web.meetings.blueprint import bp
from rmo_web.meetings.invitations.queries import invitation_letter
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.queries import meeting_brief
from rmo_web.meetings.rules import Presence


@bp.get("/meetings/<int:meeting_id>/sheet.docx")
@permits(Permission.SEE)
def sheet_word(meeting_id: int) -> Response:
    """The sheet to sign, filled with the members."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    page = queries.attendance_page(meeting, me(), clock.now(), clock.today())
    letter = invitation_letter(meeting)
    end_reading()
    content = papers.sheet(page, letter)
    return files.as_file(content, f"лист регистрации {letter.meeting}.docx", files.DOCX)


@bp.get("/meetings/<int:meeting_id>/certificates.docx")
@permits(Permission.SEE)
def certificates_word(meeting_id: int) -> Response:
    """A page for each who was there, or (`?only=talks`) who spoke."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    came, talks = papers.people_present(meeting), request.args.get("only") == "talks"
    if not came:
        raise Refused("Не отмечено, кто был: сертификаты выдавать некому.")
    letter = invitation_letter(meeting)
    end_reading()
    content = papers.certificates(came, letter, only_speakers=talks)
    return files.as_file(content, f"сертификаты {letter.meeting}.docx", files.DOCX)


@bp.route("/meetings/<int:meeting_id>/attendance", methods=["GET", "POST"])
@permits(Permission.SEE)
def attendance(meeting_id: int) -> AnyResponse:
    """Everybody on one page; a script saves each tick at once, the button saves all."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    others: list[tuple[str, Presence | None]] = []
    if request.method == "POST":
        marks = _marks(request.form.items())
        others = _changed_by_others(meeting, marks)
        if not others:
            with saving() as saved:
                saved.url = url_for(".attendance", meeting_id=meeting_id)
                services.mark(meeting, marks, by=actor, at=clock.now(), today=clock.today())
            flash("Явка сохранена.")
            return leave_for(saved.url)
    return show(
        "meetings/attendance/attendance.html",
        meeting=meeting_brief(meeting, year_of(meeting), actor, clock.today()),
        attendance=queries.attendance_page(meeting, me(), clock.now(), clock.today()),
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
    meeting: Meeting, marks: dict[int, Presence | None]
) -> list[tuple[str, Presence | None]]:
    try:
        since = datetime.fromisoformat(request.form.get("drawn_at", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return []
    return queries.changed_by_others(meeting, marks, since=since, actor=me())


@bp.post("/meetings/<int:meeting_id>/attendance/marks")
@permits(Permission.SEE)
def mark(meeting_id: int) -> AnyResponse:
    """Some marks, as they are ticked; the answer is the counts."""
    meeting, actor = meeting_for(me(), meeting_id, Permission.WRITE), me()
    marks, seen = _marks(request.form.items()), _marks(request.form.items(), "was-")
    others = queries.marked_by_others(meeting, marks, seen, actor=actor)
    with saving():
        mine = {one: said for one, said in marks.items() if one not in others}
        services.mark(meeting, mine, by=actor, at=clock.now(), today=clock.today())
    counts = queries.attendance_page(meeting, me(), clock.now(), clock.today()).counts
    return jsonify(counts=counts, others={f"mark-{one}": said for one, said in others.items()})


@bp.post("/meetings/<int:meeting_id>/attendance/guests")
@permits(Permission.SEE)
def add_guest(meeting_id: int) -> AnyResponse:
    meeting, form = meeting_for(me(), meeting_id, Permission.WRITE), forms.GuestForm()
    form.must_be_in_order()

    def add() -> Onward:
        name, work, at, today = form.name.data, form.work.data or "", clock.now(), clock.today()
        services.add_guest(meeting, name, work, by=me(), at=at, today=today)
        return Onward(url_for(".attendance", meeting_id=meeting_id, _anchor="guests"))

    return pages.done(form, add)


@bp.post("/meetings/<int:meeting_id>/attendance/guests/<int:guest_id>/drop")
@permits(Permission.SEE)
def drop_guest(meeting_id: int, guest_id: int) -> AnyResponse:
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)

    def drop() -> Onward:
        services.drop_guest(meeting, guest_id, by=me(), at=clock.now(), today=clock.today())
        return Onward(url_for(".attendance", meeting_id=meeting_id, _anchor="guests"))

    return pages.done(Form(), drop)
