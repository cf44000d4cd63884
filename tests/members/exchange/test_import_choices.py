"""What the preview of a register offers: spellings, single rows, consents; and what it refuses."""

from datetime import date

import pytest
from sqlalchemy import select

from rmo_web.kernel.db import db
from rmo_web.kernel.errors import Refused
from rmo_web.members import services
from rmo_web.members.cards.services import meet_namesake
from rmo_web.members.exchange import services as exchange
from rmo_web.members.models import Membership, Organisation, Person
from tests import pages
from tests.members.workbooks import apply, count, person, upload, workbook

NAMES = ("Фамилия", "Имя", "Отчество", "Организация", "Должность")
FULL = (*NAMES, "Ставка", "Телефон", "Год рождения", "Согласие")
SCHOOL = "МБОУ «Школа № 6»"


def row(surname="Королёва", given="Анна", patronymic="Ивановна", school=SCHOOL, *more):
    return (surname, given, patronymic, school, "библиотекарь" if school else "", *more)


@pytest.fixture
def head(make, as_):
    return as_(make.head())


def at_row(answer, number):
    """What the page says at this row."""
    return pages.text(pages.of(answer).get_element_by_id(f"row-{number}"))


def fields(answer):
    return set(pages.of(answer).xpath("//main//@name"))


def counted():
    return count(Person), count(Organisation), count(Membership)


# Spelling


@pytest.mark.parametrize(
    ("surname", "given"),
    [("Королева", "Анна"), ("КОРОЛЁВА", "АННА"), ("королёва", "анна"), ("Кopoлёва", "Aннa")],
)
def test_a_worse_spelling_is_left_as_it_is_and_said(make, head, surname, given):
    known = make.person("Королёва", "Анна", "Ивановна")
    make.work(known, make.school(SCHOOL))
    before = counted()
    page = upload(head, workbook(row(surname, given), titles=NAMES))
    assert "добавится 0, изменится 0, с ошибками 0" in pages.words_on(page)
    said = at_row(page, 2)
    assert "без изменений" in said
    assert f"написано иначе: «{surname}»" in said
    apply(head, page)
    assert counted() == before
    assert (person("Королёва").given, person("Королёва").id) == ("Анна", known.id)


@pytest.mark.parametrize("kept", ["Королева", "КОРОЛЁВА", "королева"])
def test_a_better_spelling_improves_the_register_and_is_shown(make, head, kept):
    known = make.person(kept, "Анна", "Ивановна")
    page = upload(head, workbook(row(), titles=NAMES))
    assert f"Фамилия: {kept} → Королёва" in at_row(page, 2)
    apply(head, page)
    assert person("Королёва").id == known.id


def test_each_of_two_spellings_gives_its_best(make, head):
    make.person("Королева", "Анна", "Ивановна")
    page = upload(head, workbook(row("КОРОЛЁВА"), titles=NAMES))
    assert "Фамилия: Королева → Королёва" in at_row(page, 2)


def test_every_text_of_a_card_keeps_its_better_spelling(make, head):
    make.person(
        "Королёва", "Анна", "Ивановна", consent_on=date(2020, 9, 1), email="anna@example.org",
        institution="Лесной пединститут", speciality="Учитель чтения", awards="Грамота за ёлку",
    )  # fmt: skip
    titles = (*NAMES, "Почта", "Учебное заведение", "Специальность", "Награды")
    said = ("Anna@example.org", "ЛЕСНОЙ ПЕДИНСТИТУТ", "учитель чтения", "Грамота зa елку")
    page = upload(head, workbook(row(*row()[:3], "", *said), titles=titles))
    assert "изменится 0, с ошибками 0" in pages.words_on(page)
    assert all(f"«{one}»" in at_row(page, 2) for one in said)


def test_a_newcomer_with_latin_look_alikes_is_stored_in_russian(head):
    page = upload(head, workbook(row("Дpoздoвa"), row("Smith", "Mary", ""), titles=NAMES))
    assert "написано иначе: «Дpoздoвa» (латинские буквы)" in at_row(page, 2)
    assert "написано иначе" not in at_row(page, 3)
    apply(head, page)
    assert person("Дроздова")
    assert person("Smith").given == "Mary"


