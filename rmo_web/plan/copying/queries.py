"""Whose plan may be followed, and what did not become of its rows."""

from rmo_web.kernel import years
from rmo_web.kernel.years import Year
from rmo_web.plan import rules, wording
from rmo_web.plan.queries import has_plan, page
from rmo_web.plan.rules import RowKind


def pattern_of(year: Year) -> Year | None:
    """The year before, when its plan may be the pattern of this one's; closed, it may be too."""
    last = next((one for one in years.all_years() if one.starts_in == year.starts_in - 1), None)
    return last if last and has_plan(last) else None


def undone(year: Year) -> dict[int, str]:
    """What did not become of rows of this year, by their ids: next year's plan says so."""
    shown = page(year)
    unmarked = "не отмечено, что выполнено"
    is_lacking = {wording.ROW_STATES[one][0] for one in rules.NOT_DONE}
    return {
        row.id: row.state or unmarked
        for row in (shown.rows if shown else ())
        if row.kind == RowKind.ITEM and (not row.state or row.state in is_lacking)
    }
