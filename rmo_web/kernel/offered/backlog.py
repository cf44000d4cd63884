"""What rooms want a meeting to hear, and the agendas on which it stands.

A matter is known by its kind («self_education.report») and the id of its record. All matters of
a kind stand on an agenda under one question, which the kind words.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import Hooks, NamedHooks
from rmo_web.kernel.years import Year


class Hearing(StrEnum):
    """What a meeting does with a matter."""

    TALK = "talk"  # its person speaks of it
    CONSENT = "consent"  # the meeting agrees to it, or not


@dataclass(frozen=True, slots=True)
class MatterKind:
    """A kind of matters: its name, how it is heard, the question under which its matters stand.

    `ready` is what is said before the number of those that wait («Готовы отчитаться»), `decision`
    begins what the minutes decide of them («Согласовать темы самообразования»); without them both
    are worded by how it is heard.
    """

    name: str
    hearing: Hearing
    question: str
    ready: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a meeting is to hear: in words, whose it is, and where it is read.

    The words are its name alone, without the person's and without quotes: agenda and minutes
    put both around it. It is offered outside of requests too, where no address can be made.
    Who is to speak of it and is away is not counted among those who are ready.
    """

    id: int
    words: str
    person_id: int
    url: str
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """A meeting of a year as whoever has matters for it sees it.

    `matters` are pairs of a kind's name and an id; `is_open` while its agenda can be changed,
    `is_settled` when nothing on it waits any more: its minutes are signed, or it is cancelled.
    """

    meeting_id: int
    title: str
    url: str
    day: date | None
    month: tuple[int, int] | None
    is_open: bool
    is_settled: bool
    matters: tuple[tuple[str, int], ...]


Offer = Callable[[Year, date], Iterable[Matter]]
# Of a meeting, its year and, by their ids, the words of its agenda: what speaks against some.
Doubt = Callable[[int, Year, Mapping[int, str]], Mapping[int, str]]
Keep = Callable[[Year], Sequence[Agenda]]


class Put(Protocol):
    """Changes the agenda of a meeting by these matters of a kind."""

    def __call__(
        self, meeting_id: int, kind: MatterKind, ids: Collection[int], *, by: Actor, at: datetime
    ) -> None: ...


class Leave(Protocol):
    """Takes these matters off what is still to be held; names the meetings that they leave."""

    def __call__(
        self, kind: MatterKind, ids: Collection[int], *, starts_in: int | None, by: Actor,
        at: datetime,
    ) -> list[str]: ...  # fmt: skip


class Reword(Protocol):
    """Calls a matter otherwise where it is still to be heard."""

    def __call__(
        self, kind: MatterKind, number: int, words: str, *, by: Actor, at: datetime
    ) -> None: ...


_offers: NamedHooks[MatterKind, Offer] = NamedHooks()
_kept: Hooks[Keep] = Hooks()
_put: Hooks[Put] = Hooks()
_taken_off: Hooks[Put] = Hooks()
_doubts: NamedHooks[str, Doubt] = NamedHooks()
_left: Hooks[Leave] = Hooks()
_reworded: Hooks[Reword] = Hooks()


def offers_matters(kind: MatterKind) -> Callable[[Offer], Offer]:
    """A room offers the matters of a kind that an agenda of this year can take now."""
    return _offers.under(kind)


def matters(year: Year, today: date) -> list[tuple[MatterKind, list[Matter]]]:
    """What every room wants to be heard, kind by kind; those that stand on an agenda too."""
    return [(kind, list(offer(year, today))) for kind, offer in _offers.items()]


def offered(kind: MatterKind, year: Year, today: date) -> dict[int, Matter]:
    """The matters of this kind alone, by their ids."""
    return {one.id: one for offer in _offers.of(kind) for one in offer(year, today)}


def kinds() -> dict[str, MatterKind]:
    """Every kind by its name."""
    return {kind.name: kind for kind, _ in _offers.items()}


def keeps_agendas(keep: Keep) -> Keep:
    """The room that keeps the meetings tells the agendas of a year, in the order of the days."""
    return _kept.hang(keep)


def agendas(year: Year) -> list[Agenda]:
    """The agendas of a year; none while no room keeps meetings."""
    return [agenda for keep in _kept for agenda in keep(year)]


def puts_matters(put: Put) -> Put:
    """The room that keeps the meetings puts matters on an agenda."""
    return _put.hang(put)


def put(
    meeting_id: int, kind: MatterKind, ids: Collection[int], *, by: Actor, at: datetime
) -> None:
    """Put these matters on the agenda of a meeting; what stands on another one moves here.

    Refused for a meeting whose agenda is closed, and for what is not offered.
    """
    for each in _put:
        each(meeting_id, kind, ids, by=by, at=at)


def takes_matters_off(take: Put) -> Put:
    """The room that keeps the meetings takes matters off an agenda."""
    return _taken_off.hang(take)


def take_off(
    meeting_id: int, kind: MatterKind, ids: Collection[int], *, by: Actor, at: datetime
) -> None:
    """Take these matters off the agenda again. Refused for an agenda that is closed."""
    for each in _taken_off:
        each(meeting_id, kind, ids, by=by, at=at)


def doubts_matters(kind: MatterKind) -> Callable[[Doubt], Doubt]:
    """A room says what speaks against confirming matters of its kind; of the others nothing."""
    return _doubts.under(kind.name)


def doubts(
    meeting_id: int, year: Year, standing: Iterable[tuple[str, int, str]]
) -> dict[tuple[str, int], str]:
    """What speaks against confirming these matters in the minutes of a meeting, in a few words.

    Each is told by its kind, its id and the words of the agenda; found by kind and id.
    """
    by_kind: dict[str, dict[int, str]] = {}
    for kind, number, words in standing:
        by_kind.setdefault(kind, {})[number] = words
    return {
        (kind, number): why
        for kind, words in by_kind.items()
        for doubt in _doubts.of(kind)
        for number, why in doubt(meeting_id, year, words).items()
    }


def lets_matters_go(let_go: Leave) -> Leave:
    """The room that keeps the meetings lets matters go that are not to be heard any more."""
    return _left.hang(let_go)


def leave(
    kind: MatterKind, ids: Collection[int], *, starts_in: int | None = None, by: Actor,
    at: datetime,
) -> list[str]:  # fmt: skip
    """Off every agenda that is still to be held, or of this school year alone.

    They are not to be heard any more; of a meeting that was held its minutes decide. Returned
    are the titles of the meetings.
    """
    every = (each(kind, ids, starts_in=starts_in, by=by, at=at) for each in _left)
    return [title for titles in every for title in titles]


def rewords_matters(reword: Reword) -> Reword:
    """The room that keeps the meetings calls a matter as it is called now."""
    return _reworded.hang(reword)


def reword(kind: MatterKind, number: int, words: str, *, by: Actor, at: datetime) -> None:
    """Call this matter so on every agenda that is still to be held."""
    for each in _reworded:
        each(kind, number, words, by=by, at=at)
