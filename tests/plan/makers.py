"""Plans for tests: the rows of a plan, what its forms send, what comes out as Word."""

import io
from dataclasses import fields, is_dataclass

from docx import Document
from docx.table import _Cell
from sqlalchemy import func, select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.editing import queries
from rmo_web.plan.importing import services
from rmo_web.plan.models import Row, Section
from rmo_web.plan.rules import PlanState
from rmo_web.plan.services import lines_of
from tests import pages
from tests.plan_reader.makers import p, plan_file, table, tc, word_xml

TITLE = "План работы РМО школьных библиотекарей на 2023-2024 учебный год"
HEAD = ("№", "Тема заседания", "Дата", "Форма", "Место", "Ответственный", "Результат")
START = ("1", "Старт", "28.08.23, 10.00–12.00", "совещание", "ЦДБ", "Орлова И.И.", "Протокол")
SPRING = ("2", "Итоги\n1. Анализ\n2. План", "май", "семинар", "", "Лугова В.Г.", "")
FILE = (
    [("УТВЕРЖДАЮ\nДиректор МКУ",)],
    TITLE,
    [HEAD, START, SPRING],
    "Собрание начинается с чая.",
    [("Школа", "Читателей"), ("№ 2", "40")],
    "Чай и обсуждение.",
)
# Where a text stood in its file says nothing of the plan.
NOT_OF_THE_PLAN = {"where", "accounts", "name", "start", "end", "pieces"}
COLUMNS = ("№", "Мероприятия", "Сроки", "Место проведения", "Ответственные")


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


def take_back(client):
    """Press «Отменить» as the page offers it."""
    change = pages.of(client.get("/plan/edit")).xpath("//button[@name='change']/@value")
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


def post(client, url, **typed):
    answer = client.post(url, data=typed)
    assert answer.status_code == 303, answer.text
    return answer


def remove(client, row):
    post(client, f"/plan/rows/{row.id}/remove")


def add(client, section, text, **more):
    said = "&".join(f"{name}={value}" for name, value in more.items())
    post(client, f"/plan/sections/{section.id}/new?{said}", text=text, nonce=text)


def written(client):
    """The rows of the plan's own table as they come out."""
    return cells(taken(client, "/plan/word?year=2023"))[1]


def said(one):
    """A draft without the places of its texts, every text on one line."""
    if is_dataclass(one):
        names = (field.name for field in fields(one))
        return {name: said(getattr(one, name)) for name in names if name not in NOT_OF_THE_PLAN}
    if isinstance(one, tuple):
        return [said(each) for each in one]
    return " ".join(one.split()) if isinstance(one, str) else one


def cells(content):
    """The texts of every table's cells, one for cells that are joined."""
    return [
        [[text_of(cell) for cell in row._tr.tc_lst] for row in table.rows]
        for table in Document(io.BytesIO(content)).tables
    ]


def text_of(cell):
    """The words of a cell, each line of it apart, without spaces at their ends."""
    lines = "\n".join(line.text for line in _Cell(cell, None).paragraphs)
    return " ".join(lines.split())


def taken(client, url="/plan/word"):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.data


def plan_of(*rows, title="План работы РМО библиотекарей на 2020-2021 учебный год"):
    """A Word file with one section of these rows."""
    cells = [[tc(text) for text in row] for row in (COLUMNS, *rows)]
    return word_xml(p(title) + p("1. Работа с фондом") + table(*cells))


def with_meeting_rows(make):
    """The plan of `FILE`, in its year."""
    make.association()
    with saving():
        year = years.opened(2023)
        draft = services.read("п.docx", plan_file(*FILE))
        return services.store(draft, year_id=year.id, by=None, at=make.at)
