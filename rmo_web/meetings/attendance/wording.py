"""Words for who was there."""

from rmo_web.meetings.rules import Presence

PRESENCES = {
    Presence.PRESENT: "был(а)",
    Presence.REMOTE: "дистанционно",
    Presence.EXCUSED: "по уважительной причине",
    Presence.ABSENT: "отсутствовал(а)",
}


# The same beside a name, where there is little room.
SHORT_PRESENCES = {
    Presence.PRESENT: "был(а)",
    Presence.REMOTE: "дистанционно",
    Presence.EXCUSED: "уважительная",
    Presence.ABSENT: "не был(а)",
}
