"""Every line of the journal names its thing and leads to it."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from rmo_web.help_requests.rubrics.services import (
    NewQuickReply,
    NewRubric,
    drop_quick_reply,
    keep_quick_reply,
    keep_rubric,
)
from rmo_web.help_requests.rules import Action
from rmo_web.household import audit
from rmo_web.household.files import Attachment
from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.events import Happened, name_of
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.assignments import services as assignments
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import Attendance, MaterialLink, Proposal
from rmo_web.meetings.rules import Step
from rmo_web.members.exchange.services import take_register
from rmo_web.plan.adoption.services import NewState, go_on
from rmo_web.plan.editing.services import remove_row
from rmo_web.plan.history.services import undo
from rmo_web.plan.models import Plan, PlanChange, Row
from rmo_web.plan.outline.services import NewHeader, keep_header
from rmo_web.plan.rules import PlanState
from tests import pages
from tests.counting import statements


def kinds(above=Happened):
    """Every kind of fact of every room."""
    for kind in above.__subclasses__():
        yield from kinds(kind)
        if kind.__module__.startswith("rmo_web.") and "words" in vars(kind):
            yield kind


def said(client):
    """What the journal says, each line with where it leads."""
    rows = pages.of(client.get("/journal")).xpath("//td[@data-label='Что']")
    return {pages.text(row).replace("\xa0", " "): row.xpath(".//a/@href") for row in rows}


@pytest.fixture
def head(make):
    return make.head()


@pytest.fixture
def office(as_, head):
    return as_(head)


def test_every_kind_of_fact_of_every_room_names_its_thing(app):
    every = list(kinds())
    assert len(every) > 40
    assert [kind.__name__ for kind in every if not audit._offers.of(name_of(kind))] == []


def test_every_deed_with_a_meeting_names_it(make, head, office):
    meeting = make.meeting("Обмен опытом")
    make.go_on(meeting, Step.POSTPONE, head, reason="карантин", held_on=date(2019, 11, 11))
    record = make.minutes(meeting, by=head)
    make.present(meeting, make.person(), by=head)
    make.decide(make.items(record)[0], by=head)
    make.sign(record, by=head)
    url = f"/meetings/{meeting.id}"
    lines = {line: links for line, links in said(office).items() if links == [url]}
    whose = "№ 1 «Обмен опытом», 2019–2020"
    assert {
        f"заседание изменено: {whose}",
        f"повестка изменена: {whose}, добавлен вопрос «О плане работы»",
        f"состояние заседания изменено: {whose}, перенесено (карантин)",
        f"состояние заседания изменено: {whose}, протокол подписан",
        f"отмечена явка: {whose}, 1 отметка",
        f"протокол изменён: {whose}",
    } <= lines.keys()


def test_assignments_proposals_and_the_secretary_are_named(make, head, office):
    duty, who = make.assign("Прислать отчёт", others=("Школа № 3",), by=head), make.person("Совина")
    actor = make.actor(head)
    with saving():
        kept = make.again(duty)
        told = assignments.Verdict(None, date(2020, 5, 1), "")
        assignments.judge(kept, told, by=actor, at=make.at)
        (target,) = assignments.targets_of(kept)
        assignments.mark(target, is_done=True, proof="", by=actor, at=make.at,
                       today=date(2020, 1, 9))  # fmt: skip
        agenda.propose("О квестах\nи играх", year_id=kept.year_id, by=actor, at=make.at)
        minutes.choose_secretary(kept.year_id, who.id, by=actor, at=make.at)
    lines, url = said(office), f"/meetings/assignments/{duty.id}"
    assert lines["дано поручение: «Прислать отчёт»"] == [url]
    assert lines["поручение изменено: «Прислать отчёт»"] == [url]
    assert lines["отмечено поручение: «Прислать отчёт», Школа № 3"] == [url]
    assert lines["предложен вопрос на заседание: «О квестах»"] == ["/meetings/proposals?year=2019"]
    assert lines["назначен секретарь: Совина А., 2019–2020"] == ["/meetings/?year=2019"]


def test_answers_guests_materials_and_forms_are_told_too(make, head, office):
    meeting = make.meeting("Обмен опытом", held_on=date(2030, 10, 28))
    make.go_on(meeting, Step.INVITE, head)
    url = f"/meetings/{meeting.id}"
    office.post(f"{url}/answer", data={"answer": "will"})
    office.post(f"{url}/materials", data={"title": "Запись", "url": "https://example.org/"})
    office.post(f"/meetings/links/{db.session.scalars(select(MaterialLink.id)).one()}/drop")
    form = pages.form_on(office.get("/meetings/forms?year=2019"), "/meetings/forms")
    office.post("/meetings/forms?year=2019", data=form | {"titles": "семинар"})
    office.post("/meetings/proposals?year=2019", data={"text": "О квестах", "nonce": "n"})
    office.post(f"/meetings/proposals/{db.session.scalars(select(Proposal.id)).one()}/drop")
    lines, whose = said(office), "№ 1 «Обмен опытом», 2019–2020"
    assert lines[f"дан ответ на приглашение: {whose}"] == [url]
    assert lines[f"материалы заседания изменены: {whose}, «Запись»"] == [url]
    assert lines[f"материал заседания убран: {whose}, «Запись»"] == [url]
    assert "изменён список форм заседаний" in lines
    assert lines["предложенный вопрос снят: «О квестах»"] == ["/meetings/proposals?year=2019"]


def test_what_was_taken_out_of_a_meeting_is_named(make, head, office):
    meeting = make.meeting("Обмен опытом")
    url, whose = f"/meetings/{meeting.id}", "№ 1 «Обмен опытом», 2019–2020"
    form = pages.form_on(office.get(url), "/materials")
    office.post(f"{url}/materials", data=form | {"files": (BytesIO(b"%PDF-1"), "доклад.pdf")})
    file_id = db.session.scalars(select(Attachment.id)).one()
    assert office.post(f"{url}/files/{file_id}/drop").status_code == 303
    form = pages.form_on(office.get(f"{url}/attendance"), "/guests")
    office.post(f"{url}/attendance/guests", data=form | {"name": "Гостья О.П."})
    guest = db.session.scalars(select(Attendance.id).filter_by(is_guest=True)).one()
    assert office.post(f"{url}/attendance/guests/{guest}/drop").status_code == 303
    office.post(f"/meetings/questions/{make.questions(meeting)[1].id}/remove")
    assert {
        f"материал заседания убран: {whose}, «доклад.pdf»",
        f"гость убран из явки: {whose}, Гостья О.П.",
        f"повестка изменена: {whose}, убран вопрос «Разное»",
    } <= said(office).keys()


def test_what_was_taken_out_of_a_plan_and_put_back_is_named(make, head, office):
    plan, actor = make.plan(), make.actor(head)
    row = db.session.scalars(select(Row).where(Row.title.like("Обновление базы%"))).one()
    with saving():
        remove_row(row, reason="", by=actor, at=make.at)
    with saving():
        newest = db.session.scalars(PlanChange.newest(plan.id)).one()
        undo(make.again(plan), newest.id, by=actor, at=make.at)
    lines = said(office).keys()
    assert any("убран" in line and "«Обновление базы" in line for line in lines)
    assert any("«отмена правки: Обновление базы" in line for line in lines)


def test_a_plan_is_named_by_its_year_and_by_what_was_changed(make, head, office):
    plan, actor = make.plan(), make.actor(head)
    with saving():
        kept = db.session.get_one(Plan, plan.id)
        told = NewHeader("Новый план")
        keep_header(kept, told, reason="", by=actor, at=make.at)
        told = NewState(PlanState.ADOPTED, "протокол № 1 от 27.08.2019")
        go_on(kept, told, by=actor, at=make.at)
    lines = said(office)
    assert lines["план изменён: план 2019–2020, изменены название и задачи «Новый план»"] == [
        "/plan/?year=2019"
    ]
    assert lines["состояние плана изменено: план 2019–2020, принят"] == ["/plan/?year=2019"]
    assert lines["план загружен из файла Word: план 2019–2020, «plan-2019-2020.docx»"] == [
        "/plan/?year=2019"
    ]


def test_requests_rubrics_and_replies_are_named(make, head, office):
    asked = make.ask(make.librarian())
    make.move(asked, Action.ANSWER, head, "Ответ.")
    with saving():
        told = NewRubric("Фонд", "", None, is_archived=False)
        rubric = keep_rubric(None, told, by=make.actor(head), at=make.at)
        told = NewQuickReply("Приветствие", "Добрый день!")
        reply = keep_quick_reply(None, told, by=make.actor(head), at=make.at)
        rubric_id = rubric.id
    with saving():
        drop_quick_reply(make.again(reply), by=make.actor(head), at=make.at)
    lines = said(office)
    url = f"/help-requests/{asked.id}"
    assert lines["подана заявка на методическую помощь: № 1/2019-20"] == [url]
    assert lines["изменено состояние заявки: № 1/2019-20, дан ответ"] == [url]
    assert lines["рубрика заявок изменена: «Фонд»"] == [f"/help-requests/rubrics/{rubric_id}"]
    assert lines["заготовка ответа изменена: «Приветствие»"] == []
    assert lines["заготовка ответа убрана: «Приветствие»"] == []


def test_people_schools_roles_and_years_are_named(make, head, office):
    person, school = make.person("Совина"), make.school("Гимназия")
    make.work(person, school)
    office.post(f"/accounts/{make.librarian(person=person).id}/edit", data={"role": "methodist"})
    with saving():
        take_register(18, with_private=True, by=head.id, at=make.at)
    office.post("/year/close")
    lines = said(office)
    card = f"/members/people/{person.id}"
    assert lines["карточка участника создана: Совина А."] == [card]
    assert lines["место работы изменено: Совина А., Гимназия"] == [card]
    assert "открыт доступ: Совина А., библиотекарь" in lines
    assert lines["база участников выгружена в Excel: 18 строк, с личными данными"] == ["/members/"]
    assert lines["учебный год закрыт: 2019–2020"] == ["/plan/?year=2019"]


def test_every_link_of_the_journal_opens(make, head, office):
    meeting = make.meeting()
    make.plan()
    make.ask(make.librarian())
    make.assign(meeting=meeting, others=("Все",), by=head)
    for links in said(office).values():
        for link in links:
            assert office.get(link).status_code == 200, link


def test_a_longer_journal_asks_no_more_of_the_database(make, head, office):
    make.meeting()
    with statements() as few:
        office.get("/journal")
    for _ in range(4):
        make.meeting()
    with statements() as many:
        office.get("/journal")
    assert len(many) == len(few)


def test_a_meeting_that_the_plan_gave_up_leaves_a_line_that_opens_nothing(make, head, office):
    with saving():
        audit.db.session.add(
            audit.AuditEntry(at=make.at, by=head.id, fact="meetings.MeetingKept", about=999,
                          words="заседание изменено", details='{"title": "Обмен"}', address="")
        )  # fmt: skip
    assert said(office)["заседание изменено: «Обмен»"] == []
    assert years.all_years()
