"""A canary in every stored text is harmless on every page and in every paper (safety.md 2.4).

It walks the tables of the models by itself: what it leaves out is named here with a reason, and a
table of a new room that nobody has put into the world of `test_matrix` fails the test.
"""

import json
import re
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile, is_zipfile

import pytest
from sqlalchemy import JSON, Enum, String, UniqueConstraint, select, update

from rmo_web.help_requests.rules import Action
from rmo_web.household import audit, throttle
from rmo_web.household.drafts import Draft
from rmo_web.household.notices import Notice
from rmo_web.household.outbox import Letter
from rmo_web.household.symptoms import Symptom
from rmo_web.kernel.db import Base, SentForm, db, saving
from rmo_web.meetings.models import FormOfMeeting
from rmo_web.meetings.rules import Step
from rmo_web.plan.models import Plan, PlanChange
from rmo_web.plan.rules import Change, PlanState
from tests.test_matrix import world
from tests.test_promises import get_urls

__all__ = ["world"]

# Which columns of text hold none of people's words.
NO_WORDS = {
    "account.password_hash": "a hash",
    "attachment.mimetype": "one of the kinds in kernel/files",
    "attachment.owner": "names the room that guards the file",
    "attachment.sha256": "a hash",
    "calendar_entry.digest": "a hash",
    "calendar_feed.token_hash": "a hash",
    "draft.key": "names the field of the form that the draft is of",
    "journal.fact": "names a class of ours",
    "meeting.ends_at": "HH:MM",
    "meeting.starts_at": "HH:MM",
    "one_time_code.code_hash": "a hash",
    "one_time_code.purpose": "one of three words, by its CHECK",
    "sent_form.nonce": "a random number",
    "sign_in.token_hash": "a hash",
}
# Which words stand on no page and in no paper.
ON_NO_PAGE = {
    "account.login_key": "found by, made of the login",
    "assignment.decision": "compared with the decision in the minutes, which stand there",
    "help_article.stems": "searched, made of question and answer",
    "help_article.title_stems": "searched, made of the question",
    "help_request.note_stems": "searched, made of the notes",
    "help_request.stems": "searched, made of the thread",
    "letter.body": "mail, which is plain text",
    "letter.cause": "tells letters apart",
    "letter.error": "for who keeps the machine",
    "letter.message_id": "mail",
    "letter.recipient": "mail",
    "letter.subject": "mail, which is plain text",
    "organisation.search_key": "searched, made of the name",
    "organisation.sort_key": "sorted by, made of the name",
    "person.search_key": "searched, made of the name",
    "person.sort_key": "sorted by, made of the name",
    "sent_form.url": "where a form led",
    "sign_in.browser": "read for the name of a browser, which is ours",
    "symptom.said": "a sentence of ours, for who keeps the machine",
    "tries.key": "counted",
}
IN_JSON = 999
CYRILLIC = re.compile("[А-Яа-яЁё]")


@pytest.fixture
def pages(app, world, make):
    """The addresses of one of everything in every state that shows its words."""
    head, asked = world["cast"]["head"], make.ask(world["cast"]["owner"])
    row, _ = world["values"]["row_id"], make.signed_in(head)
    make.move(asked, Action.REDIRECT, head, "Туда.", whom="В районную библиотеку")

    def kept(title):
        told = {"title": title, "when_text": "", "place": "", "who": [{"name": "Чайкина"}]}
        return {"rows": {str(row): told}}

    off = make.go_on(make.meeting(), Step.CANCEL, reason="Карантин")
    with saving():
        plan = db.session.scalars(select(Plan)).one()
        plan.state, plan.adoption, plan.approval = PlanState.APPROVED, "протокол № 1", "Утверждаю"
        db.session.add_all(
            [
                PlanChange(
                    plan_id=plan.id, row_id=row, kind=Change.CHANGED, title="Строка",
                    before=kept("Было"), after=kept("Стало"), reason="Перенос", by=head.id,
                    at=make.at,
                ),
                FormOfMeeting(position=1, title="Круглый стол"),
                Draft(account_id=head.id, key="help_requests.new", text="Начало", at=make.at),
                Notice(account_id=head.id, at=make.at, text="Заметка", url="/"),
                Letter(cause="c", recipient="r", subject="s", body="b", message_id="m",
                       next_at=make.at),
                SentForm(account_id=head.id, nonce="n"),
                Symptom(sign="name", said="s", seen_at=make.at),
            ]
        )  # fmt: skip
    throttle.count("key", most=1, within=timedelta(days=1), now=make.at)
    return [
        *get_urls(app, world),
        *(f"{path}={canary(0)}" for path in ("/sign-in?next", "/members/?q", "/journal?q")),
        f"/help-requests/{asked.id}",
        f"/meetings/{off.id}",
        f"/help-requests/journal?since={make.at - timedelta(days=9):%Y-%m-%d}"
        f"&until={make.at + timedelta(days=9):%Y-%m-%d}",
    ]


