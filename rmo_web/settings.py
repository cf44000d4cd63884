"""Every setting: its variable, its default, one line of why (`.env.example`), what makes sense."""

import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from flask.helpers import get_load_dotenv
from sqlalchemy import URL, make_url

from rmo_web import environment, sense

TOP = Path(__file__).resolve().parent.parent
FILE = TOP / ".env"
KEY_BYTES = 32
MANY = 1000  # processes or threads: more is a slip of the hand


def _setting(variable: str, default: Any, why: str, read: sense.Reader = str) -> Any:
    """A dataclass field, as field() is; `read` makes its value of what was said."""
    return field(default=default, metadata={"variable": variable, "why": why, "read": read})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine decides; read once, at the start."""

    instance: str = _setting(
        "RMO_INSTANCE",
        str(TOP / "instance"),
        "папка базы данных и секретного ключа",
        sense.folder(TOP),
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "",
        "пусто: SQLite в RMO_INSTANCE; иначе postgresql://имя:пароль@сервер/база",
        sense.database,
    )
    host: str = _setting("HOST", "127.0.0.1", "адрес, на котором отвечает сервер", sense.host)
    port: int = _setting("PORT", 8000, "порт, на котором отвечает сервер", sense.port)
    base_url: str = _setting(
        "BASE_URL",
        "",
        "адрес для ссылок в письмах, без пути; https:// включает защищённые cookie",
        sense.address,
    )
    trusted_hosts: str = _setting(
        "TRUSTED_HOSTS",
        "",
        "имена, под которыми сервер отвечает, через запятую; пусто: любые",
        sense.hosts,
    )
    proxies: int = _setting(
        "RMO_PROXIES", 0, "сколько своих прокси (nginx, Caddy) стоит впереди", sense.number(0, 10)
    )
    workers: int = _setting("RMO_WORKERS", 2, "процессов сервера (gunicorn)", sense.number(1, MANY))
    threads: int = _setting("RMO_THREADS", 4, "потоков в каждом процессе", sense.number(1, MANY))
    timezone: str = _setting("RMO_TIMEZONE", "Europe/Moscow", "часовой пояс района", sense.zone)
    today: str = _setting(
        "RMO_TODAY",
        "",
        "день, который считать сегодняшним, для показа: 2019-12-09; пусто: настоящий",
        sense.day,
    )
    demo_password: str = _setting(
        "RMO_DEMO_PASSWORD", "", "пароль учётных записей примера; пусто: придумать и показать"
    )
    sqlite_journal: str = _setting(
        "RMO_SQLITE_JOURNAL",
        "auto",
        "журнал SQLite: auto (выбирает сам), WAL или DELETE",
        sense.one_of("auto", "WAL", "DELETE"),
    )
    mail: str = _setting(
        "RMO_MAIL",
        "off",
        "письма: off (нет), file (в папку RMO_INSTANCE/mail) или smtp",
        sense.one_of("off", "file", "smtp"),
    )
    mail_from: str = _setting(
        "RMO_MAIL_FROM", "rmo@localhost", "от кого уходят письма", sense.sender
    )
    smtp_host: str = _setting("RMO_SMTP_HOST", "localhost", "почтовый сервер", sense.host)
    smtp_port: int = _setting(
        "RMO_SMTP_PORT", 25, "его порт: 25 или 587 (STARTTLS); 465 не подходит", sense.mail_port
    )
    smtp_user: str = _setting("RMO_SMTP_USER", "", "имя на почтовом сервере, если нужно")
    smtp_password: str = _setting("RMO_SMTP_PASSWORD", "", "пароль на почтовом сервере")
    secret_key: str = _setting(
        "RMO_SECRET_KEY", "", "ключ подписи от 32 знаков; пусто: файл secret.key в RMO_INSTANCE"
    )
    old_secret_key: str = _setting(
        "RMO_OLD_SECRET_KEY", "", "прежний ключ на время его замены: входы не прервутся"
    )

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of this machine: the environment, an empty value too, wins over `.env`.

        ValueError has a sentence for each variable that is wrong.
        """
        known = {one.metadata["variable"]: one for one in fields(cls)}
        file = environment.of_file(FILE) if get_load_dotenv() else {}
        process = environment.of_process(FILE, known)
        ours = [*file, *(name for name in process if name.startswith("RMO_"))]
        wrong = [*filter(None, (_misspelt(name, known) for name in dict.fromkeys(ours)))]
        if (file | process).get("SCRIPT_NAME", "").strip(" /"):
            wrong.append(f"SCRIPT_NAME: {sense.NO_PATH}, уберите эту настройку.")
        values: dict[str, Any] = {}
        for variable, one in known.items():
            source = process if variable in process else file
            said = source.get(variable, "").strip()
            if not said:
                continue
            try:
                values[one.name] = one.metadata["read"](sense.printable(said))
            except ValueError as reason:
                wrong.append(f"{variable}{' в .env' if source is file else ''}: {reason}")
        settings = cls(**values)
        if settings.mail == "smtp" and settings.smtp_user and not settings.smtp_password:
            wrong.append("RMO_SMTP_PASSWORD: к имени RMO_SMTP_USER нужен и пароль.")
        if wrong:
            raise ValueError("\n".join(wrong))
        return settings

    def hand_on(self) -> None:
        """Say these settings to the processes started from here, whatever `.env` says by then."""
        os.environ |= {
            one.metadata["variable"]: str(getattr(self, one.name)) for one in fields(self)
        }
        os.environ["FLASK_SKIP_DOTENV"] = "1"

    @property
    def folder(self) -> Path:
        return Path(self.instance).resolve()

    @property
    def database_uri(self) -> str:
        """The address for SQLAlchemy; psycopg 3 drives PostgreSQL."""
        if not self.database_url:
            file = URL.create("sqlite", database=str(self.folder / "rmo.db"))
            return file.render_as_string()
        scheme, _, rest = self.database_url.partition("://")
        return (
            f"postgresql+psycopg://{rest}"
            if scheme in {"postgres", "postgresql"}
            else self.database_url
        )

    @property
    def database_shown(self) -> str:
        """Which database this is, for people: never with its password."""
        if not self.database_url:
            return str(self.folder / "rmo.db")
        url = make_url(self.database_uri)
        place = f"на {url.host}:{url.port or 5432}" if url.host else ""
        return " ".join(filter(None, ["PostgreSQL", url.database or url.username, place]))

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    def signing_keys(self) -> list[str]:
        """The key first, then the one being replaced; makes folder and key where there is none.

        ValueError has the sentence for a key that is too short, and for a folder of no use.
        """
        _make_ready(self.folder)
        for variable, key in {
            "RMO_SECRET_KEY": self.secret_key,
            "RMO_OLD_SECRET_KEY": self.old_secret_key,
        }.items():
            if key and len(key) < KEY_BYTES:
                raise ValueError(f"{variable} короче {KEY_BYTES} знаков.")
        key = self.secret_key or _kept_key(self.folder / "secret.key")
        return [key, *filter(None, [self.old_secret_key])]


