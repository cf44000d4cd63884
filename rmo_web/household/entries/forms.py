"""The form of an entry: only what was done must be said."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import Field, SelectField, ValidationError

from rmo_web.household.entries import rules
from rmo_web.household.entries.services import NewEntry
from rmo_web.household.uploads import FilesField
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, day, line, link, text

HINT = "1,5 ч, 1:30, 45 мин"


def understood(typed: str) -> str:
    """«Понято: 1 ч 30 мин», or why it was not; how to write it where nothing is typed."""
    try:
        return f"Понято: {rules.in_words(rules.minutes_said(typed))}" if typed.strip() else HINT
    except Refused as refusal:
        return str(refusal)


def _check_time(_: Any, field: Field) -> None:
    try:
        if field.data:
            rules.minutes_said(field.data)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


class EntryForm(Form):
    last = 0  # the entry below which the page shows none, though there are older ones
    text = text("Что сделано", needed="Напишите, что сделано.", most=rules.TEXT_MAX,
                render_kw={"rows": 1})  # fmt: skip
    day = day("День", needed="Назовите день.")
    kind = SelectField("Вид", default="")
    time = line("Время", most=rules.TIME_MAX, extra=[_check_time])
    link = link("Ссылка")
    files = FilesField("Файлы")

    def __init__(
        self, *, kinds: Iterable[tuple[str, str]] = (), today: date | None = None,
        sizes: Sequence[int] = (), **more: Any,
    ) -> None:  # fmt: skip
        """With the kinds that the room offers; `sizes` are of the files that the entry has."""
        super().__init__(**more)
        self.kind.choices = choices([("", "не указан"), *kinds])
        self.today = today
        self.files.fits = lambda brought: rules.check_files([*sizes, *brought])
        if self.day.raw_data is None and self.day.data is None:
            self.day.data = today

    def validate_day(self, field: Field) -> None:
        try:
            if field.data and self.today:
                rules.check_day(field.data, self.today)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None

    @property
    def understood(self) -> str:
        """How the time was understood, for who has no scripts and looks again."""
        return understood(self.time.data or "") if not self.time.errors else HINT

    def begin(self) -> None:
        """Whoever opened it goes on typing at once."""
        self.text.render_kw = {**self.text.render_kw, "autofocus": True}

    def stand_apart(self, mark: int | str) -> None:
        """Two forms of entries on one page have ids of their own."""
        for field in self:
            field.id = field.label.field_id = f"{field.id}-{mark}"

    def new_entry(self) -> NewEntry:
        return NewEntry(
            self.text.data, self.day.data, self.kind.data or "",
            rules.minutes_said(self.time.data) if self.time.data else None,
            self.link.data or "", self.files.every(),
        )  # fmt: skip


def without() -> set[int]:
    """The files of the entry that are ticked to be taken away."""
    return {int(one) for one in request.form.getlist("without") if one.isascii() and one.isdigit()}
