"""Passwords: argon2id, at most two hashes at once, nothing that a guesser tries first."""

import re
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from flask import current_app

from rmo_web.accounts.rules import PASSWORD_MAX, PASSWORD_MIN
from rmo_web.kernel import russian
from rmo_web.kernel.errors import Refused

_two_at_once = BoundedSemaphore(2)  # each hash takes 19 MiB
_EASY = "Слишком простой пароль: его угадают одним из первых. Возьмите четыре несвязанных слова."
WORD_LEAST = 4


@lru_cache
def _hasher(cost: str) -> PasswordHasher:
    if cost == "cheap":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _cost() -> str:
    return str(current_app.config.get("PASSWORD_COST", "full"))


def hashed(password: str) -> str:
    """The hash to keep; slow on purpose, so never inside a transaction."""
    with _two_at_once:
        return _hasher(_cost()).hash(_same(password))


def matches(password: str, kept: str) -> bool:
    """Whether this is the password; for nobody's (empty) hash it takes as long and says no."""
    with _two_at_once:
        try:
            return _hasher(_cost()).verify(kept or _dummy(_cost()), _same(password)) and bool(kept)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def wants_rehash(kept: str) -> bool:
    return _hasher(_cost()).check_needs_rehash(kept)


@lru_cache
def _dummy(cost: str) -> str:
    return _hasher(cost).hash("nobody has this password")


def check(password: str, words: tuple[str, ...] = ()) -> None:
    """Refused when it is short, long, common, or made of the person's own words."""
    if len(password) < PASSWORD_MIN:
        raise Refused(f"Пароль короче {PASSWORD_MIN} знаков. Возьмите четыре несвязанных слова.")
    if len(password) > PASSWORD_MAX:
        raise Refused(f"Пароль длиннее {PASSWORD_MAX} знаков.")
    folded = russian.fold(password)
    bare = folded.strip("0123456789!?.,-_ ")
    if bare in _common() or folded in _common() or len(set(folded)) <= 4 or _is_a_row(folded):
        raise Refused(_EASY)
    own = set(re.findall(rf"\w{{{WORD_LEAST},}}", russian.fold(" ".join(words))))
    rest = bare
    for word in sorted(own, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest.strip("0123456789!?.,-_ ")) < WORD_LEAST:
        raise Refused(_EASY)


def _is_a_row(text: str) -> bool:
    half = len(text) // 2
    return any(text == (text[:part] * len(text))[: len(text)] for part in range(1, half + 1))


@lru_cache
def _common() -> frozenset[str]:
    listed = Path(__file__).with_name("common_passwords.txt").read_text().splitlines()
    return frozenset(russian.fold(word) for word in listed)


def _same(password: str) -> str:
    return russian.composed(password)
