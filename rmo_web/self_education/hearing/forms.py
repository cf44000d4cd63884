from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from rmo_web.kernel.forms import Form


class ReportingForm(Form):
    topic_ids = SelectMultipleField(
        "Кто ещё не назначен", [InputRequired("Отметьте, кто отчитывается.")], coerce=int,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    meeting_id = SelectField("Заседание", coerce=int)
