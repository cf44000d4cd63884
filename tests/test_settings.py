"""What settings mean, and what is said of those that mean nothing."""

import errno
import os
import re
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import make_url

from rmo_web import sense
from rmo_web import settings as module
from rmo_web.settings import TOP, Settings

EXAMPLE = (Path(__file__).parent.parent / ".env.example").read_text()
NAMES = [one.metadata["variable"] for one in fields(Settings)]


@pytest.fixture
def said(monkeypatch, tmp_path):
    """`said(file, HOST=…)`: the settings of a machine whose `.env` and environment say this."""
    monkeypatch.setattr(module, "FILE", tmp_path / ".env")
    for name in [*NAMES, "FLASK_SKIP_DOTENV", "SCRIPT_NAME"]:
        monkeypatch.delenv(name, raising=False)

    def read(file="", **environment):
        content = file if isinstance(file, bytes) else file.encode()
        (tmp_path / ".env").write_bytes(content)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return Settings.from_environment()

    return read


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.metadata["variable"])
def test_every_setting_stands_in_the_example_with_its_why(one):
    why = one.metadata["why"]
    assert f"# {why[0].upper()}{why[1:]}\n#{one.metadata['variable']}=" in EXAMPLE


def test_the_example_has_every_setting_as_it_is_by_default_and_nothing_else(said):
    given = re.findall(r"^#(\w+=.*)$", EXAMPLE, re.M)
    assert [line.partition("=")[0] for line in given] == NAMES
    assert said("\n".join(given)) == Settings()


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(ValueError, match="RMO_SECRET_KEY"):
        Settings(instance=str(tmp_path), secret_key="short").signing_keys()
    with pytest.raises(ValueError, match="RMO_OLD_SECRET_KEY"):
        Settings(instance=str(tmp_path), old_secret_key="short").signing_keys()


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    settings = Settings(instance=str(tmp_path))
    assert settings.signing_keys() == settings.signing_keys()
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 40])
def test_a_spoilt_key_is_said_and_left_as_it_is(tmp_path, content):
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(ValueError, match=r"Ключ .*secret\.key"):
        Settings(instance=str(tmp_path)).signing_keys()
    assert (tmp_path / "secret.key").read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match=r"RMO_INSTANCE: папку .* не создать"):
        Settings(instance=str(tmp_path / "file" / "instance")).signing_keys()


def test_a_folder_that_nobody_may_write_into_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ValueError, match=r"RMO_INSTANCE: в папку .* нельзя писать"):
        Settings(instance=str(tmp_path)).signing_keys()


def test_a_wrong_number_names_its_variable(monkeypatch):
    monkeypatch.setenv("PORT", "восемь")
    with pytest.raises(ValueError, match="PORT"):
        Settings.from_environment()


