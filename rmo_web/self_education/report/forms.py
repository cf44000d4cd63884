from rmo_web.kernel.forms import Form, text
from rmo_web.self_education import rules
from rmo_web.self_education.report.rules import ReportText


class ReportForm(Form):
    done = text("Что сделано", most=rules.DONE_MAX, render_kw={"rows": 9})
    product = text(
        "Что получилось", most=rules.RESULT_MAX, render_kw={"rows": 3},
        description="Продукт словами: памятка, сценарий, разработка.",
    )  # fmt: skip
    conclusion = text(
        "Вывод", most=rules.CONCLUSION_MAX, render_kw={"rows": 4},
        description="Достигнута ли цель и что это дало читателям.",
    )  # fmt: skip

    def words(self) -> ReportText:
        return ReportText(
            self.done.data or "", self.product.data or "", self.conclusion.data or ""
        )  # fmt: skip
