"""Cards: the head's, one's own, a colleague's; conflicts, double presses, leaving, consent."""

from datetime import date

import pytest
from sqlalchemy import func, select

from rmo_web.household.audit import AuditEntry
from rmo_web.household.drafts import Draft
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.members import rules
from rmo_web.members.models import Membership, Person
from tests.pages import form_on, words_on, wrong_on

FULL = {
    "consent_on": date(2024, 9, 1),
    "birth_year": 1980,
    "phone": "8 900 111-22-33",
    "email": "anna@example.org",
    "awards": "Грамота отдела образования",
}


@pytest.fixture
def anna(make):
    """A librarian with a full card."""
    return make.librarian(person=make.person("Зябликова", "Анна", "Петровна", **FULL))


def stored(account):
    db.session.expire_all()
    return db.session.get_one(Person, account.person_id)


def url(account, *rest):
    return "/".join(("/members/people", str(account.person_id), *rest))


def edit(client, account, **changes):
    page = client.get(url(account, "edit"))
    return client.post(url(account, "edit"), data=form_on(page, "/edit") | changes)


def test_a_librarian_corrects_her_own_card(anna, as_):
    answer = edit(as_(anna), anna, phone="8 900 999-88-77", library_since="2024-09-01")
    assert answer.status_code == 303
    assert stored(anna).phone == "8 900 999-88-77"
    assert stored(anna).library_since == date(2024, 9, 1)


def test_only_the_keepers_decide_who_is_young_or_a_guest(anna, make, as_):
    edit(as_(anna), anna, is_marked_young="y", is_guest="y", note="заметка", joined_on="2000-01-01")
    assert not stored(anna).is_marked_young
    assert not stored(anna).is_guest
    assert stored(anna).note == ""
    edit(as_(make.methodist()), anna, is_marked_young="y", note="заметка")
    assert stored(anna).is_marked_young
    assert stored(anna).note == "заметка"


def test_private_data_is_seen_by_the_keepers_and_oneself(anna, make, as_):
    edit(as_(make.head()), anna, note="Заметка-для-нас")
    secrets = ("1980", "8 900 111-22-33", "Грамота")
    for account in (anna, make.head(), make.methodist()):
        shown = words_on(as_(account).get(url(anna)))
        assert all(secret in shown for secret in secrets)
    shown = words_on(as_(make.librarian()).get(url(anna)))
    assert not any(secret in shown for secret in (*secrets, "Заметка-для-нас"))
    assert "Заметка-для-нас" not in as_(anna).get(url(anna)).text


def test_contacts_are_open_when_she_says_so(anna, make, as_):
    edit(as_(anna), anna, shows_contacts="y")
    shown = words_on(as_(make.librarian()).get(url(anna)))
    assert "8 900 111-22-33" in shown
    assert "1980" not in shown


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("surname", " ", "Назовите фамилию."),
        ("surname", "З4", "могут быть только буквы"),
        ("given", "А" * 81, "не больше 80 знаков"),
        ("library_since", "2090-01-01", "ещё не наступил"),
        ("library_since", "вчера", "Такой даты нет"),
        ("birth_year", "1800", "Год рождения: от 1920"),
        ("birth_year", "давно", "Нужно целое число."),
        ("email", "без собаки", "Так адрес почты не пишут."),
        ("consent_on", "", "без него личные данные не хранятся"),
        ("education", "phd", ""),
        ("awards", "х" * 4001, "не больше 4000 знаков"),
    ],
)
def test_a_wrong_field_says_so_beside_itself_and_keeps_all_words(anna, as_, field, typed, words):
    before = stored(anna).version
    answer = edit(as_(anna), anna, **{"retraining": "Курсы 2025 года", field: typed})
    assert answer.status_code == 422
    assert words in words_on(answer)
    assert wrong_on(answer) == {field}
    kept = form_on(answer, "/edit")
    assert kept["retraining"] == "Курсы 2025 года"
    if field != "education":
        assert kept[field].strip() == typed.strip()
    assert stored(anna).version == before