WRONG = [
    ("RMO_INSTANCE", __file__, "нужна папка"),
    ("RMO_INSTANCE", "~nobody-of-this-name/rmo", "не найти"),
    ("HOST", "0", "нужен адрес"),
    ("HOST", "127.1", "нужен адрес"),
    ("HOST", "0x7f000001", "нужен адрес"),
    ("BASE_URL", "https://0.0.0.0", "никто ничего не откроет"),
    ("BASE_URL", "http://[::]:80", "никто ничего не откроет"),
    ("PORT", "8_0", "нужно целое число"),
    ("PORT", "٢٢", "нужно целое число"),
    ("RMO_TODAY", "2019-W50-1", "нужен день"),
    ("RMO_SMTP_PORT", "465", "нужен 587"),
    ("DATABASE_URL", "postgresql://rmo@localhost/rmo?options=-csearch_path%3Da,b", "одна схема"),
    ("DATABASE_URL", "mysql://rmo@localhost/rmo", "а не mysql://"),
    ("DATABASE_URL", "sqlite:////srv/rmo.db", "RMO_INSTANCE"),
    ("DATABASE_URL", "postgresql+psycopg2://rmo@localhost/rmo", "а не postgresql+psycopg2"),
    ("DATABASE_URL", "localhost/rmo", "не читается"),
    ("DATABASE_URL", "postgresql://rmo@localhost:порт/rmo", "не читается"),
    ("DATABASE_URL", "postgresql://rmo@localhost:99999/rmo", "не читается"),
    ("DATABASE_URL", "postgresql://rmo@localhost:/rmo", "не читается"),
    ("DATABASE_URL", "postgresql://rmo:a@b@localhost/rmo", "%40"),
    ("HOST", "http://0.0.0.0", "без http://"),
    ("HOST", "0.0.0.0:8000", "и порта"),
    ("HOST", "*", "нужен адрес"),
    ("HOST", "два слова", "нужен адрес"),
    ("HOST", "a..b", "нужен адрес"),
    ("HOST", "-", "нужен адрес"),
    ("PORT", "99999", "от 1 до 65535"),
    ("PORT", "0", "от 1"),
    ("PORT", "-1", "от 1"),
    ("PORT", "8000/tcp", "нужно целое число"),
    ("BASE_URL", "rmo.example.ru", "https://rmo.example.ru"),
    ("BASE_URL", "ftp://rmo.example.ru", "нужен адрес"),
    ("BASE_URL", "https://", "нужен адрес"),
    ("BASE_URL", "https://rmo.example.ru:99999", "нужен адрес"),
    ("BASE_URL", "https://rmo.example.ru:x", "нужен адрес"),
    ("BASE_URL", "https://[::1", "нужен адрес"),
    ("BASE_URL", "https://rmo example.ru", "нужен адрес"),
    ("BASE_URL", "https://-", "нужен адрес"),
    ("BASE_URL", "https://.", "нужен адрес"),
    ("BASE_URL", "https://_", "нужен адрес"),
    ("BASE_URL", "https://-rmo.example.ru", "нужен адрес"),
    ("BASE_URL", "https://rmo-.example.ru", "нужен адрес"),
    ("BASE_URL", "https://rmo.example.ru..", "нужен адрес"),
    ("BASE_URL", "https://256.0.0.1", "нужен адрес"),
    ("BASE_URL", "https://rmo.example.ru/rmo", "только в корне адреса"),
    ("BASE_URL", "https://rmo.example.ru/?a=1", "только в корне адреса"),
    ("BASE_URL", "https://head:secret@rmo.example.ru", "без имени и пароля"),
    ("TRUSTED_HOSTS", "https://rmo.example.ru", "без http://"),
    ("TRUSTED_HOSTS", "*.example.ru", "поддомены"),
    ("TRUSTED_HOSTS", "rmo.example.ru, [::1]", "нужны имена"),
    ("TRUSTED_HOSTS", "rmo..ru", "нужны имена"),
    ("TRUSTED_HOSTS", "-", "нужны имена"),
    ("RMO_PROXIES", "-1", "от 0 до 10"),
    ("RMO_PROXIES", "127.0.0.1", "нужно целое число"),
    ("RMO_WORKERS", "0", "от 1"),
    ("RMO_THREADS", "0", "от 1"),
    ("RMO_TIMEZONE", "Москва", "Europe/Moscow"),
    ("RMO_TIMEZONE", "Europe", "Europe/Moscow"),
    ("RMO_TIMEZONE", "/etc/localtime", "Europe/Moscow"),
    ("RMO_TODAY", "завтра", "2019-12-09"),
    ("RMO_TODAY", "09.12.2019", "2019-12-09"),
    ("RMO_TODAY", "9999-12-31", "2019-12-09"),
    ("RMO_SQLITE_JOURNAL", "memory", "auto, WAL или DELETE"),
    ("RMO_MAIL", "pigeon", "off, file или smtp"),
    ("RMO_MAIL_FROM", "РМО", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a@example.ru, b@example.ru", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a@.", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a@-", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a@example.ru.", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a@example..ru", "почтовый адрес"),
    ("RMO_MAIL_FROM", ".a@example.ru", "почтовый адрес"),
    ("RMO_MAIL_FROM", "a..b@example.ru", "почтовый адрес"),
    ("RMO_MAIL_FROM", "РМО <a@.>", "почтовый адрес"),
    ("RMO_SMTP_HOST", "-", "нужен адрес"),
    ("RMO_SMTP_HOST", "smtp.example.ru:587", "и порта"),
    ("RMO_SMTP_PORT", "587x", "нужно целое число"),
    ("RMO_SMTP_PASSWORD", "два\nряда", "невидимый знак"),
    ("SCRIPT_NAME", "/rmo", "только в корне адреса"),
    ("RMO_INSTANSE", "/srv/rmo", "возможно, это RMO_INSTANCE"),
    ("RMO_PORT", "8000", "возможно, это PORT"),
    ("RMO_ANYTHING", "1", "такой настройки нет"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
@pytest.mark.parametrize("by", ["environment", "file"])
def test_a_value_that_makes_no_sense_is_one_sentence_that_names_its_setting(
    said, name, value, words, by
):
    with pytest.raises(ValueError) as refused:
        said(**{name: value}) if by == "environment" else said(f"{name}='{value}'")
    sentence = str(refused.value)
    assert sentence.startswith(name)
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "https://rmo.example.ru"),
        ("BASE_URL", "https://школа.рф:8443"),
        ("BASE_URL", "http://192.168.1.5:8000"),
        ("BASE_URL", "http://[::1]:80"),
        ("BASE_URL", "http://my_host"),
        ("TRUSTED_HOSTS", ".example.ru,192.168.1.5,rmo.local:8000"),
        ("RMO_MAIL_FROM", "rmo@localhost"),
        ("RMO_MAIL_FROM", "РМО <a.b+c@ex-ample.ru>"),
    ],
)
def test_what_makes_sense_is_taken_as_it_is_said(said, name, value):
    read = next(one for one in fields(Settings) if one.metadata["variable"] == name)
    assert getattr(said(**{name: value}), read.name) == value


