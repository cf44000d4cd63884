"""What people type about questions."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, SelectMultipleField, ValidationError

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, whole
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import MatterKind
from rmo_web.kernel.urls import id_in
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
        try:
            rules.check_speakers(len(lines_of(field.data)))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def question(self) -> NewQuestion:
        speakers = tuple(rules.speaker_of(one) for one in lines_of(self.speakers.data))
        return NewQuestion(self.text.data, self.form.data or "", self.minutes.data, speakers)


class ProposalForm(Form):
    text = kernel.text("Вопрос", needed="Напишите вопрос.", most=TEXT_MAX)


class MattersForm(Form):
    """Matters of other rooms, ticked as «kind:id», and the meeting that is to hear them."""

    matters = SelectMultipleField("Что в повестку", choices=[], validate_choice=False)
    meeting_id = SelectField("Заседание", coerce=id_in, choices=[], validate_choice=False)

    def offer_meetings(self, meetings: Sequence[tuple[int, str]], first: int) -> None:
        self.meeting_id.choices = choices(meetings)
        if not self.meeting_id.data:
            self.meeting_id.data = first

    def validate_matters(self, field: Any) -> None:
        if not self.by_kind():
            raise ValidationError("Отметьте хотя бы одно.")

    def by_kind(self) -> list[tuple[MatterKind, set[int]]]:
        """What is ticked; what names no kind is nothing."""
        pairs = [one.rpartition(":") for one in self.matters.data or ()]
        ticked = (
            (kind, {int(key) for name, _, key in pairs if name == kind.name and key.isdecimal()})
            for kind in backlog.kinds().values()
        )
        return [(kind, ids) for kind, ids in ticked if ids]
