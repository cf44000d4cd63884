"""What a plan's file said comes out again: every word, at its place, and is read as it was."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy import select, update

from rmo_web.accounts.queries import head_names
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.plan.importing import services
from rmo_web.plan.models import Leftover, Plan, Row, Section
from rmo_web.plan.paper import papers
from rmo_web.plan.paper import queries as layout
from rmo_web.plan.rules import RowKind, numbers
from rmo_web.plan_reader import word
from rmo_web.plan_reader.blocks import Paragraph, Table
from rmo_web.plan_reader.columns import Column
from tests import pages
from tests.plan.makers import cells, said, taken
from tests.plan.paper.test_layouts import LAYOUTS
from tests.plan_reader.makers import p, plan_file, table, tc, word_xml

FILES = {
    one.stem: one.read_bytes
    for one in sorted(Path(__file__).parent.glob("../../plan_reader/files/*.docx"))
}
TITLE = "План работы РМО школьных библиотекарей на 2023-2024 учебный год"
BUILT = {
    "a meeting that is a row with columns": (
        TITLE,
        [
            ("№", "Тема заседания", "Дата", "Форма", "Ответственный"),
            ("1", "Старт", "28.08.24", "совещание", "Орлова И.И."),
            ("2", "Итоги\n1. Анализ\n2. План", "май", "Круглый - стол", "Орлова И.И."),
        ],
    ),
    "an agenda without a column of numbers": (
        TITLE,
        "Заседание № 1. Семинар «Старт» (август)",
        [
            ("Вопросы", "Докладчик"),
            ("1. Анализ работы", "Ветрова А.Б."),
            ("2. План на год", "Лугова В.Г."),
        ],
    ),
    "questions announced in a cell": (
        TITLE,
        [
            ("Содержание", "Срок", "Ответственный"),
            ("Заседание № 1 «Старт»\nПовестка дня:\n1. Анализ\n2. План", "август", "Ветрова А.Б."),
        ],
    ),
    "two meetings in a row": (
        TITLE,
        [
            ("Содержание", "Срок", "Ответственный"),
            ("Заседание № 1 «Старт»\n1. Анализ\nЗаседание № 2 «Чтение»\n1. Обмен",
             "август\nноябрь", "Ветрова А.Б."),
        ],
    ),
    "a stamp in a cell": (
        [("СОГЛАСОВАНО\nМетодист", "УТВЕРЖДАЮ\nДиректор МКУ\nЕ.К. Сидорова")],
        TITLE,
        "Состав РМО утверждён приказом.",
        [("№", "Мероприятие", "Срок"), ("1", "Неделя книги", "март")],
        "Между таблицами стоит и это.",
        [("Школа", "Читателей", "Книг"), ("№ 2", "", "100"), ("№ 3", "40", "")],
        "Руководитель РМО ____________ А.Б. Ветрова",
    ),
    "a stamp in paragraphs": (
        "УТВЕРЖДАЮ\nДиректор МКУ\nЕ.К. Сидорова",
        "Принято на заседании МО, протокол № 4 от 20.05.2023",
        TITLE,
        "Единая методическая тема: «Чтение»",
        "Цель: учить",
        "Основные задачи:",
        "1) Учить",
        "2) Помогать",
        [("№", "Мероприятие", "Срок"), ("1", "Неделя книги", "март")],
    ),
    "a heading above the head and repeated heads": (
        TITLE,
        [
            "Раздел 1. Организационная работа",
            ("Срок", "№", "Мероприятие", "Исполнители", "Отметка", "Для кого"),
            ("1", "2", "3", "4", "5", "6"),
            ("до 15.10", "1", "Сверка фонда", "Ветрова А.Б., методист", "", "Все библиотекари"),
            "Ноябрь",
            ("", "2", "Изучение ФПУ", "Отдел образования", "Проведено", ""),
            ("Срок", "№", "Мероприятие", "Исполнители", "Отметка", "Для кого"),
            ("по графику", "3", "Мастер-класс", "Кто свободен", "", ""),
        ],
    ),
    "a meeting over its questions": (
        TITLE,
        [
            ("Заседание", "№", "Вопросы", "Срок", "Докладчик"),
            ("Заседание № 1\n«Старт»", "1", "Анализ", "август", "Ветрова А.Б."),
            (None, "2", "План", None, "Лугова В.Г."),
            ("Заседание № 2", "1", "Чтение", "ноябрь", "Лугова В.Г."),
        ],
    ),
    "a meeting of paragraphs": (
        TITLE,
        "Заседание № 1 (август)",
        "«Итоги и задачи»",
        "Дата: 28.08.2023",
        "Время: 10.00-12.00",
        "Место проведения: ЦДБ",
        "Форма проведения - Круглый стол",
        "Повестка дня:",
        "1. Анализ работы за год. Докладчик: Ветрова А.Б.",
        "2. План на год",
        "Ответственный: Лугова В.Г.",
        "Место: МБОУ «Школа № 2»",
        "Чай и обсуждение.",
    ),
}  # fmt: skip
EVERY = {
    **FILES,
    **{f"layout {name}": lambda parts=one[0]: plan_file(*parts) for name, one in LAYOUTS.items()},
    **{name: lambda parts=parts: plan_file(*parts) for name, parts in BUILT.items()},
}
EVERY_FILE = pytest.mark.parametrize("name", EVERY)
BOTH_PAPERS = pytest.mark.parametrize(
    "url", ["/plan/word?year=2023", "/plan/word?year=2023&done=1"]
)


@pytest.fixture
def client(make, as_):
    make.association()
    return as_(make.head())


def stored(make, content, starts_in=2023, answers=None):
    """The plan of a file, in a year of its own."""
    with saving():
        draft = services.read("п.docx", content, answers, first_year=2023)
        year = years.opened(starts_in)
        services.store(draft, year_id=year.id, by=None, at=make.at)
    return draft


def texts_of(content):
    """Every text of a file: its paragraphs, its cells, what stands beside them."""
    for block in word.read(content, "п.docx"):
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells)


@lru_cache(maxsize=8)  # asked of one file in both directions
def words_of(content):
    """Every word of a file, as often as it is there."""
    return Counter(one for text in texts_of(content) for one in text.split())


def rows_of(plan):
    found = db.session.scalars(
        select(Row).join(Section, Section.id == Row.section_id).where(Section.plan_id == plan.id)
        .order_by(Section.position, Row.position)
    )  # fmt: skip
    hidden = {"id", "section_id", "meeting_id", "pieces", "version"}
    return [
        {name: value for name, value in vars(one).items() if name[0] != "_" and name not in hidden}
        for one in found
    ]


@EVERY_FILE
@BOTH_PAPERS
def test_no_word_of_the_file_is_missing_in_what_comes_out(client, make, name, url):
    content = EVERY[name]()
    stored(make, content)
    came, went = words_of(content), words_of(taken(client, url))
    assert came - went == Counter()


@EVERY_FILE
def test_what_comes_out_is_read_again_without_a_difference(client, make, name):
    content = EVERY[name]()
    came = stored(make, content)
    went = taken(client, "/plan/word?year=2023")
    again = stored(make, went, starts_in=2011)
    assert said(again) == said(came)
    first, second = db.session.scalars(select(Plan).order_by(Plan.id))
    assert rows_of(first) == rows_of(second)
    assert (first.state, first.approval, first.adoption) == (
        second.state, second.approval, second.adoption,
    )  # fmt: skip
    left = [
        db.session.scalars(select(Leftover.text).filter_by(plan_id=one.id)).all()
        for one in (first, second)
    ]
    assert left[0] == left[1]


@EVERY_FILE
def test_nothing_is_printed_twice(client, make, name):
    content = EVERY[name]()
    stored(make, content)
    came, went = words_of(content), words_of(taken(client, "/plan/word?year=2023"))
    signed = f"Руководитель РМО ____________________ {head_names().in_signature}"
    assert went - came - Counter(signed.split()) == Counter()


def columns_in(content):
    """The columns of every table that a choice may be made over: its number, theirs."""
    return [
        (block.index, column)
        for block in word.read(content, "п.docx")
        if isinstance(block, Table)
        for column in range(max((len(row.cells) for row in block.rows), default=0))
    ]


CHOICES = [
    pytest.param(name, table, column, id=f"{name}-{table}-{column}")
    for name in FILES if name != "plan-2019-2020"
    for table, column in columns_in(FILES[name]())
]  # fmt: skip
# One of each way in which a column is kept: a field of a row, its subject, two fields, none.
CHOSEN = (Column.NUMBER, Column.MEETING, Column.TEXT, Column.WHEN, Column.PLACE_AND_PEOPLE,
          Column.FORM, Column.OTHER)  # fmt: skip


@pytest.mark.parametrize(("name", "table", "column"), CHOICES)
def test_whatever_is_chosen_over_a_column_no_other_is_lost(make, client, name, table, column):
    content = FILES[name]()
    came, signed = words_of(content), Counter(["Руководитель", "РМО", "____________________"])
    signed.update(head_names().in_signature.split())
    for meaning in CHOSEN:
        answers = {(table, column): meaning}
        draft = services.read("п.docx", content, answers, first_year=2023)
        plan = services.store(draft, year_id=years.opened(2023).id, by=None, at=make.at)
        went = papers.docx(layout.paper(plan, "РМО"), "РМО")
        assert came - words_of(went) == Counter(), meaning
        assert words_of(went) - came - signed == Counter(), meaning
        assert said(services.read("п.docx", went, answers, first_year=2023)) == said(draft), meaning
        db.session.rollback()


BOX = "<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>"


def test_what_stood_beside_the_text_stands_beside_it_again(client, make):
    inner = p("Неделя") + table([tc("Школа"), tc("Книг")], [tc("№ 2"), tc("40")])
    content = word_xml(
        p(TITLE)
        + f"<w:p><w:r>{BOX.format(p('УТВЕРЖДАЮ') + p('Директор'))}</w:r></w:p>"
        + table([tc("Мероприятие"), tc("Срок")],
                [tc(inner), tc("март")]),
        word__header1_xml=f'<w:hdr xmlns:w="w">{p("Шапка листа")}</w:hdr>',
        word__footer1_xml=f'<w:ftr xmlns:w="w">{p("Подвал листа")}</w:ftr>',
    )  # fmt: skip
    came = stored(make, content)
    went = taken(client, "/plan/word?year=2023")
    again = services.read("п.docx", went, first_year=2023)
    assert again.header.approval == ""
    assert sorted(one.text for one in again.notes) == sorted(one.text for one in came.notes)
    assert words_of(content) - words_of(went) == Counter()
    assert said(again)["sections"] == said(came)["sections"]
    loose = {one.text: one.rows for one in word.read(went, "п") if getattr(one, "loose", False)}
    assert loose["Школа\nКниг\n№ 2\n40"] == (("Школа", "Книг"), ("№ 2", "40"))


def test_a_plan_that_was_stored_before_its_file_was_kept_comes_out_by_its_columns(client, make):
    stored(make, EVERY["w04-kind-and-content"]())
    with saving():
        for kind in (Plan, Section, Row):
            db.session.execute(update(kind).values(pieces=[]))
        for row in db.session.scalars(select(Row)):
            row.extras = [one[:2] for one in row.extras]
        for section in db.session.scalars(select(Section)):
            section.columns = [one[:2] for one in section.columns]
    (drawn,) = cells(taken(client, "/plan/word?year=2023"))
    assert drawn[5] == [
        "2.1.", "Заседание № 1", "1. Итоги года 2. Новые стандарты", "Август",
        "Кислова Ф.А. Донцова И.И.", "Протокол",
    ]  # fmt: skip
    assert drawn[2][2:] == [
        "План МО, график открытых занятий",
        "Сентябрь",
        "Рук. МО Кислова Ф.А.",
        "План",
    ]


@pytest.mark.parametrize("is_apart", [True, False])
def test_columns_that_are_joined_or_parted_take_no_other_with_them(client, make, is_apart):
    stored(make, EVERY["w04-kind-and-content"]())
    section = db.session.scalars(select(Section)).one()
    for apart in (False, True)[: 1 + is_apart]:
        sent = pages.form_on(client.get(f"/plan/sections/{section.id}"), f"/{section.id}")
        sent = {one: value for one, value in sent.items() if one != "has_place_apart"}
        sent |= {"title": "Работа", **({"has_place_apart": "y"} if apart else {})}
        assert client.post(f"/plan/sections/{section.id}", data=sent).status_code == 303
        db.session.expire_all()
    (drawn,) = cells(taken(client, "/plan/word?year=2023"))
    for one in ("1. Итоги года 2. Новые стандарты", "Протокол", "Август", "2.1.", "Заседание № 1"):
        assert one in drawn[5]
    assert "Содержание" in drawn[0]


def test_rows_are_numbered_as_their_file_numbers_them():
    kinds = {"M": RowKind.MEETING, "G": RowKind.GROUP}
    rows = [("G", ""), "1.1.", "1.3.", ("G", ""), "2.1.", ("M", ""), ("?", "1."), ("?", "3.")]
    read = [
        (kinds.get(one[0], RowKind.ITEM), one[0] == "?", one[1]) if isinstance(one, tuple)
        else (RowKind.ITEM, False, one)
        for one in rows
    ]  # fmt: skip
    assert list(numbers(read)) == ["", "1.1.", "1.2.", "", "2.1.", "", "1.", "2."]


def test_the_chosen_column_is_the_one_that_is_meant_and_the_other_keeps_its_words():
    content = FILES["w04-kind-and-content"]()
    (section,) = services.read("п.docx", content, {(0, 2): Column.TEXT}).sections
    first = section.rows[0].items[0]
    assert first.text == "План МО, график открытых занятий"
    assert [one[:2] for one in first.extras] == [
        ("Вид деятельности", "Разработка плана"), ("Результат", "План"),
    ]  # fmt: skip
    meanings = [one.meaning for one in section.columns if one.meaning is not Column.OTHER]
    assert len(meanings) == len(set(meanings))
