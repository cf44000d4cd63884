"""Tables of the yearly plan. Everything the Word file said is kept as it was said.

Sections and rows never get the number of one that was removed: it may come back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, String, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column

from rmo_web.kernel.db import Model, Words
from rmo_web.plan.rules import Change, PersonKind, PlanState, RowKind, RowState


class Plan(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), unique=True)
    title: Mapped[str]
    theme: Mapped[str]
    goal: Mapped[str]
    tasks: Mapped[list[str]] = mapped_column(JSON)
    abbreviations: Mapped[dict[str, str]] = mapped_column(JSON)
    imported_at: Mapped[datetime]
    state: Mapped[PlanState] = mapped_column(
        Words(PlanState, "plan_state"), default=PlanState.DRAFT, server_default="draft"
    )
    adoption: Mapped[str] = mapped_column(default="", server_default="")  # «протокол № 1 от …»
    approval: Mapped[str] = mapped_column(default="", server_default="")  # the stamp, line by line
    pieces: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )  # what stood in the file above the first section
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Section(Model):
    __tablename__ = "plan_section"
    __table_args__ = (UniqueConstraint("plan_id", "position"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    has_place_apart: Mapped[bool]
    heading: Mapped[str] = mapped_column(server_default="")  # as the file has it
    # meaning, title, where the column begins and ends
    columns: Mapped[list[list[Any]]] = mapped_column(JSON, server_default="[]")
    pieces: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )  # what stood in the file from its heading to its first row
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class Row(Model):
    """A meeting's heading, a group's heading, or an item; with a meeting, it is its question."""

    __tablename__ = "plan_row"
    __table_args__ = (UniqueConstraint("section_id", "position"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("plan_section.id"))
    position: Mapped[int]
    kind: Mapped[RowKind] = mapped_column(Words(RowKind, "kind"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("plan_row.id"), index=True)
    number: Mapped[str]  # as the file has it: «I.», «1», nothing
    text: Mapped[str]  # as the file has it
    title: Mapped[str]  # the same, tidied for the screen
    meeting_number: Mapped[int | None]
    form: Mapped[str]
    when_text: Mapped[str]  # срок as the file has it
    when: Mapped[dict[str, Any]] = mapped_column(JSON)  # what was understood of it
    place: Mapped[str]
    # the column of the place alone, as the file has it
    place_text: Mapped[str] = mapped_column(default="", server_default="")
    people_text: Mapped[str]  # place and responsible as the file has them
    mark: Mapped[str]  # отметка о выполнении, where the file has such a column
    # columns of the file that have no place here: title, text, where the column begins
    extras: Mapped[list[list[Any]]] = mapped_column(JSON)
    shared: Mapped[list[str]] = mapped_column(
        JSON, default=list, server_default="[]"
    )  # columns whose cell is one with the row above
    state: Mapped[RowState] = mapped_column(
        Words(RowState, "row_state"), default=RowState.PLANNED, server_default="planned"
    )
    note: Mapped[str] = mapped_column(default="", server_default="")  # what somebody says of it
    # a meeting that says its day, form, place and people itself, not its first question for it
    has_facts: Mapped[bool] = mapped_column(default=False, server_default=false())
    pieces: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, default=list, server_default="[]"
    )  # what stood in the file where this was read, and after it up to the next row
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}

    @property
    def says_facts(self) -> bool:
        """Whether its срок, place and people are its own; a heading says its text only."""
        return self.kind is RowKind.ITEM or self.has_facts

    @staticmethod
    def with_facts(section_id: int) -> Select[Any]:
        """One where meetings of this section are rows with columns, not paragraphs with theirs."""
        return select(Row.id).where(Row.section_id == section_id, Row.has_facts).limit(1)


class Responsible(Model):
    __tablename__ = "plan_responsible"
    __table_args__ = (UniqueConstraint("row_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("plan_row.id"))
    position: Mapped[int]
    kind: Mapped[PersonKind] = mapped_column(Words(PersonKind, "person_kind"))
    name: Mapped[str]
    post: Mapped[str]
    organisation: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    @property
    def line(self) -> str:
        """As a form shows it, and reads it again."""
        if self.kind is not PersonKind.PERSON:
            return self.name
        return ", ".join(filter(None, (self.name, self.post, self.organisation)))

    @staticmethod
    def of_row(row_id: int) -> Select[Any]:
        """Whoever is responsible for a row, in the order of the plan."""
        return select(Responsible).filter_by(row_id=row_id).order_by(Responsible.position)


class Leftover(Model):
    """A piece of the file that was not understood; kept, so that nothing is lost.

    One whose text was taken out stays, so that it can come back.
    """

    __tablename__ = "plan_leftover"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    place: Mapped[str]  # «Абзац 3»
    text: Mapped[str]


class PlanChange(Model):
    """What was done to a row, so that it can be undone and an adopted plan can say it."""

    __tablename__ = "plan_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    # No keys: what was removed has its changes still.
    section_id: Mapped[int] = mapped_column(default=0, server_default="0")
    row_id: Mapped[int]
    kind: Mapped[Change] = mapped_column(Words(Change, "change"))
    title: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]  # said when the plan was adopted already
    by: Mapped[int]
    at: Mapped[datetime]
    is_undone: Mapped[bool] = mapped_column(default=False)
    is_final: Mapped[bool] = mapped_column(default=False)  # the plan was adopted with it

    @staticmethod
    def newest(plan_id: int) -> Select[Any]:
        """The newest change that stands: the one that «Отменить» takes back."""
        return (
            select(PlanChange)
            .where(PlanChange.plan_id == plan_id, ~PlanChange.is_undone, ~PlanChange.is_final)
            .order_by(PlanChange.id.desc())
            .limit(1)
        )
