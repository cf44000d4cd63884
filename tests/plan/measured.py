"""What is measured and pictured of the plan: 150 rows in the large year."""

from datetime import UTC, datetime

from rmo_web.kernel.db import db
from rmo_web.plan.example import PLAN
from rmo_web.plan.models import Plan, Responsible, Row, Section
from tests.measured import HEAD, Measured

ROWS, IN_SECTION = 150, 30
WORDS = "Обмен опытом по проведению Месячника школьных библиотек"
PICTURES = {
    HEAD: {
        "plan": "/plan/", "plan-import": "/plan/import", "plan-edit": "/plan/edit",
        "plan-row": "/plan/rows/3", "plan-header": "/plan/header", "plan-state": "/plan/state",
        "plan-section": "/plan/sections/2", "plan-fact": "/plan/fact",
        "plan-changes": "/plan/changes",
    }
}  # fmt: skip
IN_GUIDES = {("plan", 360), ("plan-preview", 1280)}


def grow(connection, size):
    return Measured({"План": "/plan/"})


def fill_year(year_id):
    plan = Plan(year_id=year_id, title="План работы", theme=WORDS, goal=WORDS * 3,
                tasks=[WORDS] * 5, abbreviations={}, imported_at=datetime.now(UTC))  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    for number in range(ROWS):
        if not number % IN_SECTION:
            section = Section(plan_id=plan.id, position=number,
                              number=f"{number // IN_SECTION + 1}.", title=WORDS,
                              has_place_apart=True, columns=[])  # fmt: skip
            db.session.add(section)
            db.session.flush()
        row = Row(section_id=section.id, position=number % IN_SECTION + 1, kind="item",
                  number=str(number + 1), text=WORDS, title=WORDS, form="", when_text="Осень",
                  when={"months": [[2018, 9 + number % 4]]}, place="Школа № 6",
                  people_text="Синицына А.С.", mark="", extras=[])  # fmt: skip
        db.session.add(row)
        db.session.flush()
        db.session.add_all(
            Responsible(row_id=row.id, position=n, kind="person", name="Синицына А.С.", post="",
                        organisation="Школа № 6") for n in range(2)
        )  # fmt: skip
    return Measured(
        {"План, 150 строк": "/plan/?year=2018", "План и факт, 150 строк": "/plan/fact?year=2018"},
        {"План": "/plan/word?year=2018"},
        main="План, 150 строк",
    )


def take_preview(page, shoot):
    page.goto("/plan/import")
    page.set_input_files("input[type=file]", PLAN)
    page.click("main button[type=submit]")
    page.wait_for_url("**/plan/import/preview")
    shoot("plan-preview")


WALKS = {HEAD: [take_preview]}
