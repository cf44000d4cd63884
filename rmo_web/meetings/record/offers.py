"""Her talks and her attendance, for her page and for her extract."""

from collections.abc import Iterable
from datetime import date

from flask import url_for

from rmo_web.kernel.offered.record import (
    RecordAsked,
    RecordLine,
    RecordPanel,
    offers_lines,
    offers_panel,
)
from rmo_web.meetings.attendance.wording import PRESENCES
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.record import queries
from rmo_web.meetings.rules import Presence


@offers_lines("Выступления на заседаниях")
def talks(person_id: int, since: date, until: date) -> Iterable[RecordLine]:
    """What signed minutes prove."""
    for one in queries.talks(person_id, since, until):
        if one.source and one.meeting.held_on:
            said = queries.in_words(one.meeting)
            words = f"{one.words}, {said[:1].lower()}{said[1:]}"
            yield RecordLine(
                "talk", one.id, one.meeting.held_on, words, one.source, _url(one.meeting)
            )


@offers_lines("Участие в заседаниях")
def attendance(person_id: int, since: date, until: date) -> Iterable[RecordLine]:
    """Where she was, also by wire."""
    for one in queries.meetings(person_id, since, until):
        if one.was_there and one.meeting.held_on:
            remote = f", {PRESENCES[Presence.REMOTE]}" if one.presence is Presence.REMOTE else ""
            words = f"{queries.in_words(one.meeting)}{remote}"
            source = queries.attended_from(one)
            yield RecordLine(
                "meeting", one.meeting.id, one.meeting.held_on, words, source, _url(one.meeting)
            )


def _url(meeting: Meeting) -> str:
    return url_for("meetings.show_meeting", meeting_id=meeting.id)


@offers_panel(80)
def panel(asked: RecordAsked) -> RecordPanel:
    """After what she does herself: where she was, and what she spoke of."""
    return RecordPanel("Заседания", "meetings/record/_panel.html", queries.panel(asked))
