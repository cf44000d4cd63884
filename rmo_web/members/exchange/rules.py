"""What is decided of the rows of a sheet, and what becomes of each."""

from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import CellToFill, Mended, carried
from rmo_web.members.rules import Post

PLACE = frozenset({"organisation", "post", "rate"})  # columns of a place of work
NEW_ONE = "new"  # the answer that a row is about nobody of the register
ALIKE = 0.86
NAME_WHOLE_MAX = 200


class RowRefused(Refused):
    """The register has changed since the rows were checked; `number` is the row that met it."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True, slots=True)
class Placing:
    """What becomes of a place of work: a new one, or another post and rate where `before` was."""

    school: str  # as it is compared
    organisation: str  # as it is to be written
    post: Post
    rate: Any
    before: Post | None = None
    membership_id: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What will happen to one row: `kind` is new, change, same, skip or wrong."""

    number: int
    who: str
    kind: str
    words: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what is left as it is, and why
    wrong: tuple[CellToFill, ...] = ()
    refusal: str = ""  # of the whole row
    lacks_consent: bool = False  # private data came without one
    consent: CellToFill | None = None  # where the day may be put down for this row alone
    values: dict[str, Any] = field(default_factory=dict)
    person_id: int | None = None
    same_as: int = 0  # an earlier row about the same newcomer
    place: Placing | None = None
    renames: str = ""  # the organisation's better spelling

    @property
    def skip_words(self) -> str:
        """What can be decided of the row; of one that changes nothing, nothing."""
        words = {"new": "не добавлять", "change": "оставить как есть", "same": ""}
        return words.get(self.kind, "пропустить эту строку")


@dataclass(frozen=True, slots=True)
class PreviewChoices:
    """What was decided in the preview, beside the file."""

    mended: Mended = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    consent_on: date | None = None  # for all who have none; without it nothing private is kept


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """The whole sheet, row by row, with what was left aside and what was mended."""

    rows: tuple[CheckedRow, ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]
    left_out: tuple[str, ...]  # private columns that have something without consent
    mended: Mended

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Fields of what is mended and not asked again."""
        asked = (cell for row in self.rows for cell in (*row.wrong, row.consent) if cell)
        return carried(self.mended, asked)

    @property
    def added(self) -> int:
        return self._of("new")

    @property
    def changed(self) -> int:
        return self._of("change")

    @property
    def wrong(self) -> int:
        return self._of("wrong")

    @property
    def skipped(self) -> int:
        return self._of("skip")

    @property
    def unconsented(self) -> int:
        """How many people's private data came without their consent."""
        whose = {
            row.person_id or -(row.same_as or row.number) for row in self.rows if row.lacks_consent
        }
        return len(whose)

    def _of(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)

    def refused(self, refusal: RowRefused) -> "CheckedSheet":
        """The same with this said at its row."""
        rows = (
            replace(row, kind="wrong", words="исправьте", refusal=str(refusal))
            if row.number == refusal.number
            else row
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


def of_card(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says of the person, without her place of work."""
    return {key: value for key, value in values.items() if key not in PLACE}


@dataclass(slots=True)
class KnownPlace:
    """A place that is not over, as the rows so far leave it."""

    school: str
    post: Post
    rate: Any
    membership_id: int | None = None
    row: int = 0  # the row that named it


@dataclass(slots=True)
class KnownPerson:
    """Somebody of the register, or a newcomer of an earlier row, as the rows so far leave her."""

    reading: str
    person: Any = None  # her card, when there is one
    row: int = 0  # of the newcomer
    works: list[KnownPlace] = field(default_factory=list)
    card: dict[str, Any] = field(default_factory=dict)  # what the rows so far say of it
    said_in: dict[str, int] = field(default_factory=dict)  # and which of them

    def get(self, key: str) -> Any:
        if key in self.card or self.person is None:
            return self.card.get(key)
        return getattr(self.person, key)

    def works_at(self, school: str) -> bool:
        return bool(school) and any(one.school == school for one in self.works)

    def take(self, school: str, post: Post, rate: Any, *, before: Post | None, row: int) -> None:
        """The place of this row is hers from here on."""
        here = (one for one in self.works if (one.school, one.post) == (school, before))
        work = next(here, None)
        if work is None:
            work = KnownPlace(school, post, rate)
            self.works.append(work)
        work.post, work.row = post, work.row or row
        work.rate = work.rate if rate is None else rate


def alike(name: str, known: list[KnownPerson]) -> list[KnownPerson]:
    """Those of the register whose names differ by a letter or two; cheap bounds come first."""
    if len(name) > NAME_WHOLE_MAX:
        return []
    matcher = SequenceMatcher(None, "", name)
    found = []
    for one in known:
        if one.person and one.reading[:1] == name[:1]:
            matcher.set_seq1(one.reading)
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(bound() >= ALIKE for bound in bounds):
                found.append(one)
    return found
