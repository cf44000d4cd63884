"""The table of topics: who sees what of it, its filters, its files, agreeing to many."""

import io
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from sqlalchemy import insert

from rmo_web.accounts.models import Account
from rmo_web.household import notices
from rmo_web.kernel import search, years
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.self_education.models import Topic, TopicStage
from rmo_web.self_education.rules import TopicState
from tests import pages
from tests.counting import statements
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TITLE,
    agreed,
    proposed,
    running,
    standing,
    told_to,
)

pytestmark = pytest.mark.usefixtures("this_year")
TABLE = "/self-education/"
LONG_AGO = TODAY - timedelta(days=120)


def shown(answer):
    (rows,) = pages.tables(pages.of(answer)) or [[]]
    return [" ".join(row).replace("\xa0", " ") for row in rows]


def test_the_head_has_those_that_wait_first_and_each_with_its_box(make, cast, as_):
    running(make, cast.author, "Волонтёры чтения", by=cast.head)
    proposed(make, cast.stranger)
    page = as_(cast.head).get(TABLE)
    first, second = shown(page)
    assert "Скворцова" in first
    assert "Предложена" in first
    assert "1 из 5, диагностический" in second
    boxes = pages.of(page).xpath("//input[@type='checkbox'][@name='topic']")
    assert [one.get("form") for one in boxes] == ["agree"]
    assert "Согласовать отмеченные" in pages.words_on(page)
    assert "пройдено · идёт · впереди" in pages.words_on(page), "a word stands beside the shape"


def test_a_librarian_has_hers_first_and_of_others_who_what_and_where(make, cast, as_):
    make.work(db.session.get_one(Person, cast.stranger.person_id), make.school("Школа № 6"))
    agreed(make, cast.stranger, "Волонтёры чтения", by=cast.head)
    proposed(make, cast.author)
    page = as_(cast.author).get(TABLE)
    mine, other = shown(page)
    assert "Чайкина" in mine
    assert "Предложена" in mine
    assert other == "Скворцова О.И. Школа № 6 Волонтёры чтения"
    assert not pages.of(page).xpath("//select")
    hers = as_(cast.stranger).get(TABLE)
    assert "Чайкина" not in hers.text
    assert TITLE not in as_(cast.stranger).get(f"{TABLE}?q=семейное").text.replace("семейное", "")


@pytest.mark.parametrize("word", ["чайкина", "Школа № 6", "семейного", "чтени"])
def test_it_is_searched_by_name_school_and_title(make, cast, as_, word):
    make.work(db.session.get_one(Person, cast.author.person_id), make.school("МБОУ «Школа № 6»"))
    proposed(make, cast.author)
    proposed(make, cast.stranger, "Буктрейлер")
    (row,) = shown(as_(cast.head).get(TABLE, query_string={"q": word}))
    assert "Чайкина" in row


def test_it_is_narrowed_by_state_movement_and_year(make, cast, as_):
    running(make, cast.author, by=cast.head, today=LONG_AGO, first=PRESENT)
    proposed(make, cast.stranger, "Буктрейлер")
    head = as_(cast.head)
    assert len(shown(head.get(TABLE))) == 2
    (still,) = shown(head.get(f"{TABLE}?movement=still"))
    assert "без движения" in still
    (waits,) = shown(head.get(f"{TABLE}?state=proposed"))
    assert "Скворцова" in waits
    (counted,) = shown(head.get(f"{TABLE}?state=counted"))
    assert "Чайкина" in counted
    before = years.starts_in(TODAY) - 5
    with saving():
        years.opened(before)
    assert shown(head.get(f"{TABLE}?year={before}")) == []
    assert len(shown(head.get(f"{TABLE}?year={before}&years=all"))) == 2


