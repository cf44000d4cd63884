"""Near topics above the table: their authors are told of each other, once."""

from datetime import date, timedelta

import pytest

from rmo_web.kernel import search
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.rules import TopicStep
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import (
    TITLE,
    agreed,
    finished,
    proposed,
    running,
    standing,
    step,
    told_to,
)

pytestmark = pytest.mark.usefixtures("this_year")
TABLE = "/self-education/"


NEAR = "Семейное чтение в селе"
TOGETHER = "//form[contains(@action, '/together')]/@action"


def bring(client, one, other):
    return client.post(f"/self-education/{one.id}/with/{other.id}/together")


def about_near(account):
    told = [one.replace("\xa0", " ") for one in told_to(account)]
    return [one for one in told if "близкие темы" in one]


def leave(account):
    person = db.session.get_one(Person, account.person_id)
    with saving():
        person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)


@pytest.fixture
def pair(make, cast):
    """Two near topics that are agreed to, one of them in work."""
    mine = running(make, cast.author, by=cast.head)
    return mine, agreed(make, cast.stranger, NEAR, by=cast.head)


def test_each_hears_the_name_of_the_other_and_both_titles(cast, as_, pair):
    assert bring(as_(cast.head), *pair).status_code == 303
    ((hers,), (theirs,)) = about_near(cast.author), about_near(cast.stranger)
    assert "Скворцова О.И." in hers
    assert "Чайкина Ю.Р." in theirs
    for said in (hers, theirs):
        assert f"«{TITLE}»" in said
        assert f"«{NEAR}»" in said


def test_they_hear_it_once(cast, as_, pair):
    assert bring(as_(cast.author), *pair).status_code == 303
    mine, theirs = pair
    answer = bring(as_(cast.head), theirs, mine)
    assert answer.status_code == 409
    assert "уже сообщили" in answer.text
    assert len(about_near(cast.stranger)) == 1


def refused(client, one, other):
    answer = bring(client, one, other)
    assert answer.status_code == 409
    return pages.text(pages.of_any(answer))


def test_of_topics_that_are_not_near_nobody_is_told(make, cast, as_):
    mine = running(make, cast.author, by=cast.head)
    other = running(make, cast.stranger, "Буктрейлер", by=cast.head)
    for client in (as_(cast.author), as_(cast.head)):
        assert "Эти темы не близки" in refused(client, mine, other)
    assert about_near(cast.author) == about_near(cast.stranger) == []


def test_a_title_that_was_changed_meanwhile_is_not_near_any_more(make, cast, as_, pair):
    mine, theirs = pair
    with saving():
        topic = make.again(theirs)
        topic.title, topic.stems = "Буктрейлер", search.column("Буктрейлер")
    assert "Эти темы не близки" in refused(as_(cast.head), mine, theirs)


@pytest.mark.parametrize("state", ["withdrawn", "finished", "unconfirmed"])
def test_a_topic_on_which_nobody_works_is_not_offered_to_anybody(make, cast, as_, pair, state):
    mine, theirs = pair
    with saving():
        make.again(mine).state = state
    assert "уже не работают" in refused(as_(cast.head), mine, theirs)
    assert "уже не работают" in refused(as_(cast.head), theirs, mine)
    assert not pages.of(as_(cast.head).get(TABLE)).xpath(TOGETHER)
    page = as_(cast.stranger).get(f"/self-education/{theirs.id}")
    assert not pages.of(page).xpath(TOGETHER)
    assert about_near(cast.author) == []


def test_who_has_left_is_brought_together_with_nobody(cast, as_, pair):
    mine, theirs = pair
    leave(cast.author)
    assert "уже не работают" in refused(as_(cast.head), mine, theirs)
    assert "уже не работают" in refused(as_(cast.stranger), theirs, mine)
    assert not any("близкие темы" in one for one in standing(as_(cast.head).get(TABLE)))
    page = as_(cast.stranger).get(f"/self-education/{theirs.id}")
    assert not pages.of(page).xpath(TOGETHER)


def test_who_is_away_is_told_when_she_is_back_and_only_leaders_know_why(make, cast, as_, pair):
    mine, theirs = pair
    make.away(cast.author, TODAY, TODAY)
    page = as_(cast.head).get(TABLE)
    (said,) = [one for one in standing(page) if "близкие темы" in one]
    assert "Чайкина Ю.Р. (временно не работает) — «Семейное чтение»" in said
    assert not pages.of(page).xpath(TOGETHER)
    assert "временно не работает" in refused(as_(cast.head), mine, theirs)
    other = as_(cast.stranger)
    assert pages.of(other.get(f"/self-education/{theirs.id}")).xpath(TOGETHER)
    assert bring(other, theirs, mine).status_code == 303
    assert len(about_near(cast.author)) == 1


def test_a_stranger_brings_nobody_together(cast, as_, make, pair):
    assert bring(as_(make.librarian(login="third")), *pair).status_code == 404


def test_near_topics_are_brought_together_by_the_head_once_both_are_agreed(make, cast, as_):
    running(make, cast.author, by=cast.head)
    theirs = proposed(make, cast.stranger, "Семейное чтение в селе")
    client = as_(cast.head)
    together = "//form[contains(@action, 'together')]/@action"
    assert not pages.of(client.get(TABLE)).xpath(together)
    step(make, theirs, TopicStep.AGREE, cast.head)
    (url,) = pages.of(client.get(TABLE)).xpath(together)
    assert client.post(url).status_code == 303
    assert any("Скворцова" in one for one in told_to(cast.author))
    assert any("Чайкина" in one for one in told_to(cast.stranger))
    assert not any("близкие темы" in one for one in standing(client.get(TABLE)))


def test_who_still_works_on_a_near_topic_goes_before_an_ended_one_and_each_has_its_turn(
    make, cast, as_
):
    finished(make, cast.methodist, title="Семейное чтение дома", by=cast.head)
    theirs = running(make, cast.stranger, "Семейное чтение в школе", by=cast.head)
    begins = agreed(make, cast.author, NEAR, by=cast.head)
    head = as_(cast.head)
    assert "Скворцова О.И." in near_line(head)
    assert bring(head, begins, theirs).status_code == 303
    assert "Синицына Е.К." in near_line(head)


def near_line(client):
    (line,) = [one for one in standing(client.get(TABLE)) if "близкие темы" in one]
    return line
