"""Pictures of every page, 1280 and 360 px, light and dark, into `shots/`; some for the guides.

Which pages, each room says in its `tests/<room>/measured.py`.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from tests.measured import HEAD, LIBRARIAN, STRANGER  # noqa: E402, the folder has to be known
from tests.rooms import files_of_rooms  # noqa: E402

SHOTS = TOP / "shots"
PICTURES = TOP / "docs" / "pictures"
PASSWORD = "четыре-слова-для-показа"
ADDRESS = "http://127.0.0.1:8123"
WIDTHS = (1280, 360)
THEMES = ("light", "dark")
CHROMIUM = "/usr/bin/chromium"


def main():
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "RMO_INSTANCE": folder, "RMO_DEMO_PASSWORD": PASSWORD, "PORT": "8123",
            "RMO_TODAY": "2019-12-09", "DATABASE_URL": "", "FLASK_SKIP_DOTENV": "1",
        }  # fmt: skip
        fill = [sys.executable, "-m", "rmo_web", "demo"]
        subprocess.run(fill, cwd=TOP, env=environment, check=True, capture_output=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "rmo_web.server"], cwd=TOP, env=environment
        )
        try:
            wait()
            take_all()
        finally:
            server.terminate()
            server.wait()


def wait():
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{ADDRESS}/healthz")
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not start")


def take_all():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--lang=ru"]
        )
        for width in WIDTHS:
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 860}, color_scheme=theme, locale="ru-RU",
                    base_url=ADDRESS,
                )  # fmt: skip
                page = context.new_page()
                for login in (STRANGER, HEAD, LIBRARIAN):
                    context.clear_cookies()
                    if login:
                        sign_in(page, login)
                    take(page, login, width, theme)
                context.close()
        browser.close()


def take(page: Page, login: str, width: int, theme: str):
    """What the rooms have for this person: pages by their addresses, then on longer ways."""
    rooms = files_of_rooms("measured").values()
    for room in rooms:
        for name, path in getattr(room, "PICTURES", {}).get(login, {}).items():
            page.goto(path)
            shoot(page, name, width, theme)
    for room in rooms:
        for walk in getattr(room, "WALKS", {}).get(login, ()):
            walk(page, lambda name: shoot(page, name, width, theme))


def in_guides(name: str, width: int) -> bool:
    rooms = files_of_rooms("measured").values()
    return any((name, width) in getattr(room, "IN_GUIDES", ()) for room in rooms)


def shoot(page: Page, name: str, width: int, theme: str):
    page.evaluate("document.fonts.ready")
    page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)
    if theme == "light" and in_guides(name, width):
        page.screenshot(path=PICTURES / f"{name}.png")
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if wider:
        sys.stdout.write(f"{name} at {width}: wider than the screen\n")


def sign_in(page: Page, login: str):
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("/")


if __name__ == "__main__":
    main()
