from wtforms import Field, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.kernel.forms import Form


def _somebody(_: Form, field: Field) -> None:
    if not field.data:  # `required` would ask for every box
        raise ValidationError("Отметьте, кто отчитывается.")


class ReportingForm(Form):
    topic_ids = SelectMultipleField(
        "Кто ещё не назначен", [_somebody], coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    meeting_id = SelectField("Заседание", coerce=int)
