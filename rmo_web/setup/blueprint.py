"""The room's addresses; its views stand in `views`, here and in its parts."""

from flask import Blueprint

bp = Blueprint("setup", __name__, url_prefix="/setup")
