"""The log of a topic: written in place, kept by hand, seen by nobody else, counted once."""

from datetime import date, timedelta

import pytest
from lxml import html
from sqlalchemy import select

from rmo_web.household.drafts import Draft
from rmo_web.household.entries import queries as entries
from rmo_web.household.files import Attachment
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.members.models import Person
from rmo_web.self_education.log.queries import SHOWN
from rmo_web.self_education.rules import TopicState
from rmo_web.self_education.topic import services as of_topic
from tests import pages
from tests.attaching import RIGHT, WRONG, kept_files, sent
from tests.counting import statements
from tests.makers import TODAY
from tests.self_education.hands import agreed, running, told_to
from tests.self_education.log.hands import TEXT, logged, written
from tests.test_canary import read

HTMX = {"HX-Request": "true"}
PLAIN = {"text": TEXT, "day": "23.11.2026"}


@pytest.fixture(autouse=True)
def today(on_day):
    on_day(TODAY)


@pytest.fixture
def topic(make, cast):
    return running(make, cast.author, by=cast.head)


@pytest.fixture
def hers(cast, as_):
    return as_(cast.author)


def url(topic, *more):
    return "/".join(("/self-education", str(topic.id), *more))


def write(client, topic, headers=None, **told):
    where = url(topic, "log", "new")
    fields = pages.form_on(client.get(url(topic)), where)
    return client.post(where, data=fields | {"text": TEXT} | told, headers=headers or {})


def test_she_writes_a_thing_down_with_one_field(topic, hers):
    answer = write(hers, topic)
    assert (answer.status_code, answer.location) == (303, f"{url(topic)}#log")
    page = hers.get(url(topic))
    assert TEXT in pages.words_on(page)
    assert pages.text(pages.of(page).get_element_by_id("log-sums")) == "1 запись"
    [entry] = logged()
    assert (entry.text, entry.day, entry.minutes, entry.kind) == (TEXT, TODAY, None, "")


def test_in_place_the_entry_appears_and_the_form_is_empty_in_less_than_four_kilobytes(topic, hers):
    answer = write(hers, topic, HTMX, text=TEXT * 3, time="1,5", kind="read", link="https://a.ru/b")
    assert answer.status_code == 200
    assert len(answer.data) < 4096
    part = html.fromstring(answer.text)
    area = part.xpath("//textarea[@name='text']")[0]
    assert (area.text or "").strip() == ""
    assert part.xpath("//input[@name='day']/@value") == ["2026-11-23"]
    assert "autofocus" in area.attrib
    [row] = part.xpath("//ol[@hx-swap-oob='beforeend:#entries']/li")
    assert "1 ч 30 мин" in pages.text(row)
    assert "прочитано" in pages.text(row)
    [said] = part.xpath("//p[@id='log-sums']")
    assert pages.text(said) == "1 запись, 1 ч 30 мин"


def test_a_past_day_comes_to_its_place_in_the_list(make, cast, topic, hers):
    old, new = (written(make, topic, cast.author, day=TODAY - timedelta(days=n)) for n in (9, 1))
    answer = write(hers, topic, HTMX, day="20.11.2026")
    assert f"beforebegin:#entry-{old.id}" in answer.text
    order = pages.of(hers.get(url(topic))).xpath("//ol[@id='entries']/li/@id")
    assert order == [f"entry-{one}" for one in (new.id, logged()[-1].id, old.id)]


def test_what_stands_around_the_log_is_asked_for_anew_after_an_entry(make, cast, topic, hers):
    page = pages.of(hers.get(url(topic)))
    assert not page.xpath("//*[@class='rug']")
    [renews] = page.xpath("//p[@id='log-all'][@hx-trigger='entries from:body']/@hx-get")
    entry = written(make, topic, cast.author)
    assert write(hers, topic, HTMX).headers["HX-Trigger"] == "entries"
    assert edit(hers, entry, HTMX, text="Иначе").headers["HX-Trigger"] == "entries"
    around = html.fromstring(hers.get(renews, headers=HTMX).text)
    assert pages.all_texts(around, "//p[@id='log-all']/a") == ["Все записи"]
    assert len(around.xpath("//*[@id='log-ribbon'][@hx-swap-oob]//*[@class='rug']")) == 1


