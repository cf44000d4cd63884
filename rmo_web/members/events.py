"""What can happen in the register; changed fields are named, private values are not kept."""

from dataclasses import dataclass
from typing import ClassVar

from rmo_web.kernel.events import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationFounded(Happened):
    words: ClassVar[str] = "объединение создано"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationRenamed(Happened):
    words: ClassVar[str] = "названия объединения изменены"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Happened):
    words: ClassVar[str] = "карточка участника создана"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Happened):
    words: ClassVar[str] = "карточка участника изменена"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Happened):
    words: ClassVar[str] = "согласие на обработку данных записано"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Happened):
    words: ClassVar[str] = "согласие отозвано, личные данные стёрты"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Happened):
    words: ClassVar[str] = "участник вышел из состава"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Happened):
    words: ClassVar[str] = "участник вернулся в состав"


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged(Happened):
    words: ClassVar[str] = "место работы изменено"
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAwayKept(Happened):
    words: ClassVar[str] = "записано, когда участник временно не работает"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAwayDropped(Happened):
    words: ClassVar[str] = "запись «временно не работает» убрана"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationAdded(Happened):
    words: ClassVar[str] = "организация внесена"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged(Happened):
    words: ClassVar[str] = "организация изменена"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImported(Happened):
    words: ClassVar[str] = "база участников загружена из Excel"
    added: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTaken(Happened):
    words: ClassVar[str] = "база участников выгружена в Excel"
    rows: int
    with_private: bool
