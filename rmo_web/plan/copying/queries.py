"""What did not become of the rows of a plan: the next one says so."""

from rmo_web.kernel.years import Year
from rmo_web.plan import rules, wording
from rmo_web.plan.queries import page
from rmo_web.plan.rules import RowKind


def undone(year: Year) -> dict[int, str]:
    """What did not become of rows of this year, by their ids: next year's plan says so."""
    shown = page(year)
    rows = [row for section in shown.sections for row in section.rows] if shown else []
    unmarked = "не отмечено, что выполнено"
    is_lacking = {wording.ROW_STATES[one][0] for one in rules.NOT_DONE}
    return {
        row.id: row.state or unmarked
        for row in rows
        if row.kind == RowKind.ITEM and (not row.state or row.state in is_lacking)
    }
