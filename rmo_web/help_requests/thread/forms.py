"""What is typed and pressed on the desk of a request."""

from flask import request
from wtforms import SelectField

from rmo_web.help_requests import rules
from rmo_web.help_requests.forms import CHANNELS, attachments
from rmo_web.help_requests.rules import Action, Channel
from rmo_web.help_requests.thread.services import MoveDetails
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, day, line, text, whole


class MoveRequestForm(Form):
    """Whatever an action may need; the action itself is the name of the pressed button."""

    text = text("Ответ", most=rules.QUESTION_MAX, render_kw={"rows": 5})
    files = attachments()
    given = SelectField(
        "Форма помощи",
        choices=choices([("", "как просил автор"), *CHANNELS]),
        coerce=lambda said: Channel(said) if said else None,
        default="",
    )
    minutes = whole("Затрачено минут", 0, rules.MINUTES_MAX)
    until = day("Отложить до")
    whom = line("Кому переадресовать", most=rules.LINE_MAX)
    consultant_id = SelectField("Консультант", coerce=int, default=0, validate_choice=False)

    def details(self, *, with_files: bool) -> MoveDetails:
        return MoveDetails(
            text=self.text.data or "",
            files=self.files.every() if with_files else (),
            consultant_id=self.consultant_id.data or 0,
            until=self.until.data,
            whom=self.whom.data or "",
            given=self.given.data,
            minutes=self.minutes.data or 0,
        )

    def first_error(self) -> str:
        """The sentence about the first mistake; its field is named where it is not the text."""
        for name, messages in self.errors.items():
            label = "" if name in {"text", "files", None} else f"{self[name].label.text}: "
            return label + " ".join(messages if name == "files" else messages[:1])
        return ""


def action_said() -> Action | None:
    """The action of the pressed button; a note is none."""
    said = request.form.get("action", "")
    if said == "note":
        return None
    try:
        return Action(said)
    except ValueError:
        raise Refused("Такого действия нет: обновите страницу.") from None
