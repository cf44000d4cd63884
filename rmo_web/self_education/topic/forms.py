"""What is asked on the pages of one topic."""

from typing import Any

from wtforms import SelectField

from rmo_web.kernel.forms import Form, choices, line, text
from rmo_web.self_education import rules, wording
from rmo_web.self_education.forms import year_field
from rmo_web.self_education.rules import ReportKind, StudyForm
from rmo_web.self_education.topic.services import TopicContent


def _kind(label: str, kind: type, words: dict[Any, str]) -> SelectField:
    offered = [("", "не выбрано"), *((one.value, word) for one, word in words.items())]

    def chosen(said: Any) -> Any:
        return kind(said) if said else ""

    return SelectField(label, choices=choices(offered), coerce=chosen, default="")


class ContentForm(Form):
    relevance = text("Актуальность", most=rules.TEXT_MAX, render_kw={"rows": 3})
    goal = text("Цель", most=rules.TEXT_MAX, render_kw={"rows": 2})
    tasks = text("Задачи", most=rules.TEXT_MAX, render_kw={"rows": 4})
    study_form = _kind("Форма самообразования", StudyForm, wording.STUDY_FORMS)
    sources = text("Источники, литература", most=rules.TEXT_MAX, render_kw={"rows": 3})
    product = text(
        "Что получится в итоге", most=rules.TEXT_MAX, render_kw={"rows": 2},
        description="Разработка, сценарий, памятка, выступление.",
    )  # fmt: skip
    risks = text(
        "Риски", most=rules.TEXT_MAX, render_kw={"rows": 2},
        description="Что может помешать и что вы тогда сделаете.",
    )  # fmt: skip
    report_kind = _kind("Форма отчёта", ReportKind, wording.REPORT_KINDS)

    def content(self) -> TopicContent:
        return TopicContent(
            relevance=self.relevance.data or "",
            goal=self.goal.data or "",
            tasks=self.tasks.data or "",
            study_form=self.study_form.data or None,
            sources=self.sources.data or "",
            product=self.product.data or "",
            report_kind=self.report_kind.data or None,
            risks=self.risks.data or "",
        )


class ChangeForm(Form):
    title = line(
        "Новая тема", needed="Назовите тему.", most=rules.TITLE_MAX,
        description="Её снова согласуют; прежняя останется в истории, этапы и план сохранятся.",
    )  # fmt: skip
    last_year = year_field("По какой учебный год", "Отчёт за прежние годы останется у темы.")


class ExtendForm(Form):
    last_year = year_field("По какой учебный год", "Всего у темы самое большее три учебных года.")


class RemarkForm(Form):
    remark = text("Что исправить", needed="Напишите, что исправить.", most=rules.REMARK_MAX)


class WithdrawForm(Form):
    remark = text("Почему", needed="Напишите, почему тема снимается.", most=rules.REMARK_MAX)
