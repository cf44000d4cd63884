"""The table of entries; whose they are is known by words and numbers, as of files."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.household.entries import rules
from rmo_web.kernel.db import Model


class Entry(Model):
    """What was done on a day, in the log of some record."""

    __table_args__ = (
        CheckConstraint(f"minutes BETWEEN 1 AND {rules.MINUTES_MOST}", name="minutes"),
        Index(None, "owner", "owner_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(rules.OWNER_MAX))
    owner_id: Mapped[int]
    day: Mapped[date]
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(String(rules.KIND_MAX), default="")  # its room has the words
    minutes: Mapped[int | None]
    link: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    is_removed: Mapped[bool] = mapped_column(default=False)  # it can be brought back
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
