"""A plan that is written, changed and put in order by hand, and what an adopted one asks for."""

import pytest
from sqlalchemy import func, select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.editing import queries
from rmo_web.plan.editing.services import NewRow
from rmo_web.plan.models import Plan, PlanChange, Responsible, Row, Section
from rmo_web.plan.rules import PlanState, RowKind
from rmo_web.plan.services import lines_of
from tests import pages
from tests.test_promises import fingerprint

HTMX = {"HX-Request": "true"}
PLAN = "/plan/edit"


@pytest.fixture
def plan(make):
    return make.plan()


@pytest.fixture
def client(plan, make, as_):
    return as_(make.head())


def row_of(title):
    db.session.expire_all()
    return db.session.scalars(select(Row).where(Row.title.like(f"{title}%"))).one()


def section_of(plan, position):
    return db.session.scalars(select(Section).filter_by(plan_id=plan.id, position=position)).one()


def rows_in(section):
    """Number and the first words of each row, in its order."""
    db.session.expire_all()
    asked = select(Row).where(Row.section_id == section.id).order_by(Row.position)
    return [(one.number, " ".join(one.title.split()[:2])) for one in db.session.scalars(asked)]


def told(row, **more):
    """What the form of this row sends when nothing is touched, but for `more`."""
    fields = queries.fields_of(row)
    said = {
        "text": fields.text, "when": fields.when, "place": fields.place, "people": fields.people,
        "state": fields.state, "note": fields.note, "version": str(row.version), "nonce": "n",
    }  # fmt: skip
    return said | more


def adopt(plan, make, adoption="протокол № 1 от 27.08.2019"):
    with saving():
        head = make.actor(make.head())
        go_on(plan, NewState(PlanState.ADOPTED, adoption), by=head, at=make.at)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


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


@pytest.mark.parametrize("is_up", [True, False])
def test_a_row_goes_a_step_and_back(plan, client, is_up):
    section = section_of(plan, 3)
    before, row = rows_in(section), row_of("Самообразовательная")
    there, back = ("up", "down") if is_up else ("down", "up")
    client.post(f"/plan/rows/{row.id}/step", data={"to": there})
    assert rows_in(section) != before
    assert [number for number, _ in rows_in(section)] == [number for number, _ in before]
    client.post(f"/plan/rows/{row.id}/step", data={"to": back})
    assert rows_in(section) == before


def test_a_meeting_goes_with_its_questions(plan, client):
    section, meeting = section_of(plan, 2), row_of("Неделя детской книги")
    client.post(f"/plan/rows/{meeting.id}/step", data={"to": "up"})
    titles = [words for _, words in rows_in(section)]
    place = titles.index("Неделя детской")
    assert titles[place + 3] == "Исследовательская работа"
    owned = db.session.scalars(select(Row).filter_by(meeting_id=meeting.id)).all()
    assert len(owned) == 2


@pytest.mark.parametrize(
    ("moved", "onto", "order"),
    [
        ("Библиотека", "Цифровизация", [2, 1, 3, 4]),
        ("Неделя детской книги", "Цифровизация", [1, 2, 4, 3]),
        ("Библиотека", "Организация методической", [2, 3, 4, 1]),
    ],
)
def test_a_meeting_dropped_among_questions_parts_nobody_from_them(plan, client, moved, onto, order):
    meeting, question = row_of(moved), row_of(onto)
    owners = {row.id: row.meeting_id for row in db.session.scalars(select(Row))}
    answer = client.post(f"/plan/rows/{meeting.id}/place", data={"before": question.id})
    assert answer.status_code == 303
    db.session.expire_all()
    rows = db.session.scalars(select(Row).order_by(Row.section_id, Row.position)).all()
    assert [one.meeting_number for one in rows if one.kind is RowKind.MEETING] == order
    assert {row.id: row.meeting_id for row in rows} == owners


def test_a_row_is_dropped_before_another_of_its_section_only(plan, client):
    section, row, before = section_of(plan, 3), row_of("Вебинары"), row_of("Месячник")
    client.post(f"/plan/rows/{row.id}/place", data={"before": before.id})
    assert rows_in(section)[1] == ("1", "Вебинары ;")
    foreign = row_of("Обновление базы")
    was = fingerprint()
    answer = client.post(f"/plan/rows/{row.id}/place", data={"before": foreign.id})
    assert answer.status_code == 409
    assert fingerprint() == was


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


# Undo


def test_every_change_is_taken_back_one_by_one(plan, client):
    section, row = section_of(plan, 3), row_of("Вебинары")
    before = picture()
    client.post(
        f"/plan/rows/{row.id}", data=told(row, text="Иное", place="ЦДБ", people="Лугова В.Г.")
    )
    client.post(f"/plan/rows/{row.id}/step", data={"to": "up"})
    client.post(f"/plan/rows/{row_of('Месячник').id}/remove")
    client.post(f"/plan/sections/{section.id}/new", data={"text": "Лишнее", "nonce": "n"})
    assert picture() != before
    assert "Отменить: Добавлен пункт «Лишнее»" in pages.words_on(client.get(PLAN))
    for _ in range(4):
        assert take_back(client).status_code == 303
    assert picture() == before
    assert "Отменять нечего" in client.post("/plan/undo", follow_redirects=True).text