def test_an_entry_older_than_those_on_the_page_is_said_to_be_so(make, cast, topic, hers):
    for number in range(SHOWN + 1):
        written(make, topic, cast.author, day=TODAY - timedelta(days=number))
    answer = write(hers, topic, HTMX, day="01.11.2026")
    assert "старше показанных" in answer.text
    part = html.fromstring(answer.text)
    assert not part.xpath("//ol")
    assert part.xpath("//input[@name='last']/@value")
    assert "beforebegin" in write(hers, topic, HTMX, day="21.11.2026").text


def test_the_older_pages_of_the_log_have_no_form(make, cast, topic, hers):
    for number in range(PER_PAGE + 1):
        written(make, topic, cast.author, f"Дело {number}")
    area = "//textarea[@name='text']"
    assert pages.of(hers.get(url(topic, "log"))).xpath(area)
    assert not pages.of(hers.get(f"{url(topic, 'log')}?page=2")).xpath(area)


def test_the_next_button_of_the_page_works_after_an_entry_was_written_on_it(topic, hers):
    page = pages.form_on(hers.get(url(topic)), "/move")
    assert write(hers, topic, HTMX).status_code == 200
    assert hers.post(url(topic, "move"), data=page).status_code == 303


REFUSED = {
    "nothing said": ({"text": "  "}, "text", "Напишите, что сделано"),
    "a day to come": ({"day": "24.11.2026"}, "day", "ещё не наступил"),
    "no day": ({"day": "31.02.2026"}, "day", "Такой даты нет"),
    "below zero": ({"time": "-1"}, "time", "меньше нуля"),
    "no number": ({"time": "NaN"}, "time", "не понято"),
    "too long": ({"time": "25 ч"}, "time", "24 часа"),
    "no link": ({"link": "javascript:alert(1)"}, "link", "http"),
    "no kind": ({"kind": "other'"}, "kind", ""),
    "too much said": ({"text": "о" * 2001}, "text", "не больше 2000"),
}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "in place"])
@pytest.mark.parametrize(("told", "field", "said"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(
    topic, hers, told, field, said, headers
):
    answer = write(hers, topic, headers, **told)
    assert answer.status_code == 422
    assert field in pages.wrong_on(answer) or field == "kind"
    assert said in pages.words_on(answer)
    assert logged() == []
    if headers:  # else the page takes it for a failure on the way
        assert answer.headers["HX-Retarget"] == "#entry-new"
    if field != "text":
        assert TEXT in answer.text


def test_how_the_time_was_understood_stands_beside_the_field(topic, hers):
    told = hers.get("/entries/time?time=1,5").text
    assert told.replace("\xa0", " ") == "Понято: 1 ч 30 мин"
    assert "не понято" in hers.get("/entries/time?time=NaN").text
    answer = write(hers, topic, text="", time="45")
    assert "Понято: 45 мин" in pages.words_on(answer)


def test_without_scripts_it_is_said_after_sending(topic, hers):
    write(hers, topic, time="90")
    said = pages.words_on(hers.get(url(topic))).replace("\xa0", " ")
    assert "Записано: 23.11.2026, 1 ч 30 мин." in said


def test_whoever_comes_to_write_types_at_once_and_whoever_is_refused_reads_why(topic, hers):
    area = "//textarea[@name='text']/@autofocus"
    assert not pages.of(hers.get(url(topic))).xpath(area)
    assert pages.of(hers.get(url(topic, "log", "new"))).xpath(area)
    assert not pages.of(write(hers, topic, day="")).xpath(area)


def test_files_go_with_the_entry_and_the_same_bytes_are_kept_once(topic, hers):
    fields = pages.form_on(hers.get(url(topic)), "/log/new") | PLAIN
    twice = [("a.png", RIGHT["png"]), ("b.png", RIGHT["png"]), ("c.pdf", RIGHT["pdf"])]
    answer = hers.post(url(topic, "log", "new"), **sent(*twice, **fields))
    assert answer.status_code == 303
    assert sorted(name for _, name in kept_files("entries")) == ["b.png", "c.pdf"]
    assert "c.pdf" in pages.words_on(hers.get(url(topic)))


WRONG_FILES = {
    "a forbidden kind": [("a.exe", WRONG["exe"])],
    "a sixth": [(f"{n}.pdf", RIGHT["pdf"] + bytes([n])) for n in range(6)],
}


@pytest.mark.parametrize("files", WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_file_is_refused_by_its_name_and_the_words_stay(topic, hers, files):
    fields = pages.form_on(hers.get(url(topic)), "/log/new") | PLAIN
    answer = hers.post(url(topic, "log", "new"), **sent(*files, **fields))
    assert answer.status_code == 422
    assert f"«{files[-1][0]}»" in pages.words_on(answer)
    assert TEXT in answer.text
    assert logged() == []


def test_an_entry_is_not_written_without_a_refused_file_until_it_is_ticked_off(topic, hers):
    fields = pages.form_on(hers.get(url(topic)), "/log/new") | PLAIN
    wrong = sent(("a.exe", WRONG["exe"]), **fields)
    chosen = hers.post(url(topic, "log", "files"), headers=HTMX, **wrong)
    assert "«a.exe»: файлы такого вида не принимаются" in pages.words_on(chosen)
    [name] = html.fromstring(chosen.text).xpath("//input[@name='refused_files']/@value")
    fields["refused_files"] = name
    for headers in ({}, HTMX):
        answer = hers.post(url(topic, "log", "new"), data=fields, headers=headers)
        assert answer.status_code == 422
        assert "«a.exe»: файл не приложен" in pages.words_on(answer)
        assert "Убрать «a.exe»" in pages.words_on(answer)
    assert logged() == []
    fields["forgo_files"] = name
    assert hers.post(url(topic, "log", "new"), data=fields).status_code == 303
    assert [one.text for one in logged()] == [TEXT]


def test_a_chosen_file_waits_on_every_device_and_is_stored_once_when_it_is_chosen_again(
    topic, cast, as_
):
    one, other = as_(cast.author), as_(cast.author)
    fields = pages.form_on(one.get(url(topic)), "/log/new")
    chosen = ("a.png", RIGHT["png"])
    answer = one.post(url(topic, "log", "files"), headers=HTMX, **sent(chosen, **fields))
    assert "Убрать «a.png»" in pages.words_on(answer)
    page = other.get(url(topic))
    assert "Убрать «a.png»" in pages.words_on(page)
    fields = pages.form_on(page, "/log/new") | PLAIN
    assert other.post(url(topic, "log", "new"), **sent(chosen, **fields)).status_code == 303
    assert list(db.session.scalars(select(Attachment.owner))) == ["entries"]


def test_what_is_typed_is_offered_again_and_the_draft_goes_with_the_entry(topic, cast, as_):
    one, other = as_(cast.author), as_(cast.author)
    key = pages.of(one.get(url(topic))).xpath("//textarea[@name='text']/@data-draft")[0]
    one.post("/drafts/", data={"key": key, "text": "Начала читать"})
    assert "Начала читать" in pages.words_on(other.get(url(topic)))
    assert "Начала читать" in pages.words_on(other.get(url(topic, "log", "new")))
    write(other, topic)
    assert db.session.query(Draft).count() == 0


def test_a_form_in_which_nothing_was_typed_leaves_nothing(topic, hers):
    hers.get(url(topic, "log", "new"))
    write(hers, topic, text="")
    fields = pages.form_on(hers.get(url(topic)), "/log/new")
    hers.post(url(topic, "log", "files"), headers=HTMX, data=fields)
    assert (db.session.query(Draft).count(), db.session.query(Attachment).count()) == (0, 0)
    assert logged() == []


def edit(client, entry, headers=None, **told):
    where = f"/self-education/log/{entry.id}"
    fields = pages.form_on(client.get(where, headers=headers or {}), where)
    return client.post(where, data=fields | told, headers=headers or {})


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "in place"])
def test_an_entry_is_corrected(make, cast, topic, hers, headers):
    entry = written(make, topic, cast.author, minutes=90)
    answer = edit(hers, entry, headers, text="Поправлено", time="2 ч")
    assert answer.status_code == (200 if headers else 303)
    if headers:
        assert len(answer.data) < 4096
        assert "2 ч" in pages.text(html.fromstring(answer.text).get_element_by_id("log-sums"))
    entry = make.again(entry)
    assert (entry.text, entry.minutes) == ("Поправлено", 120)


def test_who_leaves_the_form_of_an_entry_has_its_row_again(make, cast, topic, hers):
    entry = written(make, topic, cast.author)
    row = f"/self-education/log/{entry.id}/row"
    form = html.fromstring(hers.get(f"/self-education/log/{entry.id}", headers=HTMX).text)
    assert form.xpath("//a/@hx-get") == [row]
    assert TEXT in hers.get(row, headers=HTMX).text
    assert hers.get(row).location == f"{url(topic)}#log"


def test_files_of_an_entry_are_taken_away_and_added(make, cast, topic, hers):
    file = ("a.png", RIGHT["png"])
    entry = written(make, topic, cast.author, files=(file,))
    where = f"/self-education/log/{entry.id}"
    page = hers.get(where)
    number = pages.of(page).xpath("//input[@name='without']/@value")[0]
    fields = pages.form_on(page, where) | {"without": number}
    assert hers.post(where, **sent(("b.pdf", RIGHT["pdf"]), **fields)).status_code == 303
    assert [name for _, name in kept_files("entries")] == ["b.pdf"]


def test_two_tabs_meet_and_both_texts_are_shown(make, cast, topic, hers):
    entry = written(make, topic, cast.author)
    where = f"/self-education/log/{entry.id}"
    old = pages.form_on(hers.get(where), where)
    edit(hers, entry, text="Второй вкладкой")
    answer = hers.post(where, data=old | {"text": "Первой вкладкой"})
    assert answer.status_code == 409
    assert "Второй вкладкой" in answer.text
    assert "Первой вкладкой" in answer.text
    assert make.again(entry).text == "Второй вкладкой"


def test_an_entry_is_removed_and_comes_back_by_its_undo(make, cast, topic, hers):
    entry = written(make, topic, cast.author, minutes=60)
    remove = f"/self-education/log/{entry.id}/remove"
    pressed = pages.form_on(hers.get(url(topic)), "")
    answer = hers.post(remove, data={"nonce": pressed["nonce"]})
    assert answer.location == f"{url(topic)}#log"
    page = hers.get(url(topic))
    assert "Запись убрана" in pages.words_on(page)
    assert "Записей пока нет" in pages.words_on(page)
    undo = pages.form_on(page, "/restore")
    answer = hers.post(f"/self-education/log/{entry.id}/restore", data=undo)
    assert answer.location == f"{url(topic)}#log"
    assert "1 запись, 1 ч" in pages.words_on(hers.get(url(topic)))


def test_whoever_takes_an_entry_out_of_the_whole_log_stays_in_it(make, cast, topic, hers):
    entry = written(make, topic, cast.author)
    where = f"/self-education/log/{entry.id}/remove"
    form = pages.of(hers.get(url(topic, "log"))).get_element_by_id("of-entries")
    answer = hers.post(where, data=dict(form.form_values()))
    assert answer.location == url(topic, "log")
    assert "Запись убрана" in pages.words_on(hers.get(answer.location))


def test_what_was_removed_is_not_given_out_nor_corrected(make, cast, topic, hers):
    entry = written(make, topic, cast.author, files=(("a.png", RIGHT["png"]),))
    [(number, _)] = kept_files("entries")
    assert hers.get(f"/files/{number}").status_code == 200
    hers.post(f"/self-education/log/{entry.id}/remove")
    assert hers.get(f"/files/{number}").status_code == 404
    assert hers.get(f"/self-education/log/{entry.id}").status_code == 404


def test_a_strangers_log_is_nowhere(make, cast, topic, as_):
    entry = written(make, topic, cast.author, "Тайное дело", files=(("a.png", RIGHT["png"]),))
    [(number, _)] = kept_files("entries")
    client = as_(cast.stranger)
    for page in (url(topic, "log"), f"/self-education/log/{entry.id}", url(topic, "log", "new")):
        for headers in ({}, HTMX):
            assert client.get(page, headers=headers).status_code == 404
    assert client.get(f"/files/{number}").status_code == 404
    for deed in ("remove", "restore", ""):
        where = f"/self-education/log/{entry.id}/{deed}".rstrip("/")
        assert client.post(where, data=PLAIN).status_code == 404
    for page in ("", "?q=Тайное", "?as=xlsx", "?as=docx"):
        assert "Тайное дело" not in read(client.get(f"/self-education/{page}"))
    assert as_(cast.methodist).get(f"/files/{number}").status_code == 200


def test_the_head_writes_in_her_name_and_she_is_told_and_corrects_it(topic, cast, as_):
    assert write(as_(cast.head), topic).status_code == 303
    [told] = [one for one in told_to(cast.author) if "внесена запись" in one]
    assert TEXT in told
    hers = as_(cast.author)
    assert "внесено: Иволгина" in pages.words_on(hers.get(url(topic))).replace("\xa0", " ")
    assert edit(hers, logged()[0], text="Точнее").status_code == 303


def test_her_own_entries_are_told_to_nobody(topic, hers, cast):
    before = told_to(cast.author), told_to(cast.head)
    write(hers, topic)
    assert (told_to(cast.author), told_to(cast.head)) == before


def test_an_entry_moves_the_topic_on(make, cast, hers):
    topic = running(make, cast.author, by=cast.head, today=TODAY - timedelta(days=100))
    assert topic.moved_on == TODAY - timedelta(days=100)
    write(hers, topic, day="01.10.2026")
    assert make.again(topic).moved_on == TODAY


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "in place"])
def test_the_first_entry_begins_the_work_on_what_is_agreed(make, cast, hers, headers):
    topic = agreed(make, cast.author, by=cast.head)
    assert "/self-education/log/new" in hers.get("/").text
    answer = write(hers, topic, headers)
    assert answer.headers.get("HX-Redirect", answer.location) == f"{url(topic)}#log"
    page = pages.words_on(hers.get(url(topic)))
    assert "Работа над темой начата." in page
    assert make.again(topic).state is TopicState.RUNNING


