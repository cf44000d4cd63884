"""Who reports at which meeting, and who has no place yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from sqlalchemy import case, select

from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db
from rmo_web.kernel.listing import Rows
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import Agenda, Hearing
from rmo_web.kernel.years import Year
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.self_education import rules, wording
from rmo_web.self_education.hearing.rules import (
    WIDTH,
    columns,
    place_of,
    place_of_month,
)
from rmo_web.self_education.hearing.wording import CONSENTS, NO_MORE, TALKS, room_left, when
from rmo_web.self_education.models import (
    OWN_FIRST_YEAR,
    Topic,
    TopicConsent,
    TopicHearing,
    TopicReport,
    is_spoken_of,
)
from rmo_web.self_education.rules import SPOKEN_OF, TALKS_LEAST, TopicState

_WAITING = {Hearing.TALK: SPOKEN_OF, Hearing.CONSENT: frozenset({TopicState.PROPOSED})}
DRAWN_MOST = 5  # meetings whose names have room side by side
HEAD_MOST = 22  # signs over the names
_TOP, _LINE = 76, 21  # of the names on the strip


@dataclass(frozen=True, slots=True)
class TalkRow:
    topic_id: int
    who: str
    title: str
    url: str
    is_heard: bool = False
    wishes: bool = False


@dataclass(frozen=True, slots=True)
class HearingRow:
    """A meeting: who was heard there, who stands on its agenda, how many places are free."""

    meeting_id: int
    title: str
    when: str
    url: str
    is_open: bool
    speakers: tuple[TalkRow, ...]
    free: int
    said: str


@dataclass(frozen=True, slots=True)
class StripName:
    y: int
    kind: str  # heard, put, free
    words: str


@dataclass(frozen=True, slots=True)
class StripColumn:
    """A meeting on the strip: its mark, and the names below it."""

    x: float
    at: float
    is_over: bool
    head: str
    names: tuple[StripName, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The year as a line with its meetings, in units of its own."""

    width: int
    height: int
    months: tuple[tuple[float, str], ...]
    today: float | None
    said_today: str
    columns: tuple[StripColumn, ...]


@dataclass(frozen=True, slots=True)
class ReportingPage:
    meetings: tuple[HearingRow, ...]
    strip: Strip | None
    without: tuple[TalkRow, ...]
    away: str


def to_speak(starts_in: int) -> Rows:
    """Topics of which nobody has spoken in this school year, of who wishes to first.

    One whose last year is over, while it has not ended, is still to be heard.
    """
    year = case((Topic.last_year < starts_in, Topic.last_year), else_=starts_in)
    return (
        select(Topic, Person.initials)
        .join(Person, Person.id == Topic.person_id)
        .where(Topic.state.in_(SPOKEN_OF), Person.left_on.is_(None))
        .where(starts_in >= OWN_FIRST_YEAR, ~is_spoken_of(year))
        .order_by(Topic.wishes_to_speak.desc(), Person.sort_key, Topic.id)
    )


def to_agree() -> Rows:
    """Topics that wait for a consent."""
    return (
        select(Topic, Person.initials)
        .join(Person, Person.id == Topic.person_id)
        .where(Topic.state == TopicState.PROPOSED, Person.left_on.is_(None))
        .order_by(Person.sort_key, Topic.id)
    )


def doubts_of_talks(meeting_id: int, year: Year, words: Mapping[int, str]) -> dict[int, str]:
    """Why a meeting is not to hear these talks, in words; of what it has heard itself nothing."""
    found = db.session.execute(
        select(TopicReport, TopicHearing)
        .join(TopicHearing, TopicHearing.report_id == TopicReport.id)
        .where(TopicReport.topic_id.in_(words))
        .order_by(TopicHearing.held_on, TopicHearing.id)
    ).all()
    here = {
        report.topic_id for report, one in found
        if one.meeting_id == meeting_id and one.title == words[report.topic_id]
    }  # fmt: skip
    doubts = {}
    for topic, first_year, left_on in _named_on_agendas(words.keys() - here):
        of_year = rules.year_of_talk(first_year, topic.last_year, year.starts_in)
        elsewhere = (
            f"тема уже заслушана: {wording.heard(one)}" for report, one in found
            if (report.topic_id, report.starts_in, one.title) == (topic.id, of_year, topic.title)
        )  # fmt: skip
        why = _doubt(topic, TALKS.hearing, words[topic.id], left_on)
        doubts[topic.id] = why or next(elsewhere, "")
    return {number: why for number, why in doubts.items() if why}


