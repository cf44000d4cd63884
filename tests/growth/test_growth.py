"""«Мой рост»: whose page it is, which days it shows, and that it costs the same for everybody."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from rmo_web.household.entries.models import Entry
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.offered import record
from rmo_web.meetings.models import Attendance, Meeting, Minutes, Question, Speaker
from rmo_web.self_education.models import Topic
from tests import pages
from tests.counting import statements

MINE = "/growth/"
HTMX = {"HX-Request": "true"}
MANY = 500


def url(cast):
    return f"/growth/{cast.person.id}"


def words(answer):
    return pages.words_on(answer).replace("\xa0", " ")


def test_a_librarian_finds_her_record_in_the_menu(known, as_):
    client = as_(known.owner)
    assert pages.of(client.get("/")).xpath("//nav//a[@href='/growth/']")
    said = words(client.get(MINE))
    assert "Чайкина Юлия Романовна · педагог-библиотекарь, МБОУ «Школа № 3»" in said
    for one in ("Семейное чтение", "Были на 3 из 4 заседаний, выступлений: 2", "«О квестах»"):
        assert one in said


@pytest.mark.parametrize("leader", ["head", "methodist"])
def test_whoever_leads_opens_it_from_the_card(known, as_, leader):
    client = as_(getattr(known, leader))
    card = pages.of(client.get(f"/members/people/{known.person.id}"))
    assert card.xpath(f"//a[@href='{url(known)}']")
    said = words(client.get(url(known)))
    assert "Чайкина Юлия Романовна Профессиональный рост · педагог-библиотекарь" in said
    assert "Явка: 3 из 4 заседаний, выступлений: 2" in said


def test_the_menu_says_whose_record_is_open(known, as_):
    lit = "//aside//a[@aria-current]"
    client = as_(known.head)
    assert pages.all_texts(pages.of(client.get(url(known))), lit) == ["Участники"]
    for mine in (MINE, f"/growth/{known.head.person_id}"):
        assert pages.all_texts(pages.of(client.get(mine)), lit) == ["Мой рост"]


def test_another_librarian_does_not_learn_that_there_is_anything(known, as_):
    client = as_(known.stranger)
    for address in (url(known), f"{url(known)}/extract.docx"):
        assert client.get(address).status_code == 404
    card = pages.of(client.get(f"/members/people/{known.person.id}"))
    assert not card.xpath(f"//a[@href='{url(known)}']")
    assert "О квестах" not in client.get(MINE).text


def test_her_own_card_and_her_own_address_lead_to_the_same_page(known, as_):
    client = as_(known.owner)
    card = pages.of(client.get(f"/members/people/{known.person.id}"))
    assert card.xpath(f"//a[@href='{url(known)}']")
    assert words(client.get(url(known))) == words(client.get(MINE))


def test_the_record_of_who_left_or_never_had_an_account_is_opened_by_the_head(make, cast, as_):
    person = make.person("Орлова", "Анна", joined_on=date(2015, 9, 1))
    with saving():
        person.left_on = date(2019, 11, 1)
    client = as_(cast.head)
    said = words(client.get(f"/growth/{person.id}"))
    assert "вышел(ла) из состава 01.11.2019" in said
    assert "Темы в работе нет" in said
    assert client.get(f"/growth/{person.id}/extract.docx").status_code == 200


def test_an_empty_record_offers_the_first_step(cast, as_):
    page = pages.of(as_(cast.owner).get(MINE))
    assert pages.all_texts(page, "//main//a[@href='/self-education/new']") == ["Выбрать"]
    assert "Тема на год не выбрана" in pages.text(page)
    assert "явка не отмечена и выступлений нет" in pages.text(page)


def test_three_school_years_are_shown_and_one_or_any_days_can_be_chosen(known, as_):
    client = as_(known.owner)
    page = pages.of(client.get(MINE))
    (three, one) = page.xpath("//nav[@aria-label='За какие дни']/a")
    assert pages.text(three) == "Три года"
    assert "с 01.08.2017 по 09.12.2019: выбрать другие дни" in pages.text(page)
    assert three.get("aria-current") == "page"
    assert pages.text(one) == "2019–2020 уч. год"
    of_year = words(client.get(one.get("href")))
    assert "Были на 2 из 3 заседаний, выступлений: 1" in of_year
    typed = client.get(f"{MINE}?since=01.09.2018&until=31.07.2019")
    assert "Были на 1 из 1 заседания, выступлений: 1" in words(typed)
    assert not pages.of(typed).xpath("//nav[@aria-label='За какие дни']/a[@aria-current]")


def test_a_year_that_goes_on_is_shown_to_this_day(known, as_):
    page = pages.of(as_(known.owner).get(MINE))
    days = page.xpath("//main//input[@type='date']/@value")
    assert days == ["2017-08-01", "2019-12-09"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [("since=31.13.2019", "Такой даты нет"),
     ("since=2019-12-01&until=2019-11-01", "Первый день позже последнего"),
     ("until=01.01.0001", "Год должен быть")],
)  # fmt: skip
def test_days_that_make_no_sense_are_said_to_be_so(known, as_, asked, said):
    answer = as_(known.owner).get(f"{MINE}?{asked}")
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Были на 3 из 4 заседаний" in words(answer)
    paper = as_(known.owner).get(f"{url(known)}/extract.docx?{asked}")
    assert paper.status_code == 409
    assert said in words(paper)


def fill(person_id):
    """So many meetings, talks and topics of this person."""
    year_id = years.opened(2018).id
    topic_id = db.session.scalars(select(Topic.id).filter_by(person_id=person_id)).one()
    numbers = range(1000, 1000 + MANY)
    with saving():
        for model, rows in (
            (
                Meeting,
                [
                    {
                        "id": n,
                        "year_id": year_id,
                        "state": "signed",
                        "follows_plan": False,
                        "held_on": date(2018, 11, 1),
                        "version": 1,
                    }
                    for n in numbers
                ],
            ),
            (
                Question,
                [
                    {"id": n, "meeting_id": n, "position": 1, "text": "О чтении", "version": 1}
                    for n in numbers
                ],
            ),
            (
                Speaker,
                [
                    {
                        "question_id": n,
                        "position": 1,
                        "person_id": person_id,
                        "name": "Чайкина Ю.Р.",
                        "is_given": True,
                    }
                    for n in numbers
                ],
            ),
            (
                Attendance,
                [{"meeting_id": n, "person_id": person_id, "presence": "present"} for n in numbers],
            ),
            (
                Minutes,
                [
                    {
                        "meeting_id": n,
                        "year_id": year_id,
                        "number": n,
                        "paper": {"agenda": []},
                        "dated_on": date(2018, 11, 1),
                        "version": 1,
                        "signed_at": datetime.now(UTC),
                    }
                    for n in numbers
                ],
            ),
            (
                Topic,
                [
                    {
                        "person_id": person_id,
                        "title": "Чтение",
                        "stems": "",
                        "first_year": 2018,
                        "last_year": 2018,
                        "state": "finished",
                        "proposed_on": date(2018, 9, 1),
                        "moved_on": date(2018, 9, 1),
                        "version": 1,
                    }
                    for n in numbers
                ],
            ),
            (
                Entry,
                [
                    {
                        "owner": "topic",
                        "owner_id": topic_id,
                        "day": date(2019, 11, n % 30 + 1),
                        "text": "Прочитала",
                        "entered_by_id": person_id,
                        "version": 1,
                        "at": datetime.now(UTC),
                    }
                    for n in numbers
                ],
            ),
        ):
            db.session.execute(insert(model), rows)


def asked_for(client, address):
    with statements() as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_page_and_the_extract_ask_the_same_for_one_entry_and_for_five_hundred(known, as_):
    client, paper = as_(known.owner), f"{url(known)}/extract.docx"
    client.get(MINE)
    few = asked_for(client, MINE), asked_for(client, paper)
    fill(known.person.id)
    assert (asked_for(client, MINE), asked_for(client, paper)) == few
    said = words(client.get(MINE))
    assert "выступлений: 502" in said
    assert "500 записей" in said


def test_a_room_asks_at_most_three_statements(known, as_, monkeypatch):
    """Each room by itself, beside a page to which none brings anything."""
    client, by_room = as_(known.owner), defaultdict(NamedHooks)
    for place, draw in record._panels.items():
        by_room[draw.__module__.split(".")[1]].under(place)(draw)
    topic_id, head_id = db.session.scalar(select(Topic.id)), known.head.person_id
    with saving():
        db.session.add(Entry(
            owner="topic", owner_id=topic_id, day=date(2019, 11, 1), text="Внесено за неё",
            entered_by_id=head_id, at=datetime.now(UTC),
        ))  # fmt: skip
    client.get(MINE)

    def asked_with(panels):
        monkeypatch.setattr(record, "_panels", panels)
        return asked_for(client, MINE)

    bare = asked_with(NamedHooks())
    asked = {room: asked_with(panels) - bare for room, panels in by_room.items()}
    assert asked.keys() >= {"self_education", "meetings"}
    assert max(asked.values()) <= 3, asked


def test_an_entry_is_written_changed_and_taken_out_without_leaving_the_page(known, as_):
    client = as_(known.owner)
    page = pages.of(client.get(MINE))
    [opens] = page.xpath("//a[@id='entry-new']/@hx-get")
    form = client.get(opens, headers=HTMX)
    fields = pages.form_on(form, "/log/new") | {"text": "Прочитала о квестах"}
    where = opens.partition("?")[0]
    assert "Прочитала о квестах" in client.post(where, data=fields, headers=HTMX).text
    page = client.get(MINE)
    assert "1 запись" in words(page)
    [edit] = pages.of(page).xpath("//ol[@id='entries']//a/@hx-get")
    assert client.get(edit, headers=HTMX).status_code == 200
    [remove] = pages.of(page).xpath("//ol[@id='entries']//button/@formaction")
    answer = client.post(remove, data=pages.form_on(page, ""))
    assert answer.location == f"{MINE}#log"
    page = client.get(MINE)
    assert "Запись убрана" in words(page)
    undo = pages.form_on(page, "/restore")
    assert client.post(remove.replace("remove", "restore"), data=undo).location == f"{MINE}#log"
    assert "1 запись" in words(client.get(MINE))