def canary(number):
    return f"<script>canary {number:03}</script>\"'><img src=x onerror=canary>"


def texts():
    """Every column of text of every table, but those that hold no words."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if not column.primary_key and str(column) not in NO_WORDS
    ]


def poison():
    """Write into every column of text a canary of its own; the number of each column's."""
    numbers = {column: number for number, column in enumerate(texts(), start=1)}
    connection = db.session.connection()
    audit.unlock(connection)
    for table in Base.metadata.sorted_tables:
        key = list(table.primary_key.columns)
        for row in connection.execute(select(table)).mappings().all():
            told = {
                column.name: poisoned(
                    column, row[column], numbers.get(column, IN_JSON), row[key[0]]
                )
                for column in table.columns
                if column in numbers or isinstance(column.type, JSON)
            }
            if told:
                this = [one == row[one] for one in key]
                connection.execute(update(table).where(*this).values(told))
    audit.lock(connection)
    db.session.commit()
    return {str(column): number for column, number in numbers.items()}


def poisoned(column, value, number, key):
    if isinstance(column.type, JSON):
        return with_canary(value, number)
    if str(column) == "journal.details":  # JSON in a text
        return json.dumps(with_canary(json.loads(value), number))
    tail = f" {key}" if is_unique(column) else ""
    room = column.type.length and column.type.length - len(tail)
    return canary(number)[:room] + tail


def with_canary(value, number):
    """The value with a canary in place of whatever is written in Russian."""
    if isinstance(value, dict):
        return {name: with_canary(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [with_canary(one, number) for one in value]
    return canary(number) if isinstance(value, str) and CYRILLIC.search(value) else value


def is_unique(column):
    table = column.table
    return any(
        column.name in one.columns for one in table.constraints if isinstance(one, UniqueConstraint)
    ) or any(column.name in one.columns for one in table.indexes if one.unique)


def read(answer):
    """The text of a page or paper; a paper must be XML that opens."""
    if not is_zipfile(BytesIO(answer.data)):
        return answer.text
    with ZipFile(BytesIO(answer.data)) as paper:
        parts = [paper.read(name) for name in paper.namelist() if name.endswith(".xml")]
    return " ".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)


def test_a_canary_in_every_stored_field_is_harmless_on_every_page(pages, world, as_):
    clients = [as_(world["cast"][who]) for who in ("head", "owner")]
    marks, seen = poison(), set()
    for client in clients:
        for url in pages:
            answer = client.get(url)
            assert answer.status_code < 500, url
            said = read(answer)
            seen |= set(map(int, re.findall(r"canary (\d{3})", said)))
            if answer.mimetype == "text/html":
                assert "<script>canary" not in said, url
                assert "<img src=x" not in said, url
    assert IN_JSON in seen
    unseen = {named for named, number in marks.items() if number not in seen}
    assert (
        unseen ^ ON_NO_PAGE.keys() == set()
    )  # a new column is walked and seen, or named with a reason


def test_every_table_with_words_is_walked_or_named(pages, app):
    """One that has no row here would be walked in vain."""
    walked = {column.table for column in texts()}
    assert [one.name for one in walked if db.session.execute(select(one)).first() is None] == []
    stored = {str(one) for table in Base.metadata.tables.values() for one in table.columns}
    assert NO_WORDS.keys() | ON_NO_PAGE.keys() <= stored
