"""Pictures of every page, 1280 and 360 px, light and dark, into `shots/`; some for the guides."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TOP = Path(__file__).resolve().parent.parent
SHOTS = TOP / "shots"
PICTURES = TOP / "docs" / "pictures"
PASSWORD = "четыре-слова-для-показа"
ADDRESS = "http://127.0.0.1:8123"
WIDTHS = (1280, 360)
THEMES = ("light", "dark")
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--lang=ru"]

STRANGER = {
    "sign-in": "/sign-in",
    "join": "/join",
    "forgot": "/forgot",
    "not-found": "/no-such-page",
}
HEAD = {
    "home": "/", "plan": "/plan/", "plan-import": "/plan/import", "meetings": "/meetings/",
    "register": "/members/", "new-person": "/members/people/new",
    "organisations": "/members/organisations/", "organisation": "/members/organisations/5",
    "card": "/members/people/4", "card-edit": "/members/people/4/edit",
    "consent": "/members/people/4/consent", "withdraw": "/members/people/4/withdraw-consent",
    "leave": "/members/people/4/leave", "work": "/members/people/4/works/new",
    "members-import": "/members/import", "association": "/members/association",
    "access": "/accounts/", "account": "/accounts/2", "invite": "/accounts/invite/6",
    "journal": "/journal", "notices": "/notices/", "erase": "/setup/erase",
    "queue": "/help-requests/?tab=all", "queue-new": "/help-requests/",
    "call": "/help-requests/calls/new", "request-head": "/help-requests/2",
    "consultations": "/help-requests/journal",
    "answers": "/help-requests/answers/", "article": "/help-requests/answers/1",
    "article-edit": "/help-requests/answers/1/edit", "rubrics": "/help-requests/rubrics/",
    "rubric": "/help-requests/rubrics/1", "quick-reply": "/help-requests/replies/1",
    "plan-edit": "/plan/edit", "plan-row": "/plan/rows/3", "plan-header": "/plan/header",
    "plan-state": "/plan/state", "plan-section": "/plan/sections/2", "plan-fact": "/plan/fact",
    "plan-changes": "/plan/changes", "passport": "/passport", "year-end": "/year/end",
    "meeting": "/meetings/2", "meeting-ahead": "/meetings/4", "meeting-edit": "/meetings/4/edit",
    "question": "/meetings/questions/8", "invitation": "/meetings/4/invitation",
    "postpone": "/meetings/4/steps/postpone", "minutes-read": "/meetings/2/minutes",
    "correct": "/meetings/2/minutes/correct", "proposals": "/meetings/proposals",
    "meeting-forms": "/meetings/forms", "assignments": "/meetings/assignments/?tab=all",
    "assignment": "/meetings/assignments/1", "assignment-new": "/meetings/assignments/new",
    "calendar": "/calendar/",
}  # fmt: skip
LIBRARIAN = {"home-librarian": "/", "me": "/me/", "sign-ins": "/me/sign-ins",
             "password": "/me/password", "forbidden": "/accounts/",
             "mine": "/help-requests/mine", "request": "/help-requests/2",
             "meeting-librarian": "/meetings/4",
             "assignments-librarian": "/meetings/assignments/"}  # fmt: skip


THEME = "Готовимся к Неделе детской книги"
AGENDA = (
    ("О ходе подготовки к Неделе", "Ёлкина В.О., МБОУ «Школа № 6» — квест по полкам, 15 мин."),
    ("Разное", "Иволгина М.П."),
)

IN_GUIDES = {
    ("home", 1280), ("plan", 360), ("plan-preview", 1280), ("invite", 1280), ("register", 1280),
    ("members-import", 1280), ("queue", 1280), ("request-head", 1280), ("consultations", 1280),
    ("meeting", 1280), ("attendance", 1280), ("minutes", 1280), ("assignment", 1280),
    ("ask", 360), ("request", 360), ("home-librarian", 360), ("card-edit", 360), ("sign-in", 360),
}  # fmt: skip


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
                    viewport={"width": width, "height": 860}, color_scheme=theme, locale="ru-RU"
                )
                page = context.new_page()
                take(page, STRANGER, width, theme)
                sign_in(page, "head")
                take(page, HEAD, width, theme)
                take_preview(page, width, theme)
                take_minutes(page, width, theme)
                context.clear_cookies()
                sign_in(page, "young")
                take(page, LIBRARIAN, width, theme)
                take_question(page, width, theme)
                context.close()
        browser.close()


def take(page: Page, pages: dict[str, str], width: int, theme: str):
    for name, path in pages.items():
        page.goto(ADDRESS + path)
        shoot(page, name, width, theme)


def take_minutes(page: Page, width: int, theme: str):
    """A meeting beside the plan, held once: in the plan's own the speakers are real people."""
    page.goto(f"{ADDRESS}/meetings/")
    extra = page.get_by_role("link", name=THEME)
    if not extra.count():
        call_meeting(page)
        page.goto(f"{ADDRESS}/meetings/")
    extra.click()
    page.wait_for_selector("#agenda")
    meeting = page.url
    page.goto(f"{meeting}/attendance")
    people = page.locator("form[data-roll] fieldset")
    for number in range(12):
        people.nth(number).locator("input").nth(int(number == 4)).check()
    page.wait_for_selector("#roll-counts >> text=Были 12 из")
    page.evaluate("document.activeElement.blur()")
    shoot(page, "attendance", width, theme)
    page.goto(f"{meeting}/minutes")
    if page.locator("#number").count():
        shoot(page, "minutes-new", width, theme)
        page.click("main button[type=submit]")
        page.wait_for_selector(".item")
        page.locator("[name=decided]").first.fill("Принять информацию к сведению.")
        page.wait_for_selector(".item .saved >> text=Сохранено")
    shoot(page, "minutes", width, theme)


