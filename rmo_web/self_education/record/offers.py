"""Her topics, for her page and for her extract."""

from collections.abc import Iterable
from datetime import date

from rmo_web.kernel.offered.record import (
    RecordAsked,
    RecordLine,
    RecordPanel,
    offers_lines,
    offers_panel,
)
from rmo_web.self_education.record import queries


@offers_lines("Темы самообразования")
def topics(person_id: int, since: date, until: date) -> Iterable[RecordLine]:
    """Those that were agreed, with how far they are; those that were changed for them."""
    for one in queries.proved_topics(person_id, since, until):
        yield RecordLine("topic", one.id, one.day, one.words, one.source, one.url, one.days)
    for one in queries.proved_former(person_id, since, until):
        yield RecordLine("former_title", one.id, one.day, one.words, one.source, one.url, one.days)


@offers_lines("Отчёты по темам самообразования")
def reports(person_id: int, since: date, until: date) -> Iterable[RecordLine]:
    """Those that were presented in writing."""
    for one in queries.proved_reports(person_id, since, until):
        yield RecordLine("topic_report", one.id, one.day, one.words, one.source, one.url)


@offers_panel(10)
def panel(asked: RecordAsked) -> RecordPanel:
    """Above all else: what she works on now."""
    values = queries.panel(asked)
    return RecordPanel("Тема самообразования", "self_education/record/_panel.html", values)
