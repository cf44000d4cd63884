"""What happened: told inside the transaction, heard before it commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import g

from rmo_web.kernel.hooks import NamedHooks

Listener = Callable[[Any], None]
_heard: NamedHooks[type, Listener] = NamedHooks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A fact of a room: whose doing, when, about which record, and how the journal words it."""

    words: ClassVar[str]

    by: int | None
    at: datetime
    about: int | None = None


def name_of(kind: type[Happened]) -> str:
    """What facts of this kind are called where they are kept: «meetings.QuestionProposed»."""
    room = kind.__module__.removeprefix("rmo_web.").partition(".")[0]
    return f"{room}.{kind.__name__}"


def on(kind: type) -> Callable[[Listener], Listener]:
    """Hear every fact of this kind, its subclasses included."""
    return _heard.under(kind)


def emit(fact: Happened) -> None:
    """Tell a fact; it is delivered by `saving()` and forgotten with a rollback."""
    _waiting().append(fact)


def deliver(flush: Callable[[], None]) -> None:
    """Let every listener hear every waiting fact, also those told while listening."""
    waiting = _waiting()
    while waiting:
        fact = waiting.pop(0)
        flush()
        for kind in type(fact).__mro__:
            for hear in _heard.of(kind):
                hear(fact)


def forget() -> None:
    _waiting().clear()


def _waiting() -> list[Happened]:
    if "happened" not in g:
        g.happened = []
    waiting: list[Happened] = g.happened
    return waiting
