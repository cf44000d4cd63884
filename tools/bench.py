"""The real server under load, beside bare Flask views in the same run: `make bench`.

What is measured each room says in its `tests/<room>/measured.py`: a year of its own (a plan of 150
rows, the attendance of 200 people, their Word files), then for each size 50 people and that many
requests with five messages each. The server of `make run` with two workers, a head signed in
through the form; one client and eight. Page and floor take turns, so that whatever else the
machine does slows both.
"""

import argparse
import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from sqlalchemy import event, text

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
PASSWORD = "четыре-слова-для-измерения"
LARGE_YEAR, SMALL, TURNS = 2018, 50, 3
FIRST_VISIT = ("vendor/bootstrap.min.css", "rmo.css", "vendor/htmx.min.js", "rmo.js", "theme.js",
               "icons.svg", "favicon.svg")  # fmt: skip
CLIENTS = (1, 8)
FLOOR = ["gunicorn", "floor:app", "--chdir", str(TOP / "tools"), "--pythonpath", str(TOP),
         "--worker-class", "rmo_web.worker.Worker", "--workers", "2", "--threads", "4",
         "--log-level", "warning"]  # fmt: skip


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
    if len(queue) > 1:
        least, most = queue[min(queue)], queue[max(queue)]
        say(f"\np95 очереди «Все» при {max(queue)} и при {min(queue)} заявках, 1 клиент: "
            f"×{most.page.p95 / least.page.p95:.2f}; пола в те же минуты: "
            f"×{most.floor.p95 / least.floor.p95:.2f}.")  # fmt: skip
    say(f"Первое посещение: {first_visit() / 1024:.0f} КБ сжатыми, со шрифтами.")


def measure_year(folder, seconds):
    """Measure what the rooms make of a large year: pages, deeds, Word files."""
    set_up_in(folder)
    app, _ = furnished(SMALL)
    with app.app_context():
        asked = in_large_year()
    found = compared(app, asked, seconds)
    told("Год: 150 строк плана, 200 человек", found)
    words = "; ".join(f"{name} {one:.0f}" for name, one in found.papers.items())
    say(f"\nФайлы Word, мс (p50, 1 клиент): {words}.")


def set_up_in(folder):
    os.environ |= {
        "RMO_INSTANCE": str(folder), "RMO_DEMO_PASSWORD": PASSWORD, "DATABASE_URL": "",
        "RMO_TODAY": "2019-12-09", "RMO_WORKERS": "2", "FLASK_SKIP_DOTENV": "1",
    }  # fmt: skip


def measured(size, folder, seconds):
    """Measure everything at this size; what the page that grows took."""
    set_up_in(folder)
    before = time.perf_counter()
    app, asked = furnished(size)
    built = time.perf_counter() - before
    found = compared(app, asked, seconds)
    told(f"{size} заявок", found)
    say(f"\nДанные построены за {built:.0f} с; холодный старт {found.cold:.1f} с; "
        f"память процессов, МБ: {found.memory}.")  # fmt: skip
    return found.pages[asked.main][1]


def compared(app, asked, seconds):
    """Pages and deeds beside the floor, under the real server."""
    counted = {name: statements(app, path) for name, path in asked.pages.items()}
    with serving([sys.executable, "-m", "rmo_web.server"]) as (port, cold, process):
        browser = Browser(port)
        browser.sign_in()
        os.environ["FLOOR_FILLING"] = str(filling(browser.get(asked.pages[asked.main])[1]))
        os.environ["FLOOR_COOKIE"] = browser.cookie.partition("=")[0]
        with serving([sys.executable, "-m", *FLOOR]) as (bare_port, _, _):
            bare = Browser(bare_port, browser.cookie)
            pages = {name: beside((browser, path, None), (bare, "/", None), seconds)
                     for name, path in asked.pages.items()}  # fmt: skip
            insert = (bare, "/", lambda number: {"text": f"слово {number}"})
            ways = (browser, asked.deeds), (browser.with_htmx(), asked.in_place)
            deeds = {name: beside((way, path, signed(browser, said)), insert, seconds)
                     for way, deeds in ways for name, (path, said) in deeds.items()}  # fmt: skip
        papers = {name: load(browser, path, None, 1, seconds).p50
                  for name, path in asked.papers.items()}  # fmt: skip
        return Compared(pages, deeds, papers, counted, cold, memory_of(process.pid))


def signed(browser, said):
    """What the form of the deed sends, with the token of this session."""
    return lambda number: said(number) | {"csrf_token": browser.token}


def filling(page):
    """How much each of the floor's 50 rows has to say to be as long as the page."""
    return max(0, page // 50 - 260) // 2


def told(title, found):
    say(f"\n### {title}\n")
    say("| | в секунду, 1 | p50 / p95, мс | к полу | в секунду, 8 | p50 / p95, мс | к полу "
        "| КБ | запросов SQL |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
    say(f"| Пол: чтение | {floor_of(found.pages.values())} | | |")
    say(f"| Пол: запись | {floor_of(found.deeds.values())} | | |")
    for name, row in (found.pages | found.deeds).items():
        cells = [cell for both in row.values() for cell in shown(both.page, both.floor)]
        say(f"| {name} | {' | '.join(cells)} | {row[1].page.size / 1024:.0f} | "
            f"{found.statements.get(name, '')} |")  # fmt: skip


def floor_of(rows):
    rows = list(rows)
    joined = [sum((one[clients].floor for one in rows), Found()) for clients in CLIENTS]
    return " | ".join(cell for one in joined for cell in shown(one, one))


def shown(found, base):
    return (f"{found.rate:.0f}", f"{found.p50:.1f} / {found.p95:.1f}",
            f"{100 * found.rate / base.rate:.0f} %")  # fmt: skip


# The data


def furnished(size):
    """The application over its example with so many requests more; what is measured of it."""
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
            asked = told_by_rooms("grow", connection, size)
            connection.execute(text("ANALYZE"))
            connection.commit()
    return app, asked


def in_large_year():
    """What is measured of a year that the rooms have filled."""
    from rmo_web.kernel import years
    from rmo_web.kernel.db import saving

    with saving():
        return told_by_rooms("fill_year", years.opened(LARGE_YEAR).id)


def told_by_rooms(name, *said):
    """What is measured when every room has made its rows, first where its main page is."""
    from tests.measured import Measured
    from tests.rooms import files_of_rooms

    rooms = files_of_rooms("measured").values()
    asked = [getattr(one, name)(*said) for one in rooms if hasattr(one, name)]
    asked.sort(key=lambda one: not one.main)
    kinds = ("pages", "papers", "deeds", "in_place")
    told = {
        kind: {title: what for one in asked for title, what in getattr(one, kind).items()}
        for kind in kinds
    }
    return Measured(**told, main=asked[0].main)


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

    def __init__(self, port, cookie="", **headers):
        self.port, self.cookie, self.token, self.headers = port, cookie, "", headers
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def another(self, **headers):
        twin = Browser(self.port, self.cookie, **self.headers, **headers)
        twin.token = self.token
        return twin

    def with_htmx(self):
        return self.another(**{"HX-Request": "true"})

    def get(self, path):
        return self.ask("GET", path)

    def ask(self, method, path, said=None):
        headers = self.headers | {"Cookie": self.cookie, "X-CSRFToken": self.token}
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


@dataclass(frozen=True)
class Compared:
    """What came of a comparison: pages, deeds and Word files by their words, and the server."""

    pages: dict
    deeds: dict
    papers: dict
    statements: dict
    cold: float
    memory: str


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
