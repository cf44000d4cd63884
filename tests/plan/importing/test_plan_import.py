"""A Word file comes in through the browser: shown first, written only when somebody agrees."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from rmo_web.accounts.models import Account
from rmo_web.household.audit import AuditEntry
from rmo_web.household.files import Attachment
from rmo_web.kernel import years
from rmo_web.kernel.db import Base, db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.years import SchoolYear
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.importing import services
from rmo_web.plan.models import Leftover, Plan, Responsible, Row, Section
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.makers import SEED
from tests.plan.makers import plan_of
from tests.plan_reader.makers import p, plan_file, table, tc, word_xml
from tests.plan_reader.test_word import REFUSALS

ODD = word_xml(
    p("План работы РМО библиотекарей на 2019-2020 учебный год")
    + p("1. Работа с фондом")
    + table(
        [tc(one) for one in ("№", "Мероприятия", "Сроки", "Место", "Ответственные")],
        [tc(one) for one in ("1", "Списание", "после дождичка", "ЦДБ", "Лугова В.Г.")],
    )
    + p("Согласовано на совете, протокол утерян")
)
TABLES = [table for table in Base.metadata.sorted_tables if table.name.startswith("plan")]
PREVIEW, APPLY = "/plan/import/preview", "/plan/import/apply"
ROW = ("1", "Списание", "Май", "Школа № 1", "Ветрова А.Б.")
UNCLEAR = plan_file(
    "План работы РМО библиотекарей на 2019-2020 учебный год",
    [
        ("Мероприятие", "Место и сроки", "Ответственный"),
        ("Неделя книги", "ЦДБ, март", "Ветрова А.Б."),
        ("Списание", "Школа № 1, май", "Лугова В.Г."),
    ],
)


def upload(client, content=None, name="план.docx"):
    file = FileStorage(BytesIO(SEED.read_bytes() if content is None else content), name)
    boundary, body = encode_multipart({"file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/plan/import", data=body, content_type=kind)


def told(page):
    """What the form of the preview would send."""
    form = pages.of(page).xpath("//main//form[starts-with(@action, '/plan/import/apply')]")[0]
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def counted():
    """How many rows every table of the plan has."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def refusal(answer):
    """The sentences over the form, without the names of the fields."""
    said = pages.all_texts(pages.of(answer), "//div[@class='errors']//li")
    return [one.partition(" : ")[2] for one in said]


@pytest.fixture
def head(make, as_):
    make.association()
    return as_(make.head())


@pytest.fixture
def preview(head):
    assert upload(head).headers["Location"] == PREVIEW
    return head.get(PREVIEW)


def test_the_preview_accounts_for_every_cell_and_paragraph(preview):
    draft = services.read(SEED.name, SEED.read_bytes())
    page = pages.of(preview)
    shown = [row.xpath("./td") for row in page.xpath("//details//tbody/tr")]
    written = [one for one in draft.accounts if not one.is_blank]
    assert [(pages.text(where), pages.text(became)) for where, _, became in shown] == [
        (one.where, " ".join(one.became.split())) for one in written
    ]
    assert [pages.text(text) for _, text, _ in shown] == [
        " ".join(one.text.split()) for one in written
    ]
    blanks = len(draft.accounts) - len(written)
    assert f"({len(written)}; пустых ячеек и строк {blanks})" in pages.text(
        page.xpath("//main//details/summary")[0]
    )


# What stands under a row of the plan that is kept.
BESIDE = " Форма проведения:| заявок ещё не было| тем в работе ещё нет"


def test_the_preview_shows_the_rows_as_they_would_stand(preview, head):
    shown = pages.tables(pages.of(preview))[:4]
    head.post(APPLY, data=told(preview))
    plan = pages.tables(pages.of(head.get("/plan/")))
    assert [len(section) for section in shown] == [1, 2, 12, 11]
    for before, after in zip(shown, plan, strict=True):
        assert [one[:2] for one in before if isinstance(one, list)] == [
            [one[0], re.split(BESIDE, one[1])[0]] for one in after if isinstance(one, list)
        ]
        assert [one for one in before if isinstance(one, str)] == [
            one for one in after if isinstance(one, str)
        ]


