"""What a report says, and how it is drafted from what the topic knows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from rmo_web.kernel import russian

ENTRIES_MOST = 12


class ReportText(NamedTuple):
    """The words of a report."""

    done: str = ""
    product: str = ""
    conclusion: str = ""


class StagePassedInYear(NamedTuple):
    """A stage that was passed in the year of the report."""

    title: str
    content: str
    result: str
    where: str


class EntryOfYear(NamedTuple):
    """An entry of the log in the year of the report."""

    day: date
    text: str


def draft(
    goal: str, product: str, stages: Iterable[StagePassedInYear],
    entries: Sequence[EntryOfYear] = (), sums: str = "",
) -> ReportText:  # fmt: skip
    """What the topic and its log say already; the conclusion nobody draws for her.

    The entries come in the order of their days; of many the last ones are said, a report has one
    page, and the `sums` of all.
    """
    lines = [f"Цель: {goal}"] if goal else []
    lines += map(_line, stages)
    if entries:
        lines.append(f"Журнал: {sums}.")
    lines += [f"{russian.day(day)} — {text}" for day, text in entries[-ENTRIES_MOST:]]
    return ReportText("\n".join(lines), product)


def _line(stage: StagePassedInYear) -> str:
    said = ". ".join(one.rstrip(". ") for one in (stage.content, stage.result) if one)
    where = f" ({stage.where})" if stage.where else ""
    return f"Этап {russian.quoted(stage.title)}{f': {said}' if said else ' пройден'}{where}."
