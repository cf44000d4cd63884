"""The first visit: a code from the terminal, then an association of one's own."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from rmo_web.accounts import rules
from rmo_web.accounts import services as accounts
from rmo_web.accounts.models import Account
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Association, Person
from rmo_web.plan.models import Plan
from tests import pages
from tests.conftest import PASSWORD
from tests.makers import SEED
from tests.plan_reader.makers import package

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


@pytest.fixture
def code(app):
    with saving():
        return accounts.new_setup_code(at=clock.now())


@pytest.fixture
def visitor(as_, code):
    """A browser that has given the code."""
    client = as_()
    assert client.post("/setup/", data={"code": code}).headers["Location"] == "/setup/new"
    return client


def found(client, **more):
    told = FOUNDATION | {"starts_in": years.starts_in(clock.today())} | more
    return client.post("/setup/new", data=told)


def test_an_empty_house_leads_every_visitor_to_the_set_up(app, as_):
    client = as_()
    for path in ("/", "/plan/", "/sign-in", "/members/"):
        answer = client.get(path, follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, "/setup/"), path
    assert client.get("/healthz").status_code == 200


def test_whoever_founds_the_association_is_in_at_once(visitor):
    assert found(visitor).headers["Location"] == "/"
    assert "Головина" in visitor.get("/").text
    assert visitor.get("/setup/new").status_code == 404


def test_a_second_press_leads_where_the_first_one_did(visitor, as_):
    with visitor.session_transaction() as session:
        before = dict(session)
    assert found(visitor, nonce="n" * 20).location == "/"
    impatient = as_()
    with impatient.session_transaction() as session:
        session.update(before)
    assert found(impatient, nonce="n" * 20).location == "/"
    assert db.session.scalar(select(func.count(Account.id))) == 1


def test_the_founder_is_the_head_and_the_only_one(visitor):
    found(visitor)
    account = db.session.scalars(select(Account)).one()
    assert (account.role, account.login) == (Role.HEAD, "head")
    assert db.session.scalars(select(Association)).one().name == "РМО библиотекарей"
    assert db.session.scalars(select(Person)).one().surname == "Головина"


def test_the_founder_signs_in_with_the_chosen_password(visitor, as_):
    found(visitor)
    answer = as_().post("/sign-in", data={"login": "head", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("shape", [str.lower, lambda code: code.replace("-", " "), "  {}  ".format])
def test_the_code_may_be_typed_as_it_was_read(as_, code, shape):
    assert as_().post("/setup/", data={"code": shape(code)}).headers["Location"] == "/setup/new"


@pytest.mark.parametrize("typed", ["", "x", "AAAA-" * 7, "0" * 5000, "<script>", "я\x00я"])
def test_a_wrong_code_opens_nothing(as_, code, typed):
    client = as_()
    assert client.post("/setup/", data={"code": typed}).status_code == 422
    assert client.get("/setup/new").status_code == 404
    assert found(client).status_code == 404
    assert client.post("/setup/example").status_code == 404
    assert db.session.scalar(select(func.count(Association.id))) == 0


def test_a_new_code_ends_the_one_before_it(as_, code):
    with saving():
        accounts.new_setup_code(at=clock.now())
    assert as_().post("/setup/", data={"code": code}).status_code == 422


def test_a_code_dies_of_age(as_, code):
    late = clock.now() + rules.SETUP_LASTS + timedelta(minutes=1)
    with time_machine.travel(late, tick=False):
        assert as_().post("/setup/", data={"code": code}).status_code == 422


def test_codes_cannot_be_tried_without_end(as_, code):
    with time_machine.travel(clock.now(), tick=False):
        wrong = [
            as_().post("/setup/", data={"code": "x"}).status_code
            for _ in range(rules.TRIES_OF_ADDRESS)
        ]
        late = as_().post("/setup/", data={"code": code})
    assert set(wrong) == {422}
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    with time_machine.travel(clock.now() + rules.TRIES_WITHIN, tick=False):
        assert as_().post("/setup/", data={"code": code}).status_code == 303


def test_without_the_code_nothing_is_founded(as_, code):
    assert as_().get("/setup/new").status_code == 404
    assert found(as_()).status_code == 404


@pytest.mark.parametrize("name", ["association", "district", "operator", "surname", "given"])
def test_what_is_needed_is_asked_for_and_the_rest_is_kept(visitor, name):
    answer = found(visitor, **{name: "  "})
    assert answer.status_code == 422
    (said,) = pages.all_texts(pages.of(answer), "//div[@class='errors']//li")
    assert said.endswith(".")
    others = {key for key in FOUNDATION if key not in {name, "password", "again", "operator"}}
    for key in others:
        assert f'value="{FOUNDATION[key]}"' in answer.text, key
    assert db.session.scalar(select(func.count(Account.id))) == 0


@pytest.mark.parametrize(
    "more",
    [
        {"password": "короткий", "again": "короткий"},
        {"again": "другой-длинный-пароль"},
        {"password": "библиотека12345", "again": "библиотека1234"},
        {"login": "a"},
        {"login": "с пробелом"},
        {"starts_in": "1850"},
        {"starts_in": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_is_said_and_founds_nothing(visitor, more):
    answer = found(visitor, **more)
    assert answer.status_code in {409, 422}
    assert PASSWORD not in answer.text
    db.session.rollback()
    assert db.session.scalar(select(func.count(Association.id))) == 0
    assert found(visitor).status_code == 303


def test_the_plan_is_previewed_at_once_and_written_on_consent(visitor):
    answer = found(visitor, plan=(BytesIO(SEED.read_bytes()), "План 2019.docx"))
    assert answer.headers["Location"] == "/plan/import/preview"
    page = visitor.get("/plan/import/preview")
    assert "«План 2019.docx»" in page.text
    assert db.session.scalar(select(Plan.id)) is None
    db.session.rollback()
    form = pages.of(page).xpath("//main//form[@action='/plan/import/apply']")[0]
    assert visitor.post("/plan/import/apply", data=dict(form.form_values())).status_code == 303
    page = pages.of(visitor.get("/plan/"))
    assert "2019–2020" in pages.all_texts(page, "//h1")[0]
    assert len(pages.tables(page)) == 4


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (SEED.read_bytes()[:20_000], "план.docx", "повреждён"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "план.doc", "старого Word"),
        (b"%PDF-1.7", "план.pdf", "PDF"),
        (b"", "план.docx", "пуст"),
        (package(word__document_xml="<document><body>"), "план.docx", "повреждён"),
        (SEED.read_bytes(), "план.pdf", ".docx"),
    ],
    ids=["half", "old", "pdf", "empty", "torn", "misnamed"],
)
def test_a_file_that_is_no_plan_is_said_before_anything_is_founded(visitor, content, name, word):
    answer = found(visitor, plan=(BytesIO(content), name))
    assert answer.status_code == 422
    (said,) = pages.all_texts(pages.of(answer), "//div[@class='errors']//li")
    assert word in said
    assert db.session.scalar(select(func.count(Association.id))) == 0


def test_a_mistake_says_that_the_file_has_to_be_chosen_again(visitor):
    answer = found(visitor, plan=(BytesIO(SEED.read_bytes()), SEED.name), password="short")
    assert answer.status_code == 422
    assert "выберите его ещё раз" in pages.words_on(answer)


def test_while_an_association_exists_the_set_up_is_closed(make, as_, code):
    make.association()
    for client in (as_(), as_(make.head())):
        assert client.get("/setup/").status_code == 404
        assert client.post("/setup/", data={"code": code}).status_code == 404
        assert client.get("/setup/new").status_code == 404
        assert found(client).status_code == 404
        assert client.post("/setup/example").status_code == 404


def test_a_code_given_before_is_worth_nothing_once_somebody_founded(visitor, make):
    make.association()
    late = found(visitor)
    assert late.status_code == 409
    assert "уже создано" in pages.words_on(late)
    assert visitor.post("/setup/example").location == "/"
    assert visitor.get("/setup/new").location == "/"
