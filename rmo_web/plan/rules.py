"""What a plan and its rows may be, and what may follow what (domain reference, section 1).

The life of a plan (`LIFE`), what is done with it while it stays as it is (`WORK`), and the marks
of its rows (`MARKS`), of which any may follow any:

    draft    -> adopted  adopt
    adopted  -> draft    to_draft
    adopted  -> approved approve
    approved -> adopted  disapprove
    approved -> done     finish
    done     -> approved reopen

    draft    -> draft    change, replace
    adopted  -> adopted  change
    approved -> approved change

    any     -> planned planned
    any     -> going   going
    any     -> done    done
    any     -> partly  partly
    any     -> moved   moved
    any     -> failed  failed
    any     -> dropped dropped
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.russian import roman
from rmo_web.kernel.states import Asks, Life, Move, staying, to


@dataclass(frozen=True, slots=True)
class Spare:
    """A column of the file that has no field here, and what the row says in it."""

    title: str
    start: int
    text: str
    is_mark: bool = False


_CELL = re.compile(r"(?P<table>Таблица \d+), строка (?P<row>\d+), столбец (?P<column>\d+)$")


def table_of(place: str) -> str:
    """«Таблица 2» for a cell of it; nothing for a paragraph."""
    found = _CELL.match(place)
    return found["table"] if found else ""


def cell_of(place: str) -> tuple[int, int]:
    """The row and the column of a cell, counted from one."""
    found = _CELL.match(place)
    assert found is not None
    return int(found["row"]), int(found["column"])


TEXT_MAX = 5000
REASON_MAX = 500
TASKS_MAX = 30
_MEETING = re.compile(r"\s*(?:[0-9]{1,2}[.)]?\s*)?заседание(?![а-яё])", re.IGNORECASE)
_TWO_PARTS = re.compile(r"(\d{1,2})\.\d{1,2}[.)]?$")
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TEACHERS = re.compile(r"(?<![а-яё])учител(?:ей|я|ям|ями|ях)(?![а-яё])", re.IGNORECASE)


class RowKind(StrEnum):
    MEETING = "meeting"
    GROUP = "group"
    ITEM = "item"


class PersonKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    TEXT = "text"


class PlanState(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"
    APPROVED = "approved"
    DONE = "done"


class PlanStep(StrEnum):
    ADOPT = "adopt"
    APPROVE = "approve"
    FINISH = "finish"
    TO_DRAFT = "to_draft"
    DISAPPROVE = "disapprove"
    REOPEN = "reopen"


class PlanWork(StrEnum):
    """What is done with a plan without a step."""

    CHANGE = "change"
    REPLACE = "replace"


class PlanParty(StrEnum):
    """Whose a step of the plan is."""

    HEAD = "head"
    OFFICE = "office"


_DRAFT, _ADOPTED, _APPROVED, _DONE = PlanState
_CHANGED = "Состояние плана уже изменилось: обновите страницу."
_TO_REPLACE = "План этого года уже принят: чтобы заменить его, верните его в проект."
# A plan goes on, and one step back when somebody pressed too early.
LIFE = Life(
    PlanState,
    [
        Move(PlanStep.ADOPT, to(_ADOPTED, _DRAFT), PlanParty.HEAD, "Принять план", Asks.TEXT),
        Move(PlanStep.APPROVE, to(_APPROVED, _ADOPTED), PlanParty.OFFICE, "Отметить утверждение",
             Asks.TEXT),
        Move(PlanStep.FINISH, to(_DONE, _APPROVED), PlanParty.OFFICE, "Завершить план"),
        Move(PlanStep.TO_DRAFT, to(_DRAFT, _ADOPTED), PlanParty.HEAD, "Вернуть в проект"),
        Move(PlanStep.DISAPPROVE, to(_ADOPTED, _APPROVED), PlanParty.OFFICE, "Снять утверждение"),
        Move(PlanStep.REOPEN, to(_APPROVED, _DONE), PlanParty.OFFICE, "Открыть снова"),
    ],
    changed=_CHANGED,
)  # fmt: skip
WORK = Life(
    PlanState,
    [
        Move(PlanWork.CHANGE, staying(_DRAFT, _ADOPTED, _APPROVED), asks=Asks.REASON,
             otherwise={_DONE: "План завершён: его можно только читать."}),
        Move(PlanWork.REPLACE, staying(_DRAFT),
             otherwise=dict.fromkeys((_ADOPTED, _APPROVED, _DONE), _TO_REPLACE)),
    ],
    changed=_CHANGED,
)  # fmt: skip


class RowState(StrEnum):
    """What became of a row; «запланировано» is nobody's word yet."""

    PLANNED = "planned"
    GOING = "going"
    DONE = "done"
    PARTLY = "partly"
    MOVED = "moved"
    FAILED = "failed"
    DROPPED = "dropped"


MARKS = Life(
    RowState,
    [
        Move(mark, to(mark, *RowState),
             asks=Asks.NOTHING if mark is RowState.PLANNED else Asks.TEXT)
        for mark in RowState
    ],
    changed="Отметка пункта уже изменилась: обновите страницу.",
)  # fmt: skip
NOT_DONE = frozenset({RowState.PARTLY, RowState.MOVED, RowState.FAILED, RowState.DROPPED})