def test_a_name_on_the_mail_server_without_its_password_is_said_where_mail_is_sent(said):
    assert said("RMO_SMTP_USER=rmo").smtp_user == "rmo"
    with pytest.raises(ValueError, match="RMO_SMTP_PASSWORD: к имени RMO_SMTP_USER нужен"):
        said("RMO_SMTP_USER=rmo\nRMO_MAIL=smtp")


def test_a_refused_address_does_not_show_its_password(said):
    for name, url in [("DATABASE_URL", "mysql://rmo:тайна@db/rmo"),
                      ("DATABASE_URL", "postgresql://rmo:тайна@db:x/rmo"),
                      ("BASE_URL", "https://rmo:тайна@rmo.ru")]:  # fmt: skip
        with pytest.raises(ValueError) as refused:
            said("", **{name: url})
        assert "тайна" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("PORT", " 8080 ", 8080),
        ("RMO_MAIL", "Off", "off"),
        ("RMO_SQLITE_JOURNAL", "wal", "WAL"),
        ("BASE_URL", "HTTPS://rmo.example.ru/", "https://rmo.example.ru"),
        ("BASE_URL", "https://рмо.рф:8443", "https://рмо.рф:8443"),
        ("BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("HOST", "[::]", "::"),
        ("HOST", "localhost", "localhost"),
        ("TRUSTED_HOSTS", "RMO.ru; .school.ru localhost:80", "rmo.ru,.school.ru,localhost:80"),
        ("DATABASE_URL", "PostgreSQL://rmo:a%40b@db/rmo", "postgresql://rmo:a%40b@db/rmo"),
        ("DATABASE_URL", "postgresql:///rmo?host=/run", "postgresql:///rmo?host=/run"),
        ("RMO_INSTANCE", "instance", str(TOP / "instance")),
        ("RMO_MAIL_FROM", "РМО <rmo@example.ru>", "РМО <rmo@example.ru>"),
        ("RMO_TODAY", "2019-12-09", "2019-12-09"),
    ],
)  # fmt: skip
def test_a_value_that_is_only_spelt_differently_is_understood(said, name, value, meant):
    field = next(one.name for one in fields(Settings) if one.metadata["variable"] == name)
    assert getattr(said("", **{name: value}), field) == meant
    assert getattr(said(f"{name}={value}"), field) == meant


def test_everything_that_is_wrong_is_said_at_once(said):
    with pytest.raises(ValueError) as refused:
        said("PORT=восемь", RMO_MAIL="pigeon")
    assert str(refused.value).splitlines() == [
        "PORT в .env: нужно целое число, а не «восемь».",
        "RMO_MAIL: нужно off, file или smtp, а не «pigeon».",
    ]


def test_the_environment_wins_over_the_file_with_an_empty_value_too(said):
    file = "PORT=9000\nHOST=0.0.0.0\nDATABASE_URL=postgresql://rmo@db/rmo\n"
    settings = said(file, PORT="9001", DATABASE_URL="")
    assert (settings.port, settings.host, settings.database_url) == (9001, "0.0.0.0", "")
    assert said("SCRIPT_NAME=/rmo\nPORT=восемь", SCRIPT_NAME="", PORT="").port == 8000


