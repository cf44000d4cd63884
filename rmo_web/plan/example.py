"""The seed plan as the plan of the example's year, with its file."""

from pathlib import Path

from rmo_web.household import files
from rmo_web.kernel.offered.example import Example
from rmo_web.plan.importing import services

AFTER = ("members",)
PLAN = Path(__file__).with_name("plan-2019-2020.docx")


def fill(example: Example) -> None:
    """Import the plan, as if its head had uploaded it."""
    content = PLAN.read_bytes()
    draft = services.read(PLAN.name, content)
    plan = services.store(draft, year_id=example.year_id, by=None, at=example.at)
    files.attach("plan", plan.id, PLAN.name, content, by=None, at=example.at)