def test_the_log_stays_when_the_topic_is_changed_for_another_and_goes_on(make, cast, topic, hers):
    written(make, topic, cast.author)
    with saving():
        of_topic.change(
            make.again(topic), "Совсем другая", by=make.actor(cast.author), at=make.at, today=TODAY
        )
    assert write(hers, topic, text="Дальше").status_code == 303
    assert "2 записи" in pages.words_on(hers.get(url(topic)))


ENDED = [TopicState.RETURNED, TopicState.FINISHED, TopicState.UNCONFIRMED, TopicState.WITHDRAWN]


@pytest.mark.parametrize("state", ENDED)
def test_the_log_of_what_is_not_worked_on_is_read_and_not_written(make, cast, topic, hers, state):
    entry = written(make, topic, cast.author)
    with saving():
        make.again(topic).state = state
    page = hers.get(url(topic))
    assert TEXT in pages.words_on(page)
    assert not pages.of(page).xpath("//textarea[@name='text']")
    assert not pages.of(page).xpath(f"//li[@id='entry-{entry.id}']//*[self::a or self::button]")
    for where in (url(topic, "log", "new"), f"/self-education/log/{entry.id}/remove"):
        assert hers.post(where, data=PLAIN).status_code == 409
    assert hers.get(url(topic, "log", "new")).status_code == 409


