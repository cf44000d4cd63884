"""What the cells of the head's table say: years, a stage; what becomes of each row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.papers.cells import CellToFill, Mended, carried
from rmo_web.self_education import rules

STEM = 5  # letters that tell the usual stages apart
_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_ENDS_SHORT = re.compile(_YEAR + r"\s*[/\-–—]\s*(\d\d)(?!\d)")
_WHOLE = re.compile(_YEAR + r"(?!\d)")
_INITIALS = re.compile(r"(\S+) (\w)\.? ?(?:(\w)\.?)?")


@dataclass(frozen=True, slots=True)
class BroughtTopic:
    """A topic as a row says it; a stage is counted from nought."""

    person_id: int
    title: str
    first_year: int
    last_year: int
    is_agreed: bool
    stage: int | None = None
    reported_where: str = ""
    product: str = ""

    @property
    def is_running(self) -> bool:
        """Whether work on it has begun."""
        return self.is_agreed and (self.stage is not None or bool(self.reported_where))


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """What will happen to one row: `kind` is new, same or wrong."""

    number: int
    who: str
    kind: str
    words: str
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what is left as it is, and why
    refusal: str = ""
    wrong: tuple[CellToFill, ...] = ()  # where it can be mended here
    topic: BroughtTopic | None = None


@dataclass(frozen=True, slots=True)
class BroughtTable:
    """The whole table, row by row, with what was left aside."""

    rows: tuple[BroughtRow, ...]
    strange: tuple[str, ...]
    never: tuple[str, ...]
    mended: Mended

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Fields of what is mended and not asked again."""
        return carried(self.mended, (cell for row in self.rows for cell in row.wrong))

    @property
    def can_be_mended(self) -> bool:
        """Whether there is something to be typed on the page."""
        return bool(self.mended) or any(row.wrong for row in self.rows)

    def count(self, kind: str) -> int:
        return sum(row.kind == kind for row in self.rows)


def years_said(said: str, *, present: int) -> tuple[int, int]:
    """The first and the last school year of «2019–2021», «2019–2020 уч. год», «2019/20», «2019».

    Refused for none, for an end before the beginning, for what a topic cannot be now.
    """
    whole = _ENDS_SHORT.sub(lambda found: f"{found[1]}–{found[1][:2]}{found[2]}", said)
    found = [int(one) for one in _WHOLE.findall(whole)]
    if not found:
        raise Refused("Годы не указаны или не поняты: напишите, например, 2019–2021.", "years")
    first, until = found[0], found[-1]
    if until < first:
        raise Refused("Последний год раньше первого.", "years")
    earliest, latest = present - rules.BEFORE, present + rules.AHEAD
    if not earliest <= first <= latest:
        said = f"Вносятся темы, которые начаты в {earliest}–{latest} годах."
        raise Refused(said, "years")
    last = max(first, until - 1)
    rules.check_last_year(first, last)
    return first, last


def stage_said(said: str, titles: Sequence[str]) -> int | None:
    """Which of these stages is meant, by its word or else by its number; None if no one is."""
    folded = russian.reading(said)
    for place, title in enumerate(titles):
        if russian.reading(title)[:STEM] in folded:
            return place
    numbers = {str(n): n - 1 for n in range(1, len(titles) + 1)}
    numbers |= {russian.reading(russian.roman(n)): n - 1 for n in range(1, len(titles) + 1)}
    return next((numbers[one] for one in re.findall(r"\w+", folded) if one in numbers), None)


def name_said(said: str) -> str:
    """A name as lists have it: «Чайкина Ю. Р» is «Чайкина Ю.Р.»; a whole one stays."""
    found = _INITIALS.fullmatch(said.strip())
    return russian.initials(found[1], found[2], found[3] or "") if found else said
