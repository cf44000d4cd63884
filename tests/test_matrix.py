"""Who may enter where: every endpoint × every role × owner and stranger (safety.md 2.3)."""

import pytest

from rmo_web.accounts.models import Account
from rmo_web.help_requests.answers.services import NewArticle, keep_article
from rmo_web.help_requests.rubrics.services import NewQuickReply, keep_quick_reply
from rmo_web.help_requests.rules import Action
from rmo_web.household.files import attach
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import db, saving
from rmo_web.meetings import services as meetings
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import MaterialLink, Target
from rmo_web.plan.models import Leftover, Plan, Row
from rmo_web.plan.rules import RowKind
from tests.makers import SEED
from tests.moulds import poured

CAST = ("nobody", "stranger", "owner", "methodist", "head", "secretary")
DOOR, YES, NO = "door", "yes", 403

# nobody, stranger (another librarian), owner (the librarian whose record it is), methodist, head
OPEN = (YES, YES, YES, YES, YES)
SIGNED_IN = (DOOR, YES, YES, YES, YES)
LEADERS = (DOOR, NO, NO, YES, YES)
HEAD = (DOOR, NO, NO, NO, YES)
OWN = (DOOR, NO, YES, YES, YES)
THEIRS = (DOOR, 404, YES, YES, YES)
OFFICE = (DOOR, 404, NO, YES, YES)
GONE = (404, 404, 404, 404, 404)
# Where the secretary of the year comes further than any other librarian.
SECRETARY = {
    "meetings.sheet_word", "meetings.certificates_word", "meetings.add_material",
    "meetings.drop_file", "meetings.drop_link", "meetings.attendance", "meetings.mark",
    "meetings.add_guest", "meetings.drop_guest", "meetings.minutes", "meetings.minutes_header",
    "meetings.keep_item", "meetings.sign", "meetings.correct", "meetings.minutes_word",
    "meetings.new_assignment", "meetings.edit_assignment", "meetings.judge",
    "meetings.mark_target",
}  # fmt: skip
MATRIX = {
    "health.healthz": OPEN,
    "accounts.sign_in": OPEN,
    "accounts.join": OPEN,
    "accounts.join_by_link": OPEN,
    "accounts.forgot": OPEN,
    "accounts.sign_out": SIGNED_IN,
    "accounts.me_page": SIGNED_IN,
    "accounts.sign_ins": SIGNED_IN,
    "accounts.end_one": (DOOR, 409, 409, 409, 409),
    "accounts.end_others": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.my_data": SIGNED_IN,
    "accounts.listing": HEAD,
    "accounts.invite": HEAD,
    "accounts.edit": HEAD,
    "accounts.stop": HEAD,
    "accounts.resume": HEAD,
    "accounts.code": HEAD,
    "accounts.end_sessions": HEAD,
    "members.register": SIGNED_IN,
    "members.card": SIGNED_IN,
    "members.new_person": LEADERS,
    "members.edit": OWN,
    "members.consent": OWN,
    "members.withdraw_consent": OWN,
    "members.leave": LEADERS,
    "members.come_back": LEADERS,
    "members.new_work": LEADERS,
    "members.edit_work": LEADERS,
    "members.organisations": SIGNED_IN,
    "members.organisation": SIGNED_IN,
    "members.new_organisation": LEADERS,
    "members.edit_organisation": LEADERS,
    "members.association": HEAD,
    "members.export": SIGNED_IN,
    "members.import_template": LEADERS,
    "members.upload": LEADERS,
    "members.import_preview": LEADERS,
    "members.apply_import": (DOOR, NO, NO, 409, 409),
    "plan.show_plan": SIGNED_IN,
    "meetings.listing": SIGNED_IN,
    "meetings.new_meeting": LEADERS,
    "meetings.show_meeting": SIGNED_IN,
    "meetings.edit_meeting": LEADERS,
    "meetings.step": LEADERS,
    "meetings.answer": (DOOR, 409, 409, 409, 409),
    "meetings.choose_secretary": LEADERS,
    "meetings.edit_forms": LEADERS,
    "meetings.new_question": LEADERS,
    "meetings.edit_question": LEADERS,
    "meetings.step_question": LEADERS,
    "meetings.place_question": LEADERS,
    "meetings.drop_question": LEADERS,
    "meetings.ask_of_assignments": LEADERS,
    "meetings.proposals": SIGNED_IN,
    "meetings.take_proposal": (DOOR, NO, NO, 404, 404),
    "meetings.drop_proposal": LEADERS,
    "meetings.invitation": SIGNED_IN,
    "meetings.invitation_word": SIGNED_IN,
    "meetings.agenda_word": SIGNED_IN,
    "meetings.sheet_word": LEADERS,
    "meetings.certificates_word": LEADERS,
    "meetings.meeting_calendar": SIGNED_IN,
    "meetings.add_material": LEADERS,
    "meetings.drop_file": (DOOR, NO, NO, 409, 409),
    "meetings.drop_link": LEADERS,
    "meetings.attendance": LEADERS,
    "meetings.mark": LEADERS,
    "meetings.add_guest": (DOOR, NO, NO, 409, 409),
    "meetings.drop_guest": (DOOR, NO, NO, 409, 409),
    "meetings.minutes": LEADERS,
    "meetings.minutes_header": LEADERS,
    "meetings.keep_item": LEADERS,
    "meetings.sign": (DOOR, NO, NO, 409, 409),
    "meetings.correct": LEADERS,
    "meetings.minutes_word": LEADERS,
    "meetings.extract_word": (DOOR, 409, 409, 409, 409),
    "meetings.assignments": SIGNED_IN,
    "meetings.new_assignment": LEADERS,
    "meetings.assignment": SIGNED_IN,
    "meetings.edit_assignment": LEADERS,
    "meetings.judge": LEADERS,
    "meetings.mark_target": OWN,
    "meetings.report_word": SIGNED_IN,
    "calendar.index": SIGNED_IN,
    "calendar.renew": SIGNED_IN,
    "calendar.revoke": SIGNED_IN,
    "calendar.feed": GONE,
    "plan.upload": LEADERS,
    "plan.preview": LEADERS,
    "plan.apply": (DOOR, NO, NO, 409, 409),
    "plan.begin": (DOOR, NO, NO, 409, 409),
    "plan.copy": LEADERS,
    "plan.edit_plan": LEADERS,
    "plan.edit_row": LEADERS,
    "plan.new_row": LEADERS,
    "plan.fact": SIGNED_IN,
    "plan.new_section": LEADERS,
    "plan.edit_section": LEADERS,
    "plan.remove_section": (DOOR, NO, NO, 409, 409),
    "plan.step": LEADERS,
    "plan.place": LEADERS,
    "plan.remove_row": (DOOR, NO, NO, 409, 409),
    "plan.undo": LEADERS,
    "plan.edit_header": LEADERS,
    "plan.edit_note": LEADERS,
    "plan.state": LEADERS,
    "plan.changes": SIGNED_IN,
    "plan.word": SIGNED_IN,
    "help_requests.index": SIGNED_IN,
    "help_requests.mine": SIGNED_IN,
    "help_requests.ask": SIGNED_IN,
    "help_requests.like": SIGNED_IN,
    "help_requests.call": LEADERS,
    "help_requests.card": THEIRS,
    "help_requests.news": THEIRS,
    "help_requests.move": (DOOR, 404, 409, 409, 409),
    "help_requests.row": OFFICE,
    "help_requests.row_move": (DOOR, 404, 409, 409, 409),
    "help_requests.to_base": OFFICE,
    "help_requests.answers": SIGNED_IN,
    "help_requests.article": SIGNED_IN,
    "help_requests.new_article": LEADERS,
    "help_requests.edit_article": LEADERS,
    "help_requests.rubrics": LEADERS,
    "help_requests.new_rubric": LEADERS,
    "help_requests.edit_rubric": LEADERS,
    "help_requests.new_quick_reply": LEADERS,
    "help_requests.edit_quick_reply": LEADERS,
    "help_requests.drop_quick_reply": LEADERS,
    "help_requests.show_journal": LEADERS,
    "help_requests.journal_docx": LEADERS,
    "help_requests.journal_xlsx": LEADERS,
    "home.index": SIGNED_IN,
    "home.waiting": SIGNED_IN,
    "home.choose_year": (DOOR, 409, 409, 409, 409),
    "home.journal": HEAD,
    "home.passport": SIGNED_IN,
    "home.passport_word": SIGNED_IN,
    "home.end_of_year": HEAD,
    "home.close_year": (DOOR, NO, NO, NO, 409),
    "home.open_year": HEAD,
    "notices.index": SIGNED_IN,
    "notices.count": SIGNED_IN,
    "notices.read": SIGNED_IN,
    "drafts.save": SIGNED_IN,
    "files.download": SIGNED_IN,
    "setup.welcome": GONE,
    "setup.found": GONE,
    "setup.example": GONE,
    "setup.ask_to_erase": (DOOR, NO, NO, NO, 404),
    "setup.erase": (DOOR, NO, NO, NO, 404),
}


