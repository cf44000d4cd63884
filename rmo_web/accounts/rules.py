"""How long a session, a code, a password may be (safety.md 2.1, 2.2)."""

import re
import secrets
from datetime import datetime, timedelta

from rmo_web.kernel.errors import Refused

LOGIN_MAX = 60
LOGIN_MIN = 3
PASSWORD_MIN, PASSWORD_MAX = 12, 128
IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
INVITATION_LASTS = timedelta(hours=72)
MAILED_RESET_LASTS = timedelta(hours=1)
SETUP_LASTS = timedelta(hours=72)
TRIES_MAX, TRIES_OF_ADDRESS, TRIES_WITHIN = 5, 30, timedelta(minutes=15)
RESETS_MAX, RESETS_OF_ADDRESS, RESETS_WITHIN = 3, 10, timedelta(hours=1)
CODE_LETTERS = 28  # of 32: 140 bits
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_LOOKS_LIKE = str.maketrans("OILАВСЕНКМОРТХУ", "011ABCEHKM0PTXY")  # the Russian layout was on
_LOGIN = re.compile(r"[\w.\-]+", re.UNICODE)
DEAD_CODE = "Код или ссылка недействительны или устарели. Попросите у руководителя новый код."

_LATIN = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya".split()  # noqa: SIM905
), strict=True))  # fmt: skip


def check_login(login: str) -> None:
    """Refused when people could not type it or tell it apart."""
    fits = len(login) >= LOGIN_MIN and len(login.casefold()) <= LOGIN_MAX  # «ß» becomes two
    if not fits or not _LOGIN.fullmatch(login):
        raise Refused(f"Логин: от {LOGIN_MIN} знаков, буквы, цифры, точка и дефис, без пробелов.")


def suggested_login(surname: str, given: str) -> str:
    """«Журавлёва Нина» → «zhuravleva.n»."""
    whole = f"{surname}.{given[:1]}" if given else surname
    letters = (_LATIN.get(c, c) for c in whole.lower().replace("ё", "е"))
    return re.sub(r"[^a-z0-9.\-]", "", "".join(letters).replace("_", ""))[:LOGIN_MAX]


def new_code() -> str:
    """A one-time code, in groups that can be read aloud."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LETTERS))
    return "-".join(letters[place : place + 4] for place in range(0, CODE_LETTERS, 4))


def bare_code(typed: str) -> str:
    """The code without dashes, blanks and case; O is zero, I and L are one, «В» is B."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper().translate(_LOOKS_LIKE))


def is_over(began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has lasted, or stood idle, for too long."""
    return now - began_at > ABSOLUTE or now - seen_at > IDLE
