"""What the head should look at before a draft of a plan is stored."""

from collections.abc import Iterable, Iterator, Sequence

from rmo_web.plan_reader import terms
from rmo_web.plan_reader.draft import (
    Concern,
    DraftGroup,
    DraftHeader,
    DraftItem,
    DraftMeeting,
    DraftSection,
    Remark,
)


def concerns_of(header: DraftHeader, sections: Sequence[DraftSection]) -> tuple[Remark, ...]:
    """Every concern, in the order of the plan."""
    return (*_of_header(header, sections), *_of_sections(header, sections))


def _of_header(header: DraftHeader, sections: Sequence[DraftSection]) -> Iterator[Remark]:
    if header.first_year is None:
        yield Remark(Concern.NO_YEAR, "", "В файле не назван учебный год: укажите его.")
    words = " ".join((header.title, *header.associations)).lower()
    if "учител" in header.title.lower() and "библиотекар" in words:
        yield Remark(
            Concern.ASSOCIATION,
            "",
            "В названии плана стоит «учителей», а план — "
            "школьных библиотекарей: проверьте название объединения.",
        )
    if not any(section.rows for section in sections):
        yield Remark(Concern.NO_ROWS, "", "В файле не нашлось ни одной строки плана.")


def _of_sections(header: DraftHeader, sections: Iterable[DraftSection]) -> Iterator[Remark]:
    for section in sections:
        year = terms.school_year(section.verbatim)
        if year is not None and year != header.first_year:
            yield Remark(
                Concern.FOREIGN_YEAR,
                section.where,
                f"Раздел «{section.title}» назван планом другого учебного года.",
            )
        for row in section.rows:
            if isinstance(row, DraftMeeting):
                yield from _of_meeting(row)
            elif isinstance(row, DraftGroup):
                for item in row.items:
                    yield from _of_item(item)
            else:
                yield from _of_item(row)


def _of_meeting(meeting: DraftMeeting) -> Iterator[Remark]:
    facts = meeting.facts
    name = "Заседание" if meeting.number is None else f"Заседание № {meeting.number}"
    if facts.when.is_blank:
        yield Remark(Concern.NO_WHEN, meeting.where, f"{name}: не указан срок.")
    written_here = all(one.facts.when.is_blank for one in meeting.questions)
    yield from _of_when(
        facts.when.verbatim if written_here else "",
        name,
        meeting.where,
        understood=facts.when.understood,
        foreign=facts.when.foreign,
    )
    if not facts.certain:
        yield _unclear(meeting.where, name)
    for question in meeting.questions:
        yield from _of_item(question, of=meeting)


def _of_item(item: DraftItem, of: DraftMeeting | None = None) -> Iterator[Remark]:
    name = f"«{terms.shortened(item.text)}»"
    when = item.facts.when
    if when.is_blank and of is None:
        yield Remark(Concern.NO_WHEN, item.where, f"{name}: не указан срок.")
    if not item.when_shared:
        yield from _of_when(
            when.verbatim, name, item.where, understood=when.understood, foreign=when.foreign
        )
    if not item.facts.people and not (of and of.facts.people):
        yield Remark(Concern.NO_PEOPLE, item.where, f"{name}: не указан ответственный.")
    if not item.facts.certain:
        yield _unclear(item.where, name)


def _of_when(
    verbatim: str, name: str, where: str, *, understood: bool, foreign: bool
) -> Iterator[Remark]:
    written = terms.tidy(verbatim)
    if written and not understood:
        yield Remark(
            Concern.WHEN_UNCLEAR,
            where,
            f"{name}: срок «{terms.shortened(written)}» сохранён как написан.",
        )
    if foreign:
        yield Remark(
            Concern.FOREIGN_YEAR,
            where,
            f"{name}: срок «{terms.shortened(written)}» вне учебного года плана.",
        )


def _unclear(where: str, name: str) -> Remark:
    return Remark(
        Concern.PEOPLE_UNCLEAR, where, f"{name}: место и ответственные сохранены как написаны."
    )
