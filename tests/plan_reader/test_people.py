"""Where and who are split only where that is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmo_web.plan_reader import terms
from rmo_web.plan_reader.people import NamedKind, people_in, split_place_and_people

CENTRE = "МКУ «Центр развития муниципальной системы оценки качества образования»"
KNOWN = {terms.fold("МКУ «Центр развития МСОКО»"): CENTRE}


def split(text):
    found = split_place_and_people(text, KNOWN)
    assert found.certain
    return found.place, [(one.name, one.post, one.organisation) for one in found.people]


def test_a_place_and_a_person_with_a_post():
    text = (
        " Центральная Детская Библиотека Богородского района\n\nШунина О.К, специалист "
        f"{CENTRE} (далее МКУ «Центр развития МСОКО»). "
    )

    assert split(text) == (
        "Центральная Детская Библиотека Богородского района",
        [("Шунина О.К.", "специалист", CENTRE)],
    )


def test_an_abbreviation_with_a_lone_bracket_is_spelled_out():
    assert split("Шунина О.К специалист МКУ «Центр развития МСОКО»).") == (
        None,
        [("Шунина О.К.", "специалист", CENTRE)],
    )


def test_the_school_of_the_only_speaker_is_the_place():
    assert split('\n МБОУ "Школа № 6" Лычагова Н.Ю \n\n') == (
        'МБОУ "Школа № 6"',
        [("Лычагова Н.Ю.", "", 'МБОУ "Школа № 6"')],
    )


def test_speakers_of_several_schools_meet_at_the_place_above_them():
    text = (
        "ЦД Б Богородского района\n\nМБОУ «Школа № 4» Пинчук Н.В;\n"
        "МБОУ «Комаровская школа» Карташова Е.С;\n"
    )

    assert split(text) == (
        "ЦД Б Богородского района",
        [
            ("Пинчук Н.В.", "", "МБОУ «Школа № 4»"),
            ("Карташова Е.С.", "", "МБОУ «Комаровская школа»"),
        ],
    )


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Захарина Ж.В Руководитель РМО", [("Захарина Ж.В.", "Руководитель РМО", "")]),
        ("Руководитель РМО Захарина Ж.В ", [("Захарина Ж.В.", "Руководитель РМО", "")]),
        ("Руководитель РМО\nЗахарина Ж.В.", [("Захарина Ж.В.", "Руководитель РМО", "")]),
        ("Ж. В. Захарина", [("Захарина Ж.В.", "", "")]),
        ("Методист О.К. Шунина", [("Шунина О.К.", "Методист", "")]),
        ("Отв.: Шунина О.К., Захарина Ж.В.", [("Шунина О.К.", "", ""), ("Захарина Ж.В.", "", "")]),
        ("Шунина О.К. и Захарина Ж.В.", [("Шунина О.К.", "", ""), ("Захарина Ж.В.", "", "")]),
        ("Ж.В. Захарина О.К. Шунина", [("Захарина Ж.В.", "", ""), ("Шунина О.К.", "", "")]),
        (
            "Ветрова Анна Борисовна, библиотекарь МБОУ «Школа № 4»",
            [("Ветрова А.Б.", "библиотекарь", "МБОУ «Школа № 4»")],
        ),
        ("Ветрова-Лугова А. Б. (МБОУ СОШ № 4)", [("Ветрова-Лугова А.Б.", "", "МБОУ СОШ № 4")]),
    ],
)
def test_people_are_known_in_many_spellings(text, people):
    assert split(text) == (None, people)


@pytest.mark.parametrize(
    "text",
    [
        "Школьные библиотекари ",
        "библиотекари ОО",
        "Педагоги-библиотекари",
        "члены РМО",
        "Руководитель РМО",
        "Молодые специалисты",
    ],
)
def test_groups_and_offices_have_no_name(text):
    (one,) = people_in(text, KNOWN).people

    assert one.kind is NamedKind.GROUP
    assert one.name == text.strip()


def test_people_and_a_group_may_share_a_line():
    kinds = [one.kind for one in people_in("Захарина Ж.В., школьные библиотекари", {}).people]

    assert kinds == [NamedKind.PERSON, NamedKind.GROUP]


def test_an_organisation_is_a_place_or_a_responsible_by_its_column():
    assert split_place_and_people("ЦДБ", {}).place == "ЦДБ"
    assert people_in("ЦДБ", {}).people[0].kind is NamedKind.ORGANISATION


def test_a_library_named_after_a_writer_is_no_person():
    assert split("Библиотека им. А.С. Пушкина\nШунина О.К.") == (
        "Библиотека им. А.С. Пушкина",
        [("Шунина О.К.", "", "")],
    )


@pytest.mark.parametrize(
    "text",
    [
        "МБОУ «Ш4», Пинчук Н.В., МБОУ «К», Карташова Е.С.",
        "Захарина Ж.В Руководитель РМО Шунина О.К",
        "кто свободен",
    ],
)
def test_what_is_not_certain_is_kept_word_for_word(text):
    found = split_place_and_people(text, KNOWN)

    assert not found.certain
    assert [(one.kind, one.verbatim) for one in found.people] == [(NamedKind.TEXT, text)]


@given(st.text(alphabet='АБв .,;\n«»"()-№1', max_size=80))
def test_any_text_is_split_without_losing_a_letter(text):
    found = split_place_and_people(text, KNOWN)
    kept = (found.place or "") + "".join(one.verbatim for one in found.people)

    assert set(filter(str.isalpha, text)) <= set(kept)
