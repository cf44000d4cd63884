"""A row that is written, changed and taken out by hand."""

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan.editing.services import NewRow
from rmo_web.plan.models import Plan, Responsible, Row
from rmo_web.plan.rules import PlanState, RowKind
from tests import pages
from tests.plan.makers import add, count, post, row_of, rows_in, section_of, told
from tests.test_promises import fingerprint

HTMX = {"HX-Request": "true"}
PLAN = "/plan/edit"


# Who may


def test_a_librarian_sees_no_way_to_edit(plan, make, as_):
    client = as_(make.librarian())
    assert client.get(PLAN).status_code == 403
    page = client.get("/plan/").text
    assert "Править" not in page
    assert "Убрать" not in page
    assert client.get(f"/plan/rows/{row_of('Вебинары').id}").status_code == 403


def test_a_closed_year_is_only_read(plan, client):
    row = row_of("Вебинары")
    with saving():
        db.session.get_one(SchoolYear, plan.year_id).is_closed = True
    before = fingerprint()
    answer = client.post(f"/plan/rows/{row.id}", data=told(row, text="Другое"))
    assert answer.status_code == 422
    assert "год закрыт" in answer.text
    assert fingerprint() == before
    assert "Править" not in client.get("/plan/").text


# A row


def test_a_row_changes_in_place_and_answers_with_itself(plan, client):
    row = row_of("Вебинары")
    answer = client.post(
        f"/plan/rows/{row.id}",
        data=told(row, text="Вебинары и мастер-классы", when="до 15.10.2019", place="ЦДБ"),
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert len(answer.data) < 12 * 1024
    words = " ".join(answer.text.split())
    assert f'id="row-{row.id}"' in words
    for said in ("Вебинары и мастер-классы", "до 15.10.2019", "ЦДБ"):
        assert said in words
    kept = row_of("Вебинары")
    assert kept.when["until"] == "2019-10-15"
    assert (kept.number, kept.place_text) == ("8", "ЦДБ")


def test_without_scripts_the_form_is_a_page_and_leads_back_to_the_row(plan, client):
    row = row_of("Вебинары")
    page = client.get(f"/plan/rows/{row.id}")
    assert "<h1>Пункт плана</h1>" in page.text
    answer = client.post(f"/plan/rows/{row.id}", data=told(row, text="Встречи"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/plan/edit#row-{row.id}")


def test_who_is_responsible_is_understood_line_by_line(plan, client, make):
    known = make.person("Шунина", "Ольга", "Кирилловна")
    row = row_of("Вебинары")
    people = "Шунина О.К., методист\nМБОУ «Школа № 4»\nШкольные библиотекари\nвсе желающие"
    client.post(f"/plan/rows/{row.id}", data=told(row, people=people))
    asked = select(Responsible).filter_by(row_id=row.id).order_by(Responsible.position)
    found = [(one.kind.value, one.name, one.person_id) for one in db.session.scalars(asked)]
    assert found[0] == ("person", "Шунина О.К.", known.id)
    assert [kind for kind, *_ in found[1:]] == ["organisation", "group", "text"]


def test_months_chosen_by_hand_stand_instead_of_those_understood(plan, client):
    row = row_of("Вебинары")
    more = {"by_hand": "y", "months": ["2019-11", "2020-2"], "when": "по графику"}
    client.post(f"/plan/rows/{row.id}", data=told(row, **more))
    assert row_of("Вебинары").when["months"] == [[2019, 11], [2020, 2]]
    assert "checked" in client.get(f"/plan/rows/{row.id}").text


def test_a_term_that_makes_no_sense_is_kept_with_a_remark(plan, client):
    row = row_of("Вебинары")
    client.post(f"/plan/rows/{row.id}", data=told(row, when="после дождичка", people=""))
    assert row_of("Вебинары").when_text == "после дождичка"
    page = pages.words_on(client.get(PLAN))
    assert "не указан ответственный" in page
    assert "не понято" in client.get(f"/plan/rows/{row.id}").text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "   "}, "Напишите текст пункта"),
        ({"text": "я" * 5001}, "не больше 5000"),
        ({"when": "я" * 301}, "не больше 300"),
        ({"state": "done"}, "что сделано"),
        ({"state": "eaten"}, ""),
        ({"months": ["2031-1"], "by_hand": "y"}, ""),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_stores_nothing(plan, client, more, said):
    row = row_of("Вебинары")
    before = fingerprint()
    place = "Особое место"
    answer = client.post(f"/plan/rows/{row.id}", data=told(row, place=place) | more)
    assert answer.status_code == 422
    assert said in answer.text
    assert place in answer.text
    assert fingerprint() == before


def test_an_older_tab_meets_both_texts(plan, client):
    row = row_of("Вебинары")
    old = told(row, text="Из старой вкладки", nonce="old")
    client.post(f"/plan/rows/{row.id}", data=told(row, text="Из новой вкладки", nonce="new"))
    answer = client.post(f"/plan/rows/{row.id}", data=old)
    assert answer.status_code == 409
    assert "Из старой вкладки" in answer.text
    assert "Из новой вкладки" in answer.text
    assert row_of("Из новой").text == "Из новой вкладки"


# Order


def test_a_new_row_stands_below_the_one_asked_for_and_numbers_run_on(plan, client):
    section = section_of(plan, 3)
    before = [words for _, words in rows_in(section)]
    after = row_of("Месячник")
    url = f"/plan/sections/{section.id}/new?after={after.id}"
    answer = client.post(url, data={"text": "Библиотечный квест", "when": "ноябрь", "nonce": "n"})
    assert answer.status_code == 303
    found = rows_in(section)
    assert [words for _, words in found] == [*before[:2], "Библиотечный квест", *before[2:]]
    assert [number for number, _ in found if number] == [str(one) for one in range(1, 10)]


def test_a_question_of_a_meeting_is_numbered_by_romans_and_belongs_to_it(plan, client):
    section = section_of(plan, 2)
    meeting = row_of("Исследовательская работа")
    client.post(
        f"/plan/sections/{section.id}/new?after={meeting.id}",
        data={"text": "Обмен опытом", "nonce": "n"},
    )
    added = row_of("Обмен опытом")
    assert added.meeting_id == meeting.id
    numbers = [one.number for one in db.session.scalars(
        select(Row).filter_by(meeting_id=meeting.id).order_by(Row.position)
    )]  # fmt: skip
    assert [one.strip(".") for one in numbers] == ["I", "II", "III"]


def test_a_meeting_and_a_group_are_made_by_their_headings(plan, client):
    section = section_of(plan, 2)
    url = f"/plan/sections/{section.id}/new?kind=meeting"
    client.post(url, data={"text": "Заседание № 5. Семинар «Итоги года»", "nonce": "n"})
    made = row_of("Итоги года")
    assert (made.kind, made.meeting_number, made.form) == (RowKind.MEETING, 5, "семинар")
    assert "Итоги года" in client.get("/meetings/").text


def test_removing_is_offered_where_it_can_be_done(plan, client):
    page = client.get(PLAN).text
    for row in db.session.scalars(select(Row)):
        has_questions = db.session.scalar(select(Row.id).where(Row.meeting_id == row.id).limit(1))
        assert (f"/plan/rows/{row.id}/remove" in page) is not bool(has_questions), row.title


def test_a_meeting_with_questions_is_not_removed(plan, client):
    meeting = row_of("Неделя детской книги")
    before = count(Row)
    answer = client.post(f"/plan/rows/{meeting.id}/remove", follow_redirects=True)
    assert "Сначала уберите вопросы" in answer.text
    assert count(Row) == before


def test_foreign_numbers_are_not_found(client):
    for url in ("/plan/rows/99999", "/plan/sections/99999/new"):
        assert client.get(url).status_code == 404
    for verb in ("step", "place", "remove"):
        assert client.post(f"/plan/rows/99999/{verb}").status_code == 404
    assert NewRow("Текст").people == ()


# What was not touched stays as the file had it


def test_a_word_more_leaves_every_other_cell_as_it_was(client, plan):
    for row in db.session.scalars(select(Row).filter_by(kind="item")).all():
        before = row.when_text, row.when, row.place, row.place_text, row.people_text, row.shared
        fields = told(row)
        post(client, f"/plan/rows/{row.id}", **fields | {"text": f"{fields['text']} И ещё."})
        db.session.refresh(row)
        now = row.when_text, row.when, row.place, row.place_text, row.people_text, row.shared
        assert now == before, row.title


def test_a_broken_line_is_a_change(client):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, text="Вебинары\nи встречи"))
    assert row_of("Вебинары").text.splitlines() == ["Вебинары", "и встречи"]