def doubts_of_consents(meeting_id: int, words: Mapping[int, str]) -> dict[int, str]:
    """Why a meeting is not to agree to these; of what it has agreed to itself nothing."""
    given = select(TopicConsent.topic_id).filter_by(meeting_id=meeting_id)
    here = set(db.session.scalars(given.where(TopicConsent.topic_id.in_(words))))
    doubts = {
        topic.id: _doubt(topic, CONSENTS.hearing, words[topic.id], left_on)
        for topic, _, left_on in _named_on_agendas(words.keys() - here)
    }
    return {number: why for number, why in doubts.items() if why}


def _named_on_agendas(numbers: Collection[int]) -> Iterator[tuple[Topic, int, date | None]]:
    """These topics, the first year that is their own, and since when their authors are gone."""
    asked = select(Topic, OWN_FIRST_YEAR, Person.left_on)
    asked = asked.join(Person, Person.id == Topic.person_id)
    yield from db.session.execute(asked.where(Topic.id.in_(numbers)))


def _doubt(topic: Topic, hearing: Hearing, said: str, left_on: date | None) -> str:
    """What has become of the topic that the agenda calls so.

    The secretary reads it, who may know neither titles nor states of the topics of others.
    """
    if russian.reading(topic.title) != russian.reading(said):
        return "тему с тех пор сменили"
    if topic.state not in _WAITING[hearing]:
        return NO_MORE[hearing]
    return "автор вышел из состава" if left_on else ""


def speaks_at(topic: Topic, today: date) -> tuple[str, str] | None:
    """The meeting on whose agenda the topic stands, while that is to come, and its address."""
    year = years.default_of(years.all_years(), today)
    if topic.state not in SPOKEN_OF or year is None:
        return None
    matter = TALKS.name, topic.id
    found = (one for one in backlog.agendas(year) if one.is_open and matter in one.matters)
    return next(((_named(one), one.url) for one in found), None)


def _named(agenda: Agenda) -> str:
    said = when(agenda.day, agenda.month)
    return f"{agenda.title}, {said}" if said and said not in agenda.title else agenda.title


def reporting(year: Year, today: date) -> ReportingPage:
    """The meetings of a year with those who report there, and who has no place."""
    agendas = backlog.agendas(year)
    heard = _heard([one.meeting_id for one in agendas])
    placed = {number for one in agendas for number in _put(one)}
    waiting = db.session.execute(to_speak(year.starts_in)).all()
    away = works.away(today, [topic.person_id for topic, _ in waiting])
    rows = {topic.id: _speaker(topic, who) for topic, who in waiting}
    rows |= _others(placed - rows.keys())
    free = [topic for topic, _ in waiting if topic.id not in placed]
    meetings = tuple(_meeting(one, heard[one.meeting_id], rows) for one in agendas)
    return ReportingPage(
        meetings=meetings,
        strip=_strip(agendas, meetings, year, today),
        without=tuple(rows[one.id] for one in free if one.person_id not in away),
        away=", ".join(rows[one.id].who for one in free if one.person_id in away),
    )


def _put(agenda: Agenda) -> list[int]:
    """The topics that stand on the agenda and are still to be heard, or wait for the minutes."""
    ours = [number for kind, number in agenda.matters if kind == TALKS.name]
    return [] if agenda.is_settled else ours


def _speaker(topic: Topic, who: str, *, is_heard: bool = False) -> TalkRow:
    url = url_for("self_education.topic", topic_id=topic.id)
    return TalkRow(topic.id, who, topic.title, url, is_heard, topic.wishes_to_speak)


def _others(topic_ids: Collection[int]) -> dict[int, TalkRow]:
    """Those that stand on an agenda and are not to be heard any more."""
    if not topic_ids:
        return {}
    found = select(Topic, Person.initials).join(Person, Person.id == Topic.person_id)
    rows = db.session.execute(found.where(Topic.id.in_(topic_ids)))
    return {topic.id: _speaker(topic, who) for topic, who in rows}


