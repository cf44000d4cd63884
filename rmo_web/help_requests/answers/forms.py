"""An answer for everybody."""

from wtforms import BooleanField

from rmo_web.help_requests import rules
from rmo_web.help_requests.answers.services import NewArticle
from rmo_web.help_requests.forms import pick
from rmo_web.kernel.forms import Form, line, text


class ArticleForm(Form):
    rubric_id = pick("Тема", "Выберите тему.")
    question = line("Вопрос", needed="Напишите вопрос.", most=rules.LINE_MAX)
    answer = text(
        "Ответ", needed="Напишите ответ.", most=rules.QUESTION_MAX, render_kw={"rows": 12}
    )
    is_published = BooleanField("Опубликовать: увидят все участники")

    def article(self) -> NewArticle:
        return NewArticle(
            self.rubric_id.data, self.question.data, self.answer.data, self.is_published.data
        )
