"""Years, stages and nearness of topics, without a database."""

import re
from datetime import date
from pathlib import Path

import pytest

from rmo_web.kernel import search
from rmo_web.kernel.errors import Refused
from rmo_web.self_education import rules, wording
from rmo_web.self_education.models import telling
from rmo_web.self_education.rules import LIFE, TopicParty, TopicState, TopicStep

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("first", "last"), [(2019, 2019), (2019, 2021), (2018, 2020), (2016, 2018),
                                             (2020, 2020)])  # fmt: skip
def test_a_topic_lasts_one_to_three_school_years(first, last):
    rules.check_years(first, last, present=2019)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(2019, 2018, "last_year"), (2019, 2022, "last_year"), (2015, 2016, "first_year"),
     (2021, 2021, "first_year"), (0, 0, "first_year")],
)  # fmt: skip
def test_other_years_are_refused_at_their_field(first, last, field):
    with pytest.raises(Refused) as refused:
        rules.check_years(first, last, present=2019)
    assert refused.value.field == field


def test_a_topic_is_extended_to_three_years_in_all():
    assert list(rules.later_years(2019, 2019)) == [2020, 2021]
    assert list(rules.later_years(2019, 2021)) == []
    rules.check_extension(2019, 2019, 2021)
    for new in (2019, 2018, 2022):
        with pytest.raises(Refused):
            rules.check_extension(2019, 2019, new)


@pytest.mark.parametrize(
    ("today", "since"),
    [(date(2019, 12, 9), date(2019, 9, 9)), (date(2019, 5, 31), date(2019, 2, 28)),
     (date(2020, 1, 31), date(2019, 10, 31)), (date(2020, 5, 31), date(2020, 2, 29))],
)  # fmt: skip
def test_three_months_are_counted_by_the_calendar(today, since):
    assert rules.still_since(today) == since


def near(mine, theirs):
    return rules.are_near(*(telling(search.column(one)) for one in (mine, theirs)))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("Семейное чтение", "Школьная библиотека и семейное чтение в селе"),
     ("Буктрейлер", "Буктрейлер и книжный квест"),
     ("Сохранность учебного фонда", "Организация учебного фонда и сохранность учебников")],
)  # fmt: skip
def test_titles_that_speak_of_the_same_are_near(mine, theirs):
    assert near(mine, theirs)
    assert near(theirs, mine)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("Семейное чтение", "Волонтёры чтения"),
     ("Краеведческая работа школьной библиотеки", "Наставник в школьной библиотеке"),
     ("Работа школьной библиотеки", "Школьная библиотека")],
)  # fmt: skip
def test_what_stands_in_every_second_title_brings_none_together(mine, theirs):
    assert not near(mine, theirs)


def test_no_button_leads_out_of_a_topic_that_is_over():
    for state in (TopicState.WITHDRAWN, TopicState.FINISHED):
        moves = [LIFE.moves[one] for one in LIFE.steps(state) if LIFE.moves[one].words]
        assert {one.leads[state] for one in moves} <= {state}


def test_no_button_is_offered_for_what_only_proof_can_do():
    proofs = {step for step, move in LIFE.moves.items() if move.who is TopicParty.PROOF}
    assert proofs == {
        TopicStep.LOSE, TopicStep.REGAIN, TopicStep.LOSE_TALK, TopicStep.LOSE_CONSENT,
    }  # fmt: skip
    assert {LIFE.moves[one].words for one in proofs} == {""}


@pytest.mark.parametrize(
    ("present", "begun"), [(2017, []), (2018, [2018]), (2019, [2018, 2019]), (2024, [2018, 2019])]
)
def test_each_year_of_a_topic_that_has_begun_has_its_report(present, begun):
    assert list(rules.report_years(2018, 2019, present)) == begun


@pytest.mark.parametrize(
    ("held_in", "of"), [(2017, 2018), (2018, 2018), (2019, 2019), (2020, 2019)]
)
def test_a_talk_reports_of_the_year_in_which_it_is_held_or_of_the_last(held_in, of):
    assert rules.year_of_talk(2018, 2019, held_in) == of


@pytest.mark.parametrize(("done", "conclusion"), [("", ""), ("", "Вывод"), ("Сделано", "")])
def test_an_empty_report_is_not_presented(done, conclusion):
    with pytest.raises(Refused):
        rules.check_is_written(done, conclusion)
    rules.check_is_written("Сделано", "Вывод")


def test_every_state_and_step_has_its_words():
    assert set(wording.STATES) == set(wording.LOOKS) == set(TopicState)
    assert set(wording.DEEDS) == set(TopicStep)


def test_years_are_said_as_on_paper():
    assert wording.years(2018, 2019) == "2018–2020 годы"
    assert wording.years(2019, 2019) == "2019–2020 годы"


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "сегодня"), (1, "вчера"), (5, "5 дней назад"), (31, "1 месяц назад"),
     (101, "3 месяца назад"), (800, "2 года назад")],
)  # fmt: skip
def test_how_long_ago_is_said_in_words(days, said):
    today = date(2019, 12, 9)
    told = wording.since(date.fromordinal(today.toordinal() - days), today)
    assert told.replace("\xa0", " ") == said


ROOM = [
    one
    for folder, kind in (("rmo_web", "py"), ("templates", "html"))
    for name in ("self_education", "growth")
    for one in (ROOT / folder / name).rglob(f"*.{kind}")
    if one.name != "example.py"
]
OF_A_WOMAN = re.compile(
    r"\b(внесла|внёс|сама?|самой|предложила|написала|завершила|представила|сменила|отозвала"
    r"|согласовала|вернула|записала|выступила|продлила|сняла|приложила|работала?|работал\(а\)"
    r"|она)\b",
    re.IGNORECASE,
)


def test_no_word_of_the_room_supposes_who_is_a_woman_and_who_a_man():
    said = {str(one): OF_A_WOMAN.findall(one.read_text()) for one in ROOM}
    assert len(said) > 50
    assert {name: words for name, words in said.items() if words} == {}
