"""What people type about questions."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, ValidationError

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form, choices, whole
from rmo_web.meetings.agenda import rules
from rmo_web.meetings.agenda.services import NewQuestion
from rmo_web.meetings.forms import lines_of
from rmo_web.meetings.rules import TEXT_MAX


class QuestionForm(Form):
    text = kernel.text("Вопрос", needed="Напишите вопрос.", most=TEXT_MAX)
    form = SelectField("Форма", choices=[], default="")
    minutes = whole("Регламент, минут", 1, rules.MINUTES_MAX)
    speakers = kernel.text("Докладчики", most=TEXT_MAX)

    def offer_forms(self, known: Sequence[str], chosen: str) -> None:
        every = [*known, *([chosen] if chosen and chosen not in known else [])]
        usual = [("", "как у заседания")]
        self.form.choices = choices([*usual, *((one, one) for one in every)])

    def validate_speakers(self, field: Any) -> None:
        if len(lines_of(field.data)) > rules.SPEAKERS_MAX:
            raise ValidationError(f"Докладчиков больше {rules.SPEAKERS_MAX}: разделите вопрос.")

    def question(self) -> NewQuestion:
        speakers = tuple(rules.speaker_of(one) for one in lines_of(self.speakers.data))
        return NewQuestion(self.text.data, self.form.data or "", self.minutes.data, speakers)


class ProposalForm(Form):
    text = kernel.text("Вопрос", needed="Напишите вопрос.", most=TEXT_MAX)
