"""What people type at the door, beside login and password."""

from wtforms import StringField
from wtforms.validators import InputRequired

from rmo_web.accounts import rules
from rmo_web.accounts.forms import NewPasswordForm
from rmo_web.kernel.forms import Form, line


class JoinForm(NewPasswordForm):
    code = StringField(
        "Одноразовый код", [InputRequired("Введите код.")], render_kw={"autocomplete": "off"}
    )


class ForgotForm(Form):
    login = line("Логин", needed="Введите логин.", most=rules.LOGIN_MAX)
