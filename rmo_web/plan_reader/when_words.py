"""The words of a срок, one after another."""

import re
from collections.abc import Iterator

_MONTHS = (
    "янв(?:ар(?:[ьяею]|ем))?",
    "фев(?:р(?:ал(?:[ьяею]|ем))?)?",
    "мар(?:т(?:[аеу]|ом)?)?",
    "апр(?:ел(?:[ьяею]|ем))?",
    "ма(?:[йяею]|ем)",
    "июн(?:[ьяею]|ем)?",
    "июл(?:[ьяею]|ем)?",
    "авг(?:уст(?:[аеу]|ом)?)?",
    "сент?(?:ябр(?:[ьяею]|ем))?",
    "окт(?:ябр(?:[ьяею]|ем))?",
    "ноя(?:б(?:р(?:[ьяею]|ем))?)?",
    "дек(?:аб(?:р(?:[ьяею]|ем))?)?",
)
ORDINAL = "[1-4]|iv|i{1,3}|перв[а-я]+|втор[а-я]+|трет[а-я]+|четверт[а-я]+|перва?|втора?|трети?"
ENDING = r"(?:\s*-\s*(?:ый|ий|ой|ая|ья|ое|ье|го|ом|ую|ю|я|е|й|м))?"
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<date>(?P<d>[0-9]{1,2})[./](?P<m>[0-9]{1,2})(?:[./](?P<y>[0-9]{4}|[0-9][0-9]))?(?![0-9]))"
    rf"|(?P<period>(?:(?P<p1>{ORDINAL}){ENDING}\s*(?:-|и|,)\s*)?(?P<p2>{ORDINAL}){ENDING}\s*"
    r"(?:уч[а-я]*\.?\s*)?(?P<unit>полугоди[а-я]+|п/г|кварта[а-я]+|кв\.|четверт[а-я]+)(?![а-я]))"
    rf"|(?P<part>(?:(?:[0-9]\s*-\s*)?(?:{ORDINAL}|5|v|последн[а-я]+|посл\.){ENDING}\s*"
    r"(?:недел[а-я]+|декад[а-я]+|половин[а-я]+))|начал[оеа]|кон(?:ец|це)|середин[аеыу]"
    r"|(?:нач|кон|сер)\.)(?![а-я])"
    r"|(?P<month>"
    + "|".join(f"(?P<m{n}>{stem})" for n, stem in enumerate(_MONTHS, 1))
    + r")(?![а-я])\.?"
    r"|(?P<year>20[0-9][0-9])(?![0-9])(?:\s*гг?(?:од[аы]?|\.)?(?![а-я]))?\.?"
    r"|(?P<day>[0-9]{1,2})(?![0-9])(?:\s*-?\s*(?:го|ого|е)(?![а-я]))?"
    r"|(?P<until>(?:до|не\s+позднее|не\s+позже|к)(?![а-я]))"
    r"|(?P<since>(?:с|от)(?![а-я]))"
    r"|(?P<to>-|по(?![а-я]))"
    r"|(?P<also>[,;+/()]|и(?![а-я]))"
    r"|(?P<filler>(?:в\s+теч(?:ени[еи]|\.)|в|на|г|года|числ[аоу]|месяц[а-я]*|срок[а-я]*)(?![а-я])"
    r"|[.:«»\"])"
    r")\s*"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = {"пер": 1, "вто": 2, "тре": 3, "чет": 4}


class Unclear(Exception):
    """Some word of the срок has no certain meaning."""


def tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text.rstrip()):
        token = _TOKEN.match(text, position)
        if token is None:
            raise Unclear
        yield token
        position = token.end()


def kind_of(token: re.Match[str]) -> str:
    kinds = ("date", "period", "part", "month", "year", "day", "until", "since", "to", "also")
    return next((kind for kind in kinds if token[kind] is not None), "filler")


def month_of(token: re.Match[str]) -> int:
    return next(number for number in range(1, 13) if token[f"m{number}"] is not None)


def ordinal(text: str) -> int:
    return int(text) if text.isdecimal() else _ROMAN.get(text) or _WORDS[text[:3]]
