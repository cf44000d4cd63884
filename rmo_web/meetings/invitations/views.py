from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, notices
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import is_from_first_page, leave_for, show, wants_fragment
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.urls import local_or
from rmo_web.meetings.access import Permission, meeting_for, year_of
from rmo_web.meetings.blueprint import bp, meeting_url
from rmo_web.meetings.invitations import papers, queries, services
from rmo_web.meetings.queries import meeting_brief
from rmo_web.meetings.rules import Answer
from rmo_web.meetings.wording import ANSWERS, meeting_title


@bp.post("/meetings/<int:meeting_id>/answer")
@permits(Permission.SEE)
def answer(meeting_id: int) -> AnyResponse:
    """«Буду», «не буду», «дистанционно»."""
    meeting, said = meeting_for(me(), meeting_id), request.form.get("answer", "")
    if said not in set(Answer):
        raise Refused("Выберите один из ответов.")
    page, onward = meeting_url(meeting_id), request.form.get("next", "")
    with saving():
        services.answer(meeting, Answer(said), by=me(), at=clock.now())
        notices.read_about(page, by=me(), at=clock.now())
    if is_from_first_page():
        words = ANSWERS[Answer(said)].lower()
        waiting.say(f"{meeting_title(meeting.number)}: ваш ответ «{words}» записан.")
        return leave_for(page)
    if not wants_fragment():
        return leave_for(local_or(onward, meeting_url(meeting_id, "answers")))
    choice, coming = queries.answers_to(meeting, year_of(meeting), me(), clock.today())
    if onward and choice:
        options = tuple(replace(one, count=0) for one in choice.options)
        choice, coming = replace(choice, options=options, onward=local_or(onward, page)), None
    return show(
        "meetings/invitations/_answered.html", choice=choice, coming=coming, meeting_id=meeting_id
    )


@bp.get("/meetings/<int:meeting_id>/invitation")
@permits(Permission.SEE)
def invitation(meeting_id: int) -> Response:
    """The letter: to copy into a chat, or to take as a file."""
    meeting = meeting_for(me(), meeting_id)
    brief = meeting_brief(meeting, year_of(meeting), me(), clock.today())
    return show(
        "meetings/invitations/invitation.html",
        letter=queries.invitation_letter(meeting),
        meeting=brief,
    )


@bp.get("/meetings/<int:meeting_id>/invitation.docx")
@permits(Permission.SEE)
def invitation_word(meeting_id: int) -> Response:
    letter = queries.invitation_letter(meeting_for(me(), meeting_id))
    end_reading()
    return files.as_file(
        papers.invitation(letter), f"приглашение {letter.meeting}.docx", files.DOCX
    )


@bp.get("/meetings/<int:meeting_id>/agenda.docx")
@permits(Permission.SEE)
def agenda_word(meeting_id: int) -> Response:
    letter = queries.invitation_letter(meeting_for(me(), meeting_id))
    end_reading()
    return files.as_file(papers.agenda(letter), f"повестка {letter.meeting}.docx", files.DOCX)