def test_the_files_have_the_rows_that_are_shown_and_the_days_as_days(make, cast, as_):
    make.work(db.session.get_one(Person, cast.author.person_id), make.school("Школа № 6"))
    running(make, cast.author, by=cast.head)
    proposed(make, cast.stranger, "Буктрейлер")
    client = as_(cast.head)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{TABLE}?as=xlsx&q=чайкина").data))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[1][:5] == ["Участник", "Школа", "Тема", "Годы", "Этап"]
    (row,) = rows[2:]
    assert [str(one).replace("\xa0", " ") for one in row[:5]] == [
        "Чайкина Ю.Р.", "Школа № 6", TITLE, "2026–2027 годы", "1 из 5, диагностический",
    ]  # fmt: skip
    assert row[5].date() == TODAY
    paper = docx.Document(io.BytesIO(client.get(f"{TABLE}?as=docx&q=чайкина").data))
    (_, line) = paper.tables[0].rows
    assert [cell.text.replace("\xa0", " ") for cell in line.cells][:4] == [
        "Чайкина Ю.Р.", "Школа № 6", TITLE, "2026–2027 годы",
    ]  # fmt: skip


def agree(client, *topics):
    return client.post(
        f"{TABLE}agree", data={"topic": [f"{one.id}.{one.version}" for one in topics]}
    )  # fmt: skip


def test_many_are_agreed_to_at_once(make, cast, as_):
    authors = [make.librarian(login=f"author-{n}") for n in range(5)]
    every = [proposed(make, one, f"Тема {n}") for n, one in enumerate(authors)]
    client = as_(cast.head)
    assert agree(client, *every).status_code == 303
    assert {make.again(one).state for one in every} == {TopicState.AGREED}
    assert "Согласовано: 5 тем" in pages.words_on(client.get(TABLE)).replace("\xa0", " ")
    assert all(any("согласована" in one for one in told_to(author)) for author in authors)


def test_who_is_refused_is_named_and_stays_chosen_and_the_others_are_agreed(make, cast, as_):
    good, bad = proposed(make, cast.author), proposed(make, cast.stranger, "Буктрейлер")
    third = proposed(make, make.librarian(login="third"), "Инфографика")
    client = as_(cast.head)
    with saving():
        make.again(bad).goal = "Изменилась тем временем"
    stale = f"{bad.id}.1"
    sent = [f"{good.id}.{good.version}", stale, "999999.1", "нечто"]
    answer = client.post(f"{TABLE}agree", data={"topic": sent})
    page = client.get(answer.location)
    said = pages.words_on(page).replace("\xa0", " ")
    assert "Согласовано: 1 тема" in said
    assert "Не согласовано, Скворцова О.И.: Тему тем временем изменили" in said
    assert make.again(good).state is TopicState.AGREED
    assert make.again(bad).state is TopicState.PROPOSED
    boxes = pages.of(page).xpath("//input[@name='topic']")
    ticked = {one.get("value").partition(".")[0] for one in boxes if one.get("checked") is not None}
    assert ticked == {str(bad.id)}
    assert len(boxes) == 2, third


def test_a_notice_that_fails_undoes_nothing_of_it(make, cast, as_, monkeypatch):
    every = [proposed(make, cast.author), proposed(make, cast.stranger, "Буктрейлер")]
    tell, unlucky = notices.tell, cast.author.id

    def fail_once(account_id, *said, **more):
        if account_id == unlucky:
            raise RuntimeError("no paper")
        tell(account_id, *said, **more)

    monkeypatch.setattr(notices, "tell", fail_once)
    assert agree(as_(cast.head), *every).status_code == 303
    assert {make.again(one).state for one in every} == {TopicState.AGREED}
    assert any("согласована" in one for one in told_to(cast.stranger))


def test_nothing_chosen_is_said_in_a_sentence(cast, as_):
    answer = as_(cast.head).post(f"{TABLE}agree")
    assert answer.status_code == 409
    assert "Отметьте темы" in answer.text