def test_nothing_is_written_for_who_has_left(make, cast, topic, as_):
    with saving():
        db.session.get_one(Person, cast.author.person_id).left_on = TODAY
    head = as_(cast.head)
    assert not pages.of(head.get(url(topic))).xpath("//textarea[@name='text']")
    assert head.post(url(topic, "log", "new"), data=PLAIN).status_code == 409


def test_one_press_leads_from_the_first_page_to_her_entry(topic, hers, cast, as_):
    assert "/self-education/log/new" in hers.get("/").text
    assert hers.get("/self-education/log/new").location == url(topic, "log", "new")
    stranger = as_(cast.stranger)
    assert "/self-education/log/new" not in stranger.get("/").text
    answer = stranger.get("/self-education/log/new", follow_redirects=True)
    assert "Записывать пока некуда" in pages.words_on(answer)


def test_sums_are_those_of_a_count_by_hand_and_of_the_list(make, cast, topic, hers):
    told = [(date(2026, 5, 1), 30), (date(2026, 7, 31), None), (date(2026, 8, 1), 45),
            (date(2026, 11, 1), 90), (date(2026, 11, 1), 15)]  # fmt: skip
    for day, minutes in told:
        written(make, topic, cast.author, day=day, minutes=minutes)
    whole, by_year = entries.sums(entries.days("topic", topic.id))
    assert (whole.count, whole.minutes) == (5, 180)
    assert {year: (one.count, one.minutes) for year, one in by_year.items()} == {
        2025: (2, 30), 2026: (3, 150)}  # fmt: skip
    page = hers.get(url(topic, "log"))
    words = pages.words_on(page).replace("\xa0", " ")
    assert "5 записей, 3 ч" in words
    assert "2025–2026: 2 записи, 30 мин" in words
    assert len(pages.of(page).xpath("//ol[@id='entries']/li")) == 5


