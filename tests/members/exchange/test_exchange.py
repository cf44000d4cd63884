"""The register from Excel and into it."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import func, select

from rmo_web.household import files
from rmo_web.household.files import Attachment, AttachmentBytes
from rmo_web.kernel import clock
from rmo_web.kernel.db import db, saving
from rmo_web.members.exchange.wording import COLUMNS
from rmo_web.members.models import Membership, Organisation, Person
from rmo_web.members.rules import Post
from tests.members.workbooks import apply, count, person, upload, workbook
from tests.pages import form_on, words_on
from tests.plan_reader.makers import soon

RIGHT = ("Дроздова", "Вера", "Ивановна", "Школа № 1", "библиотекарь", "0,5", "", "")
WRONG = [
    ("Чижова", "Ольга", "", "Школа № 2", "главный книжник", "", "", ""),
    ("", "Инна", "", "Школа № 3", "библиотекарь", "", "", ""),
    ("Стрижова", "Нина", "", "Школа № 4", "библиотекарь", "", "31.02.2020", "8 900"),
]


@pytest.fixture
def head(make, as_):
    return as_(make.head())


def test_only_the_file_that_was_shown_is_written(head):
    before = count(Person)
    page = upload(head, workbook(RIGHT))
    upload(head, workbook(("Орлова", *RIGHT[1:])))
    answer = apply(head, page)
    assert answer.status_code == 409
    assert "заменён другим" in words_on(answer)
    assert count(Person) == before


def test_a_refused_try_is_no_try(head):
    before = count(Person)
    page = upload(head, workbook(RIGHT, ("Чижова", "Ольга", "", "Школа", "книжник", "", "", "")))
    assert apply(head, page).status_code == 422
    assert apply(head, page, **{"cell-3-post": "библиотекарь"}).status_code == 200
    assert count(Person) == before + 2


def test_a_second_press_leads_to_the_register(head):
    page = upload(head, workbook(RIGHT))
    first, second = apply(head, page), apply(head, page)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.request.path == "/members/"


def test_a_methodist_does_not_redirect_the_letters_of_others(make, as_):
    make.person("Иволгина", "Мария", email="head@example.org", consent_on=date(2020, 1, 1))
    titles = ("Фамилия", "Имя", "Почта")
    content = workbook(("Иволгина", "Мария", "evil@example.org"), titles=titles)
    methodist = as_(make.methodist())
    page = upload(methodist, content)
    assert "меняет он сам или руководитель" in words_on(page)
    apply(methodist, page, **{"cell-2-email": "evil@example.org"})
    assert person("Иволгина").email == "head@example.org"
    apply(methodist, page, **{"cell-2-email": ""})
    assert person("Иволгина").email == "head@example.org"


def test_names_that_are_no_names_are_compared_with_nobody(make, as_):
    for number in range(30):
        make.person("Синица" + "а" * number, "Анна")
    rows = [("Синица" * 80, "Анна" * 80, "", "", "", "", "", "") for _ in range(100)]
    with soon():
        assert "с ошибками 100" in words_on(upload(as_(make.head()), workbook(*rows)))


def test_what_nobody_agreed_to_is_gone_after_a_day(head):
    upload(head, workbook(RIGHT))
    for hours, kept in ((23, 1), (25, 0)):
        with saving():
            files.forget_old(clock.now() + timedelta(hours=hours))
        assert (count(Attachment), count(AttachmentBytes)) == (kept, kept)


def test_nothing_is_written_before_apply(head):
    before = count(Person)
    page = upload(head, workbook(RIGHT))
    assert "будет добавлен(а)" in words_on(page)
    assert count(Person) == before


def test_three_wrong_rows_are_shown_mended_and_written(head):
    before = count(Person)
    page = upload(head, workbook(RIGHT, *WRONG))
    assert "с ошибками 3" in words_on(page)
    refused = apply(head, page)
    assert refused.status_code == 422
    assert count(Person) == before
    mended = {
        "cell-3-post": "заведующий библиотекой",
        "cell-4-surname": "Воронова",
        "cell-5-consent_on": "28.02.2020",
    }
    again = head.post("/members/import/preview", data=form_on(refused, "/apply") | mended)
    assert "с ошибками 0" in words_on(again)
    done = apply(head, again)
    assert "добавлено 4" in done.text
    assert count(Person) == before + 4
    assert person("Стрижова").phone == "8 900"
    assert person("Воронова").given == "Инна"


def test_wrong_rows_are_left_out_when_the_head_says_so(head):
    page = upload(head, workbook(RIGHT, *WRONG))
    done = apply(head, page, skips_wrong="y")
    assert "пропущено с ошибками 3" in done.text
    assert person("Дроздова")
    assert db.session.scalar(select(Person).filter_by(surname="Чижова")) is None


def test_a_second_import_of_the_file_adds_nothing(head):
    content = workbook(RIGHT, ("Галкина", "Яна", "", "Школа № 1", "методист", "1", "", ""))
    apply(head, upload(head, content))
    before = count(Person), count(Organisation), count(Membership)
    page = upload(head, content)
    assert "добавится 0, изменится 0" in words_on(page)
    apply(head, page)
    assert (count(Person), count(Organisation), count(Membership)) == before


def test_an_export_comes_back_without_a_change(head, make):
    anna = make.person(
        "Зябликова", "Анна", consent_on=date(2024, 9, 1), birth_year=1980, phone="89001112233",
        category_on=date(2023, 3, 1), graduated_in=2002,
    )  # fmt: skip
    make.work(anna, make.school("Школа № 7")).rate = Decimal("0.75")
    make.work(anna, make.school("Школа № 8"), Post.METHODIST).rate = Decimal("1.00")
    db.session.commit()
    content = head.post("/members/export").data
    page = upload(head, content)
    assert "добавится 0, изменится 0, с ошибками 0" in words_on(page)


def test_days_are_days_numbers_numbers_and_long_numbers_text(head, make):
    anna = make.person(
        "Зябликова", consent_on=date(2024, 9, 1), birth_year=1980, phone="89001112233"
    )
    make.work(anna, make.school()).rate = Decimal("0.50")
    db.session.commit()
    content = head.post("/members/export").data
    titles, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.rows
    [row] = [one for one in rows if one[0].value == "Зябликова"]
    cells = {title.value: cell for title, cell in zip(titles, row, strict=True)}
    assert cells["Согласие на обработку данных"].value.date() == date(2024, 9, 1)
    assert cells["Согласие на обработку данных"].number_format == "dd.mm.yyyy"
    assert (cells["Год рождения"].value, cells["Ставка"].value) == (1980, 0.5)
    assert (cells["Телефон"].value, cells["Телефон"].number_format) == ("89001112233", "@")


def test_a_new_post_at_the_same_school_changes_the_place_of_work(head, make):
    make.work(make.person("Дроздова", "Вера", "Ивановна"), make.school("Школа № 1"))
    row = ("Дроздова", "Вера", "Ивановна", "Школа № 1", "педагог-библиотекарь", "1", "", "")
    page = upload(head, workbook(row))
    assert "библиотекарь → педагог-библиотекарь" in words_on(page)
    apply(head, page)
    assert count(Membership) == 1
    assert db.session.scalar(select(Membership.post)) is Post.TEACHER_LIBRARIAN


def test_two_posts_of_one_person_at_one_school_are_two_places(head):
    second = (*RIGHT[:4], "методист", "0,5", "", "")
    apply(head, upload(head, workbook(RIGHT, second)))
    assert count(Membership) == 2
    assert "добавится 0, изменится 0" in words_on(upload(head, workbook(RIGHT, second)))


def test_who_had_left_comes_back_with_her_row(head, make):
    vera = make.person("Дроздова", "Вера", "Ивановна")
    head.post(f"/members/people/{vera.id}/leave", data={"left_on": vera.joined_on.isoformat()})
    page = upload(head, workbook(RIGHT))
    assert "снова в составе" in words_on(page)
    apply(head, page)
    assert person("Дроздова").left_on is None


def test_a_name_almost_known_is_asked_about(head, make):
    known = make.person("Дроздова", "Верра", "Ивановна")
    page = upload(head, workbook(RIGHT))
    assert "Похоже на того, кто уже есть" in words_on(page)
    again = head.post(
        "/members/import/preview",
        data=form_on(page, "/apply") | {"cell-2-who": str(known.id)},
    )
    assert "изменится 1" in words_on(again)
    apply(head, again)
    assert db.session.scalar(select(func.count()).where(Person.surname == "Дроздова")) == 1


def test_namesakes_are_told_apart_by_their_school(head, make):
    first, second = (make.person("Дроздова", "Вера", "Ивановна") for _ in range(2))
    make.work(first, make.school("Школа № 1"))
    make.work(second, make.school("Школа № 2"))
    row = (*RIGHT[:3], "Школа № 2", "библиотекарь", "0,25", "", "")
    apply(head, upload(head, workbook(row)))
    db.session.expire_all()
    rates = dict(db.session.execute(select(Membership.person_id, Membership.rate)).all())
    assert rates[first.id] is None
    assert str(rates[second.id]) == "0.25"


def test_names_in_one_column_and_passports_are_understood_and_left_aside(head):
    titles = ("№ п/п", "ФИО", "ОО", "Должность", "Паспорт", "Любимая книга")
    row = ("1", "Дроздова Вера Ивановна", "Школа № 1", "библиотекарь", "4500 000000", "Муму")
    page = upload(head, workbook(row, titles=titles))
    shown = words_on(page)
    assert "Не хранится и не переносится: Паспорт" in shown
    assert "Столбцы не узнаны и не перенесены: Любимая книга" in shown
    apply(head, page)
    assert person("Дроздова").patronymic == "Ивановна"


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a>" + b"0" * 200_000_000)
        archive.writestr("[Content_Types].xml", "<Types/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("база.xlsx", b""),
        ("база.xlsx", b"PK\x03\x04 torn"),
        ("база.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("база.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("база.exe", workbook(RIGHT)),
        ("база.xlsx", workbook(RIGHT)[:2000]),
        ("база.xlsx", bomb),
        ("база.xlsx", workbook(("а",), titles=("Книга",))),
        ("база.xlsx", workbook(*[RIGHT] * 2001)),
    ],
    ids=["empty", "torn", "xls", "locked", "exe", "half", "bomb", "no names", "long"],
)
def test_a_bad_file_gets_one_sentence_and_stores_nothing(head, name, content):
    before = count(Person)
    answer = upload(head, content() if callable(content) else content, name)
    assert answer.status_code in {422, 413}
    assert answer.text.count('class="wrong"') == 1 or answer.status_code == 413
    assert count(Person) == before
    assert head.get("/members/import/preview").status_code in {302, 303}


def test_no_cell_of_an_export_is_a_formula(head, make):
    make.person("Зябликова", "Анна", consent_on=date(2024, 9, 1), awards="=HYPERLINK(0)")
    make.school("=1+1")
    content = head.post("/members/export").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(content)).active for c in row]
    assert "=HYPERLINK(0)" in cells


def test_a_librarian_takes_the_open_part_only(make, as_):
    make.person("Зябликова", "Анна", consent_on=date(2024, 9, 1), phone="8 900 111")
    content = as_(make.librarian()).post("/members/export").data
    cells = [c.value for row in openpyxl.load_workbook(io.BytesIO(content)).active for c in row]
    assert "Зябликова" in cells
    assert "8 900 111" not in cells
    assert "Телефон" not in cells


def test_the_template_names_every_column(head):
    content = head.get("/members/import/template").data
    titles = [c.value for c in next(openpyxl.load_workbook(io.BytesIO(content)).active.rows)]
    assert titles == [column.title for column in COLUMNS]


def test_a_cell_that_shows_nothing_is_an_empty_one(head):
    page = upload(head, workbook(("\u3164", *RIGHT[1:])))
    assert "Без фамилии строку не записать" in words_on(page)
