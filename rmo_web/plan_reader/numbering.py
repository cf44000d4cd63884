"""The numbers that Word counts itself and does not write into the text."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from xml.etree.ElementTree import Element

ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
BULLET = "–"
MAX_NUMBER = 3999
LEVELS = 9


def roman(number: int) -> str:
    """4 is IV."""
    text = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _written(number: int, style: str) -> str:
    number = min(number, MAX_NUMBER)
    if style.endswith("Roman"):
        return roman(number) if style.startswith("upper") else roman(number).lower()
    letters = {"Letter": LATIN, "russianLower": RUSSIAN, "russianUpper": RUSSIAN}
    for ending, alphabet in letters.items():
        if style.endswith(ending) and number > 0:
            letter = alphabet[(number - 1) % len(alphabet)]
            return letter.upper() if "pper" in style else letter
    return "" if style == "none" else str(number)


class Numbering:
    """Counts numbered paragraphs in their order; `part` gives a part of the file as a tree."""

    def __init__(self, part: Callable[[str], Element | None]) -> None:
        self._part = part
        self._counts: dict[str, list[int]] = {}

    def of(self, paragraph: Element) -> str:
        """What Word draws before this paragraph: «2.», «II.», «–» or nothing."""
        number, level = self._place(paragraph)
        levels = self._lists.get(number, {})
        if level not in levels:
            return ""
        style, pattern, _ = levels[level]
        if style == "bullet":
            return BULLET
        counts = self._counted(number, level)
        for depth in range(LEVELS):
            if f"%{depth + 1}" in pattern:
                written = _written(counts[depth], levels.get(depth, levels[level])[0])
                pattern = pattern.replace(f"%{depth + 1}", written)
        return pattern

    def _counted(self, number: str, level: int) -> list[int]:
        levels = self._lists[number]
        starts = [levels[depth][2] if depth in levels else 1 for depth in range(LEVELS)]
        counts = self._counts.setdefault(self._counters[number], [start - 1 for start in starts])
        counts[level] += 1
        counts[level + 1 :] = [start - 1 for start in starts[level + 1 :]]
        for depth in range(level):
            counts[depth] = max(counts[depth], starts[depth])
        return counts

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """The list and the level of a paragraph, its own or those of its style."""
        properties = paragraph.find("pPr")
        if properties is None:
            return "", 0
        own = properties.find("numPr")
        if own is not None:
            return _value(own, "numId"), _whole(_value(own, "ilvl"), 0)
        style = properties.find("pStyle")
        return self._styles[style.get("val", "")] if style is not None else ("", 0)

    @cached_property
    def _styles(self) -> dict[str, tuple[str, int]]:
        """Read only when a paragraph has a style: this part is the largest of a file."""
        found: dict[str, tuple[str, int]] = defaultdict(lambda: ("", 0))
        root = self._part("word/styles.xml")
        for style in [] if root is None else root.iter("style"):
            numbered = style.find("pPr/numPr")
            if numbered is not None:
                place = _value(numbered, "numId"), _whole(_value(numbered, "ilvl"), 0)
                found[style.get("styleId", "")] = place
        return found

    @cached_property
    def _root(self) -> Element:
        found = self._part("word/numbering.xml")
        return Element("numbering") if found is None else found

    @cached_property
    def _lists(self) -> dict[str, dict[int, tuple[str, str, int]]]:
        """For every list its levels: style of number, pattern, first number."""
        patterns = {
            one.get("abstractNumId", ""): {
                _whole(level.get("ilvl", ""), 0): (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText"),
                    _whole(_value(level, "start"), 1),
                )
                for level in one.findall("lvl")
            }
            for one in self._root.findall("abstractNum")
        }
        return {
            one.get("numId", ""): patterns.get(_value(one, "abstractNumId"), {})
            for one in self._root.findall("num")
        }

    @cached_property
    def _counters(self) -> dict[str, str]:
        """Lists of one pattern go on counting, unless one of them says that it starts anew."""
        return {
            one.get("numId", ""): (
                f"anew {one.get('numId')}"
                if one.find("lvlOverride/startOverride") is not None
                else _value(one, "abstractNumId")
            )
            for one in self._root.findall("num")
        }


def _value(element: Element, tag: str) -> str:
    found = element.find(tag)
    return "" if found is None else found.get("val", "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise
