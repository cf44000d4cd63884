"""What people type about those who came."""

from rmo_web.kernel.forms import Form, line


class GuestForm(Form):
    name = line("Фамилия, имя, отчество", needed="Напишите, кто был.")
    work = line("Должность, организация")
