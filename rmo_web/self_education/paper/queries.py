"""What the individual plan says: of the card, of the topic, of its stages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.members import queries as members
from rmo_web.members import works
from rmo_web.members.models import Person
from rmo_web.members.wording import category_of, education_of
from rmo_web.members.works import Place
from rmo_web.self_education.models import Topic, TopicStage, consent_of
from rmo_web.self_education.paper import wording
from rmo_web.self_education.queries import stages_of
from rmo_web.self_education.wording import report_kind, study_form, years_in_full

Fields = tuple[tuple[str, str], ...]  # a label, and what is known: "" is a line to write on


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """Everything that the Word file of the plan says."""

    association: str
    title: str
    fields: Fields
    stages: tuple[tuple[str, ...], ...]
    signed_by: str
    agreed_on: str  # "" where nobody else has agreed
    agreed_by: str
    agreed_at: str  # the minutes of the meeting that has

    @property
    def file_name(self) -> str:
        return f"{self.title[:1].lower()}{self.title[1:]}, {self.signed_by}"


def study_plan(topic: Topic, today: date) -> StudyPlan:
    """The plan of this topic; of her it says what her card says on this day."""
    owner = db.session.get_one(Person, topic.person_id)
    places = works.places(today, [owner.id])[owner.id]
    post, _ = works.post_and_school(places)
    agreed_by, consent = _agreed_by(topic), consent_of(topic)
    return StudyPlan(
        association=members.association().name,
        title=wording.title(topic.first_year, topic.last_year),
        fields=(
            ("Педагог", ", ".join(filter(None, (owner.name.full, post)))),
            *of_card(owner, places),
            ("Тема", topic.title),
            ("Актуальность", topic.relevance),
            ("Цель", topic.goal),
            ("Задачи", wording.listed(topic.tasks)),
            ("Форма самообразования", study_form(topic.study_form)),
            ("Сроки", years_in_full(topic.first_year, topic.last_year)),
            ("Источники, литература", topic.sources),
            ("Предполагаемый результат (продукт)", topic.product),
            ("Риски", topic.risks),
            ("Форма отчёта", report_kind(topic.report_kind)),
        ),
        stages=tuple(map(_stage, stages_of([topic.id])[topic.id])),
        signed_by=owner.name.signature,
        agreed_on=russian.day_in_words(topic.agreed_on) if topic.agreed_on and agreed_by else "",
        agreed_by=agreed_by.name.signature if agreed_by else "",
        agreed_at=consent.words if consent else "",
    )


def of_card(owner: Person, places: Sequence[Place]) -> Fields:
    """What her card says."""
    return (
        ("Категория", category_of(owner)),
        ("Учреждение", ", ".join(dict.fromkeys(one.organisation for one in places))),
        ("Образование", education_of(owner)),
    )


def lacking(fields: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What of these would be a line to write on."""
    return tuple(label.lower() for label, text in fields if not text)


def _stage(one: TopicStage) -> tuple[str, ...]:
    return one.title, one.months, one.content, one.result, one.reported_where


def _agreed_by(topic: Topic) -> Person | None:
    """Who agreed to it; to her own who alone leads has not agreed, but put it down."""
    is_others = topic.agreed_by_id is not None and topic.agreed_by_id != topic.person_id
    return db.session.get(Person, topic.agreed_by_id) if is_others else None
