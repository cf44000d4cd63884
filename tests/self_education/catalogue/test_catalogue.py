"""The titles that are offered to whoever chooses a topic."""

from sqlalchemy import delete

from rmo_web.kernel.db import db
from rmo_web.self_education.models import CatalogueTitle
from rmo_web.self_education.rules import CATALOGUE
from tests import pages

URL = "/self-education/catalogue/"


def keep(client, url, **told):
    said = pages.form_on(client.get(url), url) | told
    return client.post(url, data={name: one for name, one in said.items() if one is not None})


def offered(client):
    page = pages.of(client.get("/self-education/new"))
    return pages.all_texts(page, "//details//li/a")


def test_a_new_association_can_choose_from_the_usual_titles_in_a_russians_order(cast, as_):
    found = offered(as_(cast.author))
    assert set(found) == set(CATALOGUE)
    assert found[0].startswith("Автоматизация")


def test_the_head_and_the_methodist_change_it(cast, as_):
    client = as_(cast.methodist)
    assert keep(client, f"{URL}new", title="Театр книги").status_code == 303
    assert "Театр книги" in offered(as_(cast.author))
    kept = db.session.query(CatalogueTitle).filter_by(title="Театр книги").one()
    assert keep(as_(cast.head), f"{URL}{kept.id}", is_archived="y").status_code == 303
    assert "Театр книги" not in offered(as_(cast.author))
    assert "Театр книги" not in pages.words_on(client.get(URL))
    assert "в архиве" in pages.words_on(client.get(f"{URL}?which=all"))


def test_a_title_that_reads_like_another_is_refused_at_its_field(cast, as_):
    answer = keep(as_(cast.head), f"{URL}new", title="ВОЛОНТЕРЫ  чтения")
    assert answer.status_code == 422
    assert "title" in pages.wrong_on(answer)
    assert db.session.query(CatalogueTitle).count() == len(CATALOGUE)


def test_an_older_association_takes_the_usual_titles_by_one_press(cast, as_):
    db.session.execute(delete(CatalogueTitle))
    db.session.commit()
    client = as_(cast.head)
    assert "Взять обычный список" in pages.words_on(client.get(URL))
    assert client.post(f"{URL}lay-out").status_code == 303
    assert set(offered(as_(cast.author))) == set(CATALOGUE)
    assert "Взять обычный список" not in pages.words_on(client.get(URL))
