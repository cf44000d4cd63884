"""A rubric, a quick reply."""

from typing import Any

from wtforms import BooleanField, SelectField

from rmo_web.help_requests import rules
from rmo_web.help_requests.rubrics.services import NewQuickReply, NewRubric
from rmo_web.kernel.forms import Form, line, text


def _id_or_nobody(chosen: Any) -> int:
    return int(chosen) if chosen and chosen != "None" else 0


class RubricForm(Form):
    title = line("Название", needed="Назовите рубрику.", most=rules.TITLE_MAX)
    hint = line("Подсказка: о чём сюда пишут", most=rules.LINE_MAX)
    owner_id = SelectField(
        "Кому приходят новые заявки",
        coerce=_id_or_nobody,
        default=0,
        description="Ей придёт уведомление, и она сможет взять заявку.",
    )
    is_archived = BooleanField("Убрать в архив: для новых заявок не предлагать")

    def rubric(self) -> NewRubric:
        return NewRubric(
            self.title.data, self.hint.data or "", self.owner_id.data or None,
            self.is_archived.data,
        )  # fmt: skip


class QuickReplyForm(Form):
    rubric_id = SelectField("Рубрика", coerce=_id_or_nobody, default=0)
    title = line("Название", needed="Назовите заготовку.", most=rules.TITLE_MAX)
    text = text("Текст", needed="Напишите текст.", most=rules.QUESTION_MAX, render_kw={"rows": 6})

    def quick_reply(self) -> NewQuickReply:
        return NewQuickReply(self.title.data, self.text.data, self.rubric_id.data or None)


class DropForm(Form):
    """Throws away what its page names."""
