"""What a person types: a question, an answer, a call, a rubric, an answer for everybody."""

from datetime import date

from flask import request
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import NumberRange

from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.rules import Action, Channel
from rmo_web.help_requests.services import (
    Call,
    NewArticle,
    NewQuickReply,
    NewRequest,
    NewRubric,
    Said,
)
from rmo_web.household.uploads import FilesField
from rmo_web.kernel import clock
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, day, day_said, line, text, whole

_FORMS = [(one.value, wording.FORMS[one]) for one in Channel]


def _pick(label: str, needed: str) -> SelectField:
    chosen = NumberRange(min=1, message=needed)
    return SelectField(label, coerce=int, validators=[chosen], default=0)


def _attachments() -> FilesField:
    return FilesField("Файлы", fits=rules.check_files)


class AskForm(Form):
    rubric_id = _pick("Тема", "Выберите тему.")
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
    files = _attachments()
    shares_with_mentor = BooleanField("Показать моему наставнику")
    hides_name = BooleanField("Не показывать моё имя коллегам")

    def validate_wanted_by(self, field: DateField) -> None:
        try:
            rules.check_wanted_by(field.data, clock.today())
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def told(self) -> NewRequest:
        return NewRequest(
            rubric_id=self.rubric_id.data,
            text=self.question.data,
            wished=self.wished.data,
            wanted_by=self.wanted_by.data,
            shares_with_mentor=self.shares_with_mentor.data,
            hides_name=self.hides_name.data,
            files=self.files.every(),
        )


class MoveRequestForm(Form):
    """Whatever an action may need; the action itself is the name of the pressed button."""

    text = text("Ответ", most=rules.QUESTION_MAX, render_kw={"rows": 5})
    files = _attachments()
    given = SelectField(
        "Форма помощи",
        choices=choices([("", "как просил автор"), *_FORMS]),
        coerce=lambda said: Channel(said) if said else None,
        default="",
    )
    minutes = whole("Затрачено минут", 0, rules.MINUTES_MAX)
    until = day("Отложить до")
    whom = line("Кому переадресовать", most=rules.LINE_MAX)
    consultant_id = SelectField("Консультант", coerce=int, default=0, validate_choice=False)

    def told(self, *, with_files: bool) -> Said:
        return Said(
            text=self.text.data or "",
            files=self.files.every() if with_files else (),
            consultant_id=self.consultant_id.data or 0,
            until=self.until.data,
            whom=self.whom.data or "",
            given=self.given.data,
            minutes=self.minutes.data or 0,
        )

    def first_error(self) -> str:
        """The sentence about the first mistake; its field is named where it is not the text."""
        for name, messages in self.errors.items():
            label = "" if name in {"text", "files", None} else f"{self[name].label.text}: "
            return label + " ".join(messages if name == "files" else messages[:1])
        return ""


class CallForm(Form):
    person_id = _pick("Кому", "Выберите, кому дана консультация.")
    rubric_id = _pick("Тема", "Выберите тему.")
    question = line("О чём спросили", needed="Напишите одной строкой, о чём спросили.")
    held_on = day("Когда", needed="Назовите день.")
    minutes = whole("Минут", 0, rules.MINUTES_MAX)
    given = SelectField(
        "Форма",
        choices=choices(_FORMS),
        coerce=Channel,
        default=Channel.PHONE,
    )
    result = text("Что посоветовали", most=rules.QUESTION_MAX, render_kw={"rows": 2})

    def validate_held_on(self, field: DateField) -> None:
        try:
            rules.check_held_on(field.data, clock.today())
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def told(self) -> Call:
        return Call(
            person_id=self.person_id.data,
            rubric_id=self.rubric_id.data,
            text=self.question.data,
            held_on=self.held_on.data,
            given=self.given.data,
            minutes=self.minutes.data or 0,
            result=self.result.data or "",
        )


class ArticleForm(Form):
    rubric_id = _pick("Тема", "Выберите тему.")
    question = line("Вопрос", needed="Напишите вопрос.", most=rules.LINE_MAX)
    answer = text(
        "Ответ", needed="Напишите ответ.", most=rules.QUESTION_MAX, render_kw={"rows": 12}
    )
    is_published = BooleanField("Опубликовать: увидят все участники")

    def told(self) -> NewArticle:
        return NewArticle(
            self.rubric_id.data, self.question.data, self.answer.data, self.is_published.data
        )

    def drawn_from(self, theirs: object) -> "ArticleForm":
        stored = ArticleForm(formdata=None, obj=theirs)
        stored.rubric_id.choices = self.rubric_id.choices
        return stored


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


def action_said() -> Action | None:
    """The action of the pressed button; a note is none."""
    said = request.form.get("action", "")
    if said == "note":
        return None
    try:
        return Action(said)
    except ValueError:
        raise Refused("Такого действия нет: обновите страницу.") from None


def period_said(default: tuple[date, date]) -> tuple[date, date, str]:
    """The days of the journal in the address, and a sentence when they make no sense."""
    said: list[date] = []
    for name, usual in zip(("since", "until"), default, strict=True):
        try:
            word = request.args.get(name, "")
            said.append(day_said(word) if word else usual)
        except ValueError as wrong:
            return (*default, str(wrong))
    if said[0] > said[1]:
        return (*default, "Первый день позже последнего: показан весь учебный год.")
    return said[0], said[1], ""
