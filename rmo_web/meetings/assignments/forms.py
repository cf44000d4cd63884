"""What people type about assignments."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Form, choices, line
from rmo_web.meetings import rules
from rmo_web.meetings.assignments import wording
from rmo_web.meetings.assignments.services import NewAssignment, Verdict
from rmo_web.meetings.forms import lines_of, several
from rmo_web.meetings.rules import Outcome


class AssignmentForm(Form):
    text = kernel.text("Что сделать", needed="Напишите, что поручается.", most=rules.TEXT_MAX)
    due_on = kernel.day("Срок")
    to_all = BooleanField("Всем образовательным организациям")
    person_ids = several("Кому")
    others = kernel.text("Кому ещё, каждый с новой строки", most=2000)
    controller = line("Кто контролирует")
    point = line("Пункт протокола", most=20)
    decision = HiddenField(filters=[lambda text: (text or "")[: rules.HEARD_MAX]])

    def offer_people(self, people: Sequence[tuple[int, str]]) -> None:
        self.person_ids.choices = choices((str(number), name) for number, name in people)

    def assignment(self) -> NewAssignment:
        return NewAssignment(
            text=self.text.data,
            due_on=self.due_on.data,
            person_ids=tuple(int(one) for one in self.person_ids.data or ()),
            others=lines_of(self.others.data),
            to_all=bool(self.to_all.data),
            point=self.point.data or "",
            decision=self.decision.data or "",
            controller=self.controller.data or "",
        )


class VerdictForm(Form):
    outcome = SelectField(
        "Итог",
        default="",
        choices=choices(
            [("", "в работе"), *((one.value, words) for one, words in wording.OUTCOMES.items())]
        ),
    )
    extended_to = kernel.day("Продлить до")
    note = line("Пояснение", most=rules.REASON_MAX)

    def verdict(self) -> Verdict:
        said = self.outcome.data
        return Verdict(Outcome(said) if said else None, self.extended_to.data, self.note.data or "")


class TargetForm(Form):
    proof = line("Чем подтверждено", most=rules.REASON_MAX)
    done_on = kernel.day("Когда")