@pytest.fixture
def world(make):
    """One of everything, and the cast that tries every door."""
    made = poured(make, "world", lambda: furnish(make))
    cast = {who: key and db.session.get_one(Account, key) for who, key in made["cast"].items()}
    return made | {"cast": cast}


def furnish(make):
    """The keys of one of everything."""
    make.plan()
    owner = make.librarian(person=make.person("Зябликова", "Анна"))
    school = make.school()
    person = make.person("Чайкина")
    work = make.work(db.session.get_one(type(person), owner.person_id), school)
    meeting = db.session.query(Row).filter_by(kind=RowKind.MEETING).first()
    with saving():
        plan = db.session.query(Plan).one()
        file = attach("plan", plan.id, "план.docx", SEED.read_bytes(), by=None, at=make.at)
    head, asked = make.head(), make.ask(owner)
    make.move(asked, Action.ANSWER, head, "По акту комиссии.")
    with saving():
        told = NewArticle(asked.rubric_id, "Списание", "По акту.", is_published=True)
        answer = keep_article(None, told, by=make.actor(head), at=make.at)
        short = NewQuickReply("Приветствие", "Добрый день!")
        reply = keep_quick_reply(None, short, by=make.actor(head), at=make.at)
    held = make.meeting(number=9)
    make.present(held, person)
    record = make.minutes(held)
    duty = make.assign(person_ids=(owner.person_id,), by=head)
    with saving():
        proposed = agenda.propose(
            "О квестах", year_id=held.year_id, by=make.actor(owner), at=make.at
        )
        meetings.add_link(held, "Запись", "https://example.org/")
        secretary, actor = make.librarian(), make.actor(head)
        minutes.choose_secretary(held.year_id, secretary.person_id, by=actor, at=make.at)
        note = Leftover(plan_id=plan.id, place="Абзац 1", text="Чай")
        db.session.add(note)
    target = db.session.query(Target).filter_by(assignment_id=duty.id).one()
    return {
        "cast": {
            "nobody": None,
            "stranger": make.librarian().id,
            "owner": owner.id,
            "methodist": make.methodist().id,
            "head": head.id,
            "secretary": secretary.id,
        },
        "person": owner.person_id,
        "values": {
            "person_id": owner.person_id,
            "membership_id": work.id,
            "organisation_id": school.id,
            "account_id": owner.id,
            "row_id": meeting.id,
            "section_id": meeting.section_id,
            "note_id": note.id,
            "attachment_id": file.id,
            "request_id": asked.id,
            "article_id": answer.id,
            "rubric_id": asked.rubric_id,
            "reply_id": reply.id,
            "sign_in_id": 2**31 - 1,
            "meeting_id": held.id,
            "question_id": make.questions(held)[-1].id,
            "item_id": make.items(record)[0].id,
            "proposal_id": proposed.id,
            "link_id": db.session.query(MaterialLink).one().id,
            "assignment_id": duty.id,
            "target_id": target.id,
            "guest_id": 2**31 - 1,
            "name": "hold",
            "token": "AAAA",
            "code": "AAAA",
        },
    }


