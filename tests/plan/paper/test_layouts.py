"""Plans laid out otherwise than the seed: stored to the last row, written, read again the same."""

import io

import pytest
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.russian import fold
from rmo_web.plan.importing import services
from rmo_web.plan.models import Leftover, Plan, Row, Section
from rmo_web.plan.services import lines_of
from rmo_web.plan_reader.draft import DraftItem, DraftMeeting
from tests import pages
from tests.plan.makers import taken
from tests.plan_reader.makers import plan_file

TITLE = "План работы РМО школьных библиотекарей на 2023-2024 учебный год"

ANOTHER_ORDER = (
    TITLE,
    "Тема: «Чтение»",
    "1. Организационная работа",
    [
        ("Сроки", "№ п/п", "Содержание работы", "Ответственные", "Место проведения"),
        ("сентябрь–октябрь", "1", "Сверка фонда", "Ветрова А.Б.", "МБОУ «Школа № 2»"),
        ("1 раз в четверть", "2", "Выпуск памятки", "Лугова В.Г.\nПолева Д.Е.", ""),
        ("до 15.10", "3", "Заявка на подписку", "Школьные библиотекари", "ЦДБ"),
        ("в течение года", "4", "Консультации", "Ветрова А.Б.", ""),
    ],
)
TOGETHER_AND_APART = (
    TITLE,
    "1. Аналитическая деятельность",
    [
        ("№", "Мероприятия", "Сроки", "Место проведения, ответственные"),
        ("1", "Обновление базы данных", "Сентябрь", "ЦДБ Ветрова А.Б."),
        ("2", "Анализ анкет", "Декабрь 2023", "Лугова В.Г."),
    ],
    "2. Работа с молодыми специалистами",
    [
        ("№", "Мероприятия", "Сроки", "Место проведения", "Ответственный"),
        ("1", "Встреча с начинающими", "Ноябрь", "МБОУ «Школа № 4»", "Полева Д.Е."),
        ("2", "Наставничество", "В течение года", "", ""),
    ],
)
MEETINGS_APART = (
    TITLE,
    "1. Заседания РМО",
    "Заседание № 1 (август)",
    "Тема: «Итоги и задачи»",
    "Форма проведения: круглый стол",
    [
        ("№", "Вопросы", "Докладчик"),
        ("1", "Анализ работы", "Ветрова А.Б."),
        ("2", "План на год", "Лугова В.Г."),
    ],
    "Заседание № 2 (ноябрь)",
    "Тема: «Обмен опытом»",
    [("№", "Вопросы", "Докладчик"), ("1", "Месячник", "Полева Д.Е.")],
)
WITHOUT_TABLES = (
    TITLE,
    "Заседание № 1. Круглый стол «Итоги и задачи» (август)",
    "1. Анализ работы за год. Докладчик: Ветрова А.Б.",
    "2. План на год. Докладчик: Лугова В.Г.",
    "Заседание № 2. Семинар «Чтение» (ноябрь)",
    "1. Обмен опытом. Докладчик: Полева Д.Е.",
    "2. Разное",
)
WITH_MARKS = (
    TITLE,
    "1. Организационная работа",
    [
        ("№ п/п", "Мероприятие", "Срок", "Ответственный", "Отметка о выполнении"),
        "Работа с фондом",
        ("1", "Сверка фонда", "октябрь", "Ветрова А.Б.", "Проведено 12.10.2023"),
        ("2", "Заказ учебников", "февраль 2024", "Лугова В.Г.", ""),
        "Массовая работа",
        ("3", "Неделя детской книги", "март-апрель", "Школьные библиотекари", ""),
    ],
)
LAYOUTS = {
    "another order": (ANOTHER_ORDER, 0, 4),
    "together and apart": (TOGETHER_AND_APART, 0, 4),
    "meetings apart": (MEETINGS_APART, 2, 3),
    "without tables": (WITHOUT_TABLES, 2, 4),
    "with marks": (WITH_MARKS, 0, 3),
}
EVERY_LAYOUT = pytest.mark.parametrize("name", LAYOUTS)


def imported(client, content):
    """The choices of columns that the file asked for, and then its plan in the house."""
    client.post("/plan/import", data={"file": (io.BytesIO(content), "план.docx")})
    preview = client.get("/plan/import/preview")
    asked = pages.of(preview).xpath("//select[starts-with(@name, 'column-')]/@name")
    form = pages.form_on(preview, "/apply")
    assert client.post("/plan/import/apply", data=form).status_code == 303
    return asked


def rows_of(plan):
    """Every row of the plan as it reads: what, when, where, who, how it was done."""
    found = db.session.scalars(
        select(Row)
        .join(Section, Section.id == Row.section_id)
        .where(Section.plan_id == plan.id)
        .order_by(Section.position, Row.position)
    )
    return [
        (one.kind, one.meeting_number, " ".join(one.title.split()), one.form, one.place, one.mark,
         one.when.get("months"), one.when.get("all_year"), one.when.get("until"), lines_of(one))
        for one in found
    ]  # fmt: skip


@pytest.fixture
def client(make, as_):
    make.association()
    return as_(make.head())


@EVERY_LAYOUT
def test_every_word_of_the_file_is_somewhere_in_the_plan(name):
    parts, meetings, items = LAYOUTS[name]
    draft = services.read("п.docx", plan_file(*parts))
    assert len(draft.meetings) == meetings
    asked = [row for section in draft.sections for row in section.rows]
    questions = [one for row in asked if isinstance(row, DraftMeeting) for one in row.questions]
    plain = [one for one in asked if isinstance(one, DraftItem)]
    grouped = [one for row in asked for one in getattr(row, "items", ())]
    assert len(questions) + len(plain) + len(grouped) == items
    assert draft.notes == ()


@EVERY_LAYOUT
def test_a_file_of_any_layout_is_taken_after_few_choices(client, name):
    parts, meetings, items = LAYOUTS[name]
    assert len(imported(client, plan_file(*parts))) <= 2
    plan = db.session.scalars(select(Plan)).one()
    kinds = [one[0] for one in rows_of(plan)]
    assert (kinds.count("meeting"), kinds.count("item")) == (meetings, items)
    assert db.session.scalar(select(Leftover)) is None


@EVERY_LAYOUT
def test_what_is_written_of_it_is_read_again_the_same(client, make, name):
    imported(client, plan_file(*LAYOUTS[name][0]))
    plan = db.session.scalars(select(Plan)).one()
    content = taken(client, "/plan/word?year=2023")
    with saving():
        year = years.opened(2001)
        draft = services.read("п.docx", content, first_year=2023)
        again = services.store(draft, year_id=year.id, by=None, at=make.at)
    assert rows_of(again) == rows_of(plan)
    assert db.session.scalars(select(Leftover).filter_by(plan_id=again.id)).all() == []


@pytest.mark.parametrize(
    ("title", "months", "when"),
    [
        ("Сверка фонда", [[2023, 9], [2023, 10]], "сентябрь–октябрь"),
        ("Заявка на подписку", [[2023, 10]], "до 15.10"),
    ],
)
def test_terms_are_understood_as_people_write_them(client, title, months, when):
    imported(client, plan_file(*ANOTHER_ORDER))
    row = db.session.scalars(select(Row).where(Row.title == title)).one()
    assert row.when["months"] == months
    assert fold(row.when_text) == when
