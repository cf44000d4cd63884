"""Where settings are said: the environment of the process, and the file `.env` under it."""

import io
import os
from collections.abc import Collection
from pathlib import Path

import click
from dotenv import dotenv_values, find_dotenv
from dotenv.parser import parse_stream
from flask.cli import ScriptInfo


def of_file(path: Path) -> dict[str, str]:
    """What the file says, `$` being only a sign; nothing without a file.

    ValueError has the sentence for a file that cannot be read or understood.
    """
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} — не файл: настройки читаются из файла.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as failure:
        raise ValueError(f"Файл {path} не прочитать: {failure.strerror}.") from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # what Notepad calls «Юникод» is UTF-16
        raise ValueError(f"Файл {path} не в кодировке UTF-8: сохраните его заново, выбрав UTF-8.")
    said = {}
    for line in parse_stream(io.StringIO(text)):
        if line.key is None and not line.error:
            continue
        if line.key is None or line.value is None:
            number = line.original.line + _blank_lines(line.original.string)
            raise ValueError(
                f"Файл {path}, строка {number}: нужно ИМЯ=значение, и открытая кавычка "
                "должна закрываться."
            )
        said[line.key] = line.value
    return said


def of_process(file: Path, names: Collection[str]) -> dict[str, str]:
    """The environment without what the `flask` command has read into it from `file`.

    That command takes the nearest `.env`, from its working folder upwards, before our code runs.
    ValueError when one of the names came from another file: whose it is cannot be known then.
    """
    said = dict(os.environ)
    context = click.get_current_context(silent=True)
    script = context.find_object(ScriptInfo) if context else None
    if script is None or not script.load_dotenv_defaults:
        return said
    for kind in (".env", ".flaskenv"):
        found = find_dotenv(kind, usecwd=True)
        for name, value in dotenv_values(found or os.devnull).items():
            if name not in names or said.get(name) != value:
                continue
            if not (file.exists() and file.samefile(found)):
                raise ValueError(
                    f"Команда flask взяла {name} из чужого файла {found}. "
                    "Вместо flask --app wsgi пишите python -m rmo_web."
                )
            del said[name]
    return said


def _blank_lines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")
