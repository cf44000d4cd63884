"""Words of the preview of a file."""

from collections.abc import Iterable

from rmo_web.kernel import russian


def sections(count: int) -> str:
    return russian.plural(count, "раздел", "раздела", "разделов")


def when(verbatim: str, months: Iterable[tuple[int, int]], *, all_year: bool) -> str:
    """The срок as written, and what was understood where that says more."""
    said = " ".join(verbatim.split())
    known = (
        "в течение года" if all_year else ", ".join(russian.month_of_year(*one) for one in months)
    )
    if not said or russian.fold(said) == russian.fold(known):
        return said or known
    return f"{said} → {known}" if known else f"{said} → не понято"
