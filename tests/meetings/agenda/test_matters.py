"""What other rooms want to be heard is put on agendas, moved, taken off, and never lost."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.offered import backlog, mydata
from rmo_web.meetings.models import AgendaMatter, Speaker
from rmo_web.meetings.rules import Step
from tests import pages
from tests.counting import statements
from tests.meetings.invented import PLANS, REPORTS
from tests.meetings.typing_in import keep

PAGE = "/meetings/proposals"


def lines(meeting):
    """Who speaks under the questions of the meeting, in their order."""
    asked = select(Speaker).where(Speaker.question_id.in_([one.id for one in meeting]))
    return [
        (one.person_id, one.name.replace("\xa0", " "), one.talk)
        for one in db.session.scalars(asked.order_by(Speaker.question_id, Speaker.position))
    ]


def standing(kind=REPORTS):
    asked = select(AgendaMatter.meeting_id, AgendaMatter.record_id).filter_by(kind=kind.name)
    return set(db.session.execute(asked).all())


def form_on(office):
    return pages.form_on(office.get(PAGE), "/put")


def press(office, url="put", **ticked):
    return office.post(f"{PAGE}/{url}", data=form_on(office) | ticked)


def test_a_talk_stands_under_one_question_with_its_person_known(make, room):
    meeting = make.meeting(questions=("О плане",))
    first, second, third = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер", Совина="Сны")
    room.put(meeting, REPORTS, [first, second])
    room.put(meeting, REPORTS, [second, third])
    _, question = make.questions(meeting)
    assert question.text == REPORTS.question
    people = [one.person_id for one in room.offered[REPORTS.name]]
    assert lines([question]) == [
        (people[0], "Чайкина Ю.Р.", "Квесты"),
        (people[1], "Галкина Ю.Р.", "Буктрейлер"),
        (people[2], "Совина Ю.Р.", "Сны"),
    ]
    assert standing() == {(meeting.id, first), (meeting.id, second), (meeting.id, third)}


def test_namesakes_are_told_by_their_schools(make, room):
    meeting = make.meeting(questions=())
    (mine,) = room.wants(REPORTS, Чайкина="Квесты")
    make.work(make.person("Чайкина", "Юнона", "Руслановна"), make.school("Школа № 9"))
    person = room.offered[REPORTS.name][0].person_id
    make.work(db.session.get_one(type(make.person()), person), make.school("Школа № 3"))
    room.put(meeting, REPORTS, [mine])
    speaker = db.session.scalars(select(Speaker)).one()
    assert (speaker.person_id, speaker.school) == (person, "Школа № 3")


def test_what_is_to_be_agreed_to_has_no_speaker_and_is_not_for_everybody(make, as_, office, room):
    meeting = make.meeting(questions=())
    room.put(meeting, PLANS, room.wants(PLANS, Чайкина="Тайный замысел"))
    assert lines(make.questions(meeting)) == []
    url = f"/meetings/{meeting.id}"
    assert "На согласование: Чайкина\xa0Ю.Р. «Тайный замысел»" in office.get(url).text
    assert "докладчик не указан" not in office.get(url).text
    reader = as_(make.librarian())
    for page in (url, f"{url}/invitation", PAGE):
        assert "Тайный замысел" not in reader.get(page).text


def test_a_matter_moves_when_it_is_put_on_another_agenda(make, room):
    first, second = make.meeting(questions=()), make.meeting(questions=("О плане",))
    one, two = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    room.put(first, REPORTS, [one, two])
    room.put(second, REPORTS, [two])
    assert [name for _, name, _ in lines(make.questions(first))] == ["Чайкина Ю.Р."]
    room.put(second, REPORTS, [one])
    assert make.questions(first) == []
    assert standing() == {(second.id, one), (second.id, two)}


def test_a_cancelled_meeting_gives_its_matters_away(make, room):
    first, second = make.meeting(questions=()), make.meeting(questions=())
    ids = room.wants(REPORTS, Чайкина="Квесты")
    room.put(first, REPORTS, ids)
    make.go_on(first, Step.CANCEL, reason="Карантин")
    room.put(second, REPORTS, ids)
    assert standing() == {(second.id, *ids)}


@pytest.mark.parametrize("typed", ["text", "form", "minutes", "speaker"])
def test_a_question_with_something_of_its_own_stays_when_its_matters_go(make, office, room, typed):
    meeting = make.meeting(questions=())
    ids = room.wants(REPORTS, Чайкина="Квесты")
    room.put(meeting, REPORTS, ids)
    (question,) = make.questions(meeting)
    form = pages.form_on(office.get(f"/meetings/questions/{question.id}"), f"/{question.id}")
    more = {
        "text": {"text": f"{REPORTS.question}\n1. Порядок"},
        "form": {"form": "семинар"},
        "minutes": {"minutes": "30"},
        "speaker": {"speakers": f"{form['speakers']}\nИволгина М.П. — вступление"},
    }
    office.post(f"/meetings/questions/{question.id}", data=form | more[typed])
    assert standing() == {(meeting.id, *ids)}
    room.take_off(meeting, REPORTS, ids)
    assert [one.id for one in make.questions(meeting)] == [question.id]
    rest = ["Иволгина М.П."] if typed == "speaker" else []
    assert [name for _, name, _ in lines([question])] == rest
    assert standing() == set()


def test_a_talk_goes_with_the_line_of_its_speaker_and_stays_with_a_changed_one(make, office, room):
    meeting = make.meeting(questions=())
    one, two = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    room.put(meeting, REPORTS, [one, two])
    (question,) = make.questions(meeting)
    make.person("Чайкина", "Юнона", "Руслановна")  # the line alone does not tell her now
    keep(
        office,
        f"/meetings/questions/{question.id}",
        speakers="Чайкина Ю.Р. — о квестах летом, 15 мин.",
    )
    assert standing() == {(meeting.id, one)}
    assert [who for who, *_ in lines([question])] == [room.offered[REPORTS.name][0].person_id]


def test_the_last_question_that_people_are_invited_to_stays_without_its_matters(make, room):
    meeting = make.meeting(questions=())
    ids = room.wants(REPORTS, Чайкина="Квесты")
    room.put(meeting, REPORTS, ids)
    make.go_on(meeting, Step.INVITE)
    room.take_off(meeting, REPORTS, ids)
    assert [one.text for one in make.questions(meeting)] == [REPORTS.question]
    assert standing() == set()


def test_a_question_taken_out_takes_its_matters_along(make, office, room):
    meeting = make.meeting()
    room.put(meeting, PLANS, room.wants(PLANS, Чайкина="Замысел"))
    office.post(f"/meetings/questions/{make.questions(meeting)[-1].id}/remove")
    assert standing(PLANS) == set()


def refused(act, *told):
    with pytest.raises(Refused) as refusal:
        act(*told)
    return str(refusal.value)


def test_a_closed_agenda_takes_nothing_and_gives_nothing(make, room):
    meeting = make.meeting(questions=("О плане",))
    make.present(meeting, make.person())
    one, two = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    room.put(meeting, REPORTS, [one])
    record = make.minutes(meeting)
    make.decide(make.items(record)[0])
    make.sign(record)
    assert "Протокол подписан" in refused(room.put, meeting, REPORTS, [two])
    assert "Протокол подписан" in refused(room.take_off, meeting, REPORTS, [one])
    with saving():
        years.opened(2019).is_closed = True
    assert "год закрыт" in refused(room.put, make.again(meeting), REPORTS, [two])
    assert standing() == {(meeting.id, one)}


def test_what_is_not_offered_is_refused_whole(make, room):
    meeting = make.meeting(questions=())
    (one,) = room.wants(REPORTS, Чайкина="Квесты")
    assert "уже не предлагают" in refused(room.put, meeting, REPORTS, [one, 7])
    nowhere = SimpleNamespace(id=2**31 - 1)
    assert "Такого заседания нет" in refused(room.put, nowhere, REPORTS, [one])
    assert standing() == set()


def test_what_waits_for_the_minutes_of_a_meeting_is_not_put_elsewhere(make, office, room):
    held, ahead = make.meeting(questions=()), make.meeting()
    ids = room.wants(REPORTS, Чайкина="Квесты")
    room.put(held, REPORTS, ids)
    make.go_on(held, Step.HOLD)
    assert "протокол не подписан" in refused(room.put, ahead, REPORTS, ids)
    page = office.get(PAGE)
    assert "Ждёт протокола: Заседание №\xa01" in page.text
    assert not pages.of(page).xpath("//input[@name='matters']")
    assert not pages.of(page).xpath("//*[@id='wanted']//button")


def test_more_speakers_than_a_question_takes_are_refused(make, room):
    meeting = make.meeting(questions=())
    ids = room.wants(
        REPORTS, **{f"Чайкина{'абвгдежзик'[n // 3]}{'лмн'[n % 3]}": "О" for n in range(21)}
    )
    assert "больше 20" in refused(room.put, meeting, REPORTS, ids)
    assert standing() == set()


@pytest.mark.parametrize("is_held", [False, True])
def test_a_matter_is_called_and_let_go_only_while_its_meeting_is_ahead(make, room, is_held):
    meeting = make.meeting(questions=())
    (one,) = room.wants(REPORTS, Чайкина="Квесты")
    room.put(meeting, REPORTS, [one])
    if is_held:
        make.go_on(meeting, Step.HOLD)
    who = {"by": make.actor(make.head()), "at": make.at}
    with saving():
        backlog.reword(REPORTS, one, "Квесты в лесу", **who)
    said = "Квесты" if is_held else "Квесты в лесу"
    assert [talk for _, _, talk in lines(make.questions(meeting))] == [said]
    assert db.session.scalars(select(AgendaMatter.words)).all() == [said]
    with saving():
        assert backlog.leave(REPORTS, [one], starts_in=2018, **who) == []
        left = backlog.leave(REPORTS, [one], **who)
    assert left == ([] if is_held else [f"Заседание №\xa0{meeting.number}"])
    assert len(standing()) == is_held


# The page


def test_the_head_puts_those_who_are_ready_on_an_agenda_and_takes_one_off(make, office, room):
    make.meeting(number=1)
    second = make.meeting(number=2, questions=())
    one, two = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    plans = room.wants(PLANS, Совина="Замысел")
    text = pages.text(pages.of(office.get(PAGE)))
    assert "Готовы отчитаться: 2" in text
    assert "Ждут согласования: 1" in text
    assert "Снять с повестки" not in text
    ticked = [f"{REPORTS.name}:{one}", f"{REPORTS.name}:{two}", f"{PLANS.name}:{plans[0]}"]
    answer = press(office, matters=ticked, meeting_id=str(second.id))
    assert answer.headers["Location"].endswith(f"/meetings/{second.id}#agenda")
    assert [len(standing(kind)) for kind in (REPORTS, PLANS)] == [2, 1]
    page = office.get(PAGE).text
    assert "В повестке: Заседание №\xa02" in page
    assert "Готовы отчитаться" not in page
    press(office, "take-off", matters=[f"{REPORTS.name}:{one}"])
    assert standing() == {(second.id, two)}
    assert "Готовы отчитаться: 1" in office.get(PAGE).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"matters": []}, "Отметьте хотя бы одно"),
        ({"matters": ["invented.report:999"]}, "уже не предлагают"),
        ({"matters": ["foreign.kind:1", "invented.report:x", "1"]}, "Отметьте хотя бы одно"),
        ({"meeting_id": "99999"}, "Такого заседания нет"),
        ({"meeting_id": str(10**30)}, "Заседание"),
    ],
)
def test_what_is_wrong_is_said_and_the_boxes_stay_ticked(make, office, room, typed, said):
    make.meeting()
    (one,) = room.wants(REPORTS, Чайкина="Квесты")
    whole = {"matters": [f"{REPORTS.name}:{one}"]} | typed
    answer = press(office, **whole)
    assert answer.status_code == 422
    assert said in pages.all_texts(pages.of(answer), "//*[@role='alert']")[0]
    ticked = pages.of(answer).xpath("//input[@name='matters'][@checked]/@value")
    assert ticked == [one for one in whole["matters"] if one == "invented.report:1"]
    assert standing() == set()


def test_what_rooms_want_is_for_who_prepares_while_something_can_be_prepared(
    make, as_, office, room
):
    make.go_on(make.meeting(), Step.CANCEL, reason="Карантин")
    room.wants(REPORTS, Чайкина="Квесты")
    page = office.get(PAGE)
    assert "Квесты" in page.text
    assert "Назначить заседание" in page.text
    assert not pages.of(page).xpath("//input[@name='matters']")
    assert "Квесты" not in as_(make.librarian()).get(PAGE).text
    with saving():
        years.opened(2019).is_closed = True
    assert "Квесты" not in office.get(PAGE).text
    assert office.post(f"{PAGE}/put", data={"matters": ["invented.report:1"]}).status_code == 409


def test_the_page_of_a_meeting_leads_to_those_who_are_ready(make, as_, office, room):
    meeting = make.meeting()
    room.wants(REPORTS, Чайкина="Квесты")
    url = f"/meetings/{meeting.id}"
    (link,) = pages.of(office.get(url)).xpath("//a[contains(., 'Готовы отчитаться: 1')]/@href")
    chosen = pages.of(office.get(link)).xpath(
        "//select[@name='meeting_id']/option[@selected]/@value"
    )
    assert chosen == [str(meeting.id)]
    assert "Готовы отчитаться" not in as_(make.librarian()).get(url).text


def test_who_is_away_is_not_ready_to_speak_and_stands_in_a_line_of_her_own(make, office, room):
    meeting = make.meeting(questions=())
    one, _, three = room.wants(REPORTS, Чайкина="Квесты", Галкина="Сны", Совина="Каталог")
    every = room.offered[REPORTS.name]
    every[1:] = [replace(each, is_away=True) for each in every[1:]]
    room.put(meeting, REPORTS, [three])
    page = office.get(PAGE)
    said = pages.words_on(page).replace("\xa0", " ")
    assert "Готовы отчитаться: 1" in said
    assert "Временно не работают: Галкина Ю.Р." in said
    assert pages.of(page).xpath("//input[@name='matters']/@value") == [
        f"{REPORTS.name}:{one}", f"{REPORTS.name}:{three}",
    ]  # fmt: skip
    assert "Готовы отчитаться: 1" in office.get(f"/meetings/{meeting.id}").text
    every[0] = replace(every[0], is_away=True)
    assert "Готовы" not in office.get(f"/meetings/{meeting.id}").text
    said = pages.words_on(office.get(PAGE)).replace("\xa0", " ")
    assert "Временно не работают: Чайкина Ю.Р., Галкина Ю.Р." in said


def test_what_stands_on_an_agenda_is_not_among_those_who_are_ready(make, office, room):
    meeting = make.meeting(questions=())
    one, two = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    room.put(meeting, REPORTS, [two])
    boxes = {
        pages.text(each.xpath("./legend")[0]): each.xpath(".//input/@value")
        for each in pages.of(office.get(PAGE)).xpath("//section[@id='wanted']//fieldset")
    }
    assert boxes == {
        "Готовы отчитаться: 1": [f"{REPORTS.name}:{one}"],
        "Отчёты о прочитанном: уже в повестке": [f"{REPORTS.name}:{two}"],
    }


def test_rooms_see_agendas_with_their_matters(make, room):
    ahead = make.meeting(number=2, questions=(), held_on=None, month=(2020, 2))
    held = make.meeting(number=1)
    (one,) = room.wants(REPORTS, Чайкина="Квесты")
    room.put(ahead, REPORTS, [one])
    make.go_on(held, Step.CANCEL, reason="Карантин")
    first, second = backlog.agendas(years.of_day(date(2019, 10, 1)))
    assert first.url == f"/meetings/{held.id}"
    assert (first.meeting_id, first.is_open, first.matters) == (held.id, False, ())
    assert (second.month, second.is_open) == ((2020, 2), True)
    assert second.matters == ((REPORTS.name, one),)


def test_the_journal_says_what_was_put_and_taken_off(make, office, room):
    meeting = make.meeting()
    ids = room.wants(REPORTS, Чайкина="Квесты", Галкина="Буктрейлер")
    room.put(meeting, REPORTS, ids)
    room.take_off(meeting, REPORTS, ids[:1])
    page = office.get("/journal").text
    assert "дополнен вопрос «Отчёты о прочитанном» (2)" in page
    assert "сокращён вопрос «Отчёты о прочитанном» (1)" in page


def test_my_data_name_what_of_mine_meetings_were_to_hear(make, room):
    owner = make.librarian()
    room.wants(PLANS, Чайкина="Замысел")
    meeting = make.meeting()
    room.offered[PLANS.name] = [
        backlog.Matter(1, "Замысел", owner.person_id, "/"),
    ]  # fmt: skip
    room.put(meeting, PLANS, [1])
    told = mydata.everything(make.actor(owner))["Заседания: выступления и предложения"]
    assert {"Стоит в повестке": "Замысел"} in told


def test_a_meeting_page_asks_no_more_for_many_matters(make, office, room):
    meeting = make.meeting()
    url = f"/meetings/{meeting.id}"
    office.get(url)

    def asked():
        with statements() as told:
            office.get(url)
        return len(told)

    bare = asked()
    room.put(meeting, REPORTS, room.wants(REPORTS, Чайкина="Квесты", Галкина="Сны"))
    room.put(meeting, PLANS, room.wants(PLANS, Совина="Замысел", Воробьёва="Замысел 2"))
    assert asked() == bare
