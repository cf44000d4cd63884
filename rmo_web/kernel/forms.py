"""What every form has: Russian messages, clean text, a nonce, and the version it was drawn from."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from rmo_web.kernel import russian
from rmo_web.kernel.db import SAFE_METHODS
from rmo_web.kernel.errors import Refused, TooOften
from rmo_web.kernel.urls import check_link

LINE_MAX = 300
LINK_MAX = 1000
TEXT_MAX = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2100  # beyond them no calendar follows
_AMONG_WORDS = re.compile(r"https?://[^\s()<>«»\"]+", re.IGNORECASE)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")
_OF_EVERY_FORM = frozenset({"csrf_token", "nonce", "version"})
OF_A_FAILURE = frozenset({"csrf_token", "next", "kept", "anew"})  # what its page sends of its own


def new_nonce() -> str:
    """What a form carries so that it is accepted once, however often it is sent."""
    return secrets.token_urlsafe(24)


def sending() -> str:
    """Names what this request sends: the same words to the same address are the same.

    Other words, another button or another file are not. Nothing where the form has no nonce.
    """
    nonce = request.form.get("nonce", "")[:40]
    service = _OF_EVERY_FORM | OF_A_FAILURE
    words = sorted(one for one in request.form.items(multi=True) if one[0] not in service)
    brought = sorted((name, *_content(one)) for name, one in request.files.items(multi=True))
    said = repr((request.path, words, brought)).encode()
    return nonce and f"{nonce}.{hashlib.sha256(said).hexdigest()[:16]}"


def _content(file: FileStorage) -> tuple[str, str]:
    """Its name and what names its bytes: the mended file often has the name of the first."""
    file.stream.seek(0)  # whoever checked it may have read it
    digest = hashlib.sha256(file.stream.read())
    file.stream.seek(0)
    return file.filename or "", digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people filled differently."""

    label: str
    mine: str
    theirs: str


class Form(FlaskForm):
    """A form that is accepted once and knows which version of the record it shows.

    `anew` is the address to which its words can go as a new record, when the one that it changes
    is removed in the meantime. `drafts` are its long fields, each with the key under which the
    server keeps what is typed into it.
    """

    class Meta(FlaskForm.Meta):
        locales = ("ru_RU", "ru")

    anew = ""
    drafts: Mapping[str, str] = MappingProxyType({})
    differences: Sequence[Difference] = ()
    refusal: Refused | None = None
    nonce = HiddenField(default=new_nonce)
    version = HiddenField(default="")

    @property
    def once(self) -> str:
        """Names this sending; one without a nonce is like no other."""
        return sending() or new_nonce()

    def must_be_in_order(self) -> None:
        """Refused in the words of its mistakes: what a button sends has no page to show them."""
        if not self.validate():
            raise Refused(" ".join(one for said in self.errors.values() for one in said))

    def may_be_kept(self, stored: Any, version: int | str) -> bool:
        """Whether it was sent, is in order, and was drawn of this version of the record.

        One that is drawn takes the version. One from an older page meets the stored record:
        `differences` has both texts, and the next press saves this one.
        """
        if request.method in SAFE_METHODS:
            self.version.data = str(version)
            return False
        is_valid = bool(self.validate())
        if self.is_stale(version):
            self.differences = self.meet(stored, version)
            return False
        return is_valid

    @property
    def answer_code(self) -> int:
        """The status of the page that shows it: sent too often, in conflict, wrong, or as it is."""
        if isinstance(self.refusal, TooOften):
            return 429
        return 409 if self.differences else 422 if self.errors else 200

    def is_stale(self, version: int | str) -> bool:
        """Whether the record, or the file, is another one since this form was drawn."""
        return bool(self.version.data != str(version))

    def meet(self, theirs: Any, version: int | str) -> list[Difference]:
        """What differs from the stored record; the next press of the button saves this form.

        Files are added to a record, and so never differ.
        """
        stored = self.drawn_from(theirs)
        self.version.data = str(version)
        self.version.raw_data = None
        self.nonce.data = new_nonce()
        return [
            Difference(mine.label.text, shown(mine), shown(stored[mine.name]))
            for mine in self.asked_fields()
            if not _takes_files(mine) and shown(mine) != shown(stored[mine.name])
        ]

    def drawn_from(self, theirs: Any) -> "Form":
        """The same form as the stored record fills it, with the same lists; or filled already."""
        if isinstance(theirs, Form):
            return theirs
        drawn = type(self)(formdata=None, obj=theirs)
        for field in self:
            if isinstance(field, SelectField):
                drawn[field.name].choices = field.choices
        return drawn

    def blame(self, refusal: Refused, usual: str) -> None:
        """Say the refusal beside the field that it speaks of, else beside the usual one."""
        self.refusal = refusal
        field = self[refusal.field if refusal.field in self else usual]
        field.errors = [*field.errors, str(refusal)]

    @property
    def takes_files(self) -> bool:
        """Whether files go with it."""
        return any(map(_takes_files, self))

    def asked_fields(self) -> Iterable[Field]:
        """The fields that a person fills."""
        return [field for field in self if field.name not in _OF_EVERY_FORM]


