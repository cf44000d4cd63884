"""Texts found by their stems: the same hits on both databases, whatever the ending of a word."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import snowballstemmer
from sqlalchemy import ColumnElement, and_, case, false, literal

from rmo_web.kernel import russian

STEMS_MAX = 400
WORDS_MAX = 8
LONG_ENOUGH = 3
_WORD = re.compile(r"\w+")
# They stand in every question and tell nothing of it.
_EMPTY = frozenset(
    [
        "а",
        "без",
        "бы",
        "в",
        "во",
        "вот",
        "все",
        "вы",
        "да",
        "для",
        "до",
        "его",
        "ее",
        "если",
        "есть",
        "еще",
        "же",
        "за",
        "и",
        "из",
        "или",
        "их",
        "к",
        "как",
        "ко",
        "когда",
        "кто",
        "ли",
        "мне",
        "можно",
        "мы",
        "на",
        "над",
        "надо",
        "не",
        "нет",
        "но",
        "ну",
        "о",
        "об",
        "он",
        "она",
        "они",
        "от",
        "по",
        "под",
        "при",
        "про",
        "с",
        "со",
        "так",
        "там",
        "то",
        "у",
        "уже",
        "чем",
        "что",
        "чтобы",
        "эта",
        "эти",
        "это",
        "этот",
        "я",
        "нужно",
        "нужен",
        "нужна",
        "нас",
        "нам",
        "вас",
        "вам",
    ]
)
_stemmer = snowballstemmer.stemmer("russian")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of a text, each once, in their order: «списать учебники» is «списа», «учебник»."""
    words = (word for word in _WORD.findall(russian.fold(text)) if word not in _EMPTY)
    return list(dict.fromkeys(_stem(word) for word in words))[:STEMS_MAX]


def column(*texts: str) -> str:
    """The stems of texts as they are stored, a blank on both sides of each."""
    return f" {' '.join(stems(' '.join(texts)))} "


def joined(stored: str, text: str) -> str:
    """What is stored, with the stems of one more text."""
    known = stored.split()
    fresh = [stem for stem in stems(text) if stem not in set(known)]
    return f" {' '.join([*known, *fresh][:STEMS_MAX])} "


def patterns(asked: str) -> list[str]:
    """LIKE patterns of the words that somebody looks for; the end of a word may be missing."""
    return [f"% {_literal(stem)}%" for stem in stems(asked[:300])[:WORDS_MAX]]


def has_words(stored: Any, asked: str) -> ColumnElement[bool]:
    """Whether every word that is looked for is there; where none is told, nothing is found."""
    conditions = [stored.like(pattern, escape="\\") for pattern in patterns(asked)]
    return and_(*conditions) if conditions else false()


def telling(words: Iterable[str]) -> list[str]:
    """The stems that are long enough to tell one question from another."""
    return [stem for stem in words if len(stem) >= LONG_ENOUGH]


def hits(told: Iterable[str], *stored: tuple[Any, int]) -> ColumnElement[int]:
    """How like a record is: for each of these stems the weights of its columns that have it."""
    weighed = (
        case((column.like(f"% {_literal(stem)} %", escape="\\"), weight), else_=0)
        for stem in told
        for column, weight in stored
    )
    return sum(weighed, start=literal(0))


def _literal(stem: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", stem)
