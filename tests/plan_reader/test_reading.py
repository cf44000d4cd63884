"""A plan is read whole: every word of its file is accounted for, whatever its layout."""

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmo_web.plan_reader import word
from rmo_web.plan_reader.blocks import Paragraph
from rmo_web.plan_reader.columns import Column
from rmo_web.plan_reader.draft import Concern, DraftGroup, DraftItem, DraftMeeting
from rmo_web.plan_reader.people import NamedKind
from rmo_web.plan_reader.reading import understand
from rmo_web.plan_reader.terms import fold
from tests.plan_reader.makers import p, plan_file, soon, table, tc, word_xml

SEED = (Path(__file__).parent / "files" / "plan-2019-2020.docx").read_bytes()
TITLE = "План работы РМО школьных библиотекарей на 2023-2024 учебный год"
CENTRE = "МКУ «Центр развития муниципальной системы оценки качества образования»"


def drafted(data, columns=None):
    """The draft of a file, once all its text is found in the accounts in order."""
    blocks = word.read(data, "план.docx")
    draft = understand(blocks, columns, name="план.docx")
    assert [account.text for account in draft.accounts] == _texts(blocks)
    assert all(account.became for account in draft.accounts)
    kept = {note.text for note in draft.notes}
    assert all(
        one.understood
        or one.text in kept
        or "как написано" in one.became
        or _is_in_rows(one.text, draft)
        for one in draft.accounts
    )
    return draft


def _texts(blocks):
    texts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts += [cell.text for row in block.rows for cell in row.cells]
    return texts


def _is_in_rows(text, draft):
    return text.split(":")[-1].strip() in repr(draft.sections)


def became(draft, text):
    return [one.became for one in draft.accounts if text in one.text]


@pytest.fixture(scope="module")
def seed():
    return drafted(SEED)


def test_the_seed_says_what_it_is(seed):
    header = seed.header

    assert header.title == (
        "План работы районного методического объединения учителей "
        "Богородского муниципального района на 2019-2020 учебный год"
    )
    assert header.first_year == 2019
    assert "РМО школьных библиотекарей" in header.associations
    assert header.theme.startswith("Проектирование и реализация")
    assert header.goal.startswith("Создание условий")
    assert len(header.tasks) == 5
    assert header.tasks[4] == "Оказание помощи молодым специалистам."
    assert [one.full for one in seed.abbreviations] == [CENTRE]


def test_the_seed_has_four_sections_in_two_layouts(seed):
    assert [
        (one.number, one.title[:14], one.place_and_people_together) for one in seed.sections
    ] == [
        ("1", "Информационная", True),
        ("2", "Аналитическая ", True),
        ("3", "Организационно", True),
        ("", "План работы РМ", False),
    ]
    assert [len(one.rows) for one in seed.sections[:2]] == [1, 2]


def test_the_seed_has_four_meetings_with_eight_questions(seed):
    assert [(one.number, one.kind, one.theme, one.facts.when.months) for one in seed.meetings] == [
        (1, "Семинар", "Библиотека в контексте реализации ФГОС общего образования", ((2019, 8),)),
        (2, "", "Школьная библиотека центр генерации идей и проектов", ((2019, 10),)),
        (3, "", "Исследовательская работа в школе: роль педагога-библиотекаря", ((2020, 2),)),
        (4, "", "Неделя детской книги", ((2020, 4),)),
    ]
    assert [[item.number for item in one.questions] for one in seed.meetings] == [
        ["I.", "II"],
        ["I", ""],
        ["I.", "II."],
        ["I.", "II."],
    ]
    assert [one.facts.place for one in seed.meetings] == [
        "Центральная Детская Библиотека Богородского района",
        'МБОУ "Школа № 6"',
        "ЦД Б Богородского района",
        'МБОУ "Школа № 3"',
    ]


