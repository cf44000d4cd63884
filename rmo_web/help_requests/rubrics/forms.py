"""A rubric, a quick reply."""

from wtforms import BooleanField, SelectField

from rmo_web.help_requests import rules
from rmo_web.help_requests.rubrics.services import NewQuickReply, NewRubric
from rmo_web.kernel.forms import Form, line, text


class RubricForm(Form):
    title = line("Название", needed="Назовите рубрику.", most=rules.TITLE_MAX)
    hint = line("Подсказка: о чём сюда пишут", most=rules.LINE_MAX)
    owner_id = SelectField(
        "Кому приходят новые заявки",
        coerce=lambda said: int(said) if said and said != "None" else 0,
        default=0,
    )
    is_archived = BooleanField("Убрать в архив: для новых заявок не предлагать")

    def told(self) -> NewRubric:
        return NewRubric(
            self.title.data, self.hint.data or "", self.owner_id.data or None,
            self.is_archived.data,
        )  # fmt: skip

    def drawn_from(self, theirs: object) -> "RubricForm":
        stored = RubricForm(formdata=None, obj=theirs)
        stored.owner_id.choices = self.owner_id.choices
        return stored


class QuickReplyForm(Form):
    rubric_id = SelectField(
        "Рубрика", coerce=lambda said: int(said) if said and said != "None" else 0, default=0
    )
    title = line("Название", needed="Назовите заготовку.", most=rules.TITLE_MAX)
    text = text("Текст", needed="Напишите текст.", most=rules.QUESTION_MAX, render_kw={"rows": 6})

    def told(self) -> NewQuickReply:
        return NewQuickReply(self.title.data, self.text.data, self.rubric_id.data or None)

    def drawn_from(self, theirs: object) -> "QuickReplyForm":
        stored = QuickReplyForm(formdata=None, obj=theirs)
        stored.rubric_id.choices = self.rubric_id.choices
        return stored


class DropForm(Form):
    """Throws away what its page names."""