def _misspelt(name: str, known: Collection[str]) -> str:
    """The sentence for a name that was meant for us and is no setting."""
    upper = name.upper()
    alike = [f"RMO_{upper}", upper.removeprefix("RMO_")]
    if not upper.startswith("PG"):  # PGHOST and its like are PostgreSQL's own
        alike += get_close_matches(upper, known, 1, 0.75)
    meant = next((one for one in alike if one in known), "")
    if name in known or not (meant or upper.startswith("RMO_") or not name.isascii()):
        return ""
    return f"{name}: такой настройки нет{f', возможно, это {meant}' if meant else ''}."


def _make_ready(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise ValueError(f"RMO_INSTANCE: папку {folder} не создать: {failure.strerror}.") from None
    if hasattr(os, "geteuid") and os.geteuid() == 0 != folder.stat().st_uid:
        try:
            owner = folder.owner()
        except KeyError:
            owner = str(folder.stat().st_uid)
        raise ValueError(
            f"RMO_INSTANCE: папка {folder} принадлежит {owner}, и файлов от root он не откроет. "
            f"Дайте команду от его имени: runuser -u {owner} -- …"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"RMO_INSTANCE: в папку {folder} нельзя писать.")


def _kept_key(path: Path) -> str:
    try:
        key = _made_key(path)
    except (OSError, UnicodeDecodeError):
        raise ValueError(
            f"Ключ {path} не прочитать или не создать: проверьте права и место."
        ) from None
    if len(key) < KEY_BYTES:
        raise ValueError(
            f"Ключ {path} испорчен. Верните его из запаса или удалите: появится новый, "
            "и все войдут заново."
        )
    return key


def _made_key(path: Path) -> str:
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    try:
        with os.fdopen(opened, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    except OSError:
        path.unlink()  # an empty one would be taken for a spoilt one
        raise
    return path.read_text().strip()
