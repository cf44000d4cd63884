"""What the first visit asks for."""

from flask_wtf.file import FileField
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from rmo_web.accounts.forms import check_new_password, password_field, repeated_password_field
from rmo_web.accounts.rules import LOGIN_MAX
from rmo_web.kernel import years
from rmo_web.kernel.forms import Form, line
from rmo_web.members.rules import NAME_MAX, TITLE_MAX
from rmo_web.setup.services import Foundation

YEARS_BACK, YEARS_ON = 8, 1


class CodeForm(Form):
    code = StringField(
        "Одноразовый код",
        [InputRequired("Введите код.")],
        render_kw={"autocomplete": "off", "autofocus": True},
    )


class FoundForm(Form):
    association = line("Название объединения", needed="Назовите объединение.", most=TITLE_MAX)
    district = line("Район", needed="Назовите район.", most=TITLE_MAX)
    operator = line(
        "Оператор персональных данных", needed="Назовите учреждение-оператора.", most=TITLE_MAX
    )
    starts_in = SelectField("Учебный год", coerce=int)
    surname = line("Фамилия", needed="Назовите фамилию.", most=NAME_MAX)
    given = line("Имя", needed="Назовите имя.", most=NAME_MAX)
    patronymic = line("Отчество (если есть)", most=NAME_MAX)
    login = line(
        "Логин", needed="Придумайте логин.", most=LOGIN_MAX, render_kw={"autocomplete": "username"}
    )
    password = password_field("Пароль", "Придумайте пароль.", "new-password")
    again = repeated_password_field()
    plan = FileField("План в Word (можно позже)", render_kw={"accept": ".docx"})

    def offer_years(self, current: int) -> None:
        """Put the years into the list, the current one chosen."""
        offered = range(current + YEARS_ON, current - YEARS_BACK - 1, -1)
        self.starts_in.choices = [SelectChoice(y, f"{years.title(y)} учебный год") for y in offered]
        if self.starts_in.data is None:
            self.starts_in.data = current

    def validate_password(self, field: PasswordField) -> None:
        words = (self.login.data, self.surname.data, self.given.data, self.association.data)
        check_new_password(field, tuple(filter(None, words)))

    def foundation(self) -> Foundation:
        return Foundation(
            association=self.association.data,
            district=self.district.data,
            operator=self.operator.data,
            starts_in=self.starts_in.data,
            surname=self.surname.data,
            given=self.given.data,
            patronymic=self.patronymic.data or "",
            login=self.login.data,
            password=self.password.data,
        )
