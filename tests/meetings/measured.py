"""What is measured and pictured of the meetings: the attendance of 200 people."""

from datetime import date

from sqlalchemy import func, select

from rmo_web.kernel.db import db
from rmo_web.meetings.models import Meeting, Question, Speaker
from rmo_web.members.models import Person
from tests.measured import HEAD, LIBRARIAN, TODAY, Measured

PICTURES = {
    HEAD: {
        "meetings": "/meetings/",
        "meeting": "/meetings/2", "meeting-ahead": "/meetings/4",
        "meeting-edit": "/meetings/4/edit", "question": "/meetings/questions/8",
        "invitation": "/meetings/4/invitation", "postpone": "/meetings/4/steps/postpone",
        "minutes-read": "/meetings/2/minutes", "correct": "/meetings/2/minutes/correct",
        "proposals": "/meetings/proposals", "meeting-forms": "/meetings/forms",
        "assignments": "/meetings/assignments/?tab=all", "assignment": "/meetings/assignments/1",
        "assignment-new": "/meetings/assignments/new",
    },
    LIBRARIAN: {
        "meeting-librarian": "/meetings/4", "assignments-librarian": "/meetings/assignments/",
    },
}  # fmt: skip
IN_GUIDES = {("meeting", 1280), ("attendance", 1280), ("minutes", 1280), ("assignment", 1280)}
THEME = "Готовимся к Неделе детской книги"
AGENDA = (
    ("О ходе подготовки к Неделе", "Ёлкина В.О., МБОУ «Школа № 6» — квест по полкам, 15 мин."),
    ("Разное", "Иволгина М.П."),
)


def fill_year(year_id):
    words = "Обмен опытом по проведению Месячника школьных библиотек"
    meeting = Meeting(year_id=year_id, number=1, theme=words, held_on=date(2018, 10, 29),
                      state="held", place="Школа № 6")  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    for number in range(1, 6):
        question = Question(meeting_id=meeting.id, position=number, text=words)
        db.session.add(question)
        db.session.flush()
        db.session.add(Speaker(question_id=question.id, position=0, name="Синицына А.С."))
    mark = f"mark-{db.session.scalar(select(func.max(Person.id)))}"
    url = f"/meetings/{meeting.id}"
    return Measured(
        {"Явка, 200 человек": f"{url}/attendance", "Заседание": url},
        {"Лист регистрации": f"{url}/sheet.docx", "Приглашение": f"{url}/invitation.docx"},
        {
            "Отметка явки": (
                f"{url}/attendance/marks",
                lambda number: {mark: ("present", "remote")[number % 2]},
            )
        },
    )


def take_minutes(page, shoot):
    """A meeting beside the plan, held once: in the plan's own the speakers are real people."""
    page.goto("/meetings/")
    extra = page.get_by_role("link", name=THEME)
    if not extra.count():
        call_meeting(page)
        page.goto("/meetings/")
    extra.click()
    page.wait_for_selector("#agenda")
    meeting = page.url
    page.goto(f"{meeting}/attendance")
    people = page.locator("form[data-roll] fieldset")
    for number in range(12):
        people.nth(number).locator("input").nth(int(number == 4)).check()
    page.wait_for_selector("#roll-counts >> text=Были 12 из")
    page.evaluate("document.activeElement.blur()")
    shoot("attendance")
    page.goto(f"{meeting}/minutes")
    if page.locator("#number").count():
        shoot("minutes-new")
        page.click("main button[type=submit]")
        page.wait_for_selector(".item")
        page.locator("[name=decided]").first.fill("Принять информацию к сведению.")
        page.wait_for_selector(".item .saved >> text=Сохранено")
    shoot("minutes")


def call_meeting(page):
    page.goto("/meetings/new")
    page.fill("#theme", THEME)
    page.fill("#held_on", TODAY.isoformat())
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


WALKS = {HEAD: [take_minutes]}
