"""What minutes may say, and when they are signed (domain reference, 2.3).

An edition stays as it was signed: what corrects it is the next one (`LIFE`):

    drafted -> drafted write
    drafted -> signed  sign
    signed  -> signed  correct
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.states import Asks, Life, Move, staying, to
from rmo_web.meetings.rules import WORK, MeetingState, Work

Votes = tuple[int | None, int | None, int | None]  # for, against, abstained


class EditionState(StrEnum):
    DRAFTED = "drafted"
    SIGNED = "signed"


class EditionStep(StrEnum):
    WRITE = "write"
    SIGN = "sign"
    CORRECT = "correct"


_LOCKED = {
    EditionState.SIGNED: "Протокол подписан: его можно только читать. Чтобы изменить, исправьте "
    "его."
}
LIFE = Life(
    EditionState,
    [
        Move(EditionStep.WRITE, staying(EditionState.DRAFTED), otherwise=_LOCKED),
        Move(EditionStep.SIGN, to(EditionState.SIGNED, EditionState.DRAFTED), otherwise=_LOCKED),
        Move(EditionStep.CORRECT, staying(EditionState.SIGNED), asks=Asks.REASON, otherwise={
             EditionState.DRAFTED: "Протокол ещё не подписан: его можно править так."}),
    ],
    changed="Состояние протокола уже изменилось: обновите страницу.",
)  # fmt: skip

WRITES_FOR = 5  # minutes for which somebody who saved the minutes counts as writing


class Said(Protocol):
    """What is looked at of a question before the minutes are signed."""

    @property
    def position(self) -> int: ...
    @property
    def decided(self) -> str: ...
    @property
    def votes(self) -> Votes: ...


def check_begun(state: MeetingState) -> None:
    """Refused for a meeting that has nothing to be written about."""
    WORK.after(state, Work.MINUTES)


def check_edition(signed_at: datetime | None, step: EditionStep) -> None:
    """Refused for a step that an edition, signed then or not yet, does not know."""
    LIFE.after(EditionState.SIGNED if signed_at else EditionState.DRAFTED, step)


def check_signing(present: int, said: Sequence[Said], chair: str, secretary: str) -> None:
    """Refused without any decision, without chair or secretary, while nobody is marked.

    And when more voted than were there.
    """
    if not present:
        raise Refused("Не отмечено, кто был: без явки протокол не подписать.")
    for one in said:
        check_votes(one.votes, present)
    if not any(decisions(one.decided, one.position) for one in said):
        raise Refused("В протоколе нет ни одного решения.")
    if not chair or not secretary:
        raise Refused("Укажите председателя и секретаря.")


def check_votes(votes: Sequence[int | None], present: int) -> None:
    """Refused for more votes than people."""
    if sum(one or 0 for one in votes) > present:
        raise Refused(f"Голосов больше, чем присутствовало: было {present}.")


def vote_in_words(votes: Sequence[int | None]) -> str:
    """«единогласно», or the three counts; nothing where nobody voted."""
    given = [one or 0 for one in votes]
    if not any(given):
        return ""
    if not given[1] and not given[2]:
        return f"«за» — {given[0]}, единогласно"
    return f"«за» — {given[0]}, «против» — {given[1]}, «воздержались» — {given[2]}"


def decisions(text: str, question: int) -> list[tuple[str, str]]:
    """The decisions of a question, a line for each, numbered «1.1», «1.2»."""
    lines = [re.sub(r"^\d+(?:\.\d+)*[.)]\s*", "", one.strip()) for one in text.splitlines()]
    return [(f"{question}.{number}", one) for number, one in enumerate(filter(None, lines), 1)]


def point_of(point: str, words: str, decided: Sequence[tuple[str, str]]) -> str:
    """The number of the decision that was once `point`: its words tell it when numbers move."""
    if not words or (point, words) in decided:
        return point
    return next((number for number, text in decided if text == words), point)


PARTS = ("heard", "spoke", "decided", "votes", "adopts_plan", "confirmed")


@dataclass(frozen=True, slots=True)
class NewItem:
    """What the minutes say of a question.

    `confirmed` are the matters that were heard or agreed to; None leaves them as they are.
    """

    heard: str
    spoke: str
    decided: str
    votes: Votes
    adopts_plan: bool = False
    confirmed: tuple[int, ...] | None = None


def redrafted(mine: NewItem, told: NewItem, written: NewItem) -> dict[str, Any]:
    """The texts of my page that were told as they stood there and written as they follow now."""
    return {
        name: getattr(written, name)
        for name in ("heard", "decided")
        if getattr(mine, name) == getattr(told, name) != getattr(written, name)
    }


def decision_on(matters: Iterable[tuple[str, str, str]]) -> str:
    """«Согласовать темы: Чайкина Ю.Р. «О чтении»; …», a line for each beginning that there is.

    A matter is what its decision begins with, whose it is, and its words.
    """
    said: dict[str, list[str]] = {}
    for beginning, who, words in matters:
        said.setdefault(beginning, []).append(f"{who} {russian.quoted(words)}")
    return "\n".join(f"{beginning}: {'; '.join(every)}." for beginning, every in said.items())


def marks_of(told: NewItem) -> dict[str, str]:
    """What each part of a question said when a page was drawn, short enough to travel with it."""
    return {
        name: hashlib.sha256(repr(getattr(told, name)).encode()).hexdigest()[:12]
        for name in PARTS
    }  # fmt: skip


def merge(
    mine: NewItem, theirs: NewItem, drawn: Mapping[str, str], *, is_stale: bool
) -> tuple[NewItem, frozenset[str]]:
    """Two hands in one question: of each part whoever has changed it, and the parts of both.

    `drawn` are the marks of what my page was drawn with; a part without a mark is mine, unless
    the page is stale.
    """
    now, said = marks_of(theirs), marks_of(mine)
    both = {
        name
        for name in PARTS
        if said[name] != now[name]
        and (is_stale if name not in drawn else drawn[name] not in {said[name], now[name]})
    }
    kept = {name for name in PARTS if drawn.get(name) == said[name]}
    parts = {name: getattr(theirs if name in kept else mine, name) for name in PARTS}
    return NewItem(**parts), frozenset(both)
