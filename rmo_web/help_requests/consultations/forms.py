"""A consultation that has been, and the days of the journal."""

from datetime import date
from typing import Any

from wtforms import DateField, SelectField, ValidationError

from rmo_web.help_requests import rules
from rmo_web.help_requests.consultations.rules import check_held_on
from rmo_web.help_requests.consultations.services import NewConsultation
from rmo_web.help_requests.forms import CHANNELS, pick
from rmo_web.help_requests.rules import Channel
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, day, line, text, whole


class CallForm(Form):
    person_id = pick("Кому", "Выберите, кому дана консультация.")
    rubric_id = pick("Тема", "Выберите тему.")
    question = line("О чём спросили", needed="Напишите одной строкой, о чём спросили.")
    held_on = day("Когда", needed="Назовите день.")
    minutes = whole("Минут", 0, rules.MINUTES_MAX)
    given = SelectField(
        "Форма",
        choices=choices(CHANNELS),
        coerce=Channel,
        default=Channel.PHONE,
    )
    result = text("Что посоветовали", most=rules.QUESTION_MAX, render_kw={"rows": 2})

    def __init__(self, *, today: date, **values: Any) -> None:
        super().__init__(**values)
        self.today = today

    def validate_held_on(self, field: DateField) -> None:
        try:
            check_held_on(field.data, self.today)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def consultation(self) -> NewConsultation:
        return NewConsultation(
            person_id=self.person_id.data,
            rubric_id=self.rubric_id.data,
            text=self.question.data,
            held_on=self.held_on.data,
            given=self.given.data,
            minutes=self.minutes.data or 0,
            result=self.result.data or "",
        )
