"""What waits for somebody; every room tells its own, the first page gathers them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: how many, what, where to go; nothing when the count is 0."""

    count: int
    title: str
    detail: str
    url: str
    is_late: bool = False
