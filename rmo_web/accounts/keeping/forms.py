"""What the head decides of access."""

from collections.abc import Collection
from typing import Any

from wtforms import SelectField, StringField, ValidationError

from rmo_web.accounts import rules
from rmo_web.accounts.forms import password_field
from rmo_web.accounts.wording import ROLES
from rmo_web.kernel.access import Role
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, line


def role_field(roles: Collection[Role] = tuple(Role)) -> Any:
    """One of these roles, the widest last."""
    offered = [
        (role.value, words[0].upper() + words[1:])
        for role, words in reversed(ROLES.items())
        if role in roles
    ]
    return SelectField("Роль", choices=choices(offered), coerce=Role)


class InviteForm(Form):
    login = line("Логин", needed="Назовите логин.", most=rules.LOGIN_MAX)
    role = role_field({Role.METHODIST, Role.LIBRARIAN})  # a head is made with a password only

    def validate_login(self, field: StringField) -> None:
        try:
            rules.check_login(field.data)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class StopForm(Form):
    own_password = password_field("Ваш пароль", "Подтвердите своим паролем.")


class AccountForm(StopForm):
    role = role_field()