def test_a_merged_month_belongs_to_both_questions_and_an_empty_one_to_none(seed):
    first, second = seed.meetings[0].questions
    alone = seed.meetings[1].questions[1]

    assert first.facts.when == second.facts.when
    assert (first.when_shared, second.when_shared) == (False, True)
    assert alone.facts.when.is_blank
    assert not alone.when_shared


def test_a_question_keeps_its_form_apart_and_its_words_verbatim(seed):
    question = seed.meetings[0].questions[0]

    assert question.facts.form == "круглый стол"
    assert "Форма проведения: круглый - стол" in question.verbatim
    assert question.text.startswith("«Реализация концепции развития ШИБЦ")


def test_the_seed_has_eight_rows_in_three_groups(seed):
    groups = seed.sections[3].rows

    assert all(isinstance(group, DraftGroup) for group in groups)
    assert [[item.number for item in group.items] for group in groups] == [
        ["1", "2"],
        ["3"],
        ["4", "5", "6", "7", "8"],
    ]
    assert all(item.facts.when.all_year for group in groups[1:] for item in group.items)


def test_the_people_of_the_seed_are_told_apart(seed):
    speakers = seed.meetings[2].questions[0].facts.people
    helpers = seed.sections[3].rows[2].items[2].facts.people

    assert [(one.name, one.organisation) for one in speakers] == [
        ("Пинчук Н.В.", "МБОУ «Школа № 4»"),
        ("Карташова Е.С.", "МБОУ «Комаровская школа»"),
        ("Михайлова А.Н.", "МБОУ «Лакшинская школа»"),
    ]
    assert [(one.name, one.post, one.organisation) for one in helpers] == [
        ("Захарина Ж.В.", "Руководитель РМО", ""),
        ("Шунина О.К.", "специалист", CENTRE),
    ]


def test_the_seed_is_understood_to_the_last_cell(seed):
    assert all(account.understood for account in seed.accounts)
    assert seed.notes == ()
    assert seed.questions == ()
    assert [(one.concern, one.where) for one in seed.warnings] == [
        (Concern.ASSOCIATION, ""),
        (Concern.NO_PEOPLE, "Таблица 4, строка 6"),
        (Concern.NO_PEOPLE, "Таблица 4, строка 11"),
    ]


def test_accounts_say_what_became_of_a_text(seed):
    assert became(seed, "Август 2019") == ["Вопрос I заседания № 1 — срок"]
    assert became(seed, "Заседание №2") == ["Заседание № 2"]
    assert became(seed, "передового опыта") == ["Задача 3"]
    assert became(seed, "Цифровизация") == ["Вопрос без номера заседания № 2 — содержание"]


def test_columns_may_stand_in_another_order_with_others_between():
    head = (
        "Дата",
        "№ п/п",
        "Содержание работы",
        "Исполнители",
        "Отметка о выполнении",
        "Категория участников",
    )
    draft = drafted(
        plan_file(
            "ПЛАН РАБОТЫ",
            "РМО педагогов-библиотекарей на 2024/2025 учебный год",
            "",
            "Методическая тема: «Библиотека – центр чтения»",
            "Цель работы: Чтение.",
            "Задачи:",
            "- обобщать опыт",
            "- помогать молодым",
            "Раздел 1. Организационная работа",
            [
                head,
                ("1", "2", "3", "4", "5", "6"),
                ("до 15.10", "1", "Сверка фонда", "Ветрова А.Б., методист", "", "Все библиотекари"),
                "Ноябрь",
                ("", "2", "Изучение ФПУ", "Отдел образования", "Проведено", ""),
                head,
                ("по графику", "3", "Мастер-класс", "Кто свободен", "", ""),
            ],
        )
    )
    (section,) = draft.sections
    first, month = section.rows

    assert draft.header.tasks == ("обобщать опыт", "помогать молодым")
    assert (section.number, section.title) == ("1", "Организационная работа")
    assert first.facts.people[0].post == "методист"
    assert "Все библиотекари" in [text for _, text, _ in first.extras]
    assert [one.facts.when.months for one in month.items] == [((2024, 11),), ()]
    assert month.items[0].done == "Проведено"
    assert month.items[1].facts.people[0].kind is NamedKind.TEXT
    assert became(draft, "Исполнители") == ["Шапка таблицы", "Шапка таблицы (повтор)"]
    assert {one.concern for one in draft.warnings} == {Concern.WHEN_UNCLEAR, Concern.PEOPLE_UNCLEAR}


