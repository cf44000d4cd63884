"""What the form of a place of the file asks."""

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form
from rmo_web.plan.forms import reason_field


class NoteForm(Form):
    text = kernel.text("Текст", most=kernel.TEXT_MAX)
    reason = reason_field()
