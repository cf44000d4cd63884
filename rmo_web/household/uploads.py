"""Files of forms: the wrong ones are refused by their names, the good ones wait with the form."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField

from rmo_web.household import files
from rmo_web.household.files import File, WaitingFile
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused

ALL = "*"  # no file is called so
NOT_IN = "Файл не приложен. Отметьте «Убрать», чтобы обойтись без него."


class FilesField(MultipleFileField):
    """Files that a form brings, with those that wait from an earlier press of its button.

    `fits` is the room's rule: Refused for sizes of files that do not go together. The form goes
    nowhere without one that was `refused` until it is ticked off, or comes again in order.
    """

    errors: Sequence[str]

    def __init__(
        self, label: str = "", *, fits: Callable[[Sequence[int]], None] | None = None, **more: Any
    ) -> None:
        accept = ",".join(f".{kind}" for kind in files.KINDS)
        super().__init__(label, render_kw={"accept": accept}, **more)
        self.fits = fits
        self.owner, self.by = "", 0
        self.places: tuple[str, ...] = ()
        self.brought: list[File] = []
        self.waiting: list[WaitingFile] = []
        self.left_out: list[WaitingFile] = []
        self.refused: list[str] = []

    def wait_at(self, owner: str, by: int, *apart: str) -> None:
        """Where this account's files wait for the form; those that it ticked off are left out.

        What waits `apart` can be ticked off there too, and does not go with the form.
        """
        self.owner, self.by, self.places = owner, by, (owner, *apart)
        given_up = set(request.form.getlist(f"forgo_{self.name}"))
        if ALL not in given_up:
            said = map(files.safe_name, request.form.getlist(f"refused_{self.name}"))
            self.refused = [one for one in dict.fromkeys(said) if one not in given_up]
        ticked = set(request.form.getlist(f"drop_{self.name}"))
        for place in self.places:
            for one in files.waiting(place, by):
                if not ticked.isdisjoint({"all", str(one.id)}):
                    self.left_out.append(one)
                elif place == owner:
                    self.waiting.append(one)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]

    def pre_validate(self, form: object) -> None:
        """Take the good files; each of the others has its sentence."""
        self.brought = []
        lost = [f"«{one.name}»: {files.LOST}" for one in self.waiting if one.is_lost]
        self.errors = [*self.errors, *lost]
        came = [files.received(upload) for upload in self.data or ()]
        earlier, self.refused = self.refused, []
        for name in earlier:
            if name not in dict(came):
                self._refuse(name, NOT_IN)
        for name, content in came:
            self._trying(name, self._take, name, content)

    def _take(self, name: str, content: bytes) -> None:
        files.check(name, content)
        waits = {(one.name, one.sha256) for one in self.waiting if not one.is_lost}
        if (name, content) in self.brought or (name, files.digest(content)) in waits:
            return  # chosen twice, or again with the wrong one: it is here already
        if self.fits:
            sizes = [one.bytes for one in self.waiting] + [len(one) for _, one in self.brought]
            self.fits([*sizes, len(content)])
        self.brought.append((name, content))

    def _trying(self, name: str, act: Callable[..., object], *what: Any, **more: Any) -> None:
        try:
            act(*what, **more)
        except Refused as refusal:
            self._refuse(name, str(refusal))

    def _refuse(self, name: str, reason: str) -> None:
        self.errors = [*self.errors, f"«{name}»: {reason[:1].lower()}{reason[1:]}"]
        self.refused = [*self.refused, name]

    def every(self) -> tuple[File, ...]:
        """What the form is sent with: the files that waited, and those of this press."""
        return (*files.contents([one.id for one in self.waiting]), *self.brought)

    def keep(self, at: datetime) -> None:
        """The form is not in order yet: its good files wait, so that nobody chooses them again."""
        if not self.brought and not self.left_out:
            return
        with saving():
            self._drop(self.left_out)
            for name, content in self.brought:
                self._trying(
                    name, files.let_wait, self.owner, self.by, name, content, at=at
                )  # fmt: skip
        self.waiting, self.left_out, self.brought = files.waiting(self.owner, self.by), [], []

    def spend(self) -> None:
        """The form is accepted: what waited has gone with it. In the caller's transaction."""
        self._drop([*self.waiting, *self.left_out])

    def _drop(self, gone: Sequence[WaitingFile]) -> None:
        for place in self.places:
            files.drop_waiting(place, self.by, [one.id for one in gone])