def test_each_meeting_may_have_a_table_of_its_own():
    draft = drafted(
        plan_file(
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
            "Место: ЦДБ",
            [("№", "Вопросы", "Докладчик"), ("1", "Обмен опытом", "Лугова В.Г.")],
            "2. Работа между заседаниями",
            [("Мероприятие", "Ответственный"), ("Неделя книги", "Ветрова А.Б.")],
        )
    )
    first, second = draft.meetings

    assert [one.title for one in draft.sections] == ["Заседания РМО", "Работа между заседаниями"]
    assert (first.theme, first.facts.form, first.facts.when.months) == (
        "Итоги и задачи",
        "круглый стол",
        ((2023, 8),),
    )
    assert [len(one.questions) for one in draft.meetings] == [2, 1]
    assert second.facts.place == "ЦДБ"
    assert isinstance(draft.sections[1].rows[0], DraftItem)


def test_meetings_may_be_a_list_without_tables():
    draft = drafted(
        plan_file(
            TITLE,
            "Задачи РМО:",
            "1. Учить",
            "2. Помогать",
            "",
            "Заседание № 1 (август)",
            "«Итоги и задачи»",
            "Место проведения: ЦДБ",
            "1. Анализ работы за год. Докладчик: Ветрова А.Б.",
            "2. План на год",
            "Ответственный: Лугова В.Г.",
            "",
            "Заседание № 2. Семинар-практикум «Чтение» (ноябрь)",
            "Повестка дня:",
            "1. Обмен опытом",
            "2. Разное",
            "",
            "Руководитель РМО ______",
        )
    )
    first, second = draft.meetings

    assert draft.header.tasks == ("Учить", "Помогать")
    assert [one.text for one in first.questions] == ["Анализ работы за год", "План на год"]
    assert [one.facts.people[0].name for one in first.questions] == ["Ветрова А.Б.", "Лугова В.Г."]
    assert (second.kind, second.theme, second.facts.when.months) == (
        "Семинар-практикум",
        "Чтение",
        ((2023, 11),),
    )
    assert [note.text for note in draft.notes] == ["Руководитель РМО ______"]


def test_a_row_may_be_a_whole_meeting_or_several():
    draft = drafted(
        plan_file(
            TITLE,
            [
                ("№ заседания", "Тема заседания, вопросы", "Сроки", "Место", "Ответственный"),
                ("1", "Итоги и задачи\n1. Анализ\n2. План", "Август", "ЦДБ", "Ветрова А.Б."),
                ("2", "1. Чтение\n2. Разное", "Ноябрь", "МБОУ «Школа № 4»", "Лугова В.Г."),
            ],
            [
                ("Содержание", "Срок", "Ответственный"),
                (
                    "Заседание № 3 «Проекты»\n1. Доклады\n2. Разное\n"
                    "Заседание № 4 «Итоги»\n1. Отчёты",
                    "Март\nМай",
                    "Ветрова А.Б.",
                ),
            ],
        )
    )

    assert [
        (one.number, one.theme, one.facts.when.months[0], len(one.questions))
        for one in draft.meetings
    ] == [
        (1, "Итоги и задачи", (2023, 8), 2),
        (2, "", (2023, 11), 2),
        (3, "Проекты", (2024, 3), 2),
        (4, "Итоги", (2024, 5), 1),
    ]
    assert draft.warnings == ()


