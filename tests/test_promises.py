"""Promises that hold on every page (safety.md 2.4, 2.6, 2.7)."""

import hashlib
import json
import logging
import re

import pytest
from flask_migrate import upgrade
from sqlalchemy import select
from sqlalchemy.exc import InternalError, OperationalError

from rmo_web.household import failures
from rmo_web.kernel.db import Base, db
from rmo_web.kernel.headers import ALWAYS
from rmo_web.kernel.log import _Lines
from tests.conftest import application
from tests.moulds import full
from tests.world import addresses


def fingerprint():
    """A hash of every row of every table."""
    db.session.rollback()
    filled = full(db.session.connection())
    rows = [
        (table.name, sorted(map(repr, db.session.execute(select(table)).all())))
        for table in Base.metadata.sorted_tables
        if table.name in filled
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_get_never_writes(app, world, as_):
    client = as_(world["cast"]["head"])
    before = fingerprint()
    for url in addresses(app, world):
        assert client.get(url).status_code < 500, url
    assert fingerprint() == before


def test_every_answer_carries_the_headers(app, world, as_):
    client = as_(world["cast"]["head"])
    urls = [*addresses(app, world), "/nowhere", "/static/rmo.css", "/members/people/99999"]
    for url in urls:
        with client.get(url) as answer:
            headers = answer.headers
        for name, value in ALWAYS.items():
            said = headers[name]
            assert said == value or (name == "Content-Security-Policy" and "sandbox" in said), (
                url,
                name,
            )


def test_pages_are_not_kept_by_caches(world, as_):
    headers = as_(world["cast"]["head"]).get("/members/").headers
    assert headers["Cache-Control"] == "no-store"
    assert {"Cookie", "HX-Request"} <= set(headers["Vary"].split(", "))


@pytest.fixture
def guarded(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def test_every_unsafe_request_without_a_token_is_refused(guarded, world, as_):
    client = as_(world["cast"]["head"])
    for url in addresses(guarded, world, "POST"):
        answer = client.post(url, data={"surname": "Написанное"})
        assert answer.status_code == 400, url
        assert "Написанное" in answer.text


OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("sent", OTHER_SITES)
def test_what_another_site_sent_is_refused_and_leaves_nothing(world, as_, sent):
    for account in (None, world["cast"]["head"]):
        answer = as_(account).post("/members/people/new", data={"surname": "Орлова"}, headers=sent)
        assert answer.status_code == 403
        assert "Орлова" not in answer.text
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "sent",
    [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"},
     {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"}],
)  # fmt: skip
def test_our_own_pages_may_send(make, as_, sent):
    client = as_(make.head())
    told = {"surname": "Орлова", "given": "Анна"}
    assert client.post("/members/people/new", data=told, headers=sent).status_code == 303


@pytest.fixture
def token(guarded, make, as_):
    """A browser in which the head has signed in, and what our page has given it."""
    client = as_(make.head())
    return client, re.search(r'name="csrf" content="([^"]+)"', client.get("/").text)[1]


BEHIND_A_PROXY = {"Origin": "http://rmo.example.ru"}


def test_a_proxy_that_drops_the_name_is_said_and_the_words_are_kept(token):
    client, said = token
    told = {"surname": "Орлова", "csrf_token": said}
    answer = client.post("/members/people/new", data=told, headers=BEHIND_A_PROXY)
    assert answer.status_code == 409
    assert "http://rmo.example.ru, а до неё доходит имя localhost" in answer.text
    assert "proxy_set_header Host $http_host;" in answer.text
    assert "Орлова" in answer.text
    in_place = BEHIND_A_PROXY | {"X-CSRFToken": said, "HX-Request": "true"}
    answer = client.post("/drafts/", data={"text": "Слова"}, headers=in_place)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#messages")
    assert "proxy_set_header" in answer.text


@pytest.mark.parametrize("sent", [*OTHER_SITES, BEHIND_A_PROXY])
@pytest.mark.parametrize("known", ["", "of another session"])
def test_another_site_that_knows_no_token_learns_nothing(token, sent, known):
    client, _ = token
    told = {"surname": "Орлова", "csrf_token": known}
    answer = client.post("/members/people/new", data=told, headers=sent)
    assert (answer.status_code, answer.mimetype) == (403, "text/plain")
    assert "Орлова" not in answer.text
    assert "nginx" not in answer.text


@pytest.mark.parametrize("sent", OTHER_SITES[:2] + OTHER_SITES[3:])
def test_what_a_browser_calls_another_site_is_refused_with_a_token_too(token, sent):
    client, said = token
    told = {"surname": "Орлова", "csrf_token": said}
    answer = client.post("/members/people/new", data=told, headers=sent)
    assert (answer.status_code, answer.mimetype) == (403, "text/plain")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_name_that_is_not_trusted_is_refused_in_one_sentence(app, monkeypatch, method):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["school.local"])
    client = app.test_client()
    answer = getattr(client, method)("/sign-in", base_url="http://127.0.0.1:8000")
    assert answer.status_code == 400
    assert "TRUSTED_HOSTS" in answer.text
    assert "school.local" not in answer.text
    assert client.get("/healthz", base_url="http://school.local").status_code == 200


def test_a_form_with_a_stale_token_is_sent_again_with_one_press(guarded, make, as_):
    head = make.head()
    client = as_(head)
    answer = client.post("/members/people/new", data={"surname": "Орлова", "nonce": "n1"})
    assert answer.status_code == 400
    token = answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert 'value="Орлова"' in answer.text
    again = client.post(
        "/members/people/new", data={"surname": "Орлова", "nonce": "n1", "csrf_token": token}
    )
    assert again.status_code == 303


def test_a_bug_gives_an_incident_number_and_no_traceback(app, make, as_, monkeypatch, caplog):
    def fall(*args, **kwargs):
        raise RuntimeError("the secret of the inside")

    monkeypatch.setattr("rmo_web.members.register.queries.register", fall)
    logging.getLogger("rmo_web").addHandler(caplog.handler)
    answer = as_(make.head()).get("/members/")
    logging.getLogger("rmo_web").removeHandler(caplog.handler)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    incident = caplog.records[-1].getMessage().split()[1].rstrip(":")
    assert incident in answer.text


def test_a_bug_keeps_what_was_typed(make, as_, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError

    client = as_(make.head())
    monkeypatch.setattr("rmo_web.members.services.add_person", fall)
    answer = client.post("/members/people/new", data={"surname": "Орлова"})
    assert answer.status_code == 500
    assert 'value="Орлова"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["/.git/HEAD", "/rmo.db", "/instance/rmo.db", "/instance/secret.key", "/.env",
     "/backup.zip", "/console", "/static/../wsgi.py", "/static/..%2fwsgi.py",
     "/static/%2e%2e/wsgi.py", "/static//etc/passwd"],
)  # fmt: skip
def test_nothing_of_the_server_is_given_out(make, as_, path):
    make.association()
    assert as_().get(path).status_code in {303, 308, 404}


def test_a_request_that_is_too_large_is_refused_in_russian(make, as_):
    answer = as_(make.head()).post("/members/people/new", data={"surname": "я" * 2_000_000})
    assert answer.status_code == 413
    assert "Слишком много" in answer.text


def test_https_makes_the_cookie_safe(tmp_path):
    app = application(
        tmp_path, SESSION_COOKIE_SECURE=True, SESSION_COOKIE_NAME="__Host-rmo", IS_HTTPS=True
    )
    with app.app_context():
        upgrade(app.config["MIGRATIONS"])
    answer = app.test_client().get("/setup/", base_url="https://rmo.example.ru")
    cookie = answer.headers["Set-Cookie"]
    for word in ("__Host-rmo-443=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_forwarded_headers_are_not_believed(make, as_):
    make.association()
    answer = as_().get(
        "/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize("host", ["a..b", ".", "x" * 300])
def test_a_host_that_no_name_can_be_is_refused_in_one_sentence(make, as_, host):
    make.association()
    answer = as_().get("/sign-in", headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "По этому имени система не отвечает" in answer.text


@pytest.mark.parametrize("scheme", ["HTTPS", "wss", "gopher"])
def test_an_odd_scheme_of_a_proxy_is_no_bug(make, as_, scheme):
    make.association()
    answer = as_().get("/sign-in", environ_overrides={"wsgi.url_scheme": scheme})
    assert answer.status_code < 500


def test_a_log_line_is_one_line_whatever_it_holds():
    hidden = "\r\n\x1b\x7f\x85\x9b\u2028\u202e\U000e0001"
    record = logging.LogRecord("x", logging.INFO, "", 0, "a%s Входят по-русски", (hidden,), None)
    line = _Lines().format(record)
    assert line.isprintable()
    assert "Входят по-русски" in line
    assert json.loads(line)["message"] == f"a{hidden} Входят по-русски"


def test_kept_words_leave_passwords_out(app):
    with app.test_request_context(
        "/x", method="POST", data={"password": "p", "stop-own_password": "p", "a": "b"}
    ):
        assert [one.name for one in failures.typed()] == ["a"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"sqlite_errorname": "SQLITE_FULL"}, "нет места"),
        ({"sqlite_errorname": "SQLITE_IOERR_WRITE"}, "диск сервера не отвечает"),
        ({"sqlite_errorname": "SQLITE_CANTOPEN"}, "не открываются"),
        ({"sqlstate": "53100"}, "нет места"),
        ({"sqlstate": "25006"}, "только для чтения"),
    ],
)
def test_a_full_disk_is_no_busy_database(make, as_, monkeypatch, told, said):
    class Ill(Exception):
        pass

    def ill(*args, **kwargs):
        raise InternalError("INSERT", {}, Ill())

    for name, value in told.items():
        setattr(Ill, name, value)
    client = as_(make.head())
    monkeypatch.setattr("rmo_web.members.services.add_person", ill)
    answer = client.post("/members/people/new", data={"surname": "Орлова"})
    assert answer.status_code == 503
    assert said in answer.text
    assert 'value="Орлова"' in answer.text


def test_a_busy_database_keeps_what_was_typed(make, as_, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    client = as_(make.head())
    monkeypatch.setattr("rmo_web.members.services.add_person", busy)
    answer = client.post("/members/people/new", data={"surname": "Орлова"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert 'value="Орлова"' in answer.text