def test_a_card_by_hand_has_one_alphabet_too(make):
    make.person("Дpoздoвa", "Иpинa")
    assert person("Дроздова").given == "Ирина"
    with pytest.raises(Refused):
        meet_namesake(services.NewPerson("Дрoздова", "Ирина"))


@pytest.mark.parametrize("said", ["MБОУ «Шкoла № 6»", "МБОУ «школа № 6»", 'МБОУ "Школа № 6"'])
def test_a_school_that_is_spelled_otherwise_is_the_same_school(make, head, said):
    make.work(make.person("Королёва", "Анна", "Ивановна"), make.school(SCHOOL))
    before = counted()
    page = upload(head, workbook(row(school=said), titles=NAMES))
    assert f"написано иначе: «{said}»" in at_row(page, 2)
    assert "изменится 0" in pages.words_on(page)
    apply(head, page)
    assert counted() == before


def test_a_better_spelled_school_is_renamed_once(make, head):
    school = make.school("мбоу «школа березка»")
    make.work(make.person("Королёва", "Анна", "Ивановна"), school)
    rows = [row(school="МБОУ «Школа Берёзка»"), row("Орлова", school="МБОУ «Школа Березка»")]
    page = upload(head, workbook(*rows, titles=NAMES))
    assert "Организация: мбоу «школа березка» → МБОУ «Школа Берёзка»" in at_row(page, 2)
    assert "→" not in at_row(page, 3)
    apply(head, page)
    assert db.session.scalars(select(Organisation.name)).all() == ["МБОУ «Школа Берёзка»"]


def test_a_post_is_known_however_its_letters_were_typed(head):
    page = upload(head, workbook((*row()[:4], "Библиoтекарь"), titles=NAMES))
    assert "с ошибками 0" in pages.words_on(page)


# Rows that contradict each other


def test_the_same_row_twice_is_one_person_with_one_place(head):
    before = counted()
    page = upload(head, workbook(row(), row(), titles=NAMES))
    assert "добавится 1, изменится 0, с ошибками 0" in pages.words_on(page)
    assert "повторяет строку 2" in at_row(page, 3)
    assert apply(head, page).status_code == 200
    assert counted() == tuple(one + 1 for one in before)


def test_a_row_that_says_more_of_a_newcomer_adds_to_her(head):
    rows = [row(*row()[:3], SCHOOL, rate) for rate in ("", "0,5")]
    page = upload(head, workbook(*rows, titles=(*NAMES, "Ставка")))
    assert "Ставка: пусто → 0,5" in at_row(page, 3)
    apply(head, page)
    assert [str(one) for one in db.session.scalars(select(Membership.rate))] == ["0.50"]


