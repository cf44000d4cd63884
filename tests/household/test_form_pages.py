"""The page of a form, the same in every room: what is done, what is said, what is shown again."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import get_flashed_messages
from flask_wtf.file import FileField
from lxml import html
from sqlalchemy import func, select

from rmo_web.household import drafts, pages
from rmo_web.household.drafts import Draft
from rmo_web.household.pages import Onward
from rmo_web.kernel.db import SentForm, db, saving
from rmo_web.kernel.errors import Refused, Repeated, TooOften
from rmo_web.kernel.forms import Form, line, text
from rmo_web.kernel.years import SchoolYear
from tests.pages import all_texts
from tests.proofread import proofread

KEY = "pages.title"
GOOD = {"title": "О квестах", "nonce": "once"}


class TopicForm(Form):
    title = line("Тема", needed="Назовите тему.")
    place = line("Место")


@dataclass
class Topic:
    title: str = "О квестах"
    place: str = ""
    version: int = 3


@pytest.fixture
def sent(app, make, monkeypatch):
    """`sent(method, **typed)`: a request of a librarian with these words, and its form."""
    actor = make.actor(make.librarian())
    monkeypatch.setattr(pages, "me", lambda: actor)
    opened = []

    def send(method="POST", stored=None, headers=None, **typed):
        db.session.rollback()  # what only reads begins another transaction than what writes
        context = app.test_request_context("/", method=method, data=typed, headers=headers)
        context.push()
        opened.append(context)
        form = TopicForm(obj=stored)
        form.drafts = {"title": KEY}
        return form

    yield send
    for context in reversed(opened):
        context.pop()


def done():
    """An act that leaves something behind."""
    db.session.add(SchoolYear(starts_in=2031))
    return Onward("/there", "Записано.")


def refuse(refusal):
    """An act that is refused in its midst."""

    def act():
        done()
        db.session.flush()
        raise refusal

    return act


def kept():
    return db.session.scalar(select(func.count()).select_from(SchoolYear).filter_by(starts_in=2031))


def remember(account_id):
    with saving():
        at = datetime.now(UTC)
        db.session.add(Draft(account_id=account_id, key=KEY, text="О кв", at=at))


def test_what_is_accepted_is_done_said_and_left(sent):
    went = pages.accepted(sent(**GOOD), done, blamed="title")
    assert (went.status_code, went.location, kept()) == (303, "/there", 1)
    assert get_flashed_messages() == ["Записано."]


def test_a_form_that_is_only_opened_does_nothing(sent):
    assert pages.accepted(sent("GET"), done, blamed="title") is None
    topic = Topic()
    form = sent("GET", topic)
    assert pages.accepted(form, done, blamed="title", stored=topic) is None
    assert (kept(), form.version.data, form.answer_code) == (0, "3", 200)


def test_a_mistake_is_shown_before_anything_is_done(sent):
    form = sent(title=" ", nonce="once")
    assert pages.accepted(form, done, blamed="title") is None
    assert (form.errors, form.answer_code, kept()) == ({"title": ["Назовите тему."]}, 422, 0)


@pytest.mark.parametrize(("field", "blamed"), [("", "title"), ("place", "place"), ("?", "title")])
def test_a_refusal_stands_at_its_field_and_leaves_nothing(sent, field, blamed):
    form = sent(**GOOD)
    assert pages.accepted(form, refuse(Refused("Занято.", field)), blamed="title") is None
    assert (form.errors, form.answer_code, kept()) == ({blamed: ["Занято."]}, 422, 0)
    assert get_flashed_messages() == []
    assert pages.accepted(form, done, blamed="title"), "the same words may be sent again"


def test_two_who_change_one_record_see_both_texts(sent):
    theirs = Topic("О сказках", version=4)
    form = sent(stored=theirs, title="О квестах", version="3", nonce="once")
    assert pages.accepted(form, done, blamed="title", stored=theirs) is None
    assert (form.answer_code, kept()) == (409, 0)
    assert [(one.mine, one.theirs) for one in form.differences] == [("О квестах", "О сказках")]
    assert form.version.data == "4", "the next press saves this one"


def test_the_version_may_stand_elsewhere_than_the_words(sent):
    form = sent(stored=Topic(), title="О квестах", version="9", nonce="once")
    assert pages.accepted(form, done, blamed="title", stored=Topic(), version=9)


def test_a_second_press_leads_where_the_first_one_did(sent):
    pages.accepted(sent(**GOOD), done, blamed="title")
    with pytest.raises(Repeated) as twin:
        pages.accepted(sent(**GOOD), done, blamed="title")
    assert (twin.value.url, kept()) == ("/there", 1)
    assert db.session.scalar(select(func.count()).select_from(SentForm)) == 1


def test_a_draft_is_offered_once_and_goes_with_the_deed(sent, monkeypatch):
    shown = []
    monkeypatch.setattr(pages, "show", lambda *_, **values: shown.append(values))
    me = pages.me()
    remember(me.account_id)
    pages.show_form("topic.html", sent("GET"))
    pages.show_form("topic.html", sent(title="", nonce="once"))
    assert [one["drafts"]["title"] and one["drafts"]["title"].text for one in shown] == [
        "О кв",
        None,
    ]
    pages.accepted(sent(**GOOD), refuse(Refused("Занято.")), blamed="title")
    assert drafts.kept(me, KEY)
    pages.accepted(sent(**GOOD), done, blamed="title")
    assert drafts.kept(me, KEY) is None


def test_whoever_tries_too_often_is_told_when_to_come_back(sent, monkeypatch):
    monkeypatch.setattr(pages.drafts, "kept", lambda *_: None)
    monkeypatch.setattr(pages, "show", lambda *_, code, **__: pages.Response("", code))
    form = sent(**GOOD)
    pages.accepted(form, refuse(TooOften("Подождите.", 60)), blamed="title")
    answer = pages.show_form("topic.html", form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


class GuideForm(Form):
    title = line("Тема", needed="Назовите тему.", description="Одной строкой")
    text = text("Что рассказать")
    files = FileField("Файл")


def test_a_form_that_is_only_its_fields_needs_no_page_of_its_own(sent):
    remember(pages.me().account_id)
    sent("GET")
    form = GuideForm()
    form.drafts = {"text": KEY}
    answer = pages.show_fields(
        form, "Памятка", lead="Увидят все.", back="/there", press="Записать", leave="К памяткам"
    )
    said = answer.get_data(as_text=True)
    proofread(said)
    page = html.fromstring(said)
    assert all_texts(page, "//h1 | //h1/following-sibling::div") == ["Памятка", "Увидят все."]
    (drawn,) = page.xpath("//main//form")
    assert (drawn.get("action"), drawn.get("enctype")) == ("/", "multipart/form-data")
    assert [one.get("name") for one in drawn.xpath(".//*[@id and @name]")] == [
        "title", "text", "files",
    ]  # fmt: skip
    assert all_texts(drawn, ".//*[@id='title-hint']") == ["Одной строкой"]
    assert all_texts(drawn, ".//*[@id='text-draft']") == ["О кв"]
    assert all_texts(drawn, ".//button[@type='submit']") == ["Записать"]
    assert drawn.xpath(".//button//use/@href")[0].endswith("#i-check")
    assert all_texts(drawn, ".//a[@href='/there']") == ["К памяткам"]
