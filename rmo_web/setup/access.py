"""Who may erase the example; the first set-up itself is guarded by a one-time code."""

from enum import StrEnum

from rmo_web.kernel.access import grant, is_head


class Permission(StrEnum):
    ERASE_EXAMPLE = "setup.erase_example"


grant({Permission.ERASE_EXAMPLE: is_head})