def test_two_editors_meet_with_both_texts_and_one_more_press_saves(anna, make, as_):
    hers, heads = as_(anna), as_(make.head())
    typed = form_on(hers.get(url(anna, "edit")), "/edit")
    assert edit(heads, anna, awards="Медаль").status_code == 303
    met = hers.post(url(anna, "edit"), data=typed | {"awards": "Почётная грамота"})
    assert met.status_code == 409
    assert "Медаль" in words_on(met)
    assert form_on(met, "/edit")["awards"] == "Почётная грамота"
    assert stored(anna).awards == "Медаль"
    assert hers.post(url(anna, "edit"), data=form_on(met, "/edit")).status_code == 303
    assert stored(anna).awards == "Почётная грамота"


def test_only_she_and_the_head_set_where_her_letters_go(make, as_):
    known = make.person("Орлова", "Анна", **FULL)
    url = f"/members/people/{known.id}/edit"
    for editor, typed, kept in (
        (make.methodist(), "evil@example.org", FULL["email"]),
        (make.head(), "head@example.org", "head@example.org"),
        (make.librarian(person=known), "own@example.org", "own@example.org"),
    ):
        client = as_(editor)
        form = form_on(client.get(url)) | {"email": typed}
        assert client.post(url, data=form).status_code == 303
        db.session.expire_all()
        assert known.email == kept


def test_a_double_press_adds_one_person(make, as_):
    client = as_(make.head())
    typed = form_on(client.get("/members/people/new"), "/new") | {"surname": "Дроздова"}
    first, second = (client.post("/members/people/new", data=typed) for _ in range(2))
    assert first.location == second.location
    found = select(func.count()).select_from(Person).filter_by(surname="Дроздова")
    assert db.session.scalar(found) == 1


def test_going_back_and_changing_the_words_loses_neither_sending(anna, make, as_):
    client = as_(make.head())
    typed = form_on(client.get("/members/people/new"), "/new")
    for surname in ("Дроздова", "Дроздовская"):
        client.post("/members/people/new", data=typed | {"surname": surname})
    shown = words_on(client.get("/members/"))
    assert "Дроздова " in shown
    assert "Дроздовская" in shown

    hers, address = as_(anna), url(anna, "edit")
    typed = form_on(hers.get(address), "/edit") | {"awards": "Медаль"}
    hers.post(address, data=typed)
    edit(client, anna, awards="Другая медаль")
    met = hers.post(address, data=typed)
    assert met.status_code == 409
    hers.post(address, data=form_on(met, "/edit"))
    assert stored(anna).awards == "Медаль"


def test_a_newcomer_stands_in_the_register(make, as_):
    client = as_(make.methodist())
    data = {"surname": "Дроздова", "given": "Вера", "library_since": "01.09.2026"}
    card = client.post("/members/people/new", data=data, follow_redirects=True)
    assert "Дроздова Вера" in card.text
    assert "Дроздова" in client.get("/members/?young=1").text


def test_a_wrong_newcomer_keeps_what_was_typed(make, as_):
    answer = as_(make.head()).post(
        "/members/people/new", data={"surname": "Дроздова", "library_since": "2090-01-01"}
    )
    assert answer.status_code == 422
    assert form_on(answer, "/new")["surname"] == "Дроздова"
    assert "ещё не наступил" in words_on(answer)


def test_withdrawn_consent_takes_private_data_and_drafts_away(anna, make, as_):
    client = as_(anna)
    key = f"person-{anna.person_id}-awards"
    client.post("/drafts/", data={"key": key, "text": "черновик наград"})
    asked = client.get(url(anna, "withdraw-consent"))
    assert "8 900 111-22-33" in words_on(asked)
    client.post(url(anna, "withdraw-consent"))
    assert not rules.has_private(stored(anna))
    assert stored(anna).surname == "Зябликова"
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
    said = db.session.scalars(select(AuditEntry.words)).all()
    assert any("согласие отозвано" in words for words in said)


def test_who_leaves_stays_in_history_and_may_come_back(anna, make, as_):
    head = as_(make.head())
    head.post(url(anna, "leave"), data={"left_on": "2026-11-23"})
    assert "Зябликова" not in words_on(head.get("/members/"))
    assert "Зябликова" in words_on(head.get("/members/?who=left"))
    assert head.get(url(anna)).status_code == 200
    head.post(url(anna, "return"))
    assert "Зябликова" in words_on(head.get("/members/"))


