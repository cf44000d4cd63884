"""The plan as a Word file: what comes out is what came in, cell by cell."""

import io
import re

import pytest
from docx import Document
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Association
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.importing import services
from rmo_web.plan.models import Plan, Row, Section
from rmo_web.plan.rules import PlanState
from tests.makers import SEED
from tests.office import SERIFS, pages_of, set_in
from tests.plan.makers import adopt, cells, said, taken, told
from tests.plan_reader.makers import plan_file


@pytest.fixture
def client(make, as_):
    make.plan()
    return as_(make.head())


def test_the_seed_plan_comes_out_as_it_came_in(client):
    with saving():  # the file calls its association so
        db.session.scalars(select(Association)).one().name = "РМО школьных библиотекарей"
    came, went = SEED.read_bytes(), taken(client)
    assert said(services.read("п.docx", went)) == said(services.read("п.docx", came))
    assert cells(went)[0][1:] == cells(came)[0][1:]
    for ours, theirs in zip(cells(went), cells(came), strict=True):
        # the head is written without the slips of the file: «№п/п», «Место,ответственный»
        assert ours[1:] == theirs[1:]


def test_meetings_lie_over_the_width_and_the_month_over_both_questions(client):
    table = Document(io.BytesIO(taken(client))).tables[2]
    heading = table.rows[1]._tr.tc_lst
    assert [cell.grid_span for cell in heading] == [4]
    assert [row._tr.tc_lst[2].vMerge for row in table.rows[2:4]] == ["restart", "continue"]


def test_a_heading_is_never_the_last_line_of_a_page(client):
    table = Document(io.BytesIO(taken(client))).tables[2]
    headings = [row for row in table.rows if len(row._tr.tc_lst) == 1]
    assert len(headings) == 4
    kept = [p.paragraph_format.keep_with_next for row in headings for p in row.cells[0].paragraphs]
    assert set(kept) == {True}


def test_a_second_reading_stores_the_same_plan(client, make, as_):
    content = taken(client)
    with saving():
        year = years.opened(2018)
        draft = services.read("п.docx", content)
        services.store(draft, year_id=year.id, by=None, at=make.at)
    first, second = (
        [
            (one.number, one.title, " ".join(one.when_text.split()), one.place)
            for one in rows_of(plan)
        ]
        for plan in db.session.scalars(select(Plan).order_by(Plan.id))
    )
    assert first == second


def rows_of(plan):
    return db.session.scalars(
        select(Row).join(Section, Section.id == Row.section_id).where(Section.plan_id == plan.id)
        .order_by(Section.position, Row.position)
    ).all()  # fmt: skip


def test_an_adopted_plan_that_was_changed_is_read_again_without_a_difference(client, make):
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    client.post(f"/plan/rows/{row.id}", data=told(row, text="Вебинары и встречи", when="Март 2020"))
    plan = db.session.scalars(select(Plan)).one()
    adopt(plan, make)
    with saving():
        stamp = NewState(PlanState.APPROVED, approval="директор МКУ «Центр»\nИ.О. Фамилия")
        go_on(plan, stamp, by=make.actor(make.head()), at=make.at)
    db.session.expire_all()
    row = db.session.get_one(Row, row.id)
    client.post(
        f"/plan/rows/{row.id}", data=told(row, place="ЦДБ", reason="Протокол № 2", nonce="m")
    )
    content = taken(client)
    text = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "УТВЕРЖДАЮ" in text
    assert "Изменения, внесённые в план после принятия" in text
    draft = services.read("п.docx", content)
    assert draft.header.adoption == "протокол № 1 от 27.08.2019"
    assert draft.header.approval == "директор МКУ «Центр»\nИ.О. Фамилия"
    assert draft.notes == ()
    changed = draft.sections[3].rows[-1].items[-1]
    assert (changed.text, changed.facts.when.verbatim) == ("Вебинары и встречи", "Март 2020")
    assert changed.facts.place == "ЦДБ"


def test_plan_and_fact_have_a_column_of_what_was_done(client, make):
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    client.post(f"/plan/rows/{row.id}", data=told(row, state="partly", note="Один из двух"))
    make.ask(make.librarian())
    tables = cells(taken(client, "/plan/word?done=1"))
    assert all(table[0][-1] == "Отметка о выполнении" for table in tables)
    assert tables[3][-1][-1] == "Выполнено частично: Один из двух"
    assert any("заяв" in row[-1] for row in tables[3])


@pytest.mark.parametrize("url", ["/plan/word", "/plan/word?done=1"])
def test_the_plan_opens_in_an_office_with_its_signature_beside_its_rows(client, tmp_path, url):
    opened = pages_of(taken(client, url), tmp_path)
    words = " ".join(" ".join(opened).split())
    for one in ("Тема РМО", "Заседание №1.", "Форма проведения: круглый - стол", "Вебинары"):
        assert one in words
    signed = next(page for page in opened if "Руководитель РМО" in page and "____" in page)
    assert "Вебинары" in signed


def test_signs_of_markup_are_words_in_the_file(client):
    row = db.session.scalars(select(Row).where(Row.title.like("Вебинары%"))).one()
    canary = "<w:t>&\"'</w:t><script>alert(1)</script>"
    client.post(f"/plan/rows/{row.id}", data=told(row, text=canary, place=canary))
    assert canary in cells(taken(client))[3][-1][1]


@pytest.mark.parametrize("font", SERIFS)
def test_days_of_the_plan_do_not_break(make, as_, tmp_path, font):
    make.association()
    days = [f"{number:02}.10.2019" for number in range(10, 20)]
    head = ("№", "Мероприятия", "Сроки", "Место проведения", "Ответственные", "Результат")
    rows = [(str(n), "Обзор новинок", day, "ЦДБ", "РМО", "Список") for n, day in enumerate(days, 1)]
    content = plan_file("План работы РМО на 2019-2020 учебный год", [head, *rows])
    with saving():
        year_id = years.opened(2019).id
        services.store(services.read("план.docx", content), year_id=year_id, by=None, at=make.at)
    client = as_(make.head())
    for url in ("/plan/word", "/plan/word?done=1"):
        pages = pages_of(set_in(font, taken(client, url)), tmp_path)
        assert re.findall(r"\d\d\.10\.2019", " ".join(pages)) == days
