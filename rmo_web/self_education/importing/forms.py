"""What is asked when a table of topics is brought."""

from flask_wtf.file import FileField
from wtforms import BooleanField

from rmo_web.kernel.forms import Form


class TableUploadForm(Form):
    file = FileField(
        "Файл Excel (.xlsx) или Word (.docx)", render_kw={"accept": ".xlsx,.docx"},
        description="Столбцы узнаются по заголовкам: ФИО, ОО, тема, годы, этап, где заслушан "
        "отчёт, результат. Сначала вы увидите, что внесётся; до вашего согласия ничего не "
        "запишется.",
    )  # fmt: skip


class EnterTableForm(Form):
    skips_wrong = BooleanField("Пропустить строки с ошибками")
