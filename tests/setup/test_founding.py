from rmo_web.accounts import services as accounts
from rmo_web.kernel import clock, schoolyear
from rmo_web.kernel.db import saving
from tests.conftest import PASSWORD

FOUNDATION = {
    "association": "РМО библиотекарей",
    "district": "Лесной район",
    "operator": "МКУ «Центр»",
    "surname": "Головина",
    "given": "Анна",
    "login": "head",
    "password": PASSWORD,
    "again": PASSWORD,
}


def test_whoever_founds_the_association_is_in_at_once(app, as_):
    with saving():
        code = accounts.new_setup_code(at=clock.now())
    client = as_()
    client.post("/setup/", data={"code": code})
    told = FOUNDATION | {"starts_in": schoolyear.starts_in(clock.today())}
    assert client.post("/setup/new", data=told).headers["Location"] == "/"
    assert "Головина" in client.get("/").text
    assert client.get("/setup/new").status_code == 404
