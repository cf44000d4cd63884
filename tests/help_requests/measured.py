"""What is measured and pictured of the queue: thousands of requests of five messages each."""

import random
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select

from rmo_web.help_requests.models import HelpRequest, Message, Rubric
from rmo_web.kernel import search
from rmo_web.kernel.years import SchoolYear
from rmo_web.members.models import Organisation, Person
from tests.measured import HEAD, LIBRARIAN, TODAY, Measured

CHUNK = 5000
STATES = (("new", 1), ("in_work", 2), ("needs_info", 1), ("postponed", 1), ("answered", 2),
          ("closed", 93))  # fmt: skip
QUESTIONS = (
    "Как списать учебники, исключённые из перечня?", "Нужен образец акта сверки с федеральным "
    "списком.", "С чего начать план библиотеки на год?", "Как оформить межшкольный обмен "
    "учебниками?", "Какие курсы подойдут для высшей категории?", "Как перенести карточки в "
    "электронный каталог?", "Как составить паспорт библиотеки?", "Где взять сценарий недели "
    "детской книги?",
)  # fmt: skip
PICTURES = {
    HEAD: {
        "queue": "/help-requests/?tab=all", "queue-new": "/help-requests/",
        "call": "/help-requests/calls/new", "request-head": "/help-requests/2",
        "consultations": "/help-requests/journal", "answers": "/help-requests/answers/",
        "article": "/help-requests/answers/1", "article-edit": "/help-requests/answers/1/edit",
        "rubrics": "/help-requests/rubrics/", "rubric": "/help-requests/rubrics/1",
        "quick-reply": "/help-requests/replies/1",
    },
    LIBRARIAN: {"mine": "/help-requests/mine", "request": "/help-requests/2"},
}  # fmt: skip
IN_GUIDES = {
    ("queue", 1280), ("request-head", 1280), ("consultations", 1280), ("ask", 360),
    ("request", 360),
}  # fmt: skip


def grow(connection, size):
    dice = random.Random(1)
    people = list(connection.scalars(select(Person.id).order_by(Person.id)))
    schools = list(connection.scalars(select(Organisation.id)))
    rubrics = list(connection.scalars(select(Rubric.id)))
    year = connection.scalar(select(SchoolYear.id))
    stems = {one: search.column(one) for one in QUESTIONS}
    first = 1 + connection.scalar(select(func.max(HelpRequest.id)))
    states = dice.choices(*zip(*STATES, strict=True), k=size)
    for start in range(0, size, CHUNK):
        requests, messages = [], []
        for number in range(start, min(start + CHUNK, size)):
            said = request_of(first + number, states[number], dice, stems)
            said |= {"year_id": year, "author_id": dice.choice(people[5:])}
            said |= {"organisation_id": dice.choice(schools), "rubric_id": dice.choice(rubrics)}
            said["consultant_id"] = dice.choice(people[:3]) if said["status"] != "new" else None
            requests.append(said)
            messages += messages_of(said)
        connection.execute(insert(HelpRequest), requests)
        connection.execute(insert(Message), messages)
    one = f"/help-requests/{first + states.index('in_work')}"
    return Measured(
        {
            "Очередь, «Новые»": "/help-requests/?tab=new",
            "Очередь, «Все»": "/help-requests/?tab=all",
            "Одна заявка": one,
        },
        deeds={"Ответ в заявку": (f"{one}/move", note)},
        main="Очередь, «Все»",
    )


def note(number):
    """A note to the request, another one each time."""
    return {"action": "note", "text": f"Заметка {number}", "nonce": secrets.token_hex(12)}


def request_of(request_id, status, dice, stems):
    question, is_done = dice.choice(QUESTIONS), status in {"answered", "closed"}
    asked_at = datetime(2019, 12, 9, 6, tzinfo=UTC) - timedelta(minutes=dice.randrange(120 * 1440))
    return {
        "id": request_id, "number": request_id + 100, "title": question[:120], "status": status,
        "post": "библиотекарь", "wished": "writing", "given": "writing" if is_done else None,
        "postponed_until": TODAY + timedelta(days=9) if status == "postponed" else None,
        "asked_at": asked_at, "waits_since": asked_at, "moved_at": asked_at + timedelta(hours=9),
        "first_answer_at": asked_at + timedelta(hours=5) if is_done else None,
        "answered_at": asked_at + timedelta(hours=5) if is_done else None,
        "ended_at": asked_at + timedelta(hours=9) if status == "closed" else None,
        "has_helped": status == "closed" or None, "stems": stems[question], "version": 1,
    }  # fmt: skip


def messages_of(row):
    kinds = ("question", "ask_back", "reply", "note", "answer")
    for number, kind in enumerate(kinds):
        is_authors = kind in {"question", "reply"}
        yield {
            "request_id": row["id"], "kind": kind, "text": row["title"] * 2, "action": None,
            "author_id": row["author_id"] if is_authors else row["consultant_id"],
            "at": row["asked_at"] + timedelta(hours=number),
        }  # fmt: skip


def take_question(page, shoot):
    page.goto("/help-requests/new")
    page.select_option("#rubric_id", index=10)
    page.fill("#question", "С чего начать план библиотеки на следующий год?")
    page.wait_for_selector(".like")
    page.evaluate("document.activeElement.blur()")
    shoot("ask")


WALKS = {LIBRARIAN: [take_question]}
