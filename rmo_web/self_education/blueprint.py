"""The addresses of the room."""

from flask import Blueprint

bp = Blueprint("self_education", __name__, url_prefix="/self-education")
