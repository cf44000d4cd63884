"""What people type of an organisation and of the association."""

from wtforms import BooleanField, SelectField

from rmo_web.kernel.forms import Form, line
from rmo_web.members import rules, wording
from rmo_web.members.forms import choices_of
from rmo_web.members.rules import OrganisationKind
from rmo_web.members.services import NewOrganisation


class OrganisationForm(Form):
    name = line(
        "Краткое название",
        needed="Назовите организацию.",
        most=rules.TITLE_MAX,
        description="МБОУ «Школа № 6»",
    )
    full_name = line("Полное название", most=rules.LINE_MAX)
    kind = SelectField("Вид", choices=choices_of(wording.KINDS), coerce=OrganisationKind)
    place = line("Населённый пункт", most=rules.TITLE_MAX)
    is_archived = BooleanField("Убрать в архив: закрыта или присоединена")

    def organisation(self) -> NewOrganisation:
        return NewOrganisation(
            self.name.data, self.kind.data, self.full_name.data or "", self.place.data or ""
        )


class AssociationForm(Form):
    name = line("Название объединения", needed="Назовите объединение.", most=rules.TITLE_MAX)
    district = line("Район", needed="Назовите район.", most=rules.TITLE_MAX)
    operator = line(
        "Оператор персональных данных",
        needed="Назовите учреждение.",
        most=rules.TITLE_MAX,
        description="Учреждение, которое отвечает за персональные данные.",
    )
