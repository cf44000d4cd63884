"""What is still open in a plan at the end of its year."""

from datetime import date

from flask import url_for

from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.years import Year
from rmo_web.plan.copying.queries import undone


@offers_remains("plan_rows")
def unmarked(year: Year, _: date) -> Remains:
    """Rows of the plan of which nobody has said what became of them."""
    count = len(undone(year))
    url = url_for("plan.fact", year=year.starts_in)
    detail = "В план следующего года они войдут с пометкой «не отмечено» или «не выполнено»"
    return Remains(count, "Пункты плана не выполнены или не отмечены", detail, url)
