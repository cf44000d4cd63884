"""What is decided of a register that came as a file."""

import re
from datetime import date

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField

from rmo_web.kernel.forms import Form, choices, day
from rmo_web.kernel.papers.cells import mended_in
from rmo_web.members import rules
from rmo_web.members.exchange.rules import PreviewChoices
from rmo_web.members.rules import Unfit

WITHOUT_PRIVATE, ONE_DAY = "without", "one_day"  # what becomes of private data without consent


class RegisterUploadForm(Form):
    file = FileField("Файл Excel (.xlsx)", render_kw={"accept": ".xlsx"})


class ApplyRegisterForm(Form):
    """What is decided of the whole file; what of single rows, `choices_in` reads."""

    skips_wrong = BooleanField("Пропустить строки с ошибками")
    consent = RadioField(
        "Личные данные без согласия",
        choices=choices(
            [
                (WITHOUT_PRIVATE, "Загрузить без них"),
                (ONE_DAY, "Согласия получены: записать один день всем, у кого его нет"),
            ]
        ),
        default=WITHOUT_PRIVATE,
        validate_choice=False,
    )
    consent_on = day("День согласия")

    def agreed_on(self, today: date) -> date | None:
        """The day of consent for all who have none; a wrong one is said at its field."""
        self.consent_on.validate(self)
        if self.consent.data != ONE_DAY:
            self.consent_on.errors = []
            return None
        if not self.consent_on.errors:
            try:
                rules.check_past("consent_on", self.consent_on.data, today, "День согласия")
            except Unfit as refusal:
                self.consent_on.errors = [str(refusal)]
            if self.consent_on.data is None:
                self.consent_on.errors = ["Впишите день согласия."]
        return None if self.consent_on.errors else self.consent_on.data


_SKIPPED = re.compile(r"skip-(\d{1,5})")


def choices_in(typed: MultiDict[str, str], consent_on: date | None = None) -> PreviewChoices:
    """What the preview's form says of single rows."""
    skips = (_SKIPPED.fullmatch(name) for name in typed)
    return PreviewChoices(
        mended_in(typed),
        frozenset(int(skip[1]) for skip in skips if skip),
        consent_on,
    )
