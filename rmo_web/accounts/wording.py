"""Words of access for the screen."""

from rmo_web.kernel.access import Role

ROLES = {
    Role.HEAD: "руководитель РМО",
    Role.METHODIST: "методист",
    Role.LIBRARIAN: "библиотекарь",
}


def browser_in_words(said: str) -> str:
    """«Chrome, Windows», as far as the browser tells."""
    marks = {
        "YaBrowser": "Яндекс Браузер", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox",
        "Chrome": "Chrome", "Safari": "Safari",
    }  # fmt: skip
    systems = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "Mac OS": "macOS",
               "Linux": "Linux"}  # fmt: skip
    found = [
        next((word for mark, word in one.items() if mark in said), "") for one in (marks, systems)
    ]
    return ", ".join(filter(None, found)) or "неизвестный браузер"
