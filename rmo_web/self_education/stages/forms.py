from rmo_web.kernel.forms import Form, line, text
from rmo_web.self_education import rules
from rmo_web.self_education.stages.services import StageWords


class StageForm(Form):
    title = line("Этап", needed="Назовите этап.", most=rules.STAGE_MAX)
    months = line(
        "Сроки", most=rules.MONTHS_MAX, description="Словами: сентябрь–октябрь, до мая."
    )  # fmt: skip
    content = text("Содержание работы", most=rules.TEXT_MAX, render_kw={"rows": 3})
    result = text("Что получится", most=rules.TEXT_MAX, render_kw={"rows": 2})
    reported_where = line("Форма отчёта, где представлено")

    def words(self) -> StageWords:
        return StageWords(
            self.title.data, self.months.data or "", self.content.data or "",
            self.result.data or "", self.reported_where.data or "",
        )  # fmt: skip
