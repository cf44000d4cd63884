"""«Временно не работает»: who writes it down, who sees it, what is refused, how it ends."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rmo_web.household.audit import AuditEntry
from rmo_web.kernel import clock
from rmo_web.kernel.db import db
from rmo_web.members.models import TimeAway
from tests.counting import statements
from tests.pages import form_on, words_on, wrong_on

AUTUMN = date(2026, 9, 1), date(2026, 11, 30)


@pytest.fixture
def anna(make):
    return make.librarian(person=make.person("Зябликова", "Анна", "Петровна"))


@pytest.fixture
def today(app):
    with app.app_context():
        return clock.today()


def url(account, *rest):
    return "/".join(("/members/people", str(account.person_id), "away", *map(str, rest)))


def write(client, account, since, until, *rest):
    where = url(account, *(rest or ("new",)))
    typed = form_on(client.get(where), where) | {"since": str(since), "until": str(until)}
    return client.post(where, data=typed)


def stored():
    db.session.expire_all()
    every = db.session.scalars(select(TimeAway).order_by(TimeAway.since))
    return [(one.since, one.until) for one in every]


@pytest.mark.parametrize("role", ["head", "methodist"])
def test_who_keeps_the_register_writes_it_down_and_changes_it(anna, make, as_, role):
    client = as_(getattr(make, role)())
    assert write(client, anna, *AUTUMN).status_code == 303
    assert stored() == [AUTUMN]
    (kept,) = db.session.scalars(select(TimeAway.id))
    assert write(client, anna, AUTUMN[0], date(2026, 12, 31), kept).status_code == 303
    assert stored() == [(AUTUMN[0], date(2026, 12, 31))]
    facts = list(db.session.scalars(select(AuditEntry).where(AuditEntry.fact.contains("TimeAway"))))
    assert len(facts) == 2
    assert not any("2026" in one.details for one in facts)  # when is not kept for ever


@pytest.mark.parametrize(
    ("since", "until", "field", "words"),
    [
        ("2026-09-10", "2026-09-09", "until", "Последний день раньше первого."),
        ("2026-09-10", "", "until", "Назовите последний день"),
        ("", "2026-09-10", "since", "Назовите первый день."),
        ("2026-09-10", "2029-09-11", "until", "Больше 3 лет сразу не записывают"),
        ("2026-11-30", "2026-12-30", "since", "Уже записано: с 01.09.2026 по 30.11.2026."),
        ("2026-08-30", "2027-12-30", "since", "Сроки не должны пересекаться."),
        ("вчера", "2026-12-30", "since", "Такой даты нет"),
    ],
)
def test_wrong_days_are_said_beside_their_field_and_not_stored(
    anna, make, as_, since, until, field, words
):
    make.away(anna, *AUTUMN)
    answer = write(as_(make.head()), anna, since, until)
    assert answer.status_code == 422
    assert words in words_on(answer)
    assert wrong_on(answer) == {field}
    assert stored() == [AUTUMN]


def test_one_follows_another_and_what_was_stays(anna, make, as_):
    make.away(anna, *AUTUMN)
    client, winter = as_(make.head()), (date(2026, 12, 1), date(2027, 2, 28))
    assert write(client, anna, *winter).status_code == 303
    assert stored() == [AUTUMN, winter]
    shown = words_on(client.get(f"/members/people/{anna.person_id}"))
    assert "с 01.09.2026 по 30.11.2026" in shown
    assert "с 01.12.2026 по 28.02.2027" in shown


def test_who_is_back_early_works_from_that_day(anna, make, as_, today):
    since, until = today - timedelta(9), today + timedelta(9)
    kept = make.away(anna, since, until)
    client = as_(make.head())
    assert "Уже работает" in client.get(f"/members/people/{anna.person_id}").text
    assert client.post(url(anna, kept.id, "back")).status_code == 303
    assert stored() == [(since, today - timedelta(1))]
    assert client.post(url(anna, kept.id, "back")).status_code == 409
    assert "Уже работает" not in client.get(f"/members/people/{anna.person_id}").text


def test_who_is_back_on_the_first_day_was_not_away(anna, make, as_, today):
    kept = make.away(anna, today, today)
    assert as_(make.head()).post(url(anna, kept.id, "back")).status_code == 303
    assert stored() == []


@pytest.mark.parametrize("begun", [0, 9], ids=["today", "earlier"])
def test_who_is_not_back_after_all_is_away_as_before(anna, make, as_, today, begun):
    since, until = today - timedelta(begun), today + timedelta(9)
    kept, client = make.away(anna, since, until), as_(make.head())
    answer = client.post(url(anna, kept.id, "back"), follow_redirects=True)
    undo = url(anna, kept.id) if begun else url(anna, "new")
    assert client.post(undo, data=form_on(answer, undo)).status_code == 303
    assert stored() == [(since, until)]


def test_what_was_written_by_mistake_is_removed_and_brought_back(anna, make, as_):
    kept, client = make.away(anna, *AUTUMN), as_(make.head())
    answer = client.post(url(anna, kept.id, "drop"), follow_redirects=True)
    assert stored() == []
    undo = form_on(answer, url(anna, "new"))
    assert client.post(url(anna, "new"), data=undo).status_code == 303
    assert stored() == [AUTUMN]


def test_who_has_left_is_not_offered_it(anna, make, as_, today):
    client = as_(make.head())
    client.post(f"/members/people/{anna.person_id}/leave", data={"left_on": str(today)})
    assert url(anna, "new") not in client.get(f"/members/people/{anna.person_id}").text
    assert "вышел из состава" in words_on(write(client, anna, *AUTUMN))


def test_only_she_and_who_keeps_the_register_learn_of_it(anna, make, as_, today):
    make.away(anna, today - timedelta(1), today + timedelta(1))
    card, words = f"/members/people/{anna.person_id}", "ременно не работа"
    for account in (make.head(), make.methodist(), anna):
        assert words in words_on(as_(account).get(card))
        assert words in words_on(as_(account).get("/members/"))
    stranger = as_(make.librarian())
    for address in (card, "/members/", "/members/?who=away"):
        assert words not in stranger.get(address).text
    assert "Зябликова" in stranger.get("/members/?who=away").text  # the filter tells nothing
    assert url(anna, "") not in as_(anna).get(card).text  # she reads it and does not write it
    assert "Когда временно не работаю" in as_(anna).post("/me/data").text


def test_the_register_lists_who_is_away_for_who_keeps_it(anna, make, as_, today):
    make.person("Совина")
    make.away(anna, today - timedelta(1), today + timedelta(1))
    client = as_(make.head())
    shown = words_on(client.get("/members/?who=away"))
    assert "Зябликова" in shown
    assert "Совина" not in shown
    lacking = words_on(client.get("/members/?who=unconsented"))
    assert "Совина" in lacking
    assert "Зябликова" not in lacking  # nothing is asked of her now
    assert "Зябликова" in words_on(client.get("/members/"))


@pytest.mark.parametrize("days", [-1, 1])
def test_it_ends_and_begins_by_itself(anna, make, as_, today, days):
    day = today + timedelta(days)
    make.away(anna, day, day)
    client = as_(make.head())
    assert "Зябликова" not in words_on(client.get("/members/?who=away"))
    assert "по " + day.strftime("%d.%m.%Y") in words_on(
        client.get(f"/members/people/{anna.person_id}")
    )


def test_the_register_asks_no_more_for_those_who_are_away(anna, make, as_, today):
    client = as_(make.head())
    client.get("/members/")
    with statements() as before:
        client.get("/members/")
    make.away(anna, today, today)
    with statements() as after:
        client.get("/members/")
    assert len(after) == len(before)


def test_another_persons_time_is_not_found_under_this_one(anna, make, as_):
    kept, other = make.away(anna, *AUTUMN), make.librarian()
    assert as_(make.head()).get(url(other, kept.id)).status_code == 404
    assert as_(make.head()).post(url(other, kept.id, "drop")).status_code == 404
