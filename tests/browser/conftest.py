"""The house in a real browser: a server of its own, its example, and a watch over every page."""

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from flask_migrate import upgrade
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from rmo_web import create_app, demo
from rmo_web.accounts import services as accounts
from rmo_web.kernel import clock
from rmo_web.kernel.db import db, saving
from rmo_web.settings import Settings
from tests.browser.hands import PASSWORD, TODAY, WIDE, sign_in

CHROMIUM = Path("/usr/bin/chromium")
CAST = ("head", "young")
# The browser's and htmx's own echo of an answer that the test itself looks at.
ECHOES = (
    "Failed to load resource", "Response Status Error Code", "htmx:sendError", "htmx:afterRequest",
)  # fmt: skip
VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  (e) => console.error("CSP:", e.violatedDirective, e.blockedURI, e.sourceFile))"""

WAITS = 20_000  # ms: a machine may have other things to do
expect.set_options(timeout=WAITS)


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


class House:
    """The application behind a real socket, over a file of its own."""

    def __init__(self, folder):
        self.file, self.first = folder / "rmo.db", folder / "first.db"
        settings = Settings(instance=str(folder), demo_password=PASSWORD, today=TODAY)
        self.app = create_app(settings, PASSWORD_COST="cheap")
        with self.app.app_context():
            upgrade(self.app.config["MIGRATIONS"])
        self.states = {"": None}
        self.places = {}

    @contextmanager
    def open(self):
        server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Quiet)
        self.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()

    def keep(self):
        """This is how every test finds the house."""
        copy(self.file, self.first)

    def put_back(self):
        copy(self.first, self.file)


def copy(source, target):
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        missing = f"нет {CHROMIUM}: apt install chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def furnished(chromium, tmp_path_factory):
    """The house with the example; the cast has signed in."""
    house = House(tmp_path_factory.mktemp("example"))
    with house.app.app_context():
        demo.load(at=clock.now())
    with house.open():
        for login in CAST:
            context = chromium.new_context(base_url=house.address)
            sign_in(context.new_page(), login)
            house.states[login] = context.storage_state()
            context.close()
        house.keep()
        yield house


@pytest.fixture(scope="session")
def bare(chromium, tmp_path_factory):
    """The house in which nobody has been; `code` opens it."""
    house = House(tmp_path_factory.mktemp("empty"))
    with house.app.app_context(), saving():
        house.code = accounts.new_setup_code(at=clock.now())
    house.keep()
    with house.open():
        yield house


@pytest.fixture
def house(furnished):
    furnished.put_back()
    return furnished


@pytest.fixture
def empty_house(bare):
    bare.put_back()
    return bare


@pytest.fixture
def visit(chromium, house):
    """`visit("head")`: a page of this person; whatever goes wrong in it fails the test."""
    with watched(chromium, house) as opened:
        yield opened


@pytest.fixture
def visit_empty(chromium, empty_house):
    """The same in a house where nobody has been."""
    with watched(chromium, empty_house) as opened:
        yield opened


@contextmanager
def watched(chromium, house):
    contexts, faults = [], []

    def page(login="", **more):
        settings = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "ru-RU"} | more
        state = house.states[login]
        context = chromium.new_context(base_url=house.address, storage_state=state, **settings)
        context.set_default_timeout(WAITS)
        watch(context, house.address, faults)
        contexts.append(context)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()
    assert faults == []


def watch(context, address, faults):
    """Write down errors, breaches of the policy, and requests that leave the house."""
    host = urlsplit(address).netloc

    def said(message):
        if message.type == "error" and not message.text.startswith(ECHOES):
            faults.append(f"{message.page.url}: {message.text}")

    def asked(request):
        if (
            urlsplit(request.url).scheme in {"http", "https"}
            and urlsplit(request.url).netloc != host
        ):
            faults.append(f"left the house: {request.url}")

    def answered(response):
        if response.status >= 400 and "/static/" in response.url:
            faults.append(f"{response.status}: {response.url}")

    context.add_init_script(VIOLATIONS)
    context.on("console", said)
    context.on("weberror", lambda thrown: faults.append(f"{thrown.page.url}: {thrown.error}"))
    context.on("request", asked)
    context.on("response", answered)
