"""The sheet to be signed, and the certificates of those who were there, as Word files."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.papers import fitting, word
from rmo_web.meetings import rules
from rmo_web.meetings.attendance.queries import AttendancePage
from rmo_web.meetings.invitations.queries import InvitationLetter
from rmo_web.meetings.minutes.queries import talks_not_given
from rmo_web.meetings.models import Attendance, Meeting, Question, Speaker
from rmo_web.meetings.papers import OF_WHAT

BLANK_LINES = 5  # of the sheet to sign, for guests
SHEET = ("№ п/п", "Фамилия, имя, отчество", "Образовательная организация", "Должность", "Подпись")
SHEET_SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5)  # points: the largest that leaves one page
SHEET_LONG = 9  # the type of a sheet that no size leaves on one page
NUMBER_WIDTH, SIGNED_WIDTH = 0.9, 2.5  # cm
_SHEET_HEAD = 11  # points
_SHEET_END = 0.8  # cm: the line that Word wants after a table, the borders of the rows
_ROW_MOST = 0.8  # cm: enough to sign in


def sheet(page: AttendancePage, letter: InvitationLetter) -> bytes:
    """The sheet to be signed: members by schools, blank lines for guests, small enough for one A4.

    Only beyond some fifty people does it go on to another page, with its head again.
    """
    rows = [
        (str(number), row.name, row.school, row.post, "") for number, row in enumerate(page.rows, 1)
    ]
    guests = [
        (str(number), one.name, "", one.work, "")
        for number, one in enumerate(page.guests, len(rows) + 1)
    ]
    first = len(rows) + len(guests) + 1
    blank = [(str(number), "", "", "", "") for number in range(first, first + BLANK_LINES)]
    every = [*rows, *guests, *blank]
    when = next((value for name, value in letter.facts if name == "Когда"), "")
    head = [("", letter.association), ("", "ЛИСТ РЕГИСТРАЦИИ"), ("", f"{letter.title}\n{when}")]
    room = word.HEIGHT - fitting.height(head, (1, word.WIDTH_WIDE), _SHEET_HEAD) - _SHEET_END
    size, widths = _sheet_type([SHEET, *every], room)
    spare = max(room - fitting.height([SHEET, *every], widths, size), 0) / len(every)
    height = min(fitting.line(size) + spare, _ROW_MOST)
    title = f"Лист регистрации. {letter.title}"
    document = word.new(title, letter.association, size=_SHEET_HEAD, is_wide=True)
    word.line(document, letter.association, is_bold=True, at="center")
    word.line(document, "ЛИСТ РЕГИСТРАЦИИ", is_bold=True, at="center")
    word.line(document, f"{letter.title}\n{when}", at="center", size=10)
    word.grid(document, SHEET, every, widths, size=size, height=height)
    return word.saved(document)


def _sheet_type(rows: Sequence[Sequence[str]], room: float) -> tuple[float, list[float]]:
    """The largest type that leaves one page, with the widths that suit it."""
    for size in SHEET_SIZES:
        widths = _sheet_widths(rows, size)
        if fitting.height(rows, widths, size) < room:
            return size, widths
    return SHEET_LONG, _sheet_widths(rows, SHEET_LONG)


def _sheet_widths(rows: Sequence[Sequence[str]], size: float) -> list[float]:
    texts = list(zip(*rows[1:], strict=True))[1:4]
    wished = [max(fitting.width(one, size) for one in column) for column in texts]
    room = word.WIDTH_WIDE - NUMBER_WIDTH - SIGNED_WIDTH
    return [NUMBER_WIDTH, *fitting.shared(wished, room), SIGNED_WIDTH]


@dataclass(frozen=True, slots=True)
class PresentRow:
    """Somebody who was there, as papers name her."""

    name: str
    post: str
    school: str
    talks: tuple[str, ...]


def people_present(meeting: Meeting) -> list[PresentRow]:
    """Who was there, guests too, with what they spoke of: for certificates."""
    found = db.session.scalars(
        select(Attendance)
        .where(
            Attendance.meeting_id == meeting.id, Attendance.presence.in_(rules.WAS_THERE)
        )
        .order_by(Attendance.is_guest, Attendance.name)
    ).all()  # fmt: skip
    talks: dict[int | str, list[str]] = {}
    spoken = db.session.execute(
        select(Speaker.person_id, Speaker.name, Speaker.talk, Question.text, Question.id)
        .join(Question, Question.id == Speaker.question_id)
        .where(Question.meeting_id == meeting.id)
    )
    named = Counter(_initials(one.name) for one in found)
    not_given = talks_not_given([meeting.id])
    for person_id, name, talk, text, question_id in spoken:
        if (question_id, person_id, talk) in not_given:
            continue
        key = person_id or russian.fold(rules.initials_of(name))
        if not person_id and named[str(key)] > 1:
            continue  # whose talk it was is not known: namesakes are not each other
        talks.setdefault(key, []).append(talk or text.partition("\n")[0])
    return [
        PresentRow(
            one.name,
            one.post,
            one.school,
            (*talks.get(one.person_id or 0, ()), *talks.get(_initials(one.name), ())),
        )
        for one in sorted(found, key=lambda one: (one.is_guest, russian.sort_key(one.name)))
    ]


def _initials(name: str) -> str:
    return russian.fold(russian.initials(*name.split(" ")[:3])) if name else ""


def certificates(
    people: Iterable[PresentRow], letter: InvitationLetter, *, only_speakers: bool = False
) -> bytes:
    """A page for each of those who were there; whoever spoke has her talk named."""
    document = word.new(f"Сертификаты. {letter.title}", letter.association, size=14)
    chosen = [one for one in people if one.talks or not only_speakers]
    when = next((value for name, value in letter.facts if name == "Когда"), "")
    for number, one in enumerate(chosen):
        _certificate(document, one, letter, when, is_first=not number)
    return word.saved(document)


def _certificate(
    document: Any, one: PresentRow, letter: InvitationLetter, when: str, *, is_first: bool
) -> None:
    top = word.line(document, letter.owner, at="center")
    top.paragraph_format.page_break_before = not is_first
    word.line(document, letter.association, at="center")
    word.line(document, "СЕРТИФИКАТ", is_bold=True, at="center", size=30, before=120)
    word.line(document, "подтверждает, что", at="center", before=18)
    word.line(document, one.name, is_bold=True, at="center", size=20, before=12)
    work = ", ".join(filter(None, (one.post, one.school)))
    if work:
        word.line(document, work, at="center", before=4)
    part = "выступил(а) на заседании" if one.talks else "принял(а) участие в заседании"
    word.line(document, f"{part} {OF_WHAT}", at="center", before=18)
    word.line(document, letter.title, at="center", before=8)
    word.line(document, when, at="center")
    for talk in one.talks:
        word.line(
            document, f"Тема выступления: {russian.quoted(talk.rstrip('.'))}", at="center", before=8
        )
    word.line(document, before=90)
    word.signature(document, "Руководитель РМО", letter.head)