def test_the_preview_names_the_rows_without_a_responsible(preview):
    page = pages.of(preview)
    remarks = pages.all_texts(page, "//section[@aria-labelledby='remarks']//li")
    assert [one.rpartition("указан ответственный. ")[2] for one in remarks[1:]] == [
        "Таблица 4, строка 6",
        "Таблица 4, строка 11",
    ]
    lacking = [row[0] for row in pages.tables(page)[3] if row[-1] == "не указан"]
    assert lacking == ["3", "7"]


def test_what_was_not_understood_is_named_and_kept_as_it_is(head):
    upload(head, ODD)
    answer = head.get(PREVIEW)
    looked = " ".join(pages.all_texts(pages.of(answer), "//section[@aria-labelledby='remarks']"))
    assert "после дождичка" in looked
    assert "Согласовано на совете, протокол утерян" in looked
    head.post(APPLY, data=told(answer))
    page = pages.of(head.get("/plan/"))
    assert pages.tables(page)[0][0][2] == "после дождичка"
    left = pages.all_texts(page, "//section[@aria-labelledby='leftovers']//dd")
    assert left == ["Согласовано на совете, протокол утерян"]


def test_nothing_is_written_before_somebody_agrees(head):
    before = counted(), db.session.scalar(select(func.count(SchoolYear.id)))
    upload(head)
    page = head.get(PREVIEW)
    head.post(PREVIEW, data=told(page))
    assert (counted(), db.session.scalar(select(func.count(SchoolYear.id)))) == before
    assert db.session.scalar(select(AuditEntry.id).filter_by(fact="plan.PlanImported")) is None
    assert "Плана на этот год ещё нет" in head.get("/plan/").text


def test_agreeing_writes_the_plan_its_file_and_an_entry_in_the_journal(preview, head):
    answer = head.post(APPLY, data=told(preview))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/plan/?year=2019")
    assert db.session.scalar(select(func.count(Row.id))) == 4 + 3 + 19
    page = pages.of(head.get("/plan/"))
    assert "План загружен." in pages.all_texts(page, "//*[@id='messages']/div")
    source = page.xpath("//a[@title='план.docx']/@href")[0]
    assert head.get(source).data == SEED.read_bytes()
    assert "план загружен из файла Word" in head.get("/journal").text
    assert db.session.scalars(select(Attachment.owner)).all() == ["plan"]


