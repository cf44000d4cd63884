"""The journal: who did what and when, for the head only, and never changed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from rmo_web.household.audit import AuditEntry
from rmo_web.kernel.db import db
from rmo_web.kernel.paging import PER_PAGE
from tests import pages


def lines(answer):
    (table,) = pages.tables(pages.of(answer)) or [[]]
    return table


@pytest.fixture
def filled(make):
    """A head, and more entries than a page holds."""
    head = make.head(person=make.person("Иволгина", "Мария"))
    db.session.add_all(
        AuditEntry(at=datetime(2026, 11, 23, 9, tzinfo=UTC), by=head.id, fact="x.Y", about=None,
              words=f"дело {n}", details="{}", address="")
        for n in range(PER_PAGE + 5)
    )  # fmt: skip
    db.session.commit()
    return head


@pytest.mark.parametrize(("role", "code"), [("head", 200), ("methodist", 403), ("librarian", 403)])
def test_only_the_head_reads_the_journal(make, as_, role, code):
    client = as_(getattr(make, role)())
    assert client.get("/journal").status_code == code
    assert ('href="/journal"' in client.get("/").text) is (code == 200)


def test_a_stranger_is_sent_to_sign_in(make, as_):
    make.association()
    assert as_().get("/journal").headers["Location"] == "/sign-in?next=%2Fjournal"


def test_what_was_done_stands_first_with_its_doer_and_address(make, as_):
    client = as_(make.head(person=make.person("Иволгина", "Мария", "Петровна")))
    client.post("/members/people/new", data={"surname": "Орлова", "given": "Анна", "nonce": "n"})
    _, who, what, where = lines(client.get("/journal"))[0]
    assert "Иволгина" in who
    assert what == "карточка участника создана: Орлова А."
    assert where == "127.0.0.1"


def test_a_line_names_whom_or_what_it_is_about_but_not_its_own_doer(make, as_):
    head = make.head(person=make.person("Иволгина", "Мария"))
    client, other = as_(head), make.librarian(person=make.person("Зимина", "Ольга"))
    client.post("/members/organisations/new", data={"name": "Гимназия", "kind": "school"})
    client.post(f"/accounts/{other.id}/code")
    words = [row[2] for row in lines(client.get("/journal"))]
    assert words[:2] == ["выдан одноразовый код: Зимина О.", "организация внесена: Гимназия"]


def test_what_nobody_did_was_done_by_the_system(make, as_):
    make.plan()
    done = {row[2]: row[1] for row in lines(as_(make.head()).get("/journal"))}
    assert done["план загружен из файла Word: план 2019–2020, «plan-2019-2020.docx»"] == "система"


@pytest.mark.parametrize("words", ["план загружен", "ПЛАН", "word", " план "])
def test_the_search_is_blind_to_case_and_blanks(make, as_, words):
    make.plan()
    found = lines(as_(make.head()).get("/journal", query_string={"q": words}))
    assert [row[2] for row in found] == [
        "план загружен из файла Word: план 2019–2020, «plan-2019-2020.docx»"
    ]


def test_the_search_takes_e_for_yo(make, as_):
    found = lines(as_(make.head()).get("/journal?q=вошел"))
    assert {row[2] for row in found} == {"вошёл(ла)"}


@pytest.mark.parametrize("words", ["%", "_", "\\", "нет такого", "' OR 1=1 --"])
def test_signs_of_a_pattern_are_only_signs(make, as_, words):
    answer = as_(make.head()).get("/journal", query_string={"q": words})
    assert lines(answer) == []
    assert "Ничего не нашлось" in answer.text


def test_a_long_journal_is_read_by_pages(as_, filled):
    client = as_(filled)
    first = client.get("/journal?q=дело")
    assert [row[2] for row in lines(first)] == [f"дело {n}" for n in range(54, 4, -1)]
    (on,) = set(pages.of(first).xpath("//main//a[contains(@href, 'page=2')]/@href"))
    second = client.get(on)
    assert [row[2] for row in lines(second)] == [f"дело {n}" for n in range(4, -1, -1)]


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999", "²", "9" * 5000])
def test_a_page_that_is_not_there_is_no_fault(as_, filled, page):
    assert as_(filled).get("/journal", query_string={"page": page}).status_code == 200


def test_htmx_gets_the_lines_alone(as_, filled):
    answer = as_(filled).get("/journal?q=дело", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert answer.text.lstrip().startswith('<div id="rows"')


def test_every_entry_keeps_its_words(as_, filled):
    first = db.session.scalars(select(AuditEntry.id)).first()
    for change in (
        update(AuditEntry).where(AuditEntry.id == first).values(words="ничего"),
        delete(AuditEntry).where(AuditEntry.id == first),
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(change)
        db.session.rollback()
