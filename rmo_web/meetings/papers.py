"""What the papers of a meeting have in common (domain reference, 2.2 and 2.3)."""

from collections.abc import Sequence
from typing import Any

from rmo_web.kernel.papers import word

# As section 2.3 has it: a machine does not decline the association's own name.
OF_WHAT = "районного методического объединения школьных библиотекарей"


def owner_lines(document: Any, owner: str, association: str) -> None:
    """Whose paper it is."""
    if owner:
        word.line(document, owner, at="center")
    word.line(document, association, is_bold=True, at="center")


def agenda_lines(document: Any, questions: Sequence[str]) -> None:
    """Повестка дня with its heading."""
    word.line(document, "ПОВЕСТКА ДНЯ:", is_bold=True, before=12, keep=True)
    for one in questions:
        word.line(document, one, before=4)
