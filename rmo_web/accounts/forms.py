"""What people type at the door."""

from collections.abc import Iterable
from typing import Any

from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired

from rmo_web.accounts import passwords, rules
from rmo_web.kernel.access import Role
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, line

ROLE_WORDS = {
    Role.LIBRARIAN: "Библиотекарь",
    Role.METHODIST: "Методист",
    Role.HEAD: "Руководитель РМО",
}


def password_field(label: str, needed: str, kind: str = "current-password") -> Any:
    """A password: nothing is trimmed, browsers may offer to keep it."""
    return PasswordField(label, [InputRequired(needed)], render_kw={"autocomplete": kind})


def role_field(roles: Iterable[Role] = Role) -> Any:
    choices = [
        SelectChoice(role.value, words) for role, words in ROLE_WORDS.items() if role in set(roles)
    ]
    return SelectField("Роль", choices=choices, coerce=Role)


class SignInForm(Form):
    login = line(
        "Логин",
        needed="Введите логин.",
        most=rules.LOGIN_MAX,
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = password_field("Пароль", "Введите пароль.")


class _NewPassword(Form):
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


class JoinForm(_NewPassword):
    code = StringField(
        "Одноразовый код", [InputRequired("Введите код.")], render_kw={"autocomplete": "off"}
    )


class ChangePasswordForm(_NewPassword):
    current = password_field("Нынешний пароль", "Введите нынешний пароль.")


class InviteForm(Form):
    login = line("Логин", needed="Назовите логин.", most=rules.LOGIN_MAX)
    role = role_field({Role.METHODIST, Role.LIBRARIAN})  # a head is made with a password only

    def validate_login(self, field: StringField) -> None:
        try:
            rules.check_login(field.data)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class AccountForm(Form):
    role = role_field()
    own_password = password_field("Ваш пароль", "Подтвердите своим паролем.")


class StopForm(Form):
    own_password = password_field("Ваш пароль", "Подтвердите своим паролем.")


class ForgotForm(Form):
    login = line("Логин", needed="Введите логин.", most=rules.LOGIN_MAX)
