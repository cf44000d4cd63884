import pytest
from argon2 import PasswordHasher

from rmo_web.accounts import passwords
from rmo_web.kernel.errors import Refused

NEW = "облако ведро лестница чай"


def test_a_hash_is_argon2id_with_nineteen_mebibytes(app):
    hasher = passwords._hasher("full")
    assert isinstance(hasher, PasswordHasher)
    assert (hasher.memory_cost, hasher.time_cost) == (19 * 1024, 2)
    assert passwords.hashed("x").startswith("$argon2id$")


@pytest.mark.parametrize(
    "password",
    ["один два три!", "🦉🦉🦊🦊🐿🐿🦔🦔🐇🐇🐻🐻🐺", NEW, "x1" + "я" * 3 + "q" * 2 + "ю" * 120],
)
def test_any_signs_make_a_password(app, password):
    passwords.check(password)
    assert passwords.matches(password, passwords.hashed(password))


@pytest.mark.parametrize(
    "password",
    ["коротко", "одиннадцать", "йцукен123456", "qwerty123456", "Библиотека2026", "111111111111",
     "абвабвабвабв", "password1234", "п" * 129, "ghbdtnghbdtn", "привет123456"],
)  # fmt: skip
def test_a_password_that_is_short_long_or_common_is_refused(app, password):
    with pytest.raises(Refused, match=r"\.$"):
        passwords.check(password)


def test_a_password_of_ones_own_name_is_refused(app):
    with pytest.raises(Refused):
        passwords.check("Скворцова-2026!", ("skvortsova", "Скворцова", "Ольга"))


def test_nothing_is_trimmed_and_composition_does_not_matter(app):
    kept = passwords.hashed("й пароль с пробелом ")
    assert passwords.matches("и\u0306 пароль с пробелом ", kept)
    assert not passwords.matches("й пароль с пробелом", kept)


def test_nobodys_hash_takes_any_password_for_wrong(app):
    assert not passwords.matches("nobody has this password", "")
