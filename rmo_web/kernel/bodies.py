"""What a request may carry: a form in one of its two encodings, whole."""

from flask import Flask, Request, abort, request
from werkzeug.formparser import FormDataParser

from rmo_web.kernel.db import SAFE_METHODS

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class WholeForms(Request):
    """A request whose torn form is refused; Werkzeug takes it for an empty one."""

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except ValueError:
            abort(400)


def take_forms_only(app: Flask) -> None:
    """Every other body is refused before a form reads it: Flask-WTF would fill itself from JSON."""
    app.request_class = WholeForms

    @app.before_request
    def refuse() -> None:
        is_empty = not request.mimetype and not request.content_length
        if request.method not in SAFE_METHODS and request.mimetype not in FORMS and not is_empty:
            abort(415)
