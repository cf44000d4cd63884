"""The real server under load, beside bare Flask views in the same run: `make bench`.

A year of its own: a plan of 150 rows, the attendance of 200 people, their Word files. Then for
each size: 50 people, that many requests with five messages each, the server of `make run`
with two workers, a head signed in through the form; one client and eight. Page and floor take
turns, so that whatever else the machine does slows both.
"""

import argparse
import gzip
import http.client
import os
import random
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from sqlalchemy import event, insert, select, text

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
PASSWORD = "четыре-слова-для-измерения"
TODAY = date(2019, 12, 9)
PEOPLE, MESSAGES, CHUNK, TURNS = 50, 5, 5000, 3
FIRST_VISIT = ("vendor/bootstrap.min.css", "rmo.css", "vendor/htmx.min.js", "rmo.js", "theme.js",
               "icons.svg", "favicon.svg")  # fmt: skip
STATES = (("new", 1), ("in_work", 2), ("needs_info", 1), ("postponed", 1), ("answered", 2),
          ("closed", 93))  # fmt: skip
QUESTIONS = (
    "Как списать учебники, исключённые из перечня?", "Нужен образец акта сверки с федеральным "
    "списком.", "С чего начать план библиотеки на год?", "Как оформить межшкольный обмен "
    "учебниками?", "Какие курсы подойдут для высшей категории?", "Как перенести карточки в "
    "электронный каталог?", "Как составить паспорт библиотеки?", "Где взять сценарий недели "
    "детской книги?",
)  # fmt: skip
CLIENTS = (1, 8)
FLOOR = ["gunicorn", "floor:app", "--chdir", str(TOP / "tools"), "--pythonpath", str(TOP),
         "--worker-class", "rmo_web.worker.Worker", "--workers", "2", "--threads", "4",
         "--log-level", "warning"]  # fmt: skip
PAGES = {
    "Очередь, «Новые»": "/help-requests/?tab=new", "Очередь, «Все»": "/help-requests/?tab=all",
    "Одна заявка": "/help-requests/{request}", "Главная": "/", "План": "/plan/",
    "Участники": "/members/",
}  # fmt: skip


def main():
    said = argparse.ArgumentParser()
    said.add_argument("--sizes", default="1000,10000,100000")
    said.add_argument("--seconds", type=float, default=3)
    options = said.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_year(Path(folder), options.seconds)
    queue = {}
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            queue[size] = measured(size, Path(folder), options.seconds)
    least, most = queue[min(queue)], queue[max(queue)]
    if len(queue) > 1:
        say(f"\np95 очереди «Все» при {max(queue)} и при {min(queue)} заявках, 1 клиент: "
            f"×{most.page.p95 / least.page.p95:.2f}; пола в те же минуты: "
            f"×{most.floor.p95 / least.floor.p95:.2f}.")  # fmt: skip
    say(f"Первое посещение: {first_visit() / 1024:.0f} КБ сжатыми, со шрифтами.")


def measure_year(folder, seconds):
    """Measure a year of 150 rows and a meeting of 200 people: pages, a tick, Word files."""
    set_up_in(folder)
    app, _ = furnished(50)
    with app.app_context():
        meeting_id, person_id = add_year()
    rolls = f"/meetings/{meeting_id}/attendance"
    pages = {
        "План, 150 строк": "/plan/?year=2018", "План и факт, 150 строк": "/plan/fact?year=2018",
        "Явка, 200 человек": rolls, "Заседание": f"/meetings/{meeting_id}",
    }  # fmt: skip
    papers = {
        "План": "/plan/word?year=2018", "Лист регистрации": f"/meetings/{meeting_id}/sheet.docx",
        "Приглашение": f"/meetings/{meeting_id}/invitation.docx",
    }  # fmt: skip
    counted = {name: statements(app, path) for name, path in pages.items()}
    with serving([sys.executable, "-m", "rmo_web.server"]) as (port, _, _):
        browser = Browser(port)
        browser.sign_in()
        os.environ["FLOOR_FILLING"] = str(filling(browser.get(pages["План, 150 строк"])[1]))
        os.environ["FLOOR_COOKIE"] = browser.cookie.partition("=")[0]
        with serving([sys.executable, "-m", *FLOOR]) as (bare_port, _, _):
            bare = Browser(bare_port, browser.cookie)
            rows = {name: beside((browser, path, None), (bare, "/", None), seconds)
                    for name, path in pages.items()}  # fmt: skip
            tick = (browser, f"{rolls}/marks", Ticker(browser, person_id))
            insert = (bare, "/", lambda number: {"text": f"слово {number}"})
            rows["Отметка явки"] = beside(tick, insert, seconds)
        took = {name: load(browser, path, None, 1, seconds).p50 for name, path in papers.items()}
    told("Год: 150 строк плана, 200 человек", rows, counted, "Отметка явки")
    words = "; ".join(f"{name} {one:.0f}" for name, one in took.items())
    say(f"\nФайлы Word, мс (p50, 1 клиент): {words}.")


