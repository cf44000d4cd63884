"""What people type of their own password."""

from rmo_web.accounts.forms import NewPasswordForm, password_field


class ChangePasswordForm(NewPasswordForm):
    current = password_field("Нынешний пароль", "Введите нынешний пароль.")
