"""Rules of meetings without a database: states, votes, decisions, speakers, assignments."""

import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmo_web import meetings
from rmo_web.kernel.errors import Refused
from rmo_web.meetings import rules, wording
from rmo_web.meetings.agenda.rules import Spoken, line_of, speaker_of
from rmo_web.meetings.assignments.rules import Duty, duty_of, is_overdue
from rmo_web.meetings.assignments.wording import DUTIES
from rmo_web.meetings.attendance.wording import PRESENCES
from rmo_web.meetings.minutes.rules import check_votes, decisions, vote_in_words
from rmo_web.meetings.rules import MeetingState, Outcome, Step, Whose

DAY = date(2019, 10, 28)


def test_the_docstring_draws_the_transitions_as_they_are():
    lines = re.findall(r"^    (\w+) +-> (\w+) +(\w+)$", meetings.__doc__, re.M)
    drawn = {(a, step): b for a, b, step in lines}
    assert drawn == {
        (before.value, step.value): after.value for before, step, after in rules.LIFE.leads()
    }


def test_every_state_and_step_has_words():
    assert wording.STATES.keys() == set(MeetingState)
    assert wording.STEPS_TAKEN.keys() == rules.LIFE.moves.keys() == set(Step)
    assert all(bool(one.words) != (one.who is Whose.MINUTES) for one in rules.LIFE.moves.values())
    assert DUTIES.keys() == set(Duty)
    assert PRESENCES.keys() == set(rules.Presence)
    assert wording.ANSWERS.keys() == set(rules.Answer)


@pytest.mark.parametrize(("state", "step"), list(product(MeetingState, Step)))
def test_a_step_leads_where_it_is_drawn_or_is_refused(state, step):
    if step in rules.LIFE.steps(state):
        assert rules.LIFE.after(state, step) in set(MeetingState)
    else:
        with pytest.raises(Refused, match="обновите"):
            rules.LIFE.after(state, step)


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ((0, DAY, "Школа № 6", ""), "нет вопросов"),
        ((2, None, "Школа № 6", ""), "Нет дня"),
        ((2, DAY, "", ""), "где заседание"),
    ],
)
def test_nobody_is_invited_to_what_cannot_be_come_to(lacking, words):
    with pytest.raises(Refused, match=words):
        rules.check_invitation(*lacking)


def test_a_link_is_a_place_too():
    rules.check_invitation(1, DAY, "", "https://example.org/")


@pytest.mark.parametrize(
    ("day", "words"), [(None, "Укажите день"), (date(2019, 10, 29), "впереди")]
)
def test_a_meeting_to_come_was_not_held(day, words):
    with pytest.raises(Refused, match=words):
        rules.check_held(day, DAY)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=3, max_size=3), st.integers(0, 99)
)
def test_votes_never_exceed_those_present(votes, present):
    if sum(one or 0 for one in votes) > present:
        with pytest.raises(Refused, match="Голосов больше"):
            check_votes(votes, present)
    else:
        check_votes(votes, present)


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ((None, None, None), ""),
        ((0, 0, 0), ""),
        ((18, 0, 0), "«за» — 18, единогласно"),
        ((18, None, None), "«за» — 18, единогласно"),
        ((15, 1, 2), "«за» — 15, «против» — 1, «воздержались» — 2"),
    ],
)
def test_a_vote_in_words(votes, words):
    assert vote_in_words(votes) == words


def test_decisions_are_numbered_within_their_question():
    text = "Принять к сведению.\n\n2.7. Прислать отчёты.\n3) Провести Неделю."
    assert decisions(text, 2) == [
        ("2.1", "Принять к сведению."), ("2.2", "Прислать отчёты."), ("2.3", "Провести Неделю."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("Чайкина Ю.Р.", Spoken("Чайкина Ю.Р.")),
        ("Чайкина Ю.Р., Школа № 3", Spoken("Чайкина Ю.Р.", "Школа № 3")),
        (
            "Чайкина Ю.Р., МБОУ «Школа № 3» — о квестах, 10 мин.",
            Spoken("Чайкина Ю.Р.", "МБОУ «Школа № 3»", "о квестах", 10),
        ),
        ("Чайкина Ю.Р. - Школьный квест: как начать (15 минут)",
         Spoken("Чайкина Ю.Р.", "", "Школьный квест: как начать", 15)),
        ("Чайкина Ю.Р.: о квестах", Spoken("Чайкина Ю.Р.", "", "о квестах")),
    ],
)  # fmt: skip
def test_a_line_tells_a_speaker(line, spoken):
    assert speaker_of(line) == spoken


words = st.text(alphabet="абвгдежз №4", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(words, words, words, st.integers(0, 480))
def test_the_line_of_a_speaker_is_read_back(name, school, talk, minutes):
    one = Spoken(name, school, talk, minutes)
    assert speaker_of(line_of(one)) == one


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Чайкина Юлия Романовна", "Чайкина Ю.Р."),
        ("Чайкина Ю. Р.", "Чайкина Ю.Р."),
        ("Чайкина Ю.Р.", "Чайкина Ю.Р."),
        ("Библиотекари школ", "Библиотекари школ"),
        ("Ёлкина", "Ёлкина"),
    ],
)
def test_a_name_is_known_however_it_is_typed(name, initials):
    assert rules.initials_of(name) == initials


@pytest.mark.parametrize(
    ("outcome", "extended", "taken", "done", "duty"),
    [
        (None, None, [None], [None], Duty.GIVEN),
        (None, None, [DAY], [None], Duty.GOING),
        (None, None, [DAY, None], [DAY, None], Duty.GOING),
        (None, None, [DAY], [DAY], Duty.DONE),
        (None, None, [DAY], [date(2019, 11, 5)], Duty.LATE),
        (None, date(2019, 11, 6), [DAY], [date(2019, 11, 5)], Duty.DONE),
        (None, date(2019, 11, 6), [DAY], [None], Duty.EXTENDED),
        (Outcome.FAILED, None, [DAY], [DAY], Duty.FAILED),
        (Outcome.DROPPED, None, [None], [None], Duty.DROPPED),
        (None, None, [], [], Duty.GIVEN),
    ],
)
def test_how_far_an_assignment_is_follows_from_its_marks(outcome, extended, taken, done, duty):
    assert duty_of(outcome, date(2019, 10, 31), extended, taken, done) is duty


def test_only_what_is_not_done_is_overdue():
    later = date(2019, 11, 1)
    assert is_overdue(Duty.GIVEN, DAY, None, later)
    assert not is_overdue(Duty.GIVEN, DAY, later, later)
    assert not is_overdue(Duty.DONE, DAY, None, later)
    assert not is_overdue(Duty.GIVEN, None, None, later)


@pytest.mark.parametrize(("text", "said"), [("9:05", "09:05"), ("10.30", "10:30"), ("", "")])
def test_a_time_is_typed_as_people_do(text, said):
    assert rules.clock_of(text) == said


@pytest.mark.parametrize("text", ["25:00", "10:61", "утром", "1000"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Refused, match="Время"):
        rules.clock_of(text)
