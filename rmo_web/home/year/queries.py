"""What comes after a year."""

from dataclasses import dataclass

from rmo_web.kernel import years
from rmo_web.kernel.years import Year
from rmo_web.plan import queries as plan


@dataclass(frozen=True, slots=True)
class FollowingYear:
    """The year after this one, and whether something can be taken into it."""

    title: str
    words: str
    is_closed: bool
    may_follow: bool  # its plan may be composed after this one


def following(year: Year) -> FollowingYear:
    """What comes after this year, open already or not."""
    may = plan.has_plan(year) and plan.may_be_followed(year)
    starts_in = year.starts_in + 1
    title = years.title(starts_in)
    known = next((one for one in years.all_years() if one.starts_in == starts_in), None)
    if known is None:
        return FollowingYear(
            title, f"Откроется {title} учебный год.", is_closed=False, may_follow=may
        )
    state = "закрыт" if known.is_closed else "открыт"
    words = f"Следующий, {title} учебный год, уже {state}."
    return FollowingYear(title, words, known.is_closed, may)