def _heard(meeting_ids: Sequence[int]) -> dict[int, list[TalkRow]]:
    found = db.session.execute(
        select(TopicHearing, Topic, Person.initials)
        .join(TopicReport, TopicReport.id == TopicHearing.report_id)
        .join(Topic, Topic.id == TopicReport.topic_id)
        .join(Person, Person.id == Topic.person_id)
        .where(TopicHearing.meeting_id.in_(meeting_ids))
        .order_by(Person.sort_key, Topic.id)
    )
    by_meeting: dict[int, list[TalkRow]] = defaultdict(list)
    for heard, topic, who in found:
        row = _speaker(topic, who, is_heard=True)
        by_meeting[heard.meeting_id].append(replace(row, title=heard.title))
    return by_meeting


def _meeting(
    agenda: Agenda, heard: Sequence[TalkRow], rows: dict[int, TalkRow]
) -> HearingRow:  # fmt: skip
    known = {one.topic_id for one in heard}
    put = [number for number in _put(agenda) if number in rows]
    speakers = (*heard, *(rows[number] for number in put if number not in known))
    free = max(TALKS_LEAST - len(speakers), 0) if agenda.is_open else 0
    return HearingRow(
        agenda.meeting_id, agenda.title, when(agenda.day, agenda.month), agenda.url,
        agenda.is_open, speakers, free, room_left(len(speakers), is_open=agenda.is_open),
    )  # fmt: skip


def _strip(
    agendas: Sequence[Agenda], meetings: Sequence[HearingRow], year: Year, today: date
) -> Strip | None:
    """The line of the year; none where its meetings have no room side by side, or no month."""
    months = list(year.months())
    dated = [(one, row) for one, row in zip(agendas, meetings, strict=True) if _month(one)]
    dated = [(one, row) for one, row in dated if _month(one) in months]
    if not 0 < len(dated) <= DRAWN_MOST:
        return None
    first = months[0]
    places = [place_of(one.day, _month(one) or first, first) for one, _ in dated]
    drawn = tuple(
        StripColumn(round(x, 1), round(at, 1), not one.is_open, _head(row), tuple(_names(row)))
        for x, at, (one, row) in zip(places, columns(places), dated, strict=True)
    )
    lines = max(len(one.names) for one in drawn)
    now = (today.year, today.month)
    return Strip(
        width=WIDTH,
        height=_TOP + _LINE * lines + 12,
        months=tuple(
            (round(place_of_month(one, first), 1), russian.MONTHS[one[1] - 1][:3].capitalize())
            for one in months
        ),
        today=round(place_of(today, now, first), 1) if now in months else None,
        said_today=f"сегодня, {russian.day_short(today)}",
        columns=drawn,
    )


def _month(agenda: Agenda) -> tuple[int, int] | None:
    return (agenda.day.year, agenda.day.month) if agenda.day else agenda.month


def _head(row: HearingRow) -> str:
    """«№ 3, февраль 2020»: there is room for little more."""
    words = ", ".join(filter(None, (row.title.removeprefix("Заседание "), row.when)))
    return words if len(words) <= HEAD_MOST else f"{words[: HEAD_MOST - 1]}…"


def _names(row: HearingRow) -> Iterator[StripName]:
    said: Iterable[tuple[str, str]] = (
        *(("heard" if one.is_heard else "put", one.who) for one in row.speakers),
        *([("free", "свободно")] * row.free),
    )
    for number, (kind, words) in enumerate(said, 1):
        yield StripName(_TOP + _LINE * number, kind, words)


def options(page: ReportingPage) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Who can be put on an agenda, and on which."""
    people = [
        (one.topic_id, f"{one.who} — {russian.quoted(one.title)}{', хочет выступить' * one.wishes}")
        for one in page.without
    ]
    meetings = [
        (one.meeting_id, f"{', '.join(filter(None, (one.title, one.when)))}: {one.said}")
        for one in page.meetings if one.is_open
    ]  # fmt: skip
    return people, meetings