def take_back(client):
    """Press «Отменить» as the page offers it."""
    change = pages.of(client.get(PLAN)).xpath("//button[@name='change']/@value")
    return client.post("/plan/undo", data={"change": change[0]})


def picture():
    """Every row with its people, as it reads."""
    db.session.expire_all()
    rows = db.session.scalars(select(Row).order_by(Row.section_id, Row.position)).all()
    return [
        (one.id, one.number, one.text, one.when_text, one.when, one.place, one.people_text,
         one.meeting_id, one.shared, lines_of(one))
        for one in rows
    ]  # fmt: skip


# An adopted plan


def test_a_plan_is_adopted_by_its_minutes_and_says_so(plan, client, make):
    answer = client.post("/plan/state", data={"state": "adopted", "nonce": "n"})
    assert answer.status_code == 422
    assert "номер и дату протокола" in answer.text
    said = "протокол № 1 от 27.08.2019"
    client.post("/plan/state", data={"state": "adopted", "adoption": said, "nonce": "n"})
    page = pages.words_on(client.get("/plan/"))
    assert "Принят на заседании РМО, протокол № 1 от 27.08.2019" in page
    stamp = "директор МКУ «Центр»\nИ.О. Фамилия\n30.08.2019"
    client.post("/plan/state", data={"state": "approved", "approval": stamp, "nonce": "m"})
    assert "Утверждён гриф: директор МКУ «Центр», И.О. Фамилия" in pages.words_on(
        client.get("/plan/")
    )


@pytest.mark.parametrize("state", ["approved", "done", "draft", "eaten"])
def test_a_state_that_does_not_follow_is_refused(plan, client, state):
    before = fingerprint()
    said = {"state": state, "adoption": "№ 1", "approval": "директор"}
    assert client.post("/plan/state", data=said).status_code == 422
    assert fingerprint() == before


def test_an_adopted_plan_changes_with_a_reason_and_lists_it(plan, client, make):
    adopt(plan, make)
    row = row_of("Вебинары")
    answer = client.post(f"/plan/rows/{row.id}", data=told(row, when="апрель 2020"))
    assert answer.status_code == 422
    assert "напишите, почему он меняется" in answer.text
    said = told(row, when="апрель 2020", reason="Протокол № 2")
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 303
    page = pages.words_on(client.get("/plan/changes"))
    for words in ("Изменён пункт «Вебинары", "Протокол № 2", "В течение года", "апрель 2020"):
        assert words in page
    answer = client.post(f"/plan/rows/{row.id}/remove", follow_redirects=True)
    assert "напишите, почему он меняется" in answer.text
    assert row_of("Вебинары")


def test_what_became_of_a_row_needs_a_word_and_no_reason(plan, client, make):
    adopt(plan, make)
    row = row_of("Вебинары")
    said = told(row, state="done", note="Проведено два вебинара")
    assert client.post(f"/plan/rows/{row.id}", data=said).status_code == 303
    page = pages.words_on(client.get("/plan/"))
    assert "выполнено Проведено два вебинара" in page
    assert db.session.scalars(select(PlanChange)).one().reason == ""
    assert "Изменений не было" in client.get("/plan/changes").text


def test_a_plan_that_is_over_is_only_read(plan, client, make):
    adopt(plan, make)
    with saving():
        db.session.get_one(Plan, plan.id).state = PlanState.DONE
    row = row_of("Вебинары")
    said = told(row, text="Иное", reason="Так надо")
    assert "План завершён" in client.post(f"/plan/rows/{row.id}", data=said).text


# From an empty sheet


def test_a_plan_begins_from_an_empty_sheet(make, as_):
    head = make.head()
    with saving():
        year = years.opened(2020)
    client = as_(head)
    client.post("/year", data={"year": str(year.id)})
    page = client.post("/plan/begin", follow_redirects=True)
    assert page.status_code == 200
    made = db.session.scalars(select(Plan)).one()
    assert made.title.endswith("учебный год")
    assert count(Section) == 4
    section = section_of(made, 0)
    client.post(f"/plan/sections/{section.id}/new", data={"text": "Первое дело", "nonce": "n"})
    assert rows_in(section) == [("1", "Первое дело")]
    assert client.post("/plan/begin", follow_redirects=True).status_code in {200, 409}
    assert count(Plan) == 1