def test_a_shared_term_is_said_to_every_row_that_shares_it(client):
    upper = row_of("«Реализация")
    post(client, f"/plan/rows/{upper.id}", **told(upper, when="Сентябрь 2019"))
    lower = row_of("Обсуждение")
    assert (lower.when_text, lower.shared) == ("Сентябрь 2019", ["when"])
    post(client, f"/plan/rows/{lower.id}", **told(lower, when="Октябрь 2019"))
    assert row_of("Обсуждение").shared == []
    assert row_of("«Реализация").when_text == "Сентябрь 2019"


def test_a_mark_is_a_change_too_in_a_closed_year_and_an_ended_plan(client, plan, make):
    row = row_of("Вебинары")
    said = told(row, state="done", note="проведено")
    with saving():
        db.session.get_one(SchoolYear, plan.year_id).is_closed = True
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 422
    with saving():
        db.session.get_one(SchoolYear, plan.year_id).is_closed = False
        db.session.get_one(Plan, plan.id).state = PlanState.DONE
    assert client.post(f"/plan/rows/{row.id}", data=said | {"nonce": "m"}).status_code == 422
    assert row_of("Вебинары").note == ""


@pytest.mark.parametrize("text", ["Обмен опытом", "Круглый стол"])
def test_a_meeting_says_that_it_is_one(plan, client, text):
    section = section_of(plan, 2)
    answer = client.post(f"/plan/sections/{section.id}/new?kind=meeting", data={"text": text})
    assert answer.status_code == 422
    assert "Начните со слова «Заседание»" in answer.text
    meeting = row_of("Неделя детской книги")
    answer = client.post(f"/plan/rows/{meeting.id}", data=told(meeting, text=text))
    assert answer.status_code == 422
    assert text in answer.text