def test_the_page_of_a_topic_asks_the_same_for_one_entry_and_for_five_hundred(
    make, cast, topic, hers
):
    written(make, topic, cast.author)
    asked = []
    for page in (url(topic), url(topic, "log")):
        hers.get(page)
        with statements() as few:
            hers.get(page)
        asked.append(len(few))
    for number in range(499):
        written(make, topic, cast.author, f"Дело {number}", TODAY - timedelta(days=number))
    for page, few in zip((url(topic), url(topic, "log")), asked, strict=True):
        with statements() as many:
            answer = hers.get(page)
        assert len(many) == few
        assert "500 записей" in pages.words_on(answer).replace("\xa0", " ")
    assert len(pages.of(hers.get(url(topic))).xpath("//ol[@id='entries']/li")) == SHOWN


def test_my_data_has_her_log_with_its_files_and_nobody_elses(make, cast, topic, as_):
    written(make, topic, cast.author, "Моё дело", files=(("a.png", RIGHT["png"]),))
    other = running(make, cast.methodist, "Другое", by=cast.head)
    written(make, other, cast.methodist, "Чужое дело")
    said = as_(cast.author).post("/me/data").get_data(as_text=True)
    assert "Моё дело" in said
    assert "a.png" in said
    assert "Чужое дело" not in said


def test_the_journal_names_the_entry_and_leads_to_its_log(topic, hers, cast, as_):
    write(hers, topic)
    page = as_(cast.head).get("/journal")
    assert "сделана запись" in pages.words_on(page)
    assert TEXT in pages.words_on(page)
    assert f"{url(topic)}#log" in page.text
