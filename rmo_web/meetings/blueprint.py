"""The room's addresses; its views stand in `views`, here and in its parts."""

from flask import Blueprint, url_for

bp = Blueprint("meetings", __name__)


def meeting_url(meeting_id: int, anchor: str = "") -> str:
    """The page of a meeting, where most of its forms lead back to, or a place on it."""
    return url_for(".show_meeting", meeting_id=meeting_id, _anchor=anchor or None)
