"""Who reports at which meeting: who has a place, who has none, and who is put where."""

from datetime import date
from itertools import pairwise

import pytest

from rmo_web.kernel.db import db
from rmo_web.kernel.offered import backlog
from rmo_web.kernel.offered.backlog import Agenda
from rmo_web.self_education.hearing import wording
from rmo_web.self_education.hearing.rules import COLUMN, WIDTH, columns, place_of
from rmo_web.self_education.rules import TopicStep
from tests import pages
from tests.counting import statements
from tests.makers import TODAY
from tests.self_education.hands import PRESENT, press, running, signed, step, told_to

pytestmark = pytest.mark.usefixtures("this_year")
PAGE = "/self-education/reporting"
TALKS = "self_education.report"


@pytest.fixture
def agendas(monkeypatch):
    """Meetings of the year: `agendas(7, 12)` puts these topics on the agenda of the second."""
    put = []

    def of_year(*on_the_next):
        matters = tuple((TALKS, number) for number in on_the_next)
        monkeypatch.setattr(backlog, "agendas", lambda _: [
            Agenda(7, "Заседание № 1", "/meetings/7", date(PRESENT, 10, 28), None, False, True, ()),
            Agenda(8, "Заседание № 2", "/meetings/8", None, (PRESENT + 1, 2), True, False,
                   matters),
        ])  # fmt: skip
        for name in ("put", "take_off"):

            def keep(meeting, kind, ids, *, name=name, **_):
                put.append((name, meeting, kind.name, list(ids)))

            monkeypatch.setattr(backlog, name, keep)
        return put

    return of_year


def rows(page):
    found = pages.all_texts(pages.of(page), "//ol[contains(@class, 'agenda')]/li")
    return [one.replace("\xa0", " ") for one in found]


def test_each_meeting_says_who_was_heard_and_who_is_to_speak(make, cast, as_, agendas):
    heard = running(make, cast.author, by=cast.head)
    ahead = running(make, cast.stranger, "Буктрейлер", by=cast.head)
    free = running(make, cast.methodist, "Квест", by=cast.head)
    signed(make, cast.head, talks=[heard], held_on=date(PRESENT, 10, 28))
    agendas(ahead.id)
    page = as_(cast.head).get(PAGE)
    first, second = rows(page)
    assert "28 октября" in first
    assert "Чайкина Ю.Р.: Семейное чтение заслушан" in first
    assert f"февраль {PRESENT + 1}" in second
    assert "1 доклад, можно ещё 2–4" in second
    assert "Скворцова О.И.: Буктрейлер" in second
    boxes = pages.of(page).xpath("//input[@name='topic_ids']/@value")
    assert boxes == [str(free.id)]
    assert not pages.of(page).xpath("//input[@name='topic_ids'][@required]")
    drawn = pages.all_texts(pages.of(page), "//*[local-name()='svg'][@class='strip']/*")
    drawn = [one.replace("\xa0", " ") for one in drawn]
    assert [one for one in drawn if "." in one or one == "свободно"] == [
        "Чайкина Ю.Р.", "Скворцова О.И.", "свободно", "свободно",
    ]  # fmt: skip


def test_several_are_put_on_an_agenda_at_once_and_one_is_taken_off(make, cast, as_, agendas):
    first = running(make, cast.author, by=cast.head)
    second = running(make, cast.stranger, "Буктрейлер", by=cast.head)
    put, head = agendas(), as_(cast.head)
    assert head.post(PAGE, data={"meeting_id": 8}).status_code == 422
    assert head.post(PAGE, data={"meeting_id": 7, "topic_ids": [first.id]}).status_code == 422
    answer = head.post(PAGE, data={"meeting_id": 8, "topic_ids": [first.id, second.id]})
    assert answer.status_code == 303
    assert put == [("put", 8, TALKS, [first.id, second.id])]
    agendas(first.id)
    page = head.get(PAGE)
    said = pages.form_on(page, f"{PAGE}/take-off")
    assert head.post(f"{PAGE}/take-off", data=said).status_code == 303
    assert put[-1] == ("take_off", 8, TALKS, [first.id])


