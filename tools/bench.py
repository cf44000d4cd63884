"""How long the pages take beside an empty Flask view in the same run: `make bench`."""

import gzip
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from sqlalchemy import event

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
PASSWORD = "четыре-слова-для-измерения"
TRIES = 60
PAGES = {
    "Главная": "/", "План работы": "/plan/", "Заседания": "/meetings/", "Участники": "/members/",
    "Карточка": "/members/people/4", "Доступ": "/accounts/", "Журнал": "/journal",
    "Колокольчик": "/notices/count",
}  # fmt: skip
FIRST_VISIT = ("vendor/bootstrap.min.css", "rmo.css", "vendor/htmx.min.js", "rmo.js", "theme.js",
               "icons.svg", "favicon.svg")  # fmt: skip


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"RMO_INSTANCE": folder, "RMO_DEMO_PASSWORD": PASSWORD, "DATABASE_URL": ""}
        os.environ["RMO_TODAY"] = "2019-12-09"
        app, client = signed_in()
        floor = timed(empty().test_client(), "/")
        say(f"Пустая страница Flask: {floor:.2f} мс; страницы, медиана {TRIES} запросов:")
        for name, path in PAGES.items():
            size = len(client.get(path).data)
            count, took = statements(app, client, path), timed(client, path)
            say(
                f"| {name} | {took:.1f} мс | ×{took / floor:.0f} | {count} | {size / 1024:.0f} КБ |"
            )
        files = [(TOP / "static" / name).read_bytes() for name in FIRST_VISIT]
        fonts = [one.read_bytes() for one in (TOP / "static").rglob("*.woff2")]
        plain, packed = sum(map(len, files)), sum(len(gzip.compress(one)) for one in files)
        say(f"Первое посещение: {plain // 1024} КБ (сжатыми {packed // 1024}), "
            f"шрифты {sum(map(len, fonts)) // 1024} КБ; потом из памяти браузера.")  # fmt: skip


def signed_in():
    from flask_migrate import upgrade  # the environment has to stand first

    from rmo_web import create_app, demo
    from rmo_web.kernel import clock

    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade(app.config["MIGRATIONS"])
        demo.load(at=clock.now())
    client = app.test_client()
    client.post("/sign-in", data={"login": "head", "password": PASSWORD})
    return app, client


def empty():
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def timed(client, path):
    client.get(path)
    took = []
    for _ in range(TRIES):
        before = perf_counter()
        assert client.get(path).status_code == 200
        took.append(perf_counter() - before)
    return median(took) * 1000


def statements(app, client, path):
    from rmo_web.kernel.db import db

    seen = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    client.get(path)
    return sum(one.startswith("SELECT") for one in seen)


def say(words):
    sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    main()
