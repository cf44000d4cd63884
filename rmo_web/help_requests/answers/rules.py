"""How names are taken out of an answer."""

import re
from collections.abc import Sequence

LIKE_READS = 500  # letters of a question: they tell what it is about
_INITIALS = r"[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?"


def quoted(name: str) -> list[str]:
    """What stands in quotation marks: «Школа № 6» of «МБОУ «Школа № 6»»."""
    return re.findall(r"«([^«»]+)»", name)


def without_names(text: str, names: Sequence[str]) -> str:
    """The text with these names taken out, in whatever case their endings put them."""
    for name in sorted(names, key=len, reverse=True):
        stem = name[:-1] if len(name) > 4 and name[-1] in "аеёийоуыьэюя" else name
        text = re.sub(rf"(?<!\w){re.escape(stem)}\w{{0,3}}(?!\w)", "…", text, flags=re.I)
    text = re.sub(r"…(?:[ \t,]*…)+", "…", text)
    return re.sub(rf"…\s{_INITIALS}|{_INITIALS}\s?…", "…", text)
