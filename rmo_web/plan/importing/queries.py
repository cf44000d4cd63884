"""What a Word file would become: shown before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass

from rmo_web.kernel import years
from rmo_web.plan.importing import wording
from rmo_web.plan.wording import meetings, roman_meeting, rows
from rmo_web.plan_reader.columns import WORDS, Answers, ColumnQuestion
from rmo_web.plan_reader.draft import (
    DraftFacts,
    DraftGroup,
    DraftItem,
    DraftMeeting,
    DraftSection,
    PlanDraft,
    Trace,
)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column whose meaning is not certain."""

    name: str
    label: str
    samples: tuple[str, ...]
    choices: tuple[ColumnChoice, ...]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as it would stand in the plan."""

    kind: str
    number: str
    text: str
    when: str
    place: str
    who: str
    lacks_who: bool
    has_facts: bool = False


@dataclass(frozen=True, slots=True)
class PreviewPart:
    title: str
    lines: tuple[PreviewRow, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    name: str
    year: str
    title: str
    theme: str
    goal: str
    tasks: tuple[str, ...]
    counts: str
    parts: tuple[PreviewPart, ...]
    asked: tuple[AskedColumn, ...]
    answered: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str, str], ...]
    blanks: int


def preview_of(draft: PlanDraft, answers: Answers) -> Preview:
    """The draft, ready for the page."""
    parts = tuple(PreviewPart(_title(one), tuple(_lines(one))) for one in draft.sections)
    told = [one for one in draft.accounts if not one.is_blank]
    first = draft.header.first_year
    asked = {(one.table, one.column) for one in draft.questions}
    return Preview(
        name=draft.name,
        year=years.title(first) if first else "",
        title=draft.header.title,
        theme=draft.header.theme,
        goal=draft.header.goal,
        tasks=draft.header.tasks,
        counts=_counts(draft, parts, told),
        parts=parts,
        asked=tuple(_asked(one) for one in draft.questions),
        answered=tuple(
            (f"column-{table}-{column}", meaning.value)
            for (table, column), meaning in answers.items()
            if (table, column) not in asked
        ),
        remarks=tuple((one.where, one.text) for one in draft.warnings),
        lost=tuple((one.where, one.text) for one in told if not one.understood),
        accounts=tuple((one.where, one.text, one.became) for one in told),
        blanks=len(draft.accounts) - len(told),
    )


def _counts(draft: PlanDraft, parts: Iterable[PreviewPart], told: list[Trace]) -> str:
    items = sum(line.kind == "item" for part in parts for line in part.lines)
    lost = sum(not one.understood for one in told)
    words = [
        wording.sections(len(draft.sections)),
        meetings(len(draft.meetings)),
        rows(items),
        f"прочитано мест файла: {len(told)}, из них не понято: {lost}",
    ]
    return ", ".join(words)


def _asked(question: ColumnQuestion) -> AskedColumn:
    table, column = question.table, question.column
    return AskedColumn(
        name=f"column-{table}-{column}",
        label=question.title or f"столбец {column + 1}",
        samples=question.samples,
        choices=tuple(
            ColumnChoice(one.value, WORDS[one], one is question.guess) for one in question.options
        ),
    )


def _title(section: DraftSection) -> str:
    return f"{section.number} {section.title or section.verbatim}".strip()


def _lines(section: DraftSection) -> Iterable[PreviewRow]:
    for row in section.rows:
        if isinstance(row, DraftMeeting):
            number = roman_meeting(row.number)
            title = f"{number}. {row.theme}" if row.theme else number
            yield _meeting(row, title)
            yield from map(_line, row.questions)
        elif isinstance(row, DraftGroup):
            yield PreviewRow("group", "", row.title, "", "", "", lacks_who=False)
            yield from map(_line, row.items)
        else:
            yield _line(row)


def _meeting(meeting: DraftMeeting, title: str) -> PreviewRow:
    """A meeting with what it says itself; what its first question says for it stands there."""
    if not meeting.has_facts:
        return PreviewRow("meeting", "", title, "", "", "", lacks_who=False)
    facts = meeting.facts
    said = [("Форма проведения", facts.form), *(one[:2] for one in meeting.extras)]
    lines = [f"{name}: {text}" for name, text in said if text]
    return PreviewRow(
        kind="meeting",
        number=meeting.numbered,
        text="\n".join((title, *lines)),
        when=wording.when(facts.when.verbatim, facts.when.months, all_year=facts.when.all_year),
        place=facts.place or "",
        who="; ".join(one.name or one.verbatim for one in facts.people),
        lacks_who=False,
        has_facts=True,
    )


def _line(item: DraftItem) -> PreviewRow:
    facts: DraftFacts = item.facts
    return PreviewRow(
        kind="item",
        number=item.number.strip(),
        text="\n".join((item.text, *(f"{one[0]}: {one[1]}" for one in item.extras))),
        when=wording.when(facts.when.verbatim, facts.when.months, all_year=facts.when.all_year),
        place=facts.place or "",
        who="; ".join(one.name or one.verbatim for one in facts.people),
        lacks_who=not facts.people,
    )