def test_quotes_signs_of_comments_and_what_notepad_writes_are_understood(said):
    file = (
        "\ufeff# Настройки\r\n\r\n  export PORT = 9000 # порт\r\nRMO_TIMEZONE=\"Asia/Omsk\"\r\n"
        "RMO_SMTP_PASSWORD='a b #c $HOME'\r\nRMO_SMTP_USER=x#y${HOME}\r\nHOST=\r\n"
    )  # fmt: skip
    settings = said(file)
    assert (settings.port, settings.timezone, settings.host) == (9000, "Asia/Omsk", "127.0.0.1")
    assert settings.smtp_password == "a b #c $HOME"
    assert settings.smtp_user == "x#y${HOME}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("# Порт".encode("cp1251"), "не в кодировке UTF-8"),
        ("PORT=9000".encode("utf-16"), "не в кодировке UTF-8"),
        ("PORT=9000".encode("utf-16-le"), "не в кодировке UTF-8"),
        (b"\r\n\r\nPORT: 8000\r\n", "строка 3"),
        (b"HOST=::1\nPORT\n", "строка 2"),
        (b'\nPORT="8000\n', "строка 2"),
        (b'RMO_SMTP_PASSWORD="a\nPORT=8000\nHOST="b"\n', r"\.env"),
        ("РМО_МAIL=smtp".encode(), "такой настройки нет"),
        (b"DATABSE_URL=postgresql://rmo@db/rmo", "возможно, это DATABASE_URL"),
        (b"SMTP_HOST=localhost", "возможно, это RMO_SMTP_HOST"),
        (b"port=8000", "возможно, это PORT"),
    ],
)
def test_a_file_that_is_not_understood_is_said(said, content, words):
    with pytest.raises(ValueError, match=words):
        said(content)


def test_a_file_that_cannot_be_read_is_not_passed_over(said, monkeypatch, tmp_path):
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr(module, "FILE", tmp_path / "folder")
    with pytest.raises(ValueError, match="folder — не файл"):
        said()


def test_names_of_other_programs_are_nobodys_mistake(said):
    assert said("TZ=UTC\nPGHOST=db\nPYTHON=python3.12\n", POST="1", HOSTS="1") == Settings()


def test_the_file_is_not_read_where_it_is_switched_off(said):
    assert said("PORT=восемь", FLASK_SKIP_DOTENV="1") == Settings()


def test_what_is_handed_on_is_read_as_the_same(said, monkeypatch):
    settings = said("PORT=9000\nRMO_SMTP_PASSWORD='a #b'\nRMO_TODAY=2019-12-09")
    for name in [*NAMES, "FLASK_SKIP_DOTENV"]:
        monkeypatch.setenv(name, "")  # so that the test takes back what is handed on
    settings.hand_on()
    assert said("PORT=восемь") == settings


def test_https_is_what_the_public_address_says():
    assert Settings(base_url="https://rmo.example.ru/").is_https
    assert not Settings().is_https


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgresql://rmo:тайна@db/rmo", "PostgreSQL rmo на db:5432"),
        ("postgres://rmo:тайна@db:6432/kr", "PostgreSQL kr на db:6432"),
        ("postgresql:///rmo?host=/run/postgresql&password=тайна", "PostgreSQL rmo"),
        ("postgresql://rmo@db", "PostgreSQL rmo на db:5432"),
        ("postgresql://db", "PostgreSQL на db:5432"),
    ],
)
def test_a_database_is_named_without_its_password(url, named):
    assert Settings(database_url=url).database_shown == named


def test_the_file_of_sqlite_is_named_whole(tmp_path):
    assert Settings(instance=str(tmp_path)).database_shown == str(tmp_path / "rmo.db")


@pytest.mark.parametrize("option", ["-csearch_path=", "-c search_path=", "--search-path="])
@pytest.mark.parametrize(
    ("path", "is_one"),
    [("a", True), ('"мой,район"', True), ("my\\ place", True), ("c,public", False),
     ('"$user",public', False), ("c,\\ public", False)],
)  # fmt: skip
def test_one_schema_may_be_named_and_not_several(option, path, is_one):
    url = make_url("postgresql://h/d").set(query={"options": f"-c work_mem=1MB {option}{path}"})
    address = url.render_as_string(hide_password=False)
    if is_one:
        assert sense.database(address) == address
    else:
        with pytest.raises(ValueError, match="одна схема"):
            sense.database(address)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can")
def test_root_does_not_write_into_the_folder_of_the_service(tmp_path):
    os.chown(tmp_path, 65534, -1)
    with pytest.raises(ValueError, match="runuser -u nobody"):
        Settings(instance=str(tmp_path)).signing_keys()
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_found_no_place_leaves_no_empty_one(tmp_path, monkeypatch):
    monkeypatch.setattr(module.secrets, "token_hex", full)
    with pytest.raises(ValueError, match="проверьте права и место"):
        Settings(instance=str(tmp_path)).signing_keys()
    assert list(tmp_path.iterdir()) == []


def full(_):
    raise OSError(errno.ENOSPC, "no place")


@pytest.mark.parametrize("name", ["a%20b", "a?b#c", "%00"])
def test_the_folder_of_the_database_is_the_one_that_is_named(name, tmp_path):
    settings = Settings(instance=str(tmp_path / name))
    assert make_url(settings.database_uri).database == settings.database_shown