def _takes_files(field: Field) -> bool:
    return getattr(field.widget, "input_type", "") == "file"


def shown(field: Field) -> str:
    """The value of a field as a person reads it."""
    if isinstance(field, SelectField):
        labels = {str(choice.value): choice.label for choice in field.iter_choices()}
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(labels.get(str(one), one or "")) for one in chosen)
    if isinstance(field.data, list | tuple):
        return ", ".join(map(str, field.data))
    if isinstance(field.data, bool):
        return "да" if field.data else "нет"
    if hasattr(field.data, "strftime"):
        return russian.day(field.data)
    return "" if field.data is None else str(field.data)


def _tidy(text: object) -> str:
    """What was typed, or a stored number that a line is to show; what shows nothing is nothing."""
    said = russian.clean(str(text)).strip() if text else ""
    return "" if russian.shows_nothing(said) else said


def _tidy_line(text: object) -> str:
    return " ".join(_tidy(text).split())


def line(
    label: str, *, needed: str = "", most: int = LINE_MAX, extra: Iterable[Any] = (), **more: Any
) -> Any:
    """A line of text; `needed` is the sentence for an empty one, `extra` are further checks."""
    checks = [*_presence(needed), _no_longer(most), *extra]
    return StringField(label, checks, filters=[_tidy_line], **more)


def link(label: str, **more: Any) -> Any:
    """The address of something that lies elsewhere; without `needed`, or nothing."""
    return line(label, most=LINK_MAX, extra=[_check_link], **more)


def text(label: str, *, needed: str = "", most: int = TEXT_MAX, **more: Any) -> Any:
    """A text of several lines."""
    return TextAreaField(label, [*_presence(needed), _no_longer(most)], filters=[_tidy], **more)


def day(label: str, *, needed: str = "", **more: Any) -> Any:
    """A day, picked or typed as 31.12.2026."""
    return _Day(label, _presence(needed), format=list(_DAYS), **more)


def whole(label: str, least: int, most: int, *, needed: str = "", **more: Any) -> Any:
    """A whole number within bounds; without `needed`, or nothing."""
    bounds = NumberRange(least, most, message=f"Нужно число от {least} до {most}.")
    presence = InputRequired(needed) if needed else Optional()
    return _Whole(label, [presence, bounds], **more)


def day_said(word: str) -> date:
    """The day that was picked or typed. ValueError has the sentence for whoever typed it."""
    for pattern in _DAYS:
        with suppress(ValueError):
            said = datetime.strptime(word.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
            break
    else:
        raise ValueError("Такой даты нет. Напишите её так: 31.12.2026.")
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        raise ValueError(f"Год должен быть от {FIRST_YEAR} до {LAST_YEAR}.")
    return said


def days_asked(usual: tuple[date, date]) -> tuple[date, date, str]:
    """The days from and to that the address says, and a sentence when they make no sense.

    A day that it does not say is the usual one; where they make no sense both are.
    """
    said: list[date] = []
    for name, otherwise in zip(("since", "until"), usual, strict=True):
        try:
            word = request.args.get(name, "")
            said.append(day_said(word) if word else otherwise)
        except ValueError as wrong:
            return (*usual, str(wrong))
    if said[0] > said[1]:
        return (*usual, "Первый день позже последнего: поменяйте их местами.")
    return said[0], said[1], ""


class _Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = day_said(valuelist[0]) if valuelist and valuelist[0] else None


class _Whole(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Нужно целое число.") from None


def choices(pairs: Iterable[tuple[Any, str]], first: str = "") -> list[SelectChoice]:
    """The choices of a list; `first` is the word for nothing chosen yet, whose value is 0."""
    empty = [SelectChoice(0, first)] if first else []
    return [*empty, *(SelectChoice(value, label) for value, label in pairs)]


def _presence(needed: str) -> list[Any]:
    return [InputRequired(needed), _NotBlank(needed)] if needed else [Optional()]


def _no_longer(most: int) -> Length:
    bound = Length(max=most, message=f"Слишком длинно: не больше {most} знаков.")
    bound.field_flags = {}  # a browser that knows it cuts what is pasted, without a word
    return bound


def check_links(form: object, field: Field) -> None:
    """A check for a field where links may stand among the words."""
    _check_each(_AMONG_WORDS.findall(field.data))


def _check_link(form: object, field: Field) -> None:
    _check_each([field.data] if field.data else [])


def _check_each(links: Iterable[str]) -> None:
    try:
        for one in links:
            check_link(one)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


class _NotBlank:
    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Field) -> None:
        if not field.data:
            raise ValidationError(self.message)
