"""The ribbon of a topic, and what its log takes, without web or database."""

from datetime import date
from itertools import pairwise

import pytest

from rmo_web.kernel.errors import Refused
from rmo_web.self_education.log.rules import WIDTH, WRITABLE, check_log, ribbon
from rmo_web.self_education.rules import TopicState

TODAY = date(2019, 12, 9)
DONE = (date(2018, 10, 31), date(2018, 12, 31), None, None, None)


def drawn(done=DONE, days=(), today=TODAY, first=2018, last=2019):
    return ribbon(first, last, done, days, today)


def test_stages_fill_the_whole_scale_one_after_another():
    stages = drawn().stages
    assert [one.number for one in stages] == [1, 2, 3, 4, 5]
    assert stages[0].left == 0
    for one, after in pairwise(stages):
        assert one.left + one.width == pytest.approx(after.left, abs=0.11)
    assert stages[-1].left + stages[-1].width == pytest.approx(WIDTH, abs=0.11)


def test_what_is_done_is_full_the_present_stage_up_to_today_and_those_ahead_are_empty():
    scale = drawn()
    first, second, present, *ahead = scale.stages
    assert (first.filled, second.filled) == (first.width, second.width)
    assert present.left + present.filled == pytest.approx(scale.today, abs=0.11)
    assert 0 < present.filled < present.width
    assert [one.filled for one in ahead] == [0, 0]


def test_the_scale_of_time_is_true():
    scale = drawn(days=[date(2018, 9, 1), date(2019, 9, 1), date(2020, 8, 31)])
    assert scale.strokes[0] == 0
    assert scale.strokes[1] == pytest.approx(WIDTH / 2, abs=1)
    assert scale.strokes[2] == WIDTH
    assert [year for _, year in scale.years] == [2018, 2019]


def test_an_entry_from_before_the_topic_stands_at_its_edge():
    assert drawn(days=[date(2017, 5, 1)]).strokes == (0,)


@pytest.mark.parametrize("today", [date(2018, 3, 1), date(2018, 9, 1), date(2024, 1, 1)])
@pytest.mark.parametrize("done", [DONE, (None,), (date(2025, 1, 1),), tuple(DONE[:2])])
def test_whatever_the_day_nothing_leaves_the_scale(today, done):
    scale = drawn(done, today=today)
    for one in scale.stages:
        assert 0 <= one.filled <= one.width
        assert one.left + one.width <= WIDTH + 0.2
    assert scale.today is None or 0 <= scale.today <= WIDTH


@pytest.mark.parametrize("state", TopicState)
def test_a_log_is_written_while_its_topic_is_worked_on(state):
    if state in WRITABLE:
        check_log(state, has_left=False)
        with pytest.raises(Refused, match="вышел"):
            check_log(state, has_left=True)
    else:
        with pytest.raises(Refused):
            check_log(state, has_left=False)
    assert {TopicState.PROPOSED, TopicState.AGREED, TopicState.RUNNING,
                        TopicState.REPORTED} == WRITABLE  # fmt: skip
