"""A person's record: what rooms show of her on one page, and the lines of her extract."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor
from rmo_web.kernel.hooks import Hooks, NamedHooks


@dataclass(frozen=True, slots=True)
class RecordLine:
    """Something of her record: its day, what it was, what it is known from and where that is read.

    The kind and the id of its record say which deed it is: told by two rooms it stands once.
    `days` is said in place of the day where there are more of them.
    """

    kind: str
    record: int
    day: date
    words: str
    source: str
    url: str
    days: str = ""

    @property
    def when(self) -> str:
        return self.days or russian.day(self.day)


@dataclass(frozen=True, slots=True)
class RecordSection:
    """The lines under one heading, by their days; never without any."""

    heading: str
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """Whose record, of which days (both included), and who looks at it when."""

    person_id: int
    since: date
    until: date
    actor: Actor
    today: date

    @property
    def is_own(self) -> bool:
        return self.person_id == self.actor.person_id


@dataclass(frozen=True, slots=True)
class RecordPanel:
    """A piece of the page: its title, and the template with its ready `values`."""

    title: str
    template: str
    values: Any


Tell = Callable[[int, date, date], Iterable[RecordLine]]
Draw = Callable[[RecordAsked], RecordPanel | None]
Lead = Callable[[int], str]
_lines: NamedHooks[str, Tell] = NamedHooks()
_panels: NamedHooks[int, Draw] = NamedHooks()
_kept_at: Hooks[Lead] = Hooks()


def offers_lines(heading: str) -> Callable[[Tell], Tell]:
    """A room tells what it knows of a person between two days, both included, under this heading.

    What is not proved is not told. Rooms may share a heading.
    """
    return _lines.under(heading)


def sections(person_id: int, since: date, until: date) -> list[RecordSection]:
    """What every room knows of her, in the order of the rooms; no deed twice."""
    told: set[tuple[str, int]] = set()
    by_heading: dict[str, list[RecordLine]] = {}
    for heading, tell in _lines.items():
        for line in tell(person_id, since, until):
            if (deed := (line.kind, line.record)) not in told:
                told.add(deed)
                by_heading.setdefault(heading, []).append(line)
    return [
        RecordSection(heading, tuple(sorted(lines, key=lambda one: (one.day, one.record))))
        for heading, lines in by_heading.items()
    ]


def offers_panel(place: int) -> Callable[[Draw], Draw]:
    """A room draws its piece of a person's page, or none; a smaller place stands higher."""
    return _panels.under(place)


def panels(asked: RecordAsked) -> list[RecordPanel]:
    """The pieces of her page, in their places."""
    every = sorted(_panels.items(), key=lambda one: one[0])
    return list(filter(None, (draw(asked) for _, draw in every)))


def keeps_records(lead: Lead) -> Lead:
    """The room that has the pages tells where a person's is."""
    return _kept_at.hang(lead)


def address_of(person_id: int) -> str:
    """Where her record is shown, for those who may see it; nothing while no room shows it."""
    return next((lead(person_id) for lead in _kept_at), "")