def test_the_heads_own_has_no_box_for_her(make, cast, as_):
    own = proposed(make, cast.head)
    assert not pages.of(as_(cast.head).get(TABLE)).xpath("//input[@name='topic']")
    assert agree(as_(cast.head), own).status_code == 303
    assert make.again(own).state is TopicState.PROPOSED


def test_what_waits_stands_above_the_table_by_name(make, cast, as_):
    running(make, cast.author, by=cast.head, today=LONG_AGO, first=PRESENT)
    proposed(make, cast.stranger, "Семейное чтение в селе")
    waits, still, without, near = standing(as_(cast.head).get(TABLE))
    assert waits.startswith("1 тема ждёт согласования Скворцова О.И.")
    assert still.startswith("1 тема без движения больше трёх месяцев Чайкина Ю.Р.")
    assert without.startswith("2 участника без темы Иволгина М.П., Синицына Е.К.")
    assert "близкие темы Скворцова О.И. — «Семейное чтение в селе»; Чайкина Ю.Р." in near
    assert standing(as_(cast.author).get(TABLE)) == []


def test_who_has_an_open_topic_of_past_years_is_not_without_one(make, cast, as_):
    running(make, cast.author, by=cast.head, today=date(PRESENT - 1, 10, 1))
    for client, address in ((as_(cast.head), TABLE), (as_(cast.author), "/")):
        assert "Чайкина Ю.Р." not in next(
            (one for one in standing(client.get(address)) if "без темы" in one), ""
        )  # fmt: skip
    assert "не выбрана" not in pages.words_on(as_(cast.author).get("/"))


def test_those_without_a_topic_are_reminded_once_a_day(make, cast, as_):
    proposed(make, cast.stranger)
    guest = make.person("Лектор", is_guest=True)
    client, url = as_(cast.head), f"{TABLE}remind/choice"
    page = pages.words_on(client.get(url)).replace("\xa0", " ")
    assert "Иволгина М.П., Синицына Е.К., Чайкина Ю.Р." in page
    assert guest.surname not in page
    assert "Скворцова" not in page
    assert client.post(url, data=pages.form_on(client.get(url))).status_code == 303
    assert any("не выбрана: предложите её" in one for one in told_to(cast.author))
    assert "Отправлять некому" in pages.words_on(client.get(url))
    assert client.post(url).status_code == 409
    assert len([one for one in told_to(cast.author) if "не выбрана" in one]) == 1


def test_those_whose_topics_stand_still_are_reminded(make, cast, as_):
    running(make, cast.author, by=cast.head, today=LONG_AGO, first=PRESENT)
    with saving():
        account = db.session.get_one(Account, cast.author.id)
        account.is_active = False
    client, url = as_(cast.head), f"{TABLE}remind/stages"
    page = pages.words_on(client.get(url))
    assert "Чайкина" in page
    assert "Отправлять некому" in page, "she cannot sign in"


def test_who_has_left_waits_for_nobody(make, cast, as_):
    proposed(make, cast.author)
    running(make, cast.stranger, "Буктрейлер", by=cast.head, today=LONG_AGO, first=PRESENT)
    with saving():
        for one in (cast.author, cast.stranger):
            person = db.session.get_one(Person, one.person_id)
            person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)
    page = as_(cast.head).get(TABLE)
    assert shown(page) == []
    assert [one for one in standing(page) if "без темы" not in one] == []
    page = as_(cast.head).get(f"{TABLE}?years=all")
    assert len(shown(page)) == 2
    assert not pages.of(page).xpath("//input[@name='topic']"), "nobody can agree to it"
    assert "без движения" not in " ".join(shown(page))


@pytest.mark.parametrize("asked", ["?state=proposed", "?q=Синицына", "?years=all", "?page=2"])
def test_what_waits_stands_above_the_whole_list_not_above_a_part_of_it(make, cast, as_, asked):
    people_with_topics(make, 60)
    client = as_(cast.head)
    assert standing(client.get(TABLE))
    assert standing(client.get(f"{TABLE}{asked}")) == []


