"""What people type into minutes."""

from collections.abc import Iterable, Sequence

from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField

from rmo_web.kernel import forms as kernel
from rmo_web.kernel.forms import Difference, Form, choices, line, whole
from rmo_web.meetings import rules
from rmo_web.meetings.minutes.rules import PARTS, NewItem, marks_of
from rmo_web.meetings.minutes.services import NewMinutes

_FIELDS = {"votes": ("votes_for", "votes_against", "votes_none")}  # of a part with several
_LABELS = ("РЕШИЛИ", "ПОСТАНОВИЛИ")


class MinutesForm(Form):
    number = whole("Номер протокола", 1, 999, needed="Напишите номер.")
    dated_on = kernel.day("Дата протокола", needed="Напишите дату.")
    city = line("Место составления")
    chair = line("Председатель")
    chair_post = line("Должность председателя")
    secretary = line("Секретарь")
    invited = kernel.text("Приглашённые", most=2000)
    enclosures = kernel.text("Приложения, каждое с новой строки", most=2000)
    decided_label = SelectField("Слово перед решениями", choices=choices((x, x) for x in _LABELS))

    def minutes(self) -> NewMinutes:
        return NewMinutes(
            number=self.number.data,
            dated_on=self.dated_on.data,
            city=self.city.data or "",
            chair=self.chair.data or "",
            chair_post=self.chair_post.data or "",
            secretary=self.secretary.data or "",
            invited=self.invited.data or "",
            enclosures=self.enclosures.data or "",
            decided_label=self.decided_label.data,
        )


class ItemForm(Form):
    """What the minutes say of a question; `over` is the version that its writer agreed to lose."""

    heard = kernel.text("Слушали", most=rules.HEARD_MAX)
    spoke = kernel.text("Выступили", most=rules.HEARD_MAX)
    decided = kernel.text("Решили", most=rules.HEARD_MAX)
    votes_for = whole("За", 0, 999)
    votes_against = whole("Против", 0, 999)
    votes_none = whole("Воздержались", 0, 999)
    adopts_plan = BooleanField("Этим решением принят план работы на год")
    confirmed = SelectMultipleField("Отмечено", choices=[], validate_choice=False)
    over = HiddenField()
    drawn = HiddenField()
    differences: Sequence[Difference] = ()
    theirs = ""

    def offer_matters(self, matters: Iterable[tuple[int, str]]) -> None:
        """The boxes of this question; one that has gone in the meantime is not ticked any more."""
        self.confirmed.choices = choices((str(key), words) for key, words in matters)
        known = [one.value for one in self.confirmed.choices]
        self.confirmed.data = [one for one in known if one in (self.confirmed.data or ())]

    def asked_fields(self) -> Iterable[Field]:
        """What a person fills; the rest is the page's."""
        return [field for field in super().asked_fields() if field.name not in {"over", "drawn"}]

    def marks(self) -> dict[str, str]:
        """What each part said when the page was drawn."""
        pairs = (one.partition("=") for one in (self.drawn.data or "").split(";"))
        return {name: mark for name, _, mark in pairs if name in PARTS}

    def draw(self, told: NewItem) -> None:
        """Remember what the page shows."""
        self.drawn.data = ";".join(f"{name}={mark}" for name, mark in marks_of(told).items())

    def parts(self, names: Iterable[str]) -> list[str]:
        """The labels of the fields of these parts."""
        fields = [self[one] for name in names for one in _FIELDS.get(name, (name,))]
        return [field.label.text for field in fields]

    def item(self) -> NewItem:
        return NewItem(
            self.heard.data or "",
            self.spoke.data or "",
            self.decided.data or "",
            (self.votes_for.data, self.votes_against.data, self.votes_none.data),
            bool(self.adopts_plan.data),
            tuple(int(one) for one in self.confirmed.data),
        )


class CorrectionForm(Form):
    reason = line("Почему исправляется", most=rules.REASON_MAX)