@pytest.mark.parametrize("day", ["2090-01-01", "1999-01-01", "никогда", ""])
def test_nobody_leaves_before_coming_or_tomorrow(anna, make, as_, day):
    answer = as_(make.head()).post(url(anna, "leave"), data={"left_on": day})
    assert answer.status_code == 422
    assert stored(anna).left_on is None


def test_one_person_may_serve_two_schools_and_one_school_have_two(anna, make, as_):
    head = as_(make.head())
    first, second = make.school("Школа № 1"), make.school("Школа № 2")
    for school in (first, second):
        data = {"organisation_id": school.id, "post": "librarian", "rate": "0,5"}
        assert head.post(url(anna, "works", "new"), data=data).status_code == 303
    make.work(make.person("Чижова"), first)
    shown = words_on(head.get(url(anna)))
    assert "Школа № 1" in shown
    assert "Школа № 2" in shown
    assert "0,5 ставки" in shown
    place = words_on(head.get(f"/members/organisations/{first.id}"))
    assert "Зябликова" in place
    assert "Чижова" in place


def test_two_editors_of_a_place_of_work_meet(anna, make, as_):
    head, school = as_(make.head()), make.school()
    work = make.work(stored(anna), school)
    address = url(anna, "works", str(work.id))
    typed = form_on(head.get(address))
    head.post(address, data=typed | {"rate": "0,25"})
    met = head.post(address, data=typed | {"rate": "0,75"})
    assert met.status_code == 409
    assert "0,25" in words_on(met)
    assert head.post(address, data=form_on(met)).status_code == 303
    db.session.expire_all()
    assert str(db.session.get_one(Membership, work.id).rate) == "0.75"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"rate": "полставки"}, "Ставка — число"),
        ({"rate": "5"}, "от 0,05 до 2"),
        ({"since": "2026-09-01", "until": "2025-09-01"}, "Конец работы раньше её начала"),
        ({"until": "2090-01-01"}, "ещё не наступил"),
        ({"organisation_id": "999"}, ""),
        ({"post": "director"}, ""),
    ],
)
def test_a_wrong_place_of_work_is_not_stored(anna, make, as_, typed, words):
    school = make.school()
    data = {"organisation_id": school.id, "post": "librarian"} | typed
    answer = as_(make.head()).post(url(anna, "works", "new"), data=data)
    assert answer.status_code == 422
    assert words in words_on(answer)
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 0


def test_another_persons_place_of_work_is_not_found_under_this_one(anna, make, as_):
    work = make.work(make.person("Чижова"), make.school())
    head = as_(make.head())
    assert head.get(url(anna, "works", str(work.id))).status_code == 404
    assert head.post(url(anna, "works", str(work.id)), data={"rate": "1"}).status_code == 404


def test_the_form_of_consent_names_the_operator(anna, as_):
    shown = words_on(as_(anna).get(url(anna, "consent")))
    assert "МКУ «Центр»" in shown
    assert "Зябликова Анна Петровна" in shown


def test_years_beside_the_current_one_do_not_hide_people(anna, make, as_):
    with saving():
        years.opened(2018)
    assert "Зябликова" in words_on(as_(make.head()).get("/members/?year=2018"))


def test_a_namesake_is_asked_about_once(make, as_):
    make.person("Лычагова", "Наталья", "Юрьевна")
    client = as_(make.head())
    told = {"surname": "ЛЫЧАГОВА", "given": "Наталья", "patronymic": "Юрьевна", "nonce": "n"}
    asked = client.post("/members/people/new", data=told)
    assert asked.status_code == 422
    assert wrong_on(asked) == {"is_another"}
    assert "уже есть" in words_on(asked)
    again = form_on(asked, "/people/new") | {"is_another": "y"}
    assert client.post("/members/people/new", data=again).status_code == 303
    assert db.session.scalar(select(func.count()).where(Person.given == "Наталья")) == 2


def test_a_place_of_work_is_chosen_and_not_taken_by_chance(make, as_):
    school, person = make.school(), make.person()
    client = as_(make.head())
    url = f"/members/people/{person.id}/works/new"
    drawn = form_on(client.get(url))
    assert drawn["organisation_id"] == "0"
    asked = client.post(url, data=drawn)
    assert wrong_on(asked) == {"organisation_id"}
    early = drawn | {"organisation_id": school.id, "since": "2020-01-01", "until": "2019-01-01"}
    assert wrong_on(client.post(url, data=early)) == {"until"}
