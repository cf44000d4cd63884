"""Near topics above the table: their authors are told of each other, once."""

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import saving
from rmo_web.self_education.rules import TopicStep
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import proposed, running, standing, step, told_to

TABLE = "/self-education/"


@pytest.fixture(autouse=True)
def this_year(make, on_day):
    make.association()
    on_day(TODAY)
    with saving():
        years.opened(years.starts_in(TODAY))


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