def test_cells_merged_downwards_belong_to_every_row_and_there_may_be_no_meetings():
    draft = drafted(
        plan_file(
            TITLE,
            [
                ("№", "Мероприятие", "Месяц", "Место", "Ответственный"),
                "1. Аналитическая деятельность",
                ("1", "Банк данных", "Сентябрь", "ЦДБ", "Ветрова А.Б."),
                ("2", "Мониторинг", None, None, None),
                ("3", "Опрос", "Октябрь", "", "Лугова В.Г."),
            ],
        )
    )
    ((group,),) = (section.rows for section in draft.sections)
    _, merged, own = group.items

    assert draft.meetings == ()
    assert merged.shared == {Column.WHEN, Column.PLACE, Column.PEOPLE}
    assert (merged.facts.place, merged.facts.people[0].name) == ("ЦДБ", "Ветрова А.Б.")
    assert own.shared == frozenset()


def test_a_header_of_two_rows_is_one_header():
    data = word_xml(
        p(TITLE)
        + table(
            [
                tc("Мероприятие", '<w:vMerge w:val="restart"/>'),
                tc("Проведение", '<w:gridSpan w:val="2"/>'),
            ],
            [tc(p(""), "<w:vMerge/>"), tc("Срок"), tc("Место")],
            [tc("Неделя книги"), tc("март"), tc("ЦДБ")],
        )
    )
    (section,) = drafted(data).sections

    assert [one.meaning for one in section.columns] == [Column.TEXT, Column.WHEN, Column.PLACE]
    assert section.rows[0].facts.place == "ЦДБ"


def test_an_unsure_column_is_asked_about_and_the_answer_holds():
    data = plan_file(
        TITLE,
        [
            ("Мероприятие", "Место и сроки", "Ответственный"),
            ("Неделя книги", "март", "Ветрова А.Б."),
        ],
    )
    (question,) = drafted(
        plan_file(
            TITLE,
            [
                ("Мероприятие", "Место и сроки", "Ответственный"),
                ("Неделя книги", "ЦДБ, март", "Ветрова А.Б."),
            ],
        )
    ).questions
    draft = drafted(data, {(0, 1): Column.WHEN})

    assert (question.table, question.column, question.title) == (0, 1, "Место и сроки")
    assert (question.guess, question.samples) == (Column.OTHER, ("ЦДБ, март",))
    assert draft.questions == ()
    assert draft.sections[0].rows[0].facts.when.months == ((2024, 3),)


def test_a_table_without_a_header_is_known_by_its_contents():
    draft = drafted(
        plan_file(
            TITLE,
            [
                ("1", "Обновление банка данных", "Сентябрь", "Ветрова А.Б."),
                ("2", "Диагностика затруднений", "Декабрь 2022", "Лугова В.Г."),
            ],
        )
    )

    assert [one.meaning for one in draft.sections[0].columns] == [
        Column.NUMBER,
        Column.TEXT,
        Column.WHEN,
        Column.PEOPLE,
    ]
    assert [one.guess for one in draft.questions] == [Column.TEXT, Column.PEOPLE]
    assert [one.concern for one in draft.warnings] == [Concern.FOREIGN_YEAR]


def test_what_has_no_place_in_the_plan_becomes_a_note():
    draft = drafted(
        plan_file(
            [("СОГЛАСОВАНО", "УТВЕРЖДАЮ")],
            TITLE,
            "",
            "Состав РМО утверждён приказом.",
            [("Мероприятие", "Срок"), ("Неделя книги", "март")],
        )
    )

    assert [note.text for note in draft.notes][:2] == ["СОГЛАСОВАНО", "УТВЕРЖДАЮ"]
    assert draft.header.title == TITLE


def test_the_year_of_the_form_stands_in_for_a_file_that_names_none():
    blocks = word.read(plan_file("План", [("Мероприятие", "Срок"), ("Неделя", "март")]), "x")

    assert understand(blocks).warnings[0].concern is Concern.NO_YEAR
    assert understand(blocks, first_year=2025).sections[0].rows[0].facts.when.months == ((2026, 3),)
    assert understand(blocks, name="plan-2022-2023.docx").header.first_year == 2022


