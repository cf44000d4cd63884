"""Which topics that begin are near to others."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, cast, func, select

from rmo_web.accounts.models import Account
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.self_education import rules
from rmo_web.self_education.models import NearTopics, Topic, telling
from rmo_web.self_education.rules import OPEN, PUBLIC, TopicState

NEAR_SOUGHT, PAIRS_SHOWN = 10, 3


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two near topics; `may_be_told` where both may hear of each other."""

    first_id: int
    second_id: int
    words: str
    may_be_told: bool


def near_pairs(today: date) -> list[NearPair]:
    """Topics that begin, each with a near one of whom its author has not been told.

    One on which somebody works goes before one that has ended. It is for who leads: who is away is
    said to be so.
    """
    beginning = db.session.execute(_BEGINNING).all()
    if not beginning:
        return []
    known = db.session.execute(select(NearTopics.first_id, NearTopics.second_id))
    told = {(one, other) for one, other in known}
    pairs = _first_near(beginning, f"{db.session.scalar(_EVERY_TITLE) or ''}\n", told)
    return _in_words_of(pairs, today) if pairs else []


_BEGINNING = (
    select(Topic.id, Topic.person_id, Topic.stems)
    .join(Person, Person.id == Topic.person_id)
    .where(Topic.state.in_([TopicState.PROPOSED, TopicState.AGREED]), Person.left_on.is_(None))
    .order_by(Topic.proposed_on.desc(), Topic.id.desc())
    .limit(NEAR_SOUGHT)
)
# All titles as one text, a line each: as rows, or as a condition for each stem, they cost ten
# times as much. Before the stems stand the topic and its person. What has ended comes last.
_LINE = cast(Topic.id, String) + " " + cast(Topic.person_id, String) + " " + Topic.stems
_LINES = (
    select(_LINE.label("line"))
    .join(Person, Person.id == Topic.person_id)
    .where(Topic.state.in_(PUBLIC), Person.left_on.is_(None))
    .order_by(Topic.state.not_in(OPEN), Topic.id)
    .subquery()
)
_EVERY_TITLE = select(func.aggregate_strings(_LINES.c.line, "\n"))


def _first_near(
    beginning: Sequence[Any], known: str, told: Collection[tuple[int, int]]
) -> dict[int, int]:
    """Of each that begins the first near one; of two that begin together, one way only."""
    pairs: dict[int, int] = {}
    for one in beginning:
        stems = telling(one.stems)
        firsts = (_first_with(stem, stems, one, {*told, *pairs.items()}, known) for stem in stems)
        if found := [place for place in firsts if place]:
            pairs[one.id] = min(found)[1]
    return dict(list(pairs.items())[:PAIRS_SHOWN])


def _first_with(
    stem: str, own: Collection[str], one: Any, told: Collection[tuple[int, int]], known: str
) -> tuple[int, int] | None:
    """Where the first near topic of another stands whose title has this stem, and its number."""
    for at, line in _lines_with(f" {stem} ", known):
        topic_id, person_id, stems = line.split(" ", 2)
        number = int(topic_id)
        is_new = (number, one.id) not in told and (one.id, number) not in told
        if int(person_id) != one.person_id and is_new and rules.are_near(own, telling(stems)):
            return at, number
    return None


def _lines_with(word: str, known: str) -> Iterator[tuple[int, str]]:
    at = known.find(word)
    while at >= 0:
        begin, end = known.rfind("\n", 0, at) + 1, known.index("\n", at)
        yield begin, known[begin:end]
        at = known.find(word, end)


def _in_words_of(pairs: dict[int, int], today: date) -> list[NearPair]:
    may_sign_in = select(Account.id).where(Account.person_id == Person.id, Account.is_active)
    found = db.session.execute(
        select(
            Topic.id, Topic.title, Topic.state, Person.initials,
            works.is_away(Person.id, today).label("is_away"),
            may_sign_in.exists().label("may_sign_in"),
        )
        .join(Person, Person.id == Topic.person_id)
        .where(Topic.id.in_({number for pair in pairs.items() for number in pair}))
    )  # fmt: skip
    by_id = {one.id: one for one in found}
    return [_pair(by_id[one], by_id[other]) for one, other in pairs.items()]


def _pair(one: Any, other: Any) -> NearPair:
    are_at_work = other.state in OPEN and not (one.is_away or other.is_away)
    may_hear = one.state in PUBLIC and (one.may_sign_in or other.may_sign_in)
    words = "; ".join(_in_words(each) for each in (one, other))
    return NearPair(one.id, other.id, words, may_be_told=are_at_work and may_hear)


def _in_words(topic: Any) -> str:
    """«Чайкина Ю.Р. (временно не работает) — «Семейное чтение», завершена»."""
    away = " (временно не работает)" if topic.is_away else ""
    ended = "" if topic.state in OPEN else ", завершена"
    return f"{topic.initials}{away} — {russian.quoted(topic.title)}{ended}"