def test_a_second_press_stores_once_and_leads_to_the_plan(preview, head):
    first, second = (head.post(APPLY, data=told(preview)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"] == "/plan/?year=2019"
    assert db.session.scalar(select(func.count(Plan.id))) == 1
    assert db.session.scalar(select(func.count(Row.id))) == 26


def test_without_a_kept_file_there_is_nothing_to_agree_to(head):
    assert head.get(PREVIEW).headers["Location"] == "/plan/import"
    answer = head.post(APPLY, data={"nonce": "n", "starts_in": "2019"})
    assert answer.status_code == 409
    assert "Загрузите его ещё раз" in answer.text


def test_only_the_file_that_was_shown_is_written(head, preview):
    shown = told(preview)
    upload(head, UNCLEAR)
    answer = head.post(APPLY, data=shown)
    assert answer.status_code == 409
    assert "заменён другим" in answer.text
    assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_a_column_that_is_not_certain_is_asked_about(head):
    upload(head, UNCLEAR)
    page = head.get(PREVIEW)
    (asked,) = pages.of(page).xpath("//select[starts-with(@name, 'column-')]")
    assert asked.get("name") == "column-0-1"
    assert "ЦДБ, март · Школа № 1, май" in pages.text(asked.getparent())
    assert "place" in asked.value_options


def test_the_chosen_column_is_shown_again_and_stored(head):
    upload(head, UNCLEAR)
    chosen = told(head.get(PREVIEW)) | {"column-0-1": "place"}
    again = head.post(PREVIEW, data=chosen)
    assert [row[3] for row in pages.tables(pages.of(again))[0]] == ["ЦДБ, март", "Школа № 1, май"]
    assert told(again)["column-0-1"] == "place"
    assert not pages.of(again).xpath("//select[starts-with(@name, 'column-')]")
    head.post(APPLY, data=told(again))
    stored = pages.tables(pages.of(head.get("/plan/")))[0]
    assert [row[3] for row in stored] == ["ЦДБ, март", "Школа № 1, май"]


def test_an_unclear_column_may_be_chosen_and_agreed_to_at_once(head):
    upload(head, UNCLEAR)
    head.post(APPLY, data=told(head.get(PREVIEW)) | {"column-0-1": "place"})
    stored = pages.tables(pages.of(head.get("/plan/")))[0]
    assert [row[3] for row in stored] == ["ЦДБ, март", "Школа № 1, май"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("column-0-1", "nonsense"), ("column-999-999", "place"), ("column-x-y", "place")],
)
def test_a_choice_that_was_not_offered_is_passed_over(head, name, value):
    upload(head, UNCLEAR)
    data = {**told(head.get(PREVIEW)), name: value}
    assert head.post(PREVIEW, data=data).status_code == 200
    assert head.post(APPLY, data=data).headers["Location"] == "/plan/?year=2019"


@pytest.mark.parametrize(
    "case",
    ["empty", "larger than ten megabytes", "old Word", "password", "locked archive", "Excel",
     "other archive", "bomb", "DTD", "no text", "torn XML", "half of a file"],
)  # fmt: skip
def test_a_file_that_is_no_plan_gets_one_russian_sentence_and_stores_nothing(head, case):
    content, word = REFUSALS[case]
    before = counted()
    answer = upload(head, content() if callable(content) else content)
    assert answer.status_code == 422
    (said,) = refusal(answer)
    assert word in said
    assert "Traceback" not in answer.text
    assert counted() == before
    assert db.session.scalar(select(Attachment.id)) is None
    assert head.get(PREVIEW).headers["Location"] == "/plan/import"


def test_an_external_entity_is_not_opened(head, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("тайна сервера")
    before = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    answer = upload(head, word_xml(p("План &x;"), before=before))
    assert answer.status_code == 422
    assert "тайна" not in answer.text


def test_an_old_word_file_is_told_how_to_be_saved_anew(head):
    answer = upload(head, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "план.doc")
    assert refusal(answer) == [
        "Это файл старого Word (.doc). Откройте его в Word и сохраните как «Документ Word (.docx)»."
    ]


def test_a_request_larger_than_any_file_is_refused_in_russian(head):
    answer = upload(head, b"PK\x03\x04" + bytes(12 * 1024 * 1024))
    assert answer.status_code == 413
    assert "файл до 10 МБ" in answer.text


def test_no_file_at_all_is_said_so(head):
    answer = head.post("/plan/import", data={})
    assert answer.status_code == 422
    assert refusal(answer) == ["Выберите файл."]


def test_a_refused_file_leaves_the_one_that_was_kept(preview, head):
    upload(head, b"%PDF-1.7 ...")
    assert head.get(PREVIEW).status_code == 200


def test_word_on_the_web_names_its_text_otherwise_and_is_taken(head):
    upload(head, renamed(plan_of(ROW)))
    assert head.post(APPLY, data=told(head.get(PREVIEW))).headers["Location"] == "/plan/?year=2020"


def renamed(content):
    """The same file as Word on the web would save it."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("document.xml", "document2.xml"), old.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize("role", ["head", "methodist"])
def test_whoever_leads_may_import(make, as_, role):
    make.association()
    assert upload(as_(getattr(make, role)())).headers["Location"] == PREVIEW


def test_a_librarian_may_not_import(make, as_):
    client = as_(make.librarian())
    assert upload(client).status_code == 403
    assert [client.get(PREVIEW).status_code, client.post(APPLY).status_code] == [403, 403]
    assert db.session.scalar(select(Attachment.id)) is None


def test_the_file_of_one_is_not_the_preview_of_another(preview, make, as_):
    assert as_(make.methodist()).get(PREVIEW).headers["Location"] == "/plan/import"


def test_a_year_that_has_a_plan_keeps_it_until_somebody_says_replace(preview, head, make):
    first = make.plan().id
    answer = head.post(APPLY, data=told(head.get(PREVIEW)))
    assert answer.status_code == 422
    assert "У этого года уже есть план." in refusal(answer)[0]
    assert "План уже есть: 2019–2020" in answer.text
    assert db.session.scalars(select(Plan.id)).all() == [first]


def test_replacing_leaves_nothing_of_the_plan_that_was(head):
    upload(head, ODD)
    head.post(APPLY, data=told(head.get(PREVIEW)))
    source = pages.of(head.get("/plan/")).xpath("//a[@title='план.docx']/@href")[0]
    upload(head, plan_of(ROW, title="План на 2019-2020 учебный год"), "другой.docx")
    answer = head.post(APPLY, data=told(head.get(PREVIEW)) | {"replaces": "y"})
    assert answer.headers["Location"] == "/plan/?year=2019"
    assert db.session.scalars(select(Row.place)).all() == ["Школа № 1"]
    assert db.session.scalars(select(Responsible.name)).all() == ["Ветрова А.Б."]
    assert [db.session.scalar(select(func.count(one.id))) for one in (Plan, Section)] == [1, 1]
    assert db.session.scalar(select(Leftover.id)) is None
    assert db.session.scalars(select(Attachment.name)).all() == ["другой.docx"]
    assert "прежний план убран" in head.get("/journal").text
    assert head.get(source).data != ODD


def test_replacing_one_year_leaves_the_plan_of_another(head, make):
    make.plan()
    upload(head, plan_of(ROW))
    head.post(APPLY, data=told(head.get(PREVIEW)) | {"replaces": "y"})
    assert db.session.scalar(select(func.count(Plan.id))) == 2
    assert "2020–2021" in pages.all_texts(pages.of(head.get("/plan/")), "//h1")[0]


def test_a_closed_year_takes_no_plan(preview, head):
    with saving():
        years.opened(2019).is_closed = True
    answer = head.post(APPLY, data=told(preview))
    assert answer.status_code == 422
    assert "закрыт" in refusal(answer)[0]
    assert db.session.scalar(select(Plan.id)) is None


def test_a_file_that_names_no_year_is_dated_by_the_year_that_was_chosen(head):
    with saving():
        years.opened(2020)
    upload(head, plan_of(ROW, title="План"))
    page = head.get(PREVIEW)
    assert "В файле год не назван." in page.text
    head.post(APPLY, data=told(page) | {"starts_in": "2019"})
    db.session.rollback()
    assert db.session.scalars(select(Row)).one().when["months"] == [[2020, 5]]


def test_a_year_that_was_not_offered_is_not_made(preview, head):
    answer = head.post(APPLY, data=told(preview) | {"starts_in": "1850"})
    assert answer.status_code == 422
    assert counted() == [0] * len(TABLES)


def test_the_words_of_a_file_are_no_markup_in_the_preview(head):
    canary = "&lt;script&gt;canary&lt;/script&gt;\"'&lt;img src=x onerror=canary&gt;"
    upload(head, plan_of(("1", *[canary] * 4), title=canary), name="<script>canary.docx")
    answer = head.get(PREVIEW)
    assert "canary" in answer.text
    assert "<script>canary" not in answer.text
    assert "<img src=x" not in answer.text


def test_a_stopped_account_may_not_agree(preview, head):
    account = db.session.scalars(select(Account)).one()
    account.is_active = False
    db.session.commit()
    assert head.post(APPLY, data=told(preview)).status_code == 401
    assert counted() == [0] * len(TABLES)


def test_a_file_is_read_while_others_may_write(head, monkeypatch):
    held = []
    really = services.read

    def read(*args, **kwargs):
        held.append(db.session().in_transaction())
        return really(*args, **kwargs)

    monkeypatch.setattr(services, "read", read)
    upload(head)
    head.post(APPLY, data=told(head.get(PREVIEW)))
    assert held == [False] * 3


def test_an_adopted_plan_is_not_replaced_by_a_file(plan, client, make):
    with saving():
        told_state = NewState(PlanState.ADOPTED, "протокол № 1")
        go_on(plan, told_state, by=make.actor(make.head()), at=make.at)
    with pytest.raises(Refused, match="верните его в проект"):
        services.remove(plan.year_id, by=1, at=make.at)
