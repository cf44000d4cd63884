"""The room's addresses; its views stand in `views`, here and in its parts."""

from flask import Blueprint

bp = Blueprint("home", __name__)
