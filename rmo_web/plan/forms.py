"""What several forms of the plan ask alike."""

from wtforms import Field

from rmo_web.kernel.forms import Form, line
from rmo_web.plan import rules


def reason_field() -> Field:
    """Why: asked of whoever changes an adopted plan."""
    return line("Почему план меняется", most=rules.REASON_MAX)


class ChangeReasonForm(Form):
    """A button beside a row, which asks for nothing else."""

    reason = reason_field()

    def why(self) -> str:
        """What was typed, or nothing. Refused when it is too long."""
        self.must_be_in_order()
        return self.reason.data or ""


def lines_in(text: str | None) -> tuple[str, ...]:
    """The lines of a text that are not blank."""
    return tuple(filter(None, (one.strip() for one in (text or "").splitlines())))
