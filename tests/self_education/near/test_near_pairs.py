"""Near topics above the table: their authors are told of each other, once."""

import pytest

from rmo_web.self_education.rules import TopicStep
from tests import pages
from tests.self_education.hands import proposed, running, standing, step, told_to

pytestmark = pytest.mark.usefixtures("this_year")
TABLE = "/self-education/"


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