def set_up_in(folder):
    os.environ |= {
        "RMO_INSTANCE": str(folder), "RMO_DEMO_PASSWORD": PASSWORD, "DATABASE_URL": "",
        "RMO_TODAY": TODAY.isoformat(), "RMO_WORKERS": "2", "FLASK_SKIP_DOTENV": "1",
    }  # fmt: skip


def measured(size, folder, seconds):
    """Measure everything at this size; what the queue took for one client."""
    set_up_in(folder)
    before = time.perf_counter()
    app, request_id = furnished(size)
    built, pages = time.perf_counter() - before, {}
    for name, path in PAGES.items():
        pages[name] = path.format(request=request_id)
    counted = {name: statements(app, path) for name, path in pages.items()}
    with serving([sys.executable, "-m", "rmo_web.server"]) as (port, cold, process):
        browser = Browser(port)
        browser.sign_in()
        os.environ["FLOOR_FILLING"] = str(filling(browser.get(pages["Очередь, «Все»"])[1]))
        os.environ["FLOOR_COOKIE"] = browser.cookie.partition("=")[0]
        with serving([sys.executable, "-m", *FLOOR]) as (bare_port, _, _):
            bare = Browser(bare_port, browser.cookie)
            rows = {name: beside((browser, path, None), (bare, "/", None), seconds)
                    for name, path in pages.items()}  # fmt: skip
            reply = (browser, f"/help-requests/{request_id}/move", Writer(browser, request_id))
            insert = (bare, "/", lambda number: {"text": f"слово {number}"})
            rows["Ответ в заявку"] = beside(reply, insert, seconds)
        memory = memory_of(process.pid)
    told(f"{size} заявок", rows, counted, "Ответ в заявку")
    say(f"\nДанные построены за {built:.0f} с; холодный старт {cold:.1f} с; "
        f"память процессов, МБ: {memory}.")  # fmt: skip
    return rows["Очередь, «Все»"][1]