def test_who_is_away_is_not_asked_to_speak(make, cast, as_, agendas):
    running(make, cast.author, by=cast.head)
    agendas()
    make.away(cast.author, date(2026, 11, 1), date(2029, 10, 31))
    page = as_(cast.head).get(PAGE)
    assert not pages.of(page).xpath("//input[@name='topic_ids']")
    assert "Временно не работают: Чайкина Ю.Р." in pages.words_on(page).replace("\xa0", " ")


def test_without_meetings_no_button_is_offered(make, cast, as_, monkeypatch):
    running(make, cast.author, by=cast.head)
    monkeypatch.setattr(backlog, "agendas", lambda _: [])
    page = as_(cast.head).get(PAGE)
    assert "Заседаний этого года ещё нет" in pages.words_on(page)
    assert "Чайкина" in pages.words_on(page)
    assert "Поставить в повестку" not in pages.words_on(page)


def test_she_offers_to_speak_and_the_head_sees_it(make, cast, as_, agendas):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert "Предложить выступление" in pages.words_on(client.get(f"/self-education/{topic.id}"))
    assert press(client, topic, TopicStep.WISH).status_code == 303
    assert any("Хочет выступить" in one for one in told_to(cast.head))
    agendas()
    assert "хочет выступить" in pages.words_on(as_(cast.head).get(PAGE))
    page = pages.words_on(client.get(f"/self-education/{topic.id}"))
    assert "Предложить выступление" not in page
    assert press(client, make.again(topic), TopicStep.UNWISH).status_code == 303
    assert "хочет выступить" not in pages.words_on(as_(cast.head).get(PAGE))


def test_her_page_says_at_which_meeting_she_speaks(make, cast, as_, agendas):
    topic = running(make, cast.author, by=cast.head)
    agendas(topic.id)
    page = as_(cast.author).get(f"/self-education/{topic.id}")
    assert "Выступление: Заседание № 2" in pages.words_on(page).replace("\xa0", " ")
    assert pages.of(page).xpath("//a[@href='/meetings/8']")


def test_the_page_is_for_those_who_lead(cast, as_):
    assert as_(cast.author).get(PAGE).status_code == 403


def test_it_asks_the_same_of_the_database_for_one_and_for_twenty(make, cast, as_, agendas):
    topics = [running(make, cast.author, by=cast.head)]
    client = as_(cast.head)
    counts = []
    for more in (0, 19):
        topics += [
            running(make, make.librarian(login=f"more-{n}"), f"Тема {n}", by=cast.head)
            for n in range(more)
        ]
        agendas(*(one.id for one in topics[::2]))
        client.get(PAGE)
        db.session.rollback()
        with statements() as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "докладов нет, можно ещё 3–5"), (2, "2 доклада, можно ещё 1–3"),
     (3, "3 доклада, можно ещё 1–2"), (4, "4 доклада, можно ещё 1"),
     (5, "5 докладов"), (6, "6 докладов: обычно 3–5")],
)  # fmt: skip
def test_how_many_more_a_meeting_takes_is_said_and_never_refused(count, said):
    assert wording.room_left(count, is_open=True).replace("\xa0", " ") == said


def test_names_of_meetings_never_stand_over_each_other_or_over_the_edge():
    places = [place_of(date(2019, month, 28), (2019, month), (2019, 8)) for month in (10, 11, 12)]
    for told in (places, [880.0], [700.0, 860.0, 890.0], [5.0, 6.0, 7.0, 8.0, 9.0]):
        begun = columns(told)
        assert all(one >= 0 for one in begun)
        assert begun[-1] + COLUMN <= WIDTH + 1
        assert all(later - one >= COLUMN - 1 for one, later in pairwise(begun))


def test_a_step_of_hers_is_not_taken_for_her_by_a_stranger(make, cast, as_):
    topic = step(make, running(make, cast.author, by=cast.head), TopicStep.WISH, cast.author, TODAY)
    assert press(as_(cast.stranger), topic, TopicStep.UNWISH).status_code == 404
