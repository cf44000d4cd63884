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


def repeated_password_field() -> Any:
    """The new password once more, in a form whose `password` it must be."""
    return PasswordField(
        "Пароль ещё раз",
        [InputRequired("Повторите пароль."), EqualTo("password", "Пароли не совпадают.")],
        render_kw={"autocomplete": "new-password"},
    )


def check_new_password(field: PasswordField, own_words: tuple[str, ...]) -> None:
    """ValidationError for a password that would be guessed among the first."""
    try:
        passwords.check(field.data or "", own_words)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


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
    again = repeated_password_field()
    own_words: tuple[str, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        check_new_password(field, self.own_words)
