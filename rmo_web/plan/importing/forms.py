"""What the import of a plan asks."""

import re

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from rmo_web.kernel import years
from rmo_web.kernel.forms import Form
from rmo_web.plan_reader.columns import Answers, Column

_COLUMN = re.compile(r"column-(\d{1,3})-(\d{1,3})")


class PlanUploadForm(Form):
    file = FileField(
        "Файл плана (.docx)",
        description="Файл .docx до 10 МБ. Сначала вы увидите, что программа в нём поняла; до "
        "вашего согласия ничего не запишется.",
        render_kw={"accept": ".docx,.doc"},
    )


class ApplyPlanForm(Form):
    starts_in = SelectField("Записать как план на", coerce=int)
    replaces = BooleanField("Заменить план, который уже есть у этого года")

    def offer_years(self, chosen: int, known: list[int]) -> None:
        """The years to choose from; the file's own year, when it names one, is chosen."""
        offered = sorted({chosen, *known}, reverse=True)
        self.starts_in.choices = [SelectChoice(y, f"{years.title(y)} учебный год") for y in offered]
        if self.starts_in.data is None:
            self.starts_in.data = chosen


def answers_in(typed: MultiDict[str, str]) -> Answers:
    """What was chosen over the columns; whatever is not a choice is passed over."""
    answers: dict[tuple[int, int], Column] = {}
    for name, value in typed.items():
        found = _COLUMN.fullmatch(name)
        if found and value in {one.value for one in Column}:
            answers[int(found[1]), int(found[2])] = Column(value)
    return answers
