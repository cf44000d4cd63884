"""What a row of the plan may be (domain reference, section 1)."""

from enum import StrEnum


class RowKind(StrEnum):
    MEETING = "meeting"
    GROUP = "group"
    ITEM = "item"


class PersonKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    TEXT = "text"