@pytest.mark.parametrize(
    ("first", "second", "field", "said"),
    [
        (("1", "", "", ""), ("0,5", "", "", ""), "rate", "1"),
        (("", "111", "", "01.09.2020"), ("", "222", "", ""), "phone", "111"),
        (("", "", "1970", "01.09.2020"), ("", "", "1971", ""), "birth_year", "1970"),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_row_that_contradicts_another_is_refused_at_its_place(
    make, head, first, second, field, said, is_known
):
    if is_known:
        make.work(make.person("Королёва", "Анна", "Ивановна"), make.school(SCHOOL))
    before = counted()
    rows = [row(*row()[:3], SCHOOL, *more) for more in (first, second)]
    page = upload(head, workbook(*rows, titles=FULL))
    assert f"В строке 2 об этом же человеке сказано иначе: {said}." in at_row(page, 3)
    refused = apply(head, page)
    assert refused.status_code == 422
    assert pages.wrong_on(refused) >= {f"cell-3-{field}"}
    assert "skip-3" in fields(refused)
    assert counted() == before
    done = apply(head, refused, **{"skip-3": "1"})
    assert "пропущено 1" in pages.words_on(done)
    assert person("Королёва")


def test_what_two_rows_make_together_is_checked_in_the_preview(head):
    titles = (*NAMES, "Общий стаж", "Педагогический стаж", "Согласие")
    rows = [
        row(*row()[:3], "", "01.09.2010", "", "01.09.2020"),
        row(*row()[:3], "", "", "01.09.2000", ""),
    ]
    page = upload(head, workbook(*rows, titles=titles))
    assert "Педагогический стаж начался раньше общего" in at_row(page, 3)


def test_any_row_may_be_left_out(make, head):
    make.person("Орлова", "Инна", "Олеговна")
    rows = [row(), row("Орлова", "Инна", "Олеговна"), row("Сойкина")]
    page = upload(head, workbook(*rows, titles=NAMES))
    assert {"skip-2", "skip-3", "skip-4"} <= fields(page)
    again = head.post(
        "/members/import/preview", data=pages.form_on(page, "/apply") | {"skip-2": "1"}
    )
    assert "пропускается" in at_row(again, 2)
    assert "пропускается 1" in pages.words_on(again)
    apply(head, again, **{"skip-3": "1"})
    assert person("Сойкина")
    assert db.session.scalar(select(Person).filter_by(surname="Королёва")) is None
    assert count(Membership) == 1


def test_a_row_that_changes_nothing_offers_nothing(make, head):
    make.person("Королёва", "Анна", "Ивановна")
    page = upload(head, workbook(row(school=""), titles=NAMES))
    assert "skip-2" not in fields(page)


def test_what_is_left_out_does_not_contradict(head):
    rows = [row(*row()[:3], SCHOOL, rate) for rate in ("1", "0,5")]
    page = upload(head, workbook(*rows, titles=(*NAMES, "Ставка")))
    assert apply(head, page, **{"skip-2": "1"}).status_code == 200
    assert str(db.session.scalar(select(Membership.rate))) == "0.50"


def test_a_refusal_at_the_last_moment_stands_at_its_row_with_all_choices(head, monkeypatch):
    rows = [row(), row("Орлова", "Инна", "Олеговна"), row("Сойкина")]
    page = upload(head, workbook(*rows, titles=NAMES))
    before, join = counted(), services.join

    def refusing(person, told, **more):
        if person.surname == "Орлова":
            raise Refused("Это место работы уже записано.")
        return join(person, told, **more)

    monkeypatch.setattr(services, "join", refusing)
    refused = apply(head, page, **{"skip-4": "1"})
    assert refused.status_code == 422
    assert "Это место работы уже записано." in at_row(refused, 3)
    assert "уже записано" not in at_row(refused, 2)
    assert counted() == before
    monkeypatch.undo()
    assert "пропущено 1" in pages.words_on(apply(head, refused))
    assert person("Орлова")
    assert db.session.scalar(select(Person).filter_by(surname="Сойкина")) is None


def test_a_refusal_of_no_row_and_no_field_is_said_too(head, monkeypatch):
    page, before = upload(head, workbook(row(), titles=NAMES)), counted()

    def changed(*_, **__):
        raise Refused("Запись только что изменил кто-то другой. Обновите страницу.")

    monkeypatch.setattr(exchange, "apply", changed)
    refused = apply(head, page)
    assert refused.status_code == 422
    assert "только что изменил кто-то другой" in pages.words_on(refused)
    assert counted() == before


def test_what_changed_meanwhile_is_asked_at_its_row(make, head):
    page = upload(head, workbook(row(school=""), row("Сойкина", school=""), titles=NAMES))
    for _ in range(2):
        make.person("Королёва", "Анна", "Ивановна")
    refused = apply(head, page)
    assert refused.status_code == 422
    assert "Таких несколько, выберите." in at_row(refused, 2)
    assert db.session.scalar(select(Person).filter_by(surname="Сойкина")) is None


def test_every_refusal_leads_to_a_control_that_is_on_the_page(head):
    rows = [row(), row("", "Инна"), row("Орлова", "Инна", "О", SCHOOL, "много")]
    page = upload(head, workbook(*rows, titles=(*NAMES, "Ставка")))
    refused = pages.of(apply(head, page))
    links = refused.xpath("//*[@class='errors']//@href")
    assert links
    assert {link.removeprefix("#") for link in links} <= set(refused.xpath("//@id"))
    assert len(refused.xpath("//tbody//*[@aria-invalid]")) == 2


def test_namesakes_to_choose_from_have_their_schools(make, head):
    for number in (1, 2):
        place = make.school(f"Школа № {number}")
        make.work(make.person("Королёва", "Анна", "Ивановна"), place)
    page = upload(head, workbook(row(), titles=NAMES))
    options = pages.all_texts(pages.of(page), "//select[@name='cell-2-who']/option")
    assert "Королёва Анна Ивановна · Школа № 1" in options
    assert "Королёва Анна Ивановна · Школа № 2" in options


# Consents


def first_register():
    titles = (*NAMES, "Телефон", "Год рождения", "Образование")
    rows = [
        row(*row()[:3], SCHOOL, "8 900 111", "1968", "высшее другое"),
        row("Орлова", "Инна", "Олеговна", SCHOOL, "8 900 222", "в марте", ""),
        row("Сойкина", "Яна", "Юрьевна", SCHOOL, "", "", ""),
    ]
    return workbook(*rows, titles=titles)


def test_a_register_without_consents_is_loaded_without_its_private_columns(head):
    page = upload(head, first_register())
    shown = pages.words_on(page)
    assert "добавится 3, изменится 0, с ошибками 0" in shown
    assert "2 человека" in shown.replace("\xa0", " ")
    assert "без согласия не записывается: год рождения, образование, телефон" in at_row(page, 2)
    assert "без согласия" not in at_row(page, 4)
    done = apply(head, page)
    assert "Личные данные без согласия не записаны" in done.text
    for surname in ("Королёва", "Орлова", "Сойкина"):
        one = person(surname)
        assert (one.phone, one.birth_year, one.education, one.consent_on) == ("", None, None, None)


def test_one_day_of_consent_is_put_down_for_all_who_have_none(make, head):
    make.person("Сойкина", "Яна", "Юрьевна", consent_on=date(2020, 9, 1))
    chosen = {"consent": "one_day", "consent_on": "2026-09-01"}
    page = upload(head, first_register())
    again = head.post("/members/import/preview", data=pages.form_on(page, "/apply") | chosen)
    assert "Нужен год" in at_row(again, 3)
    apply(head, again, **{"cell-3-birth_year": "1975"})
    assert person("Королёва").phone == "8 900 111"
    assert person("Орлова").birth_year == 1975
    days = {one: person(one).consent_on for one in ("Королёва", "Орлова", "Сойкина")}
    assert days == dict.fromkeys(days, date(2026, 9, 1)) | {"Сойкина": date(2020, 9, 1)}


@pytest.mark.parametrize(
    ("day", "said"),
    [("", "Впишите день"), ("2100-01-01", "ещё не наступил"), ("31.02.2026", "Такой даты нет")],
)
def test_a_day_that_cannot_be_stands_at_its_field_and_stores_nothing(head, day, said):
    before = counted()
    page = upload(head, first_register())
    refused = apply(head, page, consent="one_day", consent_on=day, **{"skip-4": "1"})
    assert refused.status_code == 422
    assert said in pages.words_on(refused)
    assert pages.wrong_on(refused) >= {"consent_on"}
    kept = pages.form_on(refused, "/apply")
    assert (kept["consent"], kept["skip-4"]) == ("one_day", "1")
    assert counted() == before


def test_the_day_of_one_row_is_put_down_for_her_alone(head):
    page = upload(head, first_register())
    apply(head, page, **{"cell-2-consent_on": "01.09.2025"})
    assert person("Королёва").phone == "8 900 111"
    assert person("Орлова").phone == ""


def test_nothing_is_said_of_the_consent_of_somebody_not_known_yet(make, head):
    for _ in range(2):
        make.person("Королёва", "Анна", "Ивановна", consent_on=date(2020, 9, 1))
    page = upload(head, workbook(row(*row()[:3], "", "", "111", "", ""), titles=FULL))
    assert "Таких несколько" in at_row(page, 2)
    assert "согласи" not in at_row(page, 2).lower()
    assert "consent" not in fields(page)


def test_a_file_with_consents_is_asked_nothing(head):
    table = workbook(row(*row()[:3], SCHOOL, "", "111", "", "01.09.2020"), titles=FULL)
    page = upload(head, table)
    assert not {"consent", "consent_on"} & fields(page)
    apply(head, page)
    assert person("Королёва").phone == "111"