TEXTS = st.sampled_from(
    (
        "",
        " ",
        "План работы",
        "на 2019-2020 учебный год",
        "Тема:",
        "Цель: учить",
        "Задачи:",
        "1. Учить",
        "2. Помогать",
        "- книга",
        "Заседание № 1 (май)",
        "Заседание №2 «Чтение»",
        "Форма: квест",
        "Место: ЦДБ",
        "Ответственный: Ветрова А.Б.",
        "Раздел 2. Контроль",
        "№",
        "Мероприятия",
        "Сроки",
        "Место, ответственный",
        "Ответственный",
        "№ заседания",
        "В течение года",
        "Ветрова А.Б.",
        "1",
        "II",
        "сентябрь",
        "Заседание № 3\n1. а\n2. б",
    )
) | st.text("аб1№. «»()\n", max_size=12)
CELLS = st.tuples(
    TEXTS,
    st.sampled_from(("", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>")),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5)


def markup(text):
    """A text as paragraphs of markup."""
    return "".join(p(escape(line)) for line in text.split("\n"))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(TEXTS | TABLES, max_size=12),
    st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(0, 4)), st.sampled_from(Column), max_size=3
    ),
)
def test_nothing_of_any_file_is_dropped(parts, answers):
    body = p("начало") + "".join(
        markup(part)
        if isinstance(part, str)
        else table(*[[tc(markup(text), look) for text, look in row] for row in part])
        for part in parts
    )
    draft = drafted(word_xml(body), answers)
    written = [
        part if isinstance(part, str) else "".join(text for row in part for text, _ in row)
        for part in parts
    ]

    assert "".join("".join(one.text.split()) for one in draft.accounts) == "".join(
        "".join(["начало", *written]).split()
    )


HEADERS = st.sampled_from(
    (
        ("№", "Мероприятия", "Сроки", "Ответственный", "Результат"),
        ("№ заседания", "Вопросы", "Сроки", "Место, ответственный", "Форма проведения"),
        ("№", "Тема заседания", "Категория участников", "Место", "Отметка о выполнении"),
    )
)


@settings(max_examples=90, deadline=None)
@given(HEADERS, TABLES)
def test_every_written_cell_reaches_the_draft(header, rows):
    """What accounts call understood is really there, word for word."""
    draft = drafted(
        word_xml(
            p(TITLE)
            + table(
                [tc(title) for title in header],
                *[[tc(markup(text), look) for text, look in row] for row in rows],
            )
        )
    )
    stored = fold(repr((draft.sections, draft.notes)).replace("\\n", ""))

    for account in draft.accounts[1:]:
        if not account.became.startswith(("Шапка", "Номера", "Пуст", "Продолжение")):
            assert all(fold(line) in stored for line in account.text.splitlines())


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "А.",
        "«",
        "1. ",
        "- ",
        "Заседание № ",
        "(далее ",
        "Ветрова А.Б. ",
        "Форма: ",
        "20192020-",
        "Отв. ",
        "докладчик - ",
        "методического объединения ",
        "МБОУ ",
    ],
)
def test_a_text_made_to_be_slow_is_read_at_once(piece):
    text = (piece * 20_000)[:19_000]
    lines = text.replace(" ", "\n")
    table = [
        ("№", "Мероприятия", "Сроки", "Место, ответственный"),
        ("1", text, lines, f"ЦДБ\n{text}"),
        ("2", lines, text, lines),
    ]
    with soon():
        drafted(plan_file(text, "Заседание № 1", f"1. {text}", table))


def test_a_word_without_end_after_the_title_is_read_at_once():
    with soon():
        drafted(plan_file("План работы", *["а" * 19_000] * 5))


def test_tables_within_tables_are_read_at_once():
    nested = p("")
    for _ in range(36):
        nested = table([tc(nested + p(""))])
    with soon():
        drafted(word_xml(p("План работы на 2020-2021 учебный год") + nested))


def test_meetings_are_rows_of_the_plan():
    assert {type(row) for section in drafted(SEED).sections for row in section.rows} == {
        DraftMeeting,
        DraftGroup,
        DraftItem,
    }
