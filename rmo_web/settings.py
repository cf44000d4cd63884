"""Every setting: its default, its environment variable, one line of why (`.env.example`)."""

import os
import secrets
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

TOP = Path(__file__).resolve().parent.parent
KEY_BYTES = 32


def _setting(variable: str, default: Any, why: str) -> Any:  # a dataclass field, as field() is
    return field(default=default, metadata={"variable": variable, "why": why})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine decides; read once, at the start."""

    instance: str = _setting(
        "RMO_INSTANCE", str(TOP / "instance"), "папка базы данных и секретного ключа"
    )
    database_url: str = _setting(
        "DATABASE_URL", "", "пусто: SQLite в RMO_INSTANCE; иначе postgresql://…"
    )
    host: str = _setting("HOST", "127.0.0.1", "адрес, на котором отвечает сервер")
    port: int = _setting("PORT", 8000, "порт, на котором отвечает сервер")
    base_url: str = _setting(
        "BASE_URL", "", "адрес для ссылок в письмах; https:// включает защищённые cookie"
    )
    trusted_hosts: str = _setting(
        "TRUSTED_HOSTS", "", "имена, под которыми сервер отвечает, через запятую; пусто: любые"
    )
    proxies: int = _setting("RMO_PROXIES", 0, "сколько своих прокси (nginx, Caddy) стоит впереди")
    workers: int = _setting("RMO_WORKERS", 2, "процессов сервера (gunicorn)")
    threads: int = _setting("RMO_THREADS", 4, "потоков в каждом процессе")
    timezone: str = _setting("RMO_TIMEZONE", "Europe/Moscow", "часовой пояс района")
    today: str = _setting(
        "RMO_TODAY",
        "",
        "день, который считать сегодняшним, для показа: 2019-12-09; пусто: настоящий",
    )
    demo_password: str = _setting(
        "RMO_DEMO_PASSWORD", "", "пароль учётных записей примера; пусто: придумать и показать"
    )
    sqlite_journal: str = _setting(
        "RMO_SQLITE_JOURNAL", "auto", "auto, WAL или DELETE: журнал SQLite (auto выбирает сам)"
    )
    mail: str = _setting("RMO_MAIL", "off", "off, file (письма в RMO_INSTANCE/mail) или smtp")
    mail_from: str = _setting("RMO_MAIL_FROM", "rmo@localhost", "от кого уходят письма")
    smtp_host: str = _setting("RMO_SMTP_HOST", "localhost", "почтовый сервер")
    smtp_port: int = _setting("RMO_SMTP_PORT", 25, "его порт")
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
        """The settings of this machine. ValueError names the variable that is wrong."""
        values: dict[str, Any] = {}
        for one in fields(cls):
            said = os.environ.get(one.metadata["variable"], "").strip()
            if said:
                values[one.name] = (
                    _number(one.metadata["variable"], said) if one.type is int else said
                )
        return cls(**values)

    @property
    def folder(self) -> Path:
        return Path(self.instance).resolve()

    @property
    def database_uri(self) -> str:
        """The address for SQLAlchemy; psycopg 3 drives PostgreSQL."""
        if not self.database_url:
            return f"sqlite:///{self.folder / 'rmo.db'}"
        scheme, _, rest = self.database_url.partition("://")
        return (
            f"postgresql+psycopg://{rest}"
            if scheme in {"postgres", "postgresql"}
            else self.database_url
        )

    @property
    def public_url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    def signing_keys(self) -> list[str]:
        """The key first, then the one being replaced. ValueError for a key that is too short."""
        key = self.secret_key or _kept_key(self.folder / "secret.key")
        if len(key) < KEY_BYTES:
            raise ValueError(f"RMO_SECRET_KEY короче {KEY_BYTES} знаков.")
        return [key, *filter(None, [self.old_secret_key])]


def _number(variable: str, said: str) -> int:
    try:
        return int(said)
    except ValueError:
        raise ValueError(f"{variable}: нужно число, а не «{said}».") from None


def _kept_key(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(opened, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    return path.read_text().strip()
