"""What can happen to an entry; what is written in it is not repeated in the journal."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTold(Happened):
    """Something happened to an entry in the log of this record; its room listens for its owner."""

    owner: str
    owner_id: int


class EntryAdded(EntryTold):
    words: ClassVar[str] = "сделана запись"


class EntryChanged(EntryTold):
    words: ClassVar[str] = "исправлена запись"


class EntryRemoved(EntryTold):
    words: ClassVar[str] = "убрана запись"


class EntryRestored(EntryTold):
    words: ClassVar[str] = "возвращена запись"
