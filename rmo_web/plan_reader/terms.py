"""Words of a plan: what is compared, tidied, numbered. Pure text."""

import re

_QUOTES = '«»„“”"'
_NUMBER = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3})*|[IVXІХ]{1,6})\s*([.)])\s*(?=\S)")
_BULLET = re.compile(r"^\s*[-–—•*]\s*(?=\S)")
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*[-–—/]\s*(20)?(\d\d)(?!\d)")
_ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четв": 4, "пято": 5, "шест": 6}
_ROMAN = {"I": 1, "V": 5, "X": 10}


def fold(text: str) -> str:
    """The letters and digits of a text, for comparing what people write differently."""
    return "".join(sign for sign in text.lower().replace("ё", "е") if sign.isalnum())


def tidy(text: str) -> str:
    """The text in one line, without doubled blanks."""
    return " ".join(text.split())


def tidy_lines(text: str) -> str:
    """Every line tidy, blank lines gone."""
    return "\n".join(filter(None, map(tidy, text.splitlines())))


def shortened(text: str, size: int = 60) -> str:
    """The beginning of a text, cut at a word."""
    line = tidy(text)
    return line if len(line) <= size else f"{line[:size].rsplit(' ', 1)[0]}…"


def unquoted(text: str) -> str:
    """A name without the quotes around the whole of it and the full stop after it."""
    bare = text.strip().rstrip(".").strip()
    if bare[:1] in tuple('«"“„') and bare[-1:] in tuple('»"”“'):
        inner = bare[1:-1]
        if not set(inner) & set(_QUOTES) or _is_balanced(inner):
            return inner.strip()
    return text.strip()


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "«") - (sign == "»")
        if depth < 0:
            return False
    return depth == 0


def numbered(text: str) -> tuple[str, str]:
    """The number or bullet that a line begins with, and the rest: «1.», «Вопрос»."""
    found = _NUMBER.match(text) or _BULLET.match(text)
    return (found[0].strip(), text[found.end() :].strip()) if found else ("", text.strip())


def whole(number: str) -> int | None:
    """The value of a number written «3.», «III» or «третье»; None if it is none of them."""
    bare = number.strip(" .)").upper().replace("І", "I").replace("Х", "X")
    if bare.isdecimal():
        return int(bare)
    if bare and set(bare) <= set(_ROMAN):
        values = [_ROMAN[sign] for sign in bare]
        return sum(
            -one if one < after else one
            for one, after in zip(values, [*values[1:], 0], strict=True)
        )
    return _ORDINALS.get(number.strip().lower()[:4])


def school_year(text: str) -> int | None:
    """The first year of «2019-2020 учебный год», «2019/20»; None if there is none."""
    for found in _SCHOOL_YEAR.finditer(text):
        first = int(found[1])
        if int(found[3]) == (first + 1) % 100:
            return first
    return None