def test_the_next_year_begins_with_the_rows_of_this_one(plan, client):
    row = row_of("Вебинары")
    client.post(f"/plan/rows/{row.id}", data=told(row, state="failed", note="Не было связи"))
    order = row_of("Оформление заказа")
    client.post(f"/plan/rows/{order.id}", data=told(order, when="12.02.2020"))
    assert client.post("/plan/copy").status_code == 303
    made = db.session.scalars(select(Plan).order_by(Plan.id.desc())).first()
    assert made.title.endswith("на 2020-2021 учебный год")
    assert (made.state, made.adoption) == (PlanState.DRAFT, "")
    asked = select(Row).join(Section, Section.id == Row.section_id).filter(
        Section.plan_id == made.id).order_by(Section.position, Row.position)  # fmt: skip
    rows = db.session.scalars(asked).all()
    assert len(rows) == count(Row) / 2
    by_title = {one.title.split()[0]: one for one in rows}
    assert by_title["Вебинары"].note == "В прошлом году: не выполнено"
    copied = by_title["Оформление"]
    assert "на 2021-2022 учебный год" in copied.title
    assert (copied.when_text, copied.when["months"]) == ("Февраль 2021", [[2021, 2]])
    assert copied.meeting_id == next(one.id for one in rows if one.meeting_number == 3)
    assert lines_of(copied) == ()
    assert lines_of(by_title["Обновление"]) == ("Захарина Ж.В.",)
    page = pages.words_on(client.get("/plan/edit"))
    assert "2020–2021" in page
    assert "В прошлом году: не выполнено" in page
    assert "год 2020" not in page
    assert client.get("/plan/word").status_code == 200
    client.post("/year", data={"year_id": str(plan.year_id)})
    assert count(Plan) == 2


def test_title_goal_and_tasks_are_edited(plan, client):
    version = db.session.get_one(Plan, plan.id).version
    said = {"title": "План РМО", "theme": "Чтение", "goal": "Цель", "tasks": "Первая\n\nВторая",
            "version": str(version), "nonce": "n"}  # fmt: skip
    assert client.post("/plan/header", data=said).status_code == 303
    kept = db.session.get_one(Plan, plan.id, populate_existing=True)
    assert (kept.title, kept.theme, kept.tasks) == ("План РМО", "Чтение", ["Первая", "Вторая"])
    old = client.post("/plan/header", data=said | {"title": "Старое", "nonce": "m"})
    assert old.status_code == 409
    assert "Старое" in old.text


def test_foreign_numbers_are_not_found(client):
    for url in ("/plan/rows/99999", "/plan/sections/99999/new"):
        assert client.get(url).status_code == 404
    for verb in ("step", "place", "remove"):
        assert client.post(f"/plan/rows/99999/{verb}").status_code == 404
    assert NewRow("Текст").people == ()


# Sections


def section_named(title):
    return db.session.scalars(select(Section).where(Section.title.like(f"{title}%"))).one()


def test_a_section_is_added_with_its_own_columns_and_taken_out_while_empty(client):
    typed = {"title": "Контроль", "number": "5.", "has_place_apart": "y"}
    client.post("/plan/sections/new", data=typed)
    section = section_named("Контроль")
    assert (section.number, section.has_place_apart) == ("5.", True)
    client.post(
        f"/plan/sections/{section.id}/new", data={"text": "Проверка фонда", "state": "planned"}
    )
    assert client.post(f"/plan/sections/{section.id}/remove").status_code == 409
    take_back(client)
    client.post(f"/plan/sections/{section.id}/remove")
    db.session.expire_all()
    assert db.session.scalar(select(Section).where(Section.title == "Контроль")) is None


def _rows_of(section):
    return select(Row).filter_by(section_id=section.id).order_by(Row.position)


def test_place_and_responsible_go_together_or_apart_and_nothing_is_lost(client):
    section = section_named("План работы РМО")
    assert section.has_place_apart
    url = f"/plan/sections/{section.id}"
    form = pages.form_on(client.get(url), url)
    before = [
        one.people_text for one in db.session.scalars(_rows_of(section))
    ]  # fmt: skip
    form.pop("has_place_apart")
    client.post(url, data=form)
    db.session.expire_all()
    together = [
        one.people_text for one in db.session.scalars(_rows_of(section))
    ]  # fmt: skip
    assert [set(one.split()) for one in before] == [set(one.split()) for one in together]
    page = client.get("/plan/word")
    assert page.status_code == 200


def test_a_section_without_a_name_is_refused(client):
    answer = client.post("/plan/sections/new", data={"number": "7."})
    assert answer.status_code == 422
    assert "Напишите название" in answer.text


# План–факт


def test_the_page_of_plan_and_fact_counts_every_state(client):
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    client.post(f"/plan/rows/{row.id}", data=told(row, state="done", note="проведено три"))
    page = pages.of(client.get("/plan/fact"))
    states = pages.all_texts(page, "//p[@class='standing']/span")
    assert sorted(states) == ["выполнено 1", "запланировано 18"]
    marks = pages.all_texts(page, "//td[@data-label='Отметка']")
    assert "выполнено проведено три" in marks