def endpoints(app):
    """Every endpoint with one of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


def test_every_endpoint_stands_in_the_matrix(app):
    assert {rule.endpoint for rule, _ in endpoints(app)} == MATRIX.keys()


@pytest.mark.parametrize("who", CAST)
def test_every_door_opens_for_whom_the_matrix_says(app, world, as_, who):
    account = world["cast"][who]
    for rule, method in endpoints(app):
        expected = expected_of(rule.endpoint, who)
        values = {name: world["values"][name] for name in rule.arguments}
        if rule.endpoint == "accounts.invite":
            values["person_id"] = world["person"]
        with app.test_request_context():
            url = app.url_for(rule.endpoint, **values)
        answer = as_(account).open(url, method=method)
        got = rule.endpoint, method, who, answer.status_code, expected
        assert seen(answer, method) == expected or (
            expected == YES and answer.status_code in YES_CODES
        ), got


def expected_of(endpoint, who):
    if who != "secretary":
        return MATRIX[endpoint][CAST.index(who)]
    as_whom = "methodist" if endpoint in SECRETARY else "stranger"
    return MATRIX[endpoint][CAST.index(as_whom)]


YES_CODES = {200, 204, 303, 409, 422}


def seen(answer, method):
    if answer.status_code == 303 and "/sign-in" in answer.headers["Location"] and method == "GET":
        return DOOR
    if answer.status_code == 401:
        return DOOR
    return YES if answer.status_code in YES_CODES - {409} else answer.status_code


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_there_is_404_for_everybody(app, make, as_, role):
    client = as_(make.account(role))
    for url in (
        "/members/people/99999",
        "/members/organisations/99999",
        "/meetings/99999",
        "/meetings/assignments/99999",
        "/files/99999",
        "/help-requests/99999",
        "/help-requests/queue/99999",
        "/help-requests/answers/99999",
    ):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize(
    "number", ["9223372036854775808", "99999999999999999999", "2147483648", "١", "-1", "0x1", "1e3"]
)
def test_a_number_that_cannot_be_an_id_is_404(make, as_, number):
    client = as_(make.head())
    for base in (
        "/members/people/",
        "/members/organisations/",
        "/meetings/",
        "/meetings/questions/",
        "/meetings/assignments/",
        "/files/",
        "/accounts/",
        "/help-requests/",
        "/help-requests/queue/",
        "/help-requests/answers/",
    ):
        assert client.get(base + number).status_code == 404, base


def test_ids_of_parent_and_child_cannot_be_mixed(make, as_, world):
    other = make.person()
    url = f"/members/people/{other.id}/works/{world['values']['membership_id']}"
    assert as_(world["cast"]["head"]).get(url).status_code == 404


def test_the_upload_of_another_is_404(make, as_):
    head, methodist = make.head(), make.methodist()
    with saving():
        file = attach(
            "plan_upload", head.id, "план.docx", SEED.read_bytes(), by=head.id, at=make.at
        )
        number = file.id
    assert as_(methodist).get(f"/files/{number}").status_code == 404
    assert as_(head).get(f"/files/{number}").status_code == 200
