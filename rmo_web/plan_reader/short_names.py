"""What the plan itself says a short name stands for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rmo_web.plan_reader.terms import fold, tidy

_LATER = re.compile(r"\(\s*далее\s*(?:по\s+тексту\s*)?[-–—:]?\s*([^()\n]{2,80})\)?", re.IGNORECASE)
_SMALL_WORDS = {"и", "по", "в", "на", "с", "о", "об", "для", "при", "из", "к"}


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What the plan itself says a short name stands for."""

    short: str
    full: str


def abbreviations(texts: Iterable[str]) -> tuple[Abbreviation, ...]:
    """Every «… (далее …)» whose full name is certain, once, in the order of the plan."""
    found: dict[str, Abbreviation] = {}
    for text in texts:
        for later in _LATER.finditer(text):
            short = tidy(later[1]).rstrip(" .,;")
            full = _full_name(text[: later.start()][-300:], short)
            if full:
                found.setdefault(fold(short), Abbreviation(short, full))
    return tuple(found.values())


def without_abbreviations(text: str) -> str:
    """The text without «(далее …)» and without brackets that lost their other half."""
    bare = _LATER.sub("", text)
    return bare if bare.count("(") == bare.count(")") else _unmatched(bare)


def _unmatched(text: str) -> str:
    kept: list[str] = []
    depth = 0
    for sign in text:
        if sign == ")" and depth == 0:
            continue
        depth += (sign == "(") - (sign == ")")
        kept.append(sign)
    return "".join(kept)


def spelled_out(name: str, known: Mapping[str, str]) -> str:
    """The full name of what the plan abbreviates, else the name itself."""
    return known.get(fold(name), name)


def as_mapping(known: Iterable[Abbreviation]) -> dict[str, str]:
    """Abbreviations by the letters of their short names."""
    return {fold(one.short): one.full for one in known}


def _full_name(before: str, short: str) -> str:
    """The words before the bracket: the organisation, or those whose initials it is."""
    sort = short.split()[0]
    start = re.search(rf"(?<!\w){re.escape(sort)}\s[^\n]*$", before) if " " in short else None
    if start and fold(short) != fold(start[0]):
        return tidy(start[0])
    words = [(word.start(), word[0].lower()) for word in re.finditer(r"[^\W\d_]+", before)]
    letters = [sign for sign in short.lower() if sign.isalpha()]
    position = len(words)
    for letter in reversed(letters):
        position -= 1
        while position > 0 and words[position][1] in _SMALL_WORDS and words[position][1] != letter:
            position -= 1
        if position < 0 or not words[position][1].startswith(letter):
            return ""
    return tidy(before[words[position][0] :]) if short.isupper() and len(letters) > 1 else ""
