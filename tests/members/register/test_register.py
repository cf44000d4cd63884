"""The list: found in any case and spelling, in a Russian's order, at a constant price."""

import pytest

from rmo_web.members.rules import Post
from tests.counting import statements
from tests.makers import TODAY
from tests.pages import words_on


def names(client, query=""):
    shown = words_on(client.get(f"/members/{query}"))
    known = ("Ёлкина", "Елизарова", "Жукова", "Абрамова", "Яшина")
    return sorted((name for name in known if name in shown), key=shown.index)


@pytest.fixture
def five(make):
    for surname in ("Яшина", "Жукова", "Ёлкина", "Абрамова", "Елизарова"):
        make.person(surname, "Мария")


def test_people_stand_in_the_order_of_a_russian_dictionary(five, make, as_):
    order = ["Абрамова", "Елизарова", "Ёлкина", "Жукова", "Яшина"]
    assert names(as_(make.librarian())) == order


@pytest.mark.parametrize("q", ["ёлкина", "ЕЛКИНА", "ёлк мар", "%D0%9C%D0%B0%D1%80%D0%B8%D1%8F+елк"])
def test_search_minds_neither_case_nor_dots_nor_order(five, make, as_, q):
    assert names(as_(make.librarian()), f"?q={q}") == ["Ёлкина"]


@pytest.mark.parametrize("q", ["%25", "_", "\\", "'", "zzz", "%00"])
def test_signs_of_patterns_are_only_signs(five, make, as_, q):
    answer = as_(make.librarian()).get(f"/members/?q={q}")
    assert answer.status_code == 200
    assert "Яшина" not in words_on(answer) or q == "%00"


def test_people_are_found_by_school_and_post(five, make, as_):
    school = make.school("Гимназия № 3")
    make.work(make.person("Чижова"), school, Post.METHODIST)
    client = as_(make.librarian())
    for query in ("q=гимназия", f"organisation={school.id}", "post=methodist"):
        shown = words_on(client.get(f"/members/?{query}"))
        assert "Чижова" in shown
        assert "Яшина" not in shown


@pytest.mark.parametrize("query", ["page=99999999999", "page=-1", "organisation=x", "post=x"])
def test_a_nonsense_address_shows_the_list(five, make, as_, query):
    assert as_(make.librarian()).get(f"/members/?{query}").status_code == 200


def test_the_register_costs_the_same_for_one_person_and_sixty(make, as_):
    client = as_(make.head())
    school = make.school()
    client.get("/members/")
    with statements() as few:
        client.get("/members/")
    for _ in range(30):
        make.work(make.person(), school)
        make.person()
    with statements() as many:
        client.get("/members/")
    assert len(many) == len(few) <= 6, "\n\n".join(many)


def test_who_leads_finds_the_cards_that_lack_something(make, as_):
    make.work(make.person("Жукова", consent_on=TODAY), make.school())
    make.work(make.person("Абрамова"), make.school("Гимназия"))
    make.person("Яшина", consent_on=TODAY)
    head, librarian = as_(make.head()), as_(make.librarian())
    assert "Абрамова" in names(head, "?who=unconsented")
    assert "Жукова" not in names(head, "?who=unconsented")
    assert "Яшина" in names(head, "?who=schoolless")
    assert "Абрамова" not in names(head, "?who=schoolless")
    # A consent is private: asking for it tells a librarian nothing.
    assert names(librarian, "?who=unconsented") == names(librarian)
