"""What a person types to ask, and the fields that forms of the parts share."""

from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, ValidationError
from wtforms.validators import NumberRange

from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.rules import Channel
from rmo_web.help_requests.services import NewRequest
from rmo_web.household.uploads import FilesField
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, day, text

CHANNELS = [(one.value, wording.FORMS[one]) for one in Channel]


def pick(label: str, needed: str) -> SelectField:
    chosen = NumberRange(min=1, message=needed)
    return SelectField(label, coerce=int, validators=[chosen], default=0)


def attachments() -> FilesField:
    return FilesField("Файлы", fits=rules.check_files)


class AskForm(Form):
    rubric_id = pick("Тема", "Выберите тему.")
    question = text(
        "Вопрос", needed="Напишите вопрос.", most=rules.QUESTION_MAX, render_kw={"rows": 6}
    )
    wished = RadioField(
        "Как вам удобнее получить помощь",
        choices=choices((one.value, wording.FORMS[one]) for one in rules.WISHED),
        coerce=Channel,
        default=Channel.WRITING,
    )
    wanted_by = day("Нужно к сроку")
    files = attachments()
    shares_with_mentor = BooleanField("Показать моему наставнику")
    hides_name = BooleanField("Не показывать моё имя коллегам")

    def __init__(self, *, today: date, **values: Any) -> None:
        super().__init__(**values)
        self.today = today

    def validate_wanted_by(self, field: DateField) -> None:
        try:
            rules.check_wanted_by(field.data, self.today)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def new_request(self) -> NewRequest:
        return NewRequest(
            rubric_id=self.rubric_id.data,
            text=self.question.data,
            wished=self.wished.data,
            wanted_by=self.wanted_by.data,
            shares_with_mentor=self.shares_with_mentor.data,
            hides_name=self.hides_name.data,
            files=self.files.every(),
        )
