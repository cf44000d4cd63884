"""How much room words take on paper, whichever serif type an office's machine has.

A file asks for Times New Roman; a machine without it draws a wider or a taller type. Sizes are
in points, lengths in centimetres.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

POINT = 2.54 / 72
PADDING = 0.4  # on both sides of a cell together
_NARROW = frozenset(" \N{NO-BREAK SPACE}.,:;-–!()|/'")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_BREAK = re.compile(r"[ \n]|(?<=-)")  # where a line may be broken; never at NO-BREAK SPACE
_PIECE = re.compile(r"[^\s-]*(?:-|\s+|$)")  # up to where a line may be broken


class Type(NamedTuple):
    """The widths of a capital (and of №), of a narrow sign, of any other; the height of a line.

    All of one point of the size, as Russian words have them on the average.
    """

    capital: float
    narrow: float
    usual: float
    line: float


# DejaVu Serif is wide, PT Serif is tall, Times New Roman and its twins are neither.
TYPES = (Type(0.84, 0.36, 0.64, 1.17), Type(0.74, 0.33, 0.58, 1.3))


def width(text: str, size: float) -> float:
    """The width of a cell in which each line of the text stays one."""
    longest = max(_width(one, of) for one in text.split("\n") for of in TYPES)
    return longest * size * POINT + PADDING


def line(size: float) -> float:
    """The height of one line."""
    return size * POINT * max(one.line for one in TYPES)


def height(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> float:
    """The height of these rows of a table in the type that takes most."""
    rooms = [(one - PADDING) / (size * POINT) for one in widths]
    tall = max(of.line * sum(_row_lines(row, rooms, of) for row in rows) for of in TYPES)
    return tall * size * POINT


def whole_dates(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> list[float]:
    """The widths, those of columns with dates wide enough for one; the widest gives it."""
    least = width("31.12.2026", size)
    dated = [any(map(_DATE.search, column)) for column in zip(*rows, strict=True)]
    wished = [max(one, least) if has else one for one, has in zip(widths, dated, strict=True)]
    lacking = sum(wished) - sum(widths)
    wished[wished.index(max(wished))] -= lacking
    return wished


def longest_word(texts: Iterable[str], size: float) -> float:
    """The width of a cell in which no word of these texts is broken."""
    return max(width(word, size) for text in texts for word in _BREAK.split(text))


def shared(wished: Sequence[float], room: float, least: Sequence[float] = ()) -> list[float]:
    """The room shared out: each as it wished, and in proportion what is left.

    Where it lacks, the widest come down together until all fit, but none below its least; where
    there is no room for that, all of them get as much less.
    """
    if least and sum(least) >= room:
        return [one * room / sum(least) for one in least]
    widths = _shared(wished, room)
    short = {n for n, one in enumerate(least) if widths[n] < one}
    if not short:
        return widths
    others = [n for n in range(len(wished)) if n not in short]
    rest = shared(
        [wished[n] for n in others], room - sum(least[n] for n in short), [least[n] for n in others]
    )
    fitted = dict(zip(others, rest, strict=True))
    return [fitted.get(n, one) for n, one in enumerate(least)]


def _shared(wished: Sequence[float], room: float) -> list[float]:
    spare = room - sum(wished)
    if spare >= 0:
        return [one + spare * one / sum(wished) for one in wished]
    for count, (level, below) in enumerate(pairwise([*sorted(wished, reverse=True), 0.0]), 1):
        if spare + count * (level - below) >= 0:
            return [min(one, level + spare / count) for one in wished]
        spare += count * (level - below)
    return list(wished)


def _width(text: str, of: Type) -> float:
    return sum(
        of.narrow if one in _NARROW else of.capital if one.isupper() or one == "№" else of.usual
        for one in text
    )


def _row_lines(row: Sequence[str], rooms: Sequence[float], of: Type) -> int:
    return max(_lines(text, room, of) for text, room in zip(row, rooms, strict=True))


def _lines(text: str, room: float, of: Type) -> int:
    count = 0
    for one in text.split("\n"):
        count, left = count + 1, room
        for piece in _PIECE.findall(one):
            taken = _width(piece.rstrip(), of)
            if taken > left:
                count, left = count + 1, room
            left -= _width(piece, of)
    return count
