"""The letter that invites to a meeting, and who has answered it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import or_, select

from rmo_web.accounts.models import Account
from rmo_web.accounts.queries import head_names
from rmo_web.household.notices import NoticeChoice, NoticeOption
from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.years import Year
from rmo_web.meetings import rules, wording
from rmo_web.meetings.access import Permission
from rmo_web.meetings.agenda.queries import QuestionRow, questions_of
from rmo_web.meetings.attendance.queries import is_member
from rmo_web.meetings.models import Attendance, Meeting
from rmo_web.meetings.rules import Answer, Format, MeetingState
from rmo_web.members import works
from rmo_web.members.models import Association, Person


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    owner: str
    association: str
    title: str
    meeting: str  # «заседание № 2», as its files are named
    opening: str
    facts: tuple[tuple[str, str], ...]
    agenda: tuple[str, ...]
    closing: str
    head: str
    head_in_lists: str

    @property
    def text(self) -> str:
        """The same for a chat: no markup, a line for each thing."""
        facts = [f"{name}: {value}" for name, value in self.facts]
        parts = [self.opening, "\n".join(facts), "\n".join(("Повестка дня:", *self.agenda))]
        signed = f"Руководитель РМО {self.head_in_lists}" if self.head_in_lists else ""
        return "\n\n".join(filter(None, (*parts, self.closing, signed)))


def invitation_letter(meeting: Meeting) -> InvitationLetter:
    """The letter as the meeting stands now."""
    association, head = db.session.get_one(Association, 1), head_names()
    title = wording.meeting_title(meeting.number)
    theme = f" на тему {russian.quoted(meeting.theme)}" if meeting.theme else ""
    word = title[0].lower() + title[1:]
    return InvitationLetter(
        owner=association.operator,
        association=association.name,
        title=f"{title}. {meeting.theme}" if meeting.theme else title,
        meeting=title.lower(),
        opening=f"Уважаемые коллеги! Приглашаем вас на {word}{theme}.",
        facts=tuple((name, value) for name, value in _facts(meeting) if value),
        agenda=tuple(_agenda_line(one) for one in questions_of(meeting.id)),
        closing="Просим руководителей образовательных организаций направить библиотекарей на "
        "заседание.",
        head=head.in_signature,
        head_in_lists=head.in_lists,
    )


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    when = wording.when(meeting.held_on, meeting.month, meeting.starts_at, meeting.ends_at)
    day = f" ({russian.weekday(meeting.held_on).lower()})" if meeting.held_on else ""
    how = "" if meeting.format is Format.ONSITE else wording.FORMATS[meeting.format]
    return [
        ("Когда", when.replace(",", f"{day},", 1) if "," in when else when + day),
        ("Где", meeting.place),
        ("Формат", how),
        ("Ссылка", meeting.link),
        ("Форма проведения", ", ".join(meeting.forms)),
        ("Иметь с собой", meeting.bring),
    ]


def _agenda_line(one: QuestionRow) -> str:
    """A question of the agenda with its points and its speakers, in a few lines."""
    more = ", ".join(filter(None, (one.form, one.minutes)))
    lines = [f"{one.number} {one.title}{f' ({more})' if more else ''}", *one.points]
    for speaker in one.speakers:
        minutes = f" ({speaker.minutes})" if speaker.minutes else ""
        lines.append(f"{speaker.in_words}{minutes}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Those who said one thing, or nothing."""

    words: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersCard:
    """Who said what to an invitation; names are for who prepares and writes."""

    groups: tuple[AnswerGroup, ...]
    silent: int
    reminder: str
    has_names: bool


def answers_to(
    meeting: Meeting, year: Year, actor: Actor, today: date
) -> tuple[NoticeChoice | None, AnswersCard | None]:
    """«Вы будете?» with what I have said, and what others have; nothing once it is over."""
    if meeting.state not in rules.AHEAD or meeting.held_on is None or year.is_closed:
        return None, None
    people = _people_asked(meeting, meeting.held_on, today)
    said = Counter(one.answer for one in people)
    mine = next((one.answer for one in people if one.id == actor.person_id), None)
    return answer_choice(meeting.id, mine, said), _answers_card(meeting, people, actor)