def filling(page):
    """How much each of the floor's 50 rows has to say to be as long as the page."""
    return max(0, page // 50 - 260) // 2


def told(title, rows, counted, writing):
    say(f"\n### {title}\n")
    say("| | в секунду, 1 | p50 / p95, мс | к полу | в секунду, 8 | p50 / p95, мс | к полу "
        "| КБ | запросов SQL |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    say(f"| Пол: чтение | {floor_of(rows[name] for name in rows if name != writing)} | | |")
    say(f"| Пол: запись | {floor_of([rows[writing]])} | | |")
    for name, found in rows.items():
        cells = [cell for both in found.values() for cell in shown(both.page, both.floor)]
        say(f"| {name} | {' | '.join(cells)} | {found[1].page.size / 1024:.0f} | "
            f"{counted.get(name, '')} |")  # fmt: skip


def floor_of(rows):
    rows = list(rows)
    joined = [sum((one[clients].floor for one in rows), Found()) for clients in CLIENTS]
    return " | ".join(cell for one in joined for cell in shown(one, one))


def shown(found, base):
    return (f"{found.rate:.0f}", f"{found.p50:.1f} / {found.p95:.1f}",
            f"{100 * found.rate / base.rate:.0f} %")  # fmt: skip


# The data


def furnished(size):
    """The application over its example with so many requests more, and one of them."""
    from flask_migrate import upgrade  # the environment has to stand first

    from rmo_web import create_app, demo
    from rmo_web.kernel import clock
    from rmo_web.kernel.db import db

    app = create_app()
    with app.app_context():
        upgrade(app.config["MIGRATIONS"])
        demo.load(at=clock.now())
        with db.engine.connect() as connection:
            connection.execute(text("CREATE TABLE floor (id INTEGER PRIMARY KEY, text TEXT)"))
            people = add_people(connection)
            request_id = add_requests(connection, size, people)
            connection.execute(text("ANALYZE"))
            connection.commit()
    return app, request_id


def add_year():
    """The year 2018: a plan of 150 rows, a meeting of 200 people; its id, and one of them."""
    from rmo_web.kernel import years
    from rmo_web.kernel.db import db, saving
    from rmo_web.meetings.models import Meeting, Question, Speaker
    from rmo_web.members.models import Membership, Organisation, Person
    from rmo_web.plan.models import Plan, Responsible, Row, Section

    words = "Обмен опытом по проведению Месячника школьных библиотек"
    with saving():
        year = years.opened(2018).id
        plan = Plan(year_id=year, title="План работы", theme=words, goal=words * 3,
                    tasks=[words] * 5, abbreviations={}, imported_at=datetime.now(UTC))  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        for number in range(150):
            if not number % 30:
                section = Section(plan_id=plan.id, position=number, number=f"{number // 30 + 1}.",
                                  title=words, has_place_apart=True, columns=[])  # fmt: skip
                db.session.add(section)
                db.session.flush()
            row = Row(section_id=section.id, position=number % 30 + 1, kind="item",
                      number=str(number + 1), text=words, title=words, form="",
                      when_text="Осень", when={"months": [[2018, 9 + number % 4]]},
                      place="Школа № 6",
                      people_text="Синицына А.С.", mark="", extras=[])  # fmt: skip
            db.session.add(row)
            db.session.flush()
            db.session.add_all(
                Responsible(row_id=row.id, position=n, kind="person", name="Синицына А.С.", post="",
                            organisation="Школа № 6") for n in range(2)
            )  # fmt: skip
        schools = list(db.session.scalars(select(Organisation.id)))
        for number in range(200):
            surname = f"Совина{chr(ord('а') + number % 32)}{chr(ord('а') + number // 32)}"
            person = Person(surname=surname, given="Анна", patronymic="Сергеевна",
                            sort_key=surname.lower(), joined_on=date(2017, 9, 1))  # fmt: skip
            db.session.add(person)
            db.session.flush()
            db.session.add(Membership(person_id=person.id, post="librarian",
                                      organisation_id=schools[number % len(schools)]))  # fmt: skip
        meeting = Meeting(year_id=year, number=1, theme=words, held_on=date(2018, 10, 29),
                          state="held", place="Школа № 6")  # fmt: skip
        db.session.add(meeting)
        db.session.flush()
        for number in range(1, 6):
            question = Question(meeting_id=meeting.id, position=number, text=words)
            db.session.add(question)
            db.session.flush()
            db.session.add(Speaker(question_id=question.id, position=0, name="Синицына А.С."))
        return meeting.id, person.id


def add_people(connection):
    from rmo_web.members.models import Membership, Organisation, Person

    known = list(connection.scalars(select(Person.id)))
    schools = list(connection.scalars(select(Organisation.id)))
    for number in range(len(known), PEOPLE):
        surname = f"Синицына{chr(ord('а') + number % 32)}{chr(ord('а') + number // 32)}"
        made = connection.execute(
            insert(Person).values(
                surname=surname, given="Анна", patronymic="Сергеевна",
                initials=f"{surname} А.С.", sort_key=surname.lower(), search_key=surname.lower(),
                joined_on=TODAY, category="none", version=1,
            )
        )  # fmt: skip
        known.append(made.inserted_primary_key[0])
        connection.execute(
            insert(Membership).values(
                person_id=known[-1], organisation_id=schools[number % len(schools)],
                post="librarian", version=1,
            )
        )  # fmt: skip
    return known, schools


def add_requests(connection, size, people):
    from rmo_web.help_requests.models import HelpRequest, Message, Rubric
    from rmo_web.kernel import search
    from rmo_web.kernel.years import SchoolYear

    dice, (authors, schools) = random.Random(1), people
    rubrics = list(connection.scalars(select(Rubric.id)))
    year = connection.scalar(select(SchoolYear.id))
    stems = {one: search.column(one) for one in QUESTIONS}
    first = 1 + connection.scalar(text("SELECT max(id) FROM help_request"))
    states = dice.choices(*zip(*STATES, strict=True), k=size)
    for start in range(0, size, CHUNK):
        requests, messages = [], []
        for number in range(start, min(start + CHUNK, size)):
            said = request_of(first + number, states[number], dice, stems)
            said |= {"year_id": year, "author_id": dice.choice(authors[5:])}
            said |= {"organisation_id": dice.choice(schools), "rubric_id": dice.choice(rubrics)}
            said["consultant_id"] = dice.choice(authors[:3]) if said["status"] != "new" else None
            requests.append(said)
            messages += messages_of(said)
        connection.execute(insert(HelpRequest), requests)
        connection.execute(insert(Message), messages)
    return first + states.index("in_work")


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


def statements(app, path):
    """How many SELECTs the page asks."""
    from rmo_web.kernel.db import db

    app.config["WTF_CSRF_ENABLED"], seen = False, []
    client = app.test_client()
    client.post("/sign-in", data={"login": "head", "password": PASSWORD})
    with app.app_context():
        engine = db.engine

    def tell(*said):
        seen.append(said[2])

    event.listen(engine, "before_cursor_execute", tell)
    client.get(path)
    event.remove(engine, "before_cursor_execute", tell)
    return sum(one.startswith("SELECT") for one in seen)


# The server and its clients


@contextmanager
def serving(command):
    """The server at a free port: the port, how long it took to answer, its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if "gunicorn" in command:
        command = [*command, "--bind", f"127.0.0.1:{port}"]
    before = time.perf_counter()
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1"}
    with subprocess.Popen(command, cwd=TOP, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            while not answers(port):
                time.sleep(0.02)
            yield port, time.perf_counter() - before, process
        finally:
            process.terminate()
            process.wait(60)


def answers(port):
    try:
        return Browser(port).get("/healthz")[0] == 200
    except OSError:
        return False


class Browser:
    """One connection that stays open, with a cookie."""

    def __init__(self, port, cookie=""):
        self.port, self.cookie, self.token = port, cookie, ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def another(self):
        twin = Browser(self.port, self.cookie)
        twin.token = self.token
        return twin

    def get(self, path):
        return self.ask("GET", path)

    def ask(self, method, path, said=None):
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token}
        if said is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(said) if said else None
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # it has stood idle too long
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        self.body = answer.read()
        if set_cookie := answer.headers.get("Set-Cookie"):
            self.cookie = set_cookie.partition(";")[0]
        return answer.status, len(self.body)

    def sign_in(self):
        self.get("/sign-in")
        self.token = self.token_on_page()
        code, _ = self.ask("POST", "/sign-in", {"login": "head", "password": PASSWORD,
                                                 "csrf_token": self.token})  # fmt: skip
        assert code == 303, code
        assert self.get("/")[0] == 200
        self.token = self.token_on_page()

    def token_on_page(self):
        return re.search(rb'name="csrf" content="([^"]+)"', self.body)[1].decode()


class Writer:
    """A note to the request, another one each time."""

    def __init__(self, browser, request_id):
        self.token, self.request_id = browser.token, request_id

    def __call__(self, number):
        return {"action": "note", "text": f"Заметка {number}", "nonce": secrets.token_hex(12),
                "csrf_token": self.token}  # fmt: skip


class Ticker:
    """Who was there, said otherwise each time."""

    def __init__(self, browser, person_id):
        self.token, self.name = browser.token, f"mark-{person_id}"

    def __call__(self, number):
        return {self.name: ("present", "remote")[number % 2], "csrf_token": self.token}


@dataclass(frozen=True)
class Found:
    """What came of a load: how long each request took, in seconds; bytes of an answer."""

    took: tuple = ()
    seconds: float = 0
    size: int = 0

    def __add__(self, more):
        return Found(self.took + more.took, self.seconds + more.seconds, more.size)

    @property
    def rate(self):
        return len(self.took) / self.seconds

    @property
    def p50(self):
        return quantiles(self.took, n=20)[9] * 1000

    @property
    def p95(self):
        return quantiles(self.took, n=20)[18] * 1000


@dataclass(frozen=True)
class Both:
    """A page, and the floor in the same minutes."""

    page: Found
    floor: Found


def beside(asked, bare, seconds):
    found = {}
    for clients in CLIENTS:
        turns = [(load(*asked, clients, seconds / TURNS), load(*bare, clients, seconds / TURNS))
                 for _ in range(TURNS)]  # fmt: skip
        found[clients] = Both(*(sum(one, Found()) for one in zip(*turns, strict=True)))
    return found


def load(browser, path, said, clients, seconds):
    browsers = [browser.another() for _ in range(clients)]
    for one in browsers:
        press(one, path, said, 0)
    before = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(lambda one: until(before + seconds, one, path, said), browsers))
    took = tuple(one for times, _ in found for one in times)
    return Found(took, time.perf_counter() - before, found[0][1])


def until(end, browser, path, said):
    took, size, number = [], 0, 0
    while (start := time.perf_counter()) < end:
        number += 1
        size = press(browser, path, said, number)
        took.append(time.perf_counter() - start)
    return took, size


def press(browser, path, said, number):
    code, size = browser.ask("POST" if said else "GET", path, said(number) if said else None)
    assert code in {200, 204, 303}, (path, code)
    return size


def memory_of(pid):
    """Resident MB of the process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = []
    for one in (pid, *children):
        status = Path(f"/proc/{one}/status").read_text()
        sizes.append(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024)
    return ", ".join(map(str, sizes))


def first_visit():
    files = [gzip.compress((TOP / "static" / name).read_bytes()) for name in FIRST_VISIT]
    fonts = [one.read_bytes() for one in (TOP / "static").rglob("*.woff2")]
    return sum(map(len, [*files, *fonts]))


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
