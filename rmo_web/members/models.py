"""Tables of the register. Nobody is deleted: who leaves has a date of leaving."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, composite, mapped_column, validates

from rmo_web.kernel.db import Key, Model, Words
from rmo_web.members import rules
from rmo_web.members.rules import Category, Education, OrganisationKind, PersonName, Post


class Association(Model):
    """The one association of this database."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    district: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    operator: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    is_example: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Organisation(Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(rules.TITLE_MAX))  # «МБОУ «Школа № 6»»
    full_name: Mapped[str] = mapped_column(String(500), default="")
    kind: Mapped[OrganisationKind] = mapped_column(Words(OrganisationKind, "kind", 24))
    place: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    is_archived: Mapped[bool] = mapped_column(default=False)
    sort_key: Mapped[str] = mapped_column(Key(300), index=True)
    search_key: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Person(Model):
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1920 AND 2100", name="birth_year"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joined"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    surname: Mapped[str] = mapped_column(String(rules.NAME_MAX))
    given: Mapped[str] = mapped_column(String(rules.NAME_MAX), default="")
    patronymic: Mapped[str] = mapped_column(String(rules.NAME_MAX), default="")
    name: Mapped[PersonName] = composite("surname", "given", "patronymic")
    initials: Mapped[str]  # «Иволгина М.П.», made of the name: all that lists ask
    sort_key: Mapped[str] = mapped_column(Key(300), index=True)
    search_key: Mapped[str] = mapped_column(default="")
    is_guest: Mapped[bool] = mapped_column(default=False)  # lecturers, public libraries
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    is_marked_young: Mapped[bool] = mapped_column(default=False)
    # Private: the head, the methodist and the person (domain reference, section 13).
    consent_on: Mapped[date | None]
    birth_year: Mapped[int | None]
    education: Mapped[Education | None] = mapped_column(Words(Education, "education", 24))
    institution: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    graduated_in: Mapped[int | None]
    speciality: Mapped[str] = mapped_column(String(rules.TITLE_MAX), default="")
    retraining: Mapped[str] = mapped_column(String(500), default="")
    category: Mapped[Category] = mapped_column(
        Words(Category, "category", 24), default=Category.NONE
    )
    category_on: Mapped[date | None]
    category_until: Mapped[date | None]  # empty: for good (order № 196 of 24.03.2023)
    works_since: Mapped[date | None]
    teaches_since: Mapped[date | None]
    library_since: Mapped[date | None]
    phone: Mapped[str] = mapped_column(String(rules.PHONE_MAX), default="")
    email: Mapped[str] = mapped_column(String(rules.EMAIL_MAX), default="")
    shows_contacts: Mapped[bool] = mapped_column(default=False)
    awards: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")  # of the head and the methodist
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @validates(*rules.NAMES)
    def _keep_initials(self, part: str, said: str) -> str:
        known = {name: getattr(self, name) or "" for name in rules.NAMES}
        self.initials = PersonName(**known | {part: said}).initials
        return said


class TimeAway(Model):
    """«Временно не работает»: from one day to another, both included. Why is never asked."""

    __table_args__ = (
        Index(None, "person_id", "until"),
        CheckConstraint("until >= since", name="until_after_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    since: Mapped[date]
    until: Mapped[date]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Membership(Model):
    """Who works where: one person may serve two schools, a school may have two librarians."""

    __table_args__ = (
        Index(None, "organisation_id", "until"),
        CheckConstraint("rate > 0 AND rate <= 2", name="rate"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    post: Mapped[Post] = mapped_column(Words(Post, "post", 24))
    rate: Mapped[Decimal | None] = mapped_column(Numeric(3, 2))
    since: Mapped[date | None]
    until: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