def answer_choice(
    meeting_id: int, mine: Answer | None, said: Mapping[Answer | None, int],
    onward: str = "",
) -> NoticeChoice:  # fmt: skip
    """«Вы будете?» with the answer that is mine, and how many gave each."""
    options = (
        NoticeOption(one.value, words, one is mine, said.get(one, 0))
        for one, words in wording.ANSWERS.items()
    )
    url = url_for("meetings.answer", meeting_id=meeting_id)
    return NoticeChoice(f"meeting-{meeting_id}", "Вы будете?", url, tuple(options), onward)


@dataclass(frozen=True, slots=True)
class _PersonAsked:
    id: int
    name: str
    answer: Answer | None
    has_account: bool
    is_away: bool  # now, or on that day


def _people_asked(meeting: Meeting, day: date, today: date) -> list[_PersonAsked]:
    """Every member of that day, also those without access: the letter is to them too.

    And whoever else has answered.
    """
    account = select(Account.id).where(Account.person_id == Person.id, Account.is_active)
    found = db.session.execute(
        select(
            Person.id,
            Person.initials,
            Attendance.answer,
            account.exists(),
            or_(works.is_away(Person.id, today), works.is_away(Person.id, day)),
        )
        .outerjoin(
            Attendance,
            (Attendance.person_id == Person.id) & (Attendance.meeting_id == meeting.id),
        )
        .where(or_(is_member(day), Attendance.answer.is_not(None)))
        .order_by(Person.sort_key)
    )
    people = found.all()
    names = works.told_apart((one[:2] for one in people), day)
    return [
        _PersonAsked(key, names[key], answer, has, away) for key, _, answer, has, away in people
    ]


def _answers_card(meeting: Meeting, people: Sequence[_PersonAsked], actor: Actor) -> AnswersCard:
    """The silent are counted once the invitations are sent.

    For who may not know who is away, she is one of them: to be missing there would tell it.
    """
    silent = [one for one in people if one.answer is None] if _is_asked(meeting) else []
    if not may(actor, Permission.WRITE, meeting):
        return AnswersCard((), len(silent), "", has_names=False)
    away = [one for one in silent if one.is_away] if actor.leads else []
    silent = [one for one in silent if one not in away]
    by_answer = {words: [one.name for one in people if one.answer is answer]
                 for answer, words in wording.ANSWERS.items()}  # fmt: skip
    if silent:
        by_answer["Не ответили"] = [one.name for one in silent if one.has_account]
    if without := [one.name for one in silent if not one.has_account]:
        by_answer["Не ответили, без доступа"] = without
    if away:
        by_answer["Временно не работают"] = [one.name for one in away]
    return AnswersCard(
        groups=tuple(AnswerGroup(words, len(who), tuple(who)) for words, who in by_answer.items()),
        silent=len(silent),
        reminder=_reminder(meeting, [one.name for one in silent]) if silent else "",
        has_names=True,
    )


def _is_asked(meeting: Meeting) -> bool:
    return meeting.state is MeetingState.INVITED


def _reminder(meeting: Meeting, silent: Sequence[str]) -> str:
    """What the head copies into a chat."""
    title = wording.meeting_title(meeting.number)
    theme = f" {russian.quoted(meeting.theme)}" if meeting.theme else ""
    when = wording.when(meeting.held_on, meeting.month, meeting.starts_at, meeting.ends_at)
    facts = ", ".join(filter(None, (when, meeting.place or meeting.link)))
    return (
        f"Уважаемые коллеги! Приглашаем на заседание. {title}{theme}: {_ended(facts)}\n"
        f"Ответьте, пожалуйста, будете ли вы. Ещё не ответили: {_ended(', '.join(silent))}"
    )


def _ended(words: str) -> str:
    """A sentence has one full stop, also after «г.» and initials."""
    return words if words.endswith(".") else f"{words}."
