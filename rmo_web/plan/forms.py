"""What several forms of the plan ask alike."""

from rmo_web.kernel.forms import Form, line
from rmo_web.plan import rules


class MoveRowForm(Form):
    reason = line("Почему план меняется", most=rules.REASON_MAX)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in (text or "").splitlines())))
