"""What makes sense as a setting: each reader gives the value, or ValueError with what is needed."""

import ipaddress
import re
import socket
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

Reader = Callable[[str], Any]

NO_PATH = "программа отвечает только в корне адреса, без пути после имени"
_POSTGRESQL = {"postgres", "postgresql", "postgresql+psycopg"}
# As libpq reads options: a blank inside a value is written with a backslash.
_SEARCH_PATH = re.compile(r"(?:-c\s*|--)search[_-]path=((?:\\.|\S)*)", re.IGNORECASE)
# The name of a machine: each part begins and ends with a letter or a digit.
_PART = r"[^\W_](?:[\w-]*[^\W_])?"
_NAME = rf"{_PART}(?:\.{_PART})*"
_BOX = rf"[^@\s<>,;.]+(?:\.[^@\s<>,;.]+)*@{_NAME}"
_SENDER = re.compile(rf"{_BOX}|[^<>@,;]*<{_BOX}>")


def printable(said: str) -> str:
    """The same; signs that nobody sees come from a bad copy or a quote that is not closed."""
    if not said.isprintable():
        raise ValueError("в значении есть невидимый знак: проверьте кавычки и наберите его заново.")
    return said


def one_of(*words: str) -> Reader:
    """One of these words, in letters of any case."""

    def read(said: str) -> str:
        for word in words:
            if word.lower() == said.lower():
                return word
        raise ValueError(f"нужно {', '.join(words[:-1])} или {words[-1]}, а не «{said}».")

    return read


def number(least: int, most: int) -> Reader:
    """A number between these two, or one of them."""

    def read(said: str) -> int:
        if not re.fullmatch("-?[0-9]{1,9}", said):
            raise ValueError(f"нужно целое число, а не «{said}».")
        value = int(said)
        if not least <= value <= most:
            raise ValueError(f"нужно целое число от {least} до {most}, а не «{said}».")
        return value

    return read


port = number(1, 65535)


def mail_port(said: str) -> int:
    """A port where a mail server begins in plain words and may go over to TLS."""
    if said == "465":
        raise ValueError("на 465 говорят иначе: нужен 587 (STARTTLS) или 25.")
    return int(port(said))


def folder(top: Path) -> Reader:
    """A folder that is there or can be made; a relative one is counted from `top`."""

    def read(said: str) -> str:
        try:
            path = (top / Path(said).expanduser()).resolve()
            is_other = path.exists() and not path.is_dir()
        except (RuntimeError, OSError):  # nobody's home, a circle of links, a name without end
            raise ValueError(f"папку «{said}» не найти.") from None
        if is_other:
            raise ValueError(f"нужна папка, а «{said}» — файл.")
        return str(path)

    return read


def database(said: str) -> str:
    """The address of a PostgreSQL database."""
    url = _url(said)
    if url is None or "@" in (url.host or ""):
        raise ValueError(
            "адрес не читается: нужно postgresql://имя:пароль@сервер:5432/база, "
            "а знак @ в пароле пишется %40."
        )
    if url.drivername.lower() not in _POSTGRESQL:
        raise ValueError(
            f"нужно postgresql://…, а не {url.drivername}://…; "
            "для SQLite оставьте пустым, а папку задайте в RMO_INSTANCE."
        )
    if several := _several_schemas(url):
        raise ValueError(f"в search_path нужна одна схема, а не {several}.")
    scheme, _, rest = said.partition("://")
    return f"{scheme.lower()}://{rest}"


def host(said: str) -> str:
    """A name or an address of a machine."""
    bare = said.removeprefix("[").removesuffix("]")
    if not _is_host(bare) or _is_short_for_an_address(bare):
        raise ValueError(f"нужен адрес или имя, без http:// и порта, а не «{said}».")
    return bare


def hosts(said: str) -> str:
    """Names that a request may come to, with commas between them."""
    names = re.findall(r"[^,;\s]+", said.lower())
    for name in names:
        bare, colon, digits = name.removeprefix(".").partition(":")
        if not _is_host(bare) or (colon and not digits.isdigit()):
            raise ValueError(
                f"нужны имена через запятую, без http://, а не «{name}»; "
                "точка впереди (.example.ru) разрешает и поддомены."
            )
    return ",".join(names)


def address(said: str) -> str:
    """The address that people use, up to its path."""
    try:
        url = urlsplit(said)
        port(str(1 if url.port is None else url.port))
    except ValueError:
        url = urlsplit("")
    if "@" in url.netloc:
        raise ValueError("нужен адрес без имени и пароля, вида https://rmo.example.ru.")
    if url.scheme not in {"http", "https"} or not _is_host(url.hostname or ""):
        raise ValueError(f"нужен адрес вида https://rmo.example.ru, а не «{said}».")
    if _is_short_for_an_address(url.hostname or "") or url.hostname in {"0.0.0.0", "::"}:
        raise ValueError(f"по адресу «{said}» никто ничего не откроет.")
    if url.path.strip("/") or url.query or url.fragment:
        raise ValueError(f"{NO_PATH}: нужно {url.scheme}://{url.netloc}, а не «{said}».")
    return f"{url.scheme}://{url.netloc.removesuffix(':')}"


def zone(said: str) -> str:
    """A time zone by its name."""
    try:
        ZoneInfo(said)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"нет часового пояса «{said}», нужно имя вида Europe/Moscow.") from None
    return said


def day(said: str) -> str:
    """A day of the years that the program knows."""
    try:
        value = datetime.strptime(said, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        value = date.min
    if not 1990 <= value.year <= 2100:
        raise ValueError(f"нужен день вида 2019-12-09, а не «{said}».")
    return value.isoformat()


def sender(said: str) -> str:
    """One address of mail, with a name before it or without."""
    if not _SENDER.fullmatch(said):
        raise ValueError(f"нужен один почтовый адрес вида rmo@example.ru, а не «{said}».")
    return said


def _url(said: str) -> URL | None:
    try:
        url = make_url(said)
        port(str(1 if url.port is None else url.port))
    except (ArgumentError, ValueError, TypeError):
        return None
    return url


def _several_schemas(url: URL) -> str:
    """The search path when it has more names than one: tables would be looked for in each."""
    options = url.query.get("options", "")
    for path in _SEARCH_PATH.findall(options if isinstance(options, str) else " ".join(options)):
        bare = re.sub(r"\\(.)", r"\1", path)
        if len(re.findall(r'(?:"(?:[^"]|"")*"|[^,"])+', bare)) > 1:
            return bare
    return ""


def _is_host(said: str) -> bool:
    try:
        return bool(ipaddress.ip_address(said))
    except ValueError:
        return _is_name(said)


def _is_short_for_an_address(said: str) -> bool:
    """Whether it is read as another address than it seems: 0, 127.1, 0x7f000001."""
    try:
        return bool(socket.inet_aton(said)) and said.count(".") != 3
    except (OSError, UnicodeError):
        return False


def _is_name(said: str) -> bool:
    try:
        said.encode("idna")
    except UnicodeError:
        return False
    last = said.rstrip(".").rpartition(".")[2]  # of digits alone it is the end of an address
    return bool(re.fullmatch(rf"{_NAME}\.?", said)) and not last.isdigit()
