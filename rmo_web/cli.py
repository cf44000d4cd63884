"""The commands: init · demo · user · backup · restore · check · tick."""

import signal
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from rmo_web import demo as example
from rmo_web.accounts import services as accounts
from rmo_web.accounts.queries import example_accounts
from rmo_web.household import backup, health, periodic
from rmo_web.kernel import clock, site
from rmo_web.kernel.db import db, dialect, in_words, saving, schema
from rmo_web.kernel.errors import Refused
from rmo_web.members import queries as members
from rmo_web.settings import Settings


def add_commands(app: Flask) -> None:
    """Give the application our seven commands."""
    for command in (init, demo, user, backup_command, restore, check, tick):
        app.cli.add_command(command)


class _Command(click.Command):
    """Says which database it works on; a refusal of rules or of the database is one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        click.echo(f"База: {_database()}")
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(128 + signal.SIGINT)
        except Refused as refusal:
            _stop(str(refusal))
        except DBAPIError as failure:
            _stop(f"Не сделано: {in_words(failure.orig)}.")


@click.command(cls=_Command)
def init() -> None:
    """Создать или обновить базу данных; пустой выдать одноразовый код настройки."""
    _migrate()
    if members.is_founded():
        return
    with saving():
        setup_code = accounts.new_setup_code(at=clock.now())
    click.echo(f"База пустая. Одноразовый код для первой настройки: {setup_code}")


@click.command(cls=_Command)
@click.option("--replace", is_flag=True, help="Заменить прежний пример новым.")
def demo(replace: bool) -> None:
    """Заполнить пустую базу примером."""
    _migrate()
    if members.is_founded() and not members.is_example():
        _stop("В базе настоящие данные: пример в неё не загружается.")
    if members.is_founded() and replace:
        example.erase()
    if not members.is_founded():
        example.load(at=clock.now())
    logins = ", ".join(one.login for one in example_accounts())
    click.echo(f"Пример готов. Учётные записи: {logins}")
    click.echo(f"Пароль: {example.password()}")


@click.command(cls=_Command)
@click.argument("login")
def user(login: str) -> None:
    """Выдать одноразовый код нового пароля тому, кто не может войти."""
    with saving():
        reset_code = accounts.reset_code_for_login(login, at=clock.now())
    click.echo(f"Код для «{login}»: {reset_code}")
    settings = current_app.config["SETTINGS"]
    address = site.for_letters("/join")
    near = f"{site.at_hand(settings.host, settings.port)}/join"
    click.echo(f"Ввести его можно здесь: {address or near}")
    if not address:
        click.echo("На другом компьютере — на странице входа: «У меня есть одноразовый код».")


@click.command("backup", cls=_Command)
@click.argument("folder", default="", type=click.Path(path_type=Path, readable=False))
def backup_command(folder: Path) -> None:
    """Сделать копию всей базы одним файлом (по умолчанию в RMO_INSTANCE/backups)."""
    target = folder if str(folder) != "." else Path(current_app.config["INSTANCE"]) / "backups"
    copy = backup.take(target, clock.local(clock.now()), _uri())
    click.echo(f"Копия готова: {copy}")


@click.command(cls=_Command)
@click.argument("copy", type=click.Path(path_type=Path, readable=False))
def restore(copy: Path) -> None:
    """Вернуть базу из копии на пустое место."""
    backup.put_back(copy, _uri())
    _migrate()
    click.echo("База восстановлена.")


@click.command(cls=_Command)
def check() -> None:
    """Осмотреть базу, схему, SQLite, диск и почту; код возврата 1, если что-то не так."""
    findings = health.examine()
    for finding in findings:
        click.echo(f"{'✓' if finding.is_well else '✗'} {finding.title}: {finding.said}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


@click.command(cls=_Command)
def tick() -> None:
    """Сделать сейчас то, что сервер делает каждую минуту: письма, напоминания, уборка."""
    done = periodic.do_all(clock.now())
    click.echo(f"Писем отправлено: {done.letters}")
    if done.failed:
        _stop(f"Не удалось: {'; '.join(done.failed)}. Причины — в строках журнала выше.")


def _migrate() -> None:
    """Bring the schema to this code; a filled SQLite database is copied first."""
    stands_at = health.revision()
    db.session.rollback()
    if stands_at == health.newest_revision():
        return
    if stands_at and dialect() == "sqlite":
        folder = Path(current_app.config["INSTANCE"]) / "backups"
        backup.take(folder, clock.local(clock.now()), _uri())
    upgrade(directory=current_app.config["MIGRATIONS"])


def _database() -> str:
    """Which database this is, with the schema that the program works in."""
    settings: Settings = current_app.config["SETTINGS"]
    if dialect() == "sqlite":
        return settings.database_shown
    try:
        return f"{settings.database_shown}, схема {schema()}"
    except (DBAPIError, Refused):
        return settings.database_shown


def _uri() -> str:
    return str(current_app.config["SQLALCHEMY_DATABASE_URI"])


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