# Terms


@pytest.mark.parametrize("when", ["15.10.2031", "март 2019", "октябрь 2021"])
def test_a_term_of_another_year_asks(plan, client, when):
    row = row_of("Вебинары")
    said = told(row, when=when)
    answer = client.post(f"/plan/rows/{row.id}", data=said)
    assert answer.status_code == 422
    assert "не из учебного года плана" in answer.text
    assert when in answer.text
    post(client, f"/plan/rows/{row.id}", **said | {"is_outside": "y"})
    assert row_of("Вебинары").when_text == when
    assert "срок не из учебного года этого плана" in pages.words_on(client.get("/plan/edit"))


@pytest.mark.parametrize("when", ["абракадабра", "до 31.02.2020", "до 01.01.0000", "٣١.١٢.٢٠١٩"])
def test_a_term_without_sense_is_kept_and_marked(plan, client, when):
    row = row_of("Вебинары")
    post(client, f"/plan/rows/{row.id}", **told(row, when=when))
    kept = row_of("Вебинары")
    assert (kept.when_text, kept.when["months"], kept.when["day"]) == (when, [], None)
    page = pages.words_on(client.get("/plan/edit"))
    assert "срок не понят" in page


def test_what_wants_a_look_is_listed_with_its_row(plan, client):
    page = pages.of(client.get("/plan/edit"))
    looks = pages.all_texts(page, "//details[contains(., 'На что посмотреть')]//li")
    assert any("«учителей» в названии" in one for one in looks)
    assert any("не указан ответственный" in one for one in looks)
    assert not any("Оформление заказа" in one and "не указан срок" in one for one in looks)
    for address in page.xpath("//details[contains(., 'На что посмотреть')]//li/a/@href"):
        assert address.startswith("/plan/header") or page.xpath(f"//*[@id='{address[1:]}']")


def test_keeping_a_row_costs_the_same_however_long_its_section(client, plan):
    from tests.counting import statements

    section, row = section_of(plan, 3), row_of("Вебинары")
    said = told(row, state="done", note="раз")
    with statements() as few:
        post(client, f"/plan/rows/{row.id}", **said)
    for number in range(10):
        add(client, section, f"Новый пункт {number}")
    again = told(row_of("Вебинары"), state="done", note="два")
    with statements() as many:
        post(client, f"/plan/rows/{row.id}", **again)
    assert len(many) == len(few)
