"""People at once, presses twice, and what no state allows."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rmo_web.accounts.models import Account
from rmo_web.help_requests import notify
from rmo_web.help_requests.models import HelpRequest, Message
from rmo_web.help_requests.rules import LIFE, Action, Party, Status
from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db
from tests import pages
from tests.at_once import at_once, house
from tests.makers import TODAY, Maker
from tests.moulds import poured
from tests.test_promises import fingerprint

__all__ = ["house", "notify"]  # notify: the room's listeners


QUESTION = "Как списать учебники?"


@pytest.mark.trouble
def test_of_twenty_who_take_a_request_at_once_one_has_it(house):
    with house.app_context():
        make = Maker()
        asked = make.ask(make.librarian())
        people = [make.methodist() for _ in range(20)]
        sessions = [make.signed_in(one) for one in people]
        names = {one.person_id: make.actor(one).name for one in people}
        url = f"/help-requests/{asked.id}/move"
        db.session.remove()
    told = [{"action": "take", "nonce": f"n{number}"} for number in range(20)]
    answers = at_once(house, sessions, url, told)
    codes = [answer.status_code for answer in answers]
    assert codes.count(303) == 1
    assert {code for code in codes if code != 303} <= {409, 422}
    with house.app_context():
        held = db.session.scalars(select(HelpRequest)).one()
        assert held.consultant_id == people[codes.index(303)].person_id
        assert (held.status, held.version) == (Status.IN_WORK, 2)
        taken = select(func.count()).select_from(Message).where(Message.action == Action.TAKE)
        assert db.session.scalar(taken) == 1
        winner = names[held.consultant_id]
    for answer in answers:
        if answer.status_code != 303:
            assert f"Консультант: {winner}" in pages.words_on(answer)


@pytest.mark.trouble
def test_thirty_questions_at_once_get_numbers_without_gap_or_twin(house):
    with house.app_context():
        make = Maker()
        sessions = [make.signed_in(make.librarian()) for _ in range(30)]
        rubric = make.rubric().id
        db.session.remove()
    told = [
        {"rubric_id": rubric, "question": f"{QUESTION} {number}", "wished": "writing", "nonce": "n"}
        for number in range(30)
    ]
    answers = at_once(house, sessions, "/help-requests/new", told)
    assert {answer.status_code for answer in answers} == {303}
    with house.app_context():
        found = db.session.execute(
            select(HelpRequest.number, Message.text).join(
                Message, Message.request_id == HelpRequest.id
            )
        ).all()
    assert sorted(one.number for one in found) == list(range(1, 31))
    assert sorted(one.text for one in found) == sorted(one["question"] for one in told)


@pytest.mark.trouble
def test_the_same_question_sent_twice_at_once_is_one_request(house):
    with house.app_context():
        make = Maker()
        session, rubric = make.signed_in(make.librarian()), make.rubric().id
        make.head()
        db.session.remove()
    told = {"rubric_id": rubric, "question": QUESTION, "wished": "writing", "nonce": "n1"}
    answers = at_once(house, [session] * 5, "/help-requests/new", [told] * 5)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with house.app_context():
        for model in (HelpRequest, Message, Notice):
            assert db.session.scalar(select(func.count()).select_from(model)) == 1


@pytest.mark.trouble
@pytest.mark.parametrize("action", ["reply", "note", "answer", "ask_back"])
def test_the_same_words_sent_twice_at_once_are_one_message(house, action):
    with house.app_context():
        make = Maker()
        author, head = make.librarian(), make.head()
        asked = make.ask(author)
        session = make.signed_in(author if action == "reply" else head)
        url, version = f"/help-requests/{asked.id}/move", asked.version
        db.session.remove()
    told = {"action": action, "text": "Слово.", "nonce": "n1", "version": version}
    answers = at_once(house, [session] * 4, url, [told] * 4)
    # a stale answer asks to be read once more; whatever it says, nothing is written twice
    assert 303 in {answer.status_code for answer in answers}
    assert {answer.status_code for answer in answers} <= {303, 409}
    with house.app_context():
        words = select(func.count()).select_from(Message).where(Message.text == "Слово.")
        assert db.session.scalar(words) == 1


@pytest.mark.trouble
def test_author_and_consultant_at_once_lose_no_word(house):
    with house.app_context():
        make = Maker()
        author, head = make.librarian(), make.head()
        asked = make.ask(author)
        make.move(asked, Action.TAKE, head)
        sessions = [make.signed_in(one) for one in [author, head] * 6]
        url = f"/help-requests/{asked.id}/move"
        db.session.remove()
    told = [
        {"action": ("reply", "note")[number % 2], "text": f"слово{number}", "nonce": f"n{number}"}
        for number in range(12)
    ]
    answers = at_once(house, sessions, url, told)
    accepted = {
        one["text"] for one, said in zip(told, answers, strict=True) if said.status_code == 303
    }
    for answer, one in zip(answers, told, strict=True):
        assert answer.status_code == 303 or one["text"] in answer.text
    with house.app_context():
        texts = list(db.session.scalars(select(Message.text).where(Message.text.like("слово%"))))
    assert sorted(texts) == sorted(accepted)
    assert accepted


HELP = {
    Status.NEW: (),
    Status.IN_WORK: (Action.TAKE,),
    Status.NEEDS_INFO: (Action.ASK_BACK,),
    Status.POSTPONED: (Action.POSTPONE,),
    Status.ANSWERED: (Action.ANSWER,),
    Status.CLOSED: (Action.ANSWER, Action.CLOSE),
    Status.REDIRECTED: (Action.REDIRECT,),
    Status.REJECTED: (Action.REJECT,),
    Status.WITHDRAWN: (Action.WITHDRAW,),
}


FORBIDDEN = [
    (status, action) for status in Status for action in Action
    if action not in LIFE.steps(status)
]  # fmt: skip


@pytest.fixture
def standing(make):
    """`standing(status)`: a request in this state, its author and the head."""

    def build(status):
        keys = poured(make, f"standing {status}", lambda: stand(make, status))
        asked, *people = (
            db.session.get_one(kind, key)
            for kind, key in zip((HelpRequest, Account, Account), keys, strict=True)
        )
        held = make.held(asked)
        assert held.status is status
        return held, *people

    return build


def stand(make, status):
    author, head = make.librarian(), make.head()
    asked = make.ask(author)
    later = TODAY + timedelta(days=7)
    for action in HELP[status]:
        by = author if LIFE.moves[action].who is Party.AUTHOR else head
        make.move(asked, action, by, "Слово.", until=later, whom="институт")
    return asked.id, author.id, head.id


@pytest.mark.parametrize(("status", "action"), FORBIDDEN, ids="-".join)
@pytest.mark.parametrize("place", ["", "queue/"], ids=["card", "queue"])
def test_what_the_state_does_not_allow_is_refused_and_changes_nothing(
    make, as_, standing, status, action, place
):
    held, author, head = standing(status)
    client = as_(author if LIFE.moves[action].who is Party.AUTHOR else head)
    said = {
        "action": action, "text": "Написанное", "version": held.version, "nonce": "n1",
        "until": (TODAY + timedelta(days=30)).isoformat(), "whom": "другое РМО",
        "consultant_id": make.librarian().person_id,
    }  # fmt: skip
    before = fingerprint()
    answer = client.post(f"/help-requests/{place}{held.id}/move", data=said)
    assert fingerprint() == before
    if LIFE.moves[action].who is Party.CLOCK:
        assert answer.status_code == 403
        return
    assert answer.status_code in {409, 422}
    assert "Написанное" in answer.text


@pytest.mark.parametrize("status", list(Status))
def test_what_the_clock_does_nobody_does_by_hand(as_, standing, status):
    held, author, head = standing(status)
    for account in (author, head):
        answer = as_(account).post(f"/help-requests/{held.id}/move", data={"action": "expire"})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "action", [one for one in Action if LIFE.moves[one].who is not Party.CLOCK]
)
def test_nobody_does_what_is_the_other_partys(make, as_, action):
    """Her own request a leader neither takes nor answers; the author's words are the author's."""
    author, head = make.methodist(), make.head()
    asked = make.ask(author)
    party = LIFE.moves[action].who
    said = {"action": action, "text": "Слово.", "version": asked.version}
    url = f"/help-requests/{asked.id}/move"
    if party is Party.OFFICE:
        assert as_(author).post(url, data=said).status_code == 403
    if party is Party.AUTHOR:
        assert as_(head).post(url, data=said).status_code == 403
    assert as_(make.librarian()).post(url, data=said).status_code == 404


@pytest.mark.trouble
def test_whoever_comes_second_is_told_in_a_sentence_who_has_the_request(house):
    with house.app_context():
        make = Maker()
        asked = make.ask(make.librarian())
        sessions = [make.signed_in(make.methodist()) for _ in range(6)]
        url = f"/help-requests/{asked.id}/move"
        db.session.remove()
    told = [{"action": "take", "nonce": f"n{number}"} for number in range(6)]
    answers = at_once(house, sessions, url, told)
    late = [answer for answer in answers if answer.status_code != 303]
    assert len(late) == 5
    for answer in late:
        assert "Эту заявку уже ведёт Синицына" in pages.words_on(answer)
