"""Words of a plan: what people write differently means the same."""

import pytest

from rmo_web.plan_reader import headings, meeting_forms, short_names, terms
from rmo_web.plan_reader.headings import Heading
from rmo_web.plan_reader.short_names import Abbreviation

CENTRE = "МКУ «Центр развития муниципальной системы оценки качества образования»"


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        (
            f"Шунина О.К, специалист {CENTRE} (далее МКУ «Центр развития МСОКО»). ",
            "МКУ «Центр развития МСОКО»",
            CENTRE,
        ),
        (
            "Работа районного методического объединения (далее – РМО) библиотекарей",
            "РМО",
            "районного методического объединения",
        ),
        (
            "школьный информационно-библиотечный центр (далее по тексту: ШИБЦ)",
            "ШИБЦ",
            "школьный информационно-библиотечный центр",
        ),
    ],
)
def test_an_abbreviation_is_taken_from_the_words_before_it(text, short, full):
    assert short_names.abbreviations([text]) == (Abbreviation(short, full),)


def test_an_abbreviation_that_fits_no_words_is_not_guessed():
    assert short_names.abbreviations(["совещание (далее – РМО)", "(далее"]) == ()


def test_the_first_meaning_of_an_abbreviation_holds():
    texts = ["малый отдел (далее МО)", "младшее объединение (далее МО)"]

    assert [one.full for one in short_names.abbreviations(texts)] == ["малый отдел"]


@pytest.mark.parametrize(
    ("text", "form", "rest"),
    [
        (" Форма проведения: круглый - стол\n\n«Концепция».\n", "круглый стол", "«Концепция»."),
        (
            "\n1.Форма проведения: семинар - практикум \nЯрмарка идей. ",
            "семинар-практикум",
            "Ярмарка идей.",
        ),
        ("Форма: чаепитие. Итоги года", "чаепитие", "Итоги года"),
        ("Новые формы проведения: уроков", "", "Новые формы проведения: уроков"),
    ],
)
def test_the_form_is_taken_out_of_a_question(text, form, rest):
    assert meeting_forms.split_form(text) == (form, rest)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (
            "Заседание №1.\nСеминар «Библиотека в контексте ФГОС»\n",
            Heading(1, "Семинар", "Библиотека в контексте ФГОС", ""),
        ),
        ("\nЗаседание №4 \n«Неделя детской книги».\n", Heading(4, "", "Неделя детской книги", "")),
        ("Заседание № 1 (август)", Heading(1, "", "", "август")),
        (
            "ЗАСЕДАНИЕ РМО № II. Тема: «Центр «Чтение»» (март)",
            Heading(2, "", "Центр «Чтение»", "март"),
        ),
        ("Третье заседание. Круглый стол: Итоги", Heading(3, "Круглый стол", "Итоги", "")),
        ("2-е заседание – Проекты", Heading(2, "", "Проекты", "")),
        ("Заседание", Heading(None, "", "", "")),
    ],
)
def test_a_heading_of_a_meeting_is_taken_apart(text, heading):
    assert headings.is_meeting(text)
    assert headings.heading_of(text) == heading


@pytest.mark.parametrize(
    "text",
    [
        "Заседание совета библиотек",
        "План заседаний",
        "Обсуждение итогов заседания № 1",
        "Заседания РМО",
    ],
)
def test_a_sentence_about_meetings_is_no_heading(text):
    assert not headings.is_meeting(text)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("на 2019-2020 учебный год", 2019),
        ("2025/26 уч. г.", 2025),
        ("2025–2026", 2025),
        ("2019-2025", None),
        ("тел. 120192020", None),
        ("2020 год", None),
    ],
)
def test_the_school_year_is_two_years_in_a_row(text, year):
    assert terms.school_year(text) == year


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I.", 1),
        ("IV", 4),
        ("ІХ", 9),
        ("12)", 12),
        ("третье", 3),
        ("", None),
        ("Итоги", None),
    ],
)
def test_numbers_are_read_in_all_their_spellings(text, value):
    assert terms.whole(text) == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.  Информационная деятельность.", ("1", "Информационная деятельность")),
        ("Раздел II. Контроль", ("II", "Контроль")),
        ("План между заседаниями", ("", "План между заседаниями")),
    ],
)
def test_a_section_has_a_number_and_a_title(text, parts):
    assert headings.section_title(text) == parts
