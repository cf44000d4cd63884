"""One cookie for each port of a host; the session of an older name goes on, a neighbour's stays."""

import pytest

from rmo_web import _configuration
from rmo_web.settings import Settings
from tests.conftest import application

HERE = "http://school.local:8000"
NEXT_DOOR = "http://school.local:8001"
OLD, NEW = "rmo", "rmo-8000"
KEY = "другой ключ такой же длины, как первый"


@pytest.fixture
def signed(app, make):
    """`signed(name)`: a browser of this host in which the head has signed in by this cookie."""

    def browser(name=NEW, key=""):
        client = app.test_client()
        account = make.head()
        signer = app.session_interface.get_signing_serializer(app)
        if key:
            signer.secret_keys = [key.encode()]
        value = signer.dumps(make.signed_in(account))
        client.set_cookie(name, value, domain="school.local")
        return client

    return browser


def cookies(client):
    """The cookies of the host by their names."""
    return {one.key: one.value for one in client._cookies.values()}


def test_the_cookie_is_named_for_the_port_that_people_use(signed):
    client = signed()
    assert client.get("/", base_url=HERE).status_code == 200
    assert client.get("/", base_url=NEXT_DOOR).status_code == 303


@pytest.mark.parametrize(
    ("address", "name"),
    [("http://school.local", "rmo-80"), ("https://school.local", "rmo-443"),
     (HERE, "rmo-8000"), ("http://[::1]:8000", "rmo-8000"), ("http://[::1]", "rmo-80"),],
)  # fmt: skip
def test_the_port_is_that_of_the_request(app, address, name):
    with app.test_request_context(base_url=address):
        assert app.session_interface.get_cookie_name(app) == name


@pytest.mark.parametrize(
    ("public", "name"),
    [("https://rmo.example.ru", "__Host-rmo-443"),
     ("https://rmo.example.ru:8443", "__Host-rmo-8443"),
     ("http://school.local:8080", "rmo-8080"), ("http://school.local", "rmo-80")],
)  # fmt: skip
def test_machines_behind_one_public_address_share_one_cookie(app, tmp_path, public, name):
    told = _configuration(Settings(instance=str(tmp_path), base_url=public))
    app_of_other = application(
        tmp_path, **{key: told[key] for key in told if key.startswith("SESSION_COOKIE")}
    )
    for inner in ("http://127.0.0.1:8000", "http://127.0.0.1:8001"):
        with app_of_other.test_request_context(base_url=inner):
            assert app_of_other.session_interface.get_cookie_name(app_of_other) == name


def test_a_machine_that_listens_at_one_address_is_no_public_address(tmp_path):
    told = _configuration(Settings(instance=str(tmp_path), host="192.168.1.5", port=8001))
    assert (told["SESSION_COOKIE_NAME"], told["SESSION_COOKIE_PORT"]) == ("rmo", 0)


def test_a_session_of_the_older_name_goes_on_under_the_new_one(signed):
    client = signed(OLD)
    assert client.get("/", base_url=HERE).status_code == 200
    assert cookies(client).keys() == {NEW}
    assert client.get("/", base_url=HERE).status_code == 200


def test_beside_the_new_cookie_the_older_one_is_not_read(signed):
    client = signed()
    client.set_cookie(OLD, "of-a-neighbour", domain="school.local")
    assert client.get("/", base_url=HERE).status_code == 200
    assert cookies(client)[OLD] == "of-a-neighbour"


def test_a_neighbours_cookie_of_the_older_name_is_left_alone(signed):
    client = signed(OLD, KEY)
    before = cookies(client)
    assert client.get("/", base_url=HERE).status_code == 303
    assert client.get("/sign-in", base_url=HERE).status_code == 200
    assert cookies(client)[OLD] == before[OLD]


def test_signing_out_by_the_older_cookie_leaves_neither(signed):
    client = signed(OLD)
    assert client.post("/sign-out", base_url=HERE).status_code == 303
    assert not cookies(client)


@pytest.mark.parametrize("name", [OLD, NEW])
def test_a_change_of_the_key_ends_no_session(signed, app, monkeypatch, name):
    client = signed(name)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.secret_key])
    monkeypatch.setitem(app.config, "SECRET_KEY", KEY)
    for _ in range(2):
        assert client.get("/", base_url=HERE).status_code == 200


def test_the_older_cookie_goes_as_safely_as_it_came(signed, app, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_NAME", "__Host-rmo")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    client = signed("__Host-rmo")
    answer = client.get("/", base_url="https://school.local")
    new, gone = sorted(answer.headers.getlist("Set-Cookie"))
    assert new.startswith("__Host-rmo-443=")
    assert gone.startswith("__Host-rmo=;")
    for cookie in (new, gone):
        assert all(word in cookie for word in ("; Secure", "; HttpOnly", "; Path=/"))
        assert "Domain" not in cookie
