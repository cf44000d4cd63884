"""Login and password, the present one and a new one."""

from typing import Any

from wtforms import PasswordField, ValidationError
from wtforms.validators import EqualTo, InputRequired

from rmo_web.accounts import passwords, rules
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, line


def password_field(label: str, needed: str, kind: str = "current-password") -> Any:
    """A password: nothing is trimmed, browsers may offer to keep it."""
    return PasswordField(label, [InputRequired(needed)], render_kw={"autocomplete": kind})


class SignInForm(Form):
    login = line(
        "Логин",
        needed="Введите логин.",
        most=rules.LOGIN_MAX,
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = password_field("Пароль", "Введите пароль.")


class NewPasswordForm(Form):
    """A password twice; `own_words` are what it must not be made of."""

    password = password_field("Новый пароль", "Придумайте пароль.", "new-password")
    again = PasswordField(
        "Пароль ещё раз",
        [InputRequired("Повторите пароль."), EqualTo("password", "Пароли не совпадают.")],
        render_kw={"autocomplete": "new-password"},
    )
    own_words: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        try:
            passwords.check(field.data or "", self.own_words)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
