"""What stood where in the file: enough to write every word of it again at its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from rmo_web.plan_reader.blocks import Merge


class PieceKind(StrEnum):
    """A paragraph; a row of a table; where a table begins; a text beside the order of the file."""

    LINE = "line"
    ROW = "row"
    TABLE = "table"
    BOX = "box"
    HEADER = "header"
    FOOTER = "footer"


class Slot(StrEnum):
    """What a text of the file says of the row, section or plan that it belongs to."""

    NOTHING = ""
    TEXT = "text"
    LINE = "line"  # a question that is a paragraph: its number, words and speaker
    AGENDA = "agenda"  # a meeting's heading and the questions under it
    QUESTIONS = "questions"
    MEETINGS = "meetings"  # several meetings that share a row
    MEETING = "meeting"  # the meeting of the question in whose row it stands
    NUMBER = "number"
    FORM = "form"
    AUDIENCE = "audience"
    WHEN = "when"
    PLACE = "place"
    PEOPLE = "people"
    PLACE_AND_PEOPLE = "place_and_people"
    DONE = "done"
    OTHER = "other"
    NOTE = "note"
    TITLE = "title"
    THEME = "theme"
    GOAL = "goal"
    TASKS = "tasks"
    ADOPTION = "adoption"
    APPROVAL = "approval"
    SIGNATURE = "signature"
    HEADING = "heading"
    AMENDMENT = "amendment"  # the appendix of a plan that was changed after its adoption


FACTS = (Slot.FORM, Slot.WHEN, Slot.PLACE, Slot.PEOPLE)
# What speaks of the plan, and what only stands in the file: neither says anything of a row.
OF_PLAN = frozenset(
    {Slot.TITLE, Slot.THEME, Slot.GOAL, Slot.TASKS, Slot.ADOPTION, Slot.APPROVAL, Slot.SIGNATURE}
)
FIXED = frozenset({Slot.NOTHING, Slot.NOTE, Slot.AMENDMENT})
WITH_LINES = frozenset({Slot.AGENDA, Slot.QUESTIONS, Slot.MEETINGS})
_NOT_OWN = OF_PLAN | FIXED | {Slot.HEADING}


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph or a cell as it stood.

    `value` is what its slot said when the file was read: while that is said still, the text stays
    as it was. Else the label is written with what is said now, and the rest of it goes.
    """

    text: str
    slot: Slot = Slot.NOTHING
    label: str = ""
    is_rest: bool = False
    of_meeting: bool = False  # it stands among the questions, and speaks of their meeting
    note: int = 0  # which of the notes, counted from one; once stored, its id
    value: str = ""
    start: int = 0
    span: int = 1
    merge: Merge = Merge.NONE


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the file, or a row of its tables.

    `columns` of a table are meaning, title, start and end; a table that was not understood has
    none. `rows` are the cells of a table that stood within something else. `facts` are what the
    meeting of a paragraph said by `FACTS` when it was read, in its own lines or not.
    """

    kind: PieceKind
    spots: tuple[Spot, ...] = ()
    table: int = -1
    is_head: bool = False
    columns: tuple[tuple[str, str, int, int], ...] = ()
    width: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    facts: tuple[str, ...] = ()


_SPOT = {one.name: one.default for one in fields(Spot)}
_PIECE = {one.name: one.default for one in fields(Piece)}


def kept(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """The pieces as a record keeps them: what is as usual is left out."""
    return [
        _unusual(one, _PIECE) | {"spots": [_unusual(spot, _SPOT) for spot in one.spots]}
        for one in pieces
    ]


def _unusual(one: Piece | Spot, usual: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in usual}
    return {name: value for name, value in said.items() if value != usual[name]}


def restored(stored: Iterable[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """The pieces of a record."""
    return tuple(_piece(one) for one in stored)


def _piece(stored: Mapping[str, Any]) -> Piece:
    more: dict[str, Any] = {
        "kind": PieceKind(stored["kind"]),
        "spots": tuple(_spot(one) for one in stored["spots"]),
        "columns": tuple(tuple(one) for one in stored.get("columns", ())),
        "rows": tuple(tuple(one) for one in stored.get("rows", ())),
        "facts": tuple(stored.get("facts", ())),
    }
    return Piece(**(dict(stored) | more))


def _spot(stored: Mapping[str, Any]) -> Spot:
    more: dict[str, Any] = {
        "text": stored.get("text", ""),
        "slot": Slot(stored.get("slot", "")),
        "merge": Merge(stored.get("merge", "none")),
    }
    return Spot(**(dict(stored) | more))


def parted(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The places that speak of the row, up to the last of them, and what stands after them."""
    last = max((n for n, one in enumerate(pieces, 1) if own_slots((one,))), default=0)
    return tuple(pieces[:last]), tuple(pieces[last:])


def own_slots(pieces: Iterable[Piece]) -> frozenset[Slot]:
    """What these places say of the row that they belong to."""
    return frozenset(
        spot.slot
        for piece in pieces
        for spot in piece.spots
        if spot.slot not in _NOT_OWN and not spot.of_meeting
    )