def call_meeting(page: Page):
    page.goto(f"{ADDRESS}/meetings/new")
    page.fill("#theme", THEME)
    page.fill("#held_on", "2019-12-09")
    page.fill("#place", "МБОУ «Школа № 2»")
    page.click("main form .btn-primary")
    page.wait_for_selector("#agenda")
    meeting = page.url
    for text, speakers in AGENDA:
        page.goto(f"{meeting}/questions/new")
        page.fill("#text", text)
        page.fill("#speakers", speakers)
        page.click("main form .btn-primary")
        page.wait_for_selector("#agenda")
    page.goto(f"{meeting}/steps/hold")
    page.click("main form .btn-primary")
    page.wait_for_selector(".plan-state >> text=Проведено")


def take_preview(page: Page, width: int, theme: str):
    page.goto(f"{ADDRESS}/plan/import")
    page.set_input_files("input[type=file]", TOP / "rmo_web/plan/plan-2019-2020.docx")
    page.click("main button[type=submit]")
    page.wait_for_url("**/plan/import/preview")
    shoot(page, "plan-preview", width, theme)


def take_question(page: Page, width: int, theme: str):
    page.goto(f"{ADDRESS}/help-requests/new")
    page.select_option("#rubric_id", index=10)
    page.fill("#question", "С чего начать план библиотеки на следующий год?")
    page.wait_for_selector(".like")
    page.evaluate("document.activeElement.blur()")
    shoot(page, "ask", width, theme)


def shoot(page: Page, name: str, width: int, theme: str):
    page.evaluate("document.fonts.ready")
    page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)
    if theme == "light" and (name, width) in IN_GUIDES:
        page.screenshot(path=PICTURES / f"{name}.png")
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if wider:
        sys.stdout.write(f"{name} at {width}: wider than the screen\n")


def sign_in(page: Page, login: str):
    page.goto(f"{ADDRESS}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{ADDRESS}/")


if __name__ == "__main__":
    main()