class NeedsReason(Refused):
    """An adopted plan changes only when somebody says why."""

    def __init__(self) -> None:
        super().__init__("План принят: напишите, почему он меняется.", "reason")


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    MARKED = "marked"
    MOVED = "moved"
    REMOVED = "removed"
    SECTION_ADDED = "section_added"
    SECTION_CHANGED = "section_changed"
    SECTION_REMOVED = "section_removed"
    HEADER = "header"
    NOTE = "note"


def is_adoption(before: PlanState, after: PlanState) -> bool:
    """Whether the step adopts the plan, or takes its adoption back: it is the head's."""
    return any(
        move.who is PlanParty.HEAD and move.leads.get(before) is after
        for move in LIFE.moves.values()
    )


def check_heading(kind: RowKind, text: str, before: str = "") -> None:
    """Refused for a meeting whose heading does not say that it is one: no file could.

    A file with a column of meetings may name one by its theme alone, as it did `before`.
    """
    is_named = not before or _MEETING.match(before)
    if kind is RowKind.MEETING and is_named and not _MEETING.match(text):
        raise Refused("Начните со слова «Заседание»: «Заседание № 5. Семинар «Тема»».", "text")


def needs_reason(state: PlanState) -> bool:
    """Whether a change of the plan is an amendment: it has been adopted."""
    return state is not PlanState.DRAFT


def check_change(state: PlanState, reason: str) -> None:
    """Refused for an adopted plan that is changed without saying why, and for one that is over."""
    WORK.after(state, PlanWork.CHANGE)
    if needs_reason(state) and not reason:
        raise NeedsReason


def check_mark(state: RowState, note: str) -> None:
    """Refused for a mark by hand without a word about it."""
    if MARKS.moves[state].asks is Asks.TEXT and not note:
        raise Refused("Напишите, что сделано, почему или на когда перенесено.", "note")


def shifted(text: str, years: int) -> str:
    """The text with every year of our century moved by so many years."""
    return _YEARS.sub(lambda found: str(int(found[0]) + years), text)


def numbers(rows: Sequence[tuple[RowKind, bool, str]]) -> Iterator[str]:
    """The number of every row, as its file counts: Roman or Arabic within a meeting, running on
    through groups, or «2.1» where numbers have two parts.

    A row is its kind, whether it is a meeting's question, and its present number. A row that has
    no number keeps none, and one whose number is right keeps its own way of writing it.
    """
    items = [number for kind, _, number in rows if kind is RowKind.ITEM and number]
    dot = "." if sum(one.endswith(".") for one in items) * 2 > len(items) else ""
    asked = [number for kind, is_question, number in rows if is_question and number]
    is_arabic = sum(one.strip(" .)").isdecimal() for one in asked) * 2 > len(asked)
    plain = question = 0
    part, parted = "", 0
    for place, (kind, is_question, number) in enumerate(rows):
        if kind is not RowKind.ITEM:
            question, parted = 0, 0
            part = _part_of(rows[place + 1 :])
            yield number
        elif not number:
            yield ""
        elif part:
            parted += 1
            yield _kept(number, f"{part}.{parted}", dot)
        elif is_question:
            question += 1
            yield _kept(number, str(question) if is_arabic else roman(question), dot)
        else:
            plain += 1
            yield _kept(number, str(plain), dot)


def _part_of(rows: Sequence[tuple[RowKind, bool, str]]) -> str:
    """«2» where the rows under a heading are numbered 2.1, 2.2: what most of them begin with."""
    under = [number for kind, _, number in takewhile(lambda one: one[0] is RowKind.ITEM, rows)]
    found = Counter(one[1] for number in under if (one := _TWO_PARTS.match(number)))
    part, count = found.most_common(1)[0] if found else ("", 0)
    return part if count * 2 > len(under) else ""


def _kept(number: str, right: str, dot: str) -> str:
    return number if number.strip(" .)") in {right, right.replace("I", "І")} else right + dot


def remarks_above(words: Sequence[str]) -> tuple[str, ...]:
    """What a careful reader would ask about the words above the sections (section 1.1)."""
    found = any(_TEACHERS.search(one) for one in words)
    return ("«учителей» в названии или задачах плана библиотекарей",) if found else ()


def remarks(
    text: str, when: str, *, is_understood: bool, is_foreign: bool, has_people: bool,
    years: Sequence[int],
) -> tuple[str, ...]:  # fmt: skip
    """What a careful reader would ask about a row (section 1.3)."""
    said = []
    if not when:
        said.append("не указан срок")
    elif is_foreign:
        said.append("срок не из учебного года этого плана")
    elif not is_understood:
        said.append("срок не понят: отметьте месяцы вручную")
    if not has_people:
        said.append("не указан ответственный")
    foreign = sorted({one for one in _YEARS.findall(when) if int(one) not in years})
    if foreign:
        said.append(f"год {', '.join(foreign)} не из этого плана")
    if _TEACHERS.search(text):
        said.append("«учителей» в плане библиотекарей")
    return tuple(said)
