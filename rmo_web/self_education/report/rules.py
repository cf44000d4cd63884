"""What a report says, and how it is drafted from what the topic knows."""

from collections.abc import Iterable
from typing import NamedTuple

from rmo_web.kernel import russian


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


def draft(goal: str, product: str, stages: Iterable[StagePassedInYear]) -> ReportText:
    """What the topic says already, in its own words; the conclusion nobody draws for her."""
    lines = [f"Цель: {goal}"] if goal else []
    lines += map(_line, stages)
    return ReportText("\n".join(lines), product)


def _line(stage: StagePassedInYear) -> str:
    said = ". ".join(one.rstrip(". ") for one in (stage.content, stage.result) if one)
    where = f" ({stage.where})" if stage.where else ""
    return f"Этап {russian.quoted(stage.title)}{f': {said}' if said else ' пройден'}{where}."
