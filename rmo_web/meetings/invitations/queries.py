"""The letter that invites to a meeting: its words, for a page, a chat and a Word file."""

from dataclasses import dataclass

from rmo_web.accounts.queries import head_names
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.meetings import wording
from rmo_web.meetings.models import Meeting
from rmo_web.meetings.queries import QuestionRow, agenda
from rmo_web.meetings.rules import Format
from rmo_web.members.models import Association


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    owner: str
    association: str
    title: str
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


def letter(meeting: Meeting) -> InvitationLetter:
    """The letter as the meeting stands now."""
    association, head = db.session.get_one(Association, 1), head_names()
    title = wording.meeting(meeting.number)
    theme = f" на тему {russian.quoted(meeting.theme)}" if meeting.theme else ""
    word = title[0].lower() + title[1:]
    return InvitationLetter(
        owner=association.operator,
        association=association.name,
        title=f"{title}. {meeting.theme}" if meeting.theme else title,
        opening=f"Уважаемые коллеги! Приглашаем вас на {word}{theme}.",
        facts=tuple((name, value) for name, value in _facts(meeting) if value),
        agenda=tuple(line_of(one) for one in agenda(meeting.id)),
        closing="Просим руководителей образовательных организаций направить библиотекарей на "
        "заседание.",
        head=head.in_signature,
        head_in_lists=head.in_lists,
    )


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    month = (meeting.planned_year or 0, meeting.planned_month or 0)
    when = wording.when(
        meeting.held_on, month if all(month) else None, meeting.starts_at, meeting.ends_at
    )
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


def line_of(one: QuestionRow) -> str:
    """A question of the agenda with its points and its speakers, in a few lines."""
    more = ", ".join(filter(None, (one.form, one.minutes)))
    lines = [f"{one.number} {one.title}{f' ({more})' if more else ''}", *one.points]
    for speaker in one.speakers:
        who = ", ".join(filter(None, (speaker.name, speaker.school)))
        talk = f" — {speaker.talk}" if speaker.talk else ""
        minutes = f" ({speaker.minutes})" if speaker.minutes else ""
        lines.append(f"{who}{talk}{minutes}")
    return "\n".join(lines)