def people_with_topics(make, count):
    """So many members, each with a running topic of five stages."""
    make.at = make.at.replace(microsecond=0)
    connection = db.session.connection()
    first = 1 + connection.scalar(db.select(db.func.max(Person.id)))
    title = "Тема номер"
    numbers = range(first, first + count)
    connection.execute(insert(Person), [
        {"id": n, "surname": f"Иванова{n}", "initials": f"Иванова{n} А.", "sort_key": f"иванова{n}",
         "search_key": f"иванова{n}", "joined_on": TODAY, "version": 1} for n in numbers
    ])  # fmt: skip
    connection.execute(insert(Topic), [
        {"id": n, "person_id": n, "title": title, "stems": search.column(title),
         "first_year": years.starts_in(TODAY), "last_year": years.starts_in(TODAY),
         "state": TopicState.RUNNING if n % 2 else TopicState.PROPOSED, "proposed_on": TODAY,
         "moved_on": LONG_AGO, "version": 1} for n in numbers
    ])  # fmt: skip
    connection.execute(insert(TopicStage), [
        {"topic_id": n, "position": place, "title": "Этап", "version": 1}
        for n in numbers for place in range(5)
    ])  # fmt: skip
    db.session.commit()


@pytest.mark.parametrize("who", ["head", "author"])
def test_the_table_asks_the_same_of_the_database_for_one_topic_and_for_two_hundred(
    make, cast, as_, who
):
    client, counts = as_(getattr(cast, who)), []
    for count in (2, 200):
        people_with_topics(make, count)
        client.get(TABLE)
        with statements() as asked:
            assert client.get(TABLE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_is_away_is_missing_nowhere_and_stands_in_a_line_of_her_own(make, cast, as_):
    running(make, cast.author, by=cast.head, today=LONG_AGO, first=PRESENT)
    client = as_(cast.head)
    before = " ".join(standing(client.get(TABLE)))
    assert "1 тема без движения больше трёх месяцев Чайкина Ю.Р." in before
    assert "3 участника без темы" in before
    assert "временно не работа" not in before
    for one in (cast.author, cast.stranger):
        make.away(one, TODAY, TODAY)
    page = client.get(TABLE)
    *_, without, away = standing(page)
    assert without.startswith("2 участника без темы Иволгина М.П., Синицына Е.К.")
    assert away.startswith("2 временно не работают Скворцова О.И., Чайкина Ю.Р.")
    assert "без движения" not in " ".join(standing(page))
    assert "без движения" not in " ".join(shown(page))
    assert shown(client.get(f"{TABLE}?movement=still")) == []
    for address, name in (("stages", "Чайкина"), ("choice", "Скворцова")):
        said = pages.words_on(client.get(f"{TABLE}remind/{address}"))
        assert f"Временно не работают, им не напоминается: {name}" in said.replace("\xa0", " ")
    client.post(f"{TABLE}remind/choice")
    assert not any("не выбрана" in one for one in told_to(cast.stranger))
    assert "не работа" not in as_(cast.author).get(TABLE).text


def test_a_topic_that_stands_while_she_is_away_is_not_the_first_of_the_table(make, cast, as_):
    running(make, cast.author, by=cast.head, today=LONG_AGO, first=PRESENT)
    running(make, cast.stranger, "Буктрейлер", by=cast.head)
    head = as_(cast.head)
    assert [row.split()[0] for row in shown(head.get(TABLE))] == ["Чайкина", "Скворцова"]
    make.away(cast.author, TODAY, TODAY)
    assert [row.split()[0] for row in shown(head.get(TABLE))] == ["Скворцова", "Чайкина"]


def test_whoever_is_away_is_not_asked_to_choose_on_the_first_page(make, cast, as_):
    client = as_(cast.author)
    assert "Тема самообразования на год не выбрана" in client.get("/").text
    make.away(cast.author, TODAY, TODAY)
    assert "Тема самообразования на год не выбрана" not in client.get("/").text
