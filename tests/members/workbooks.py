"""A register as a workbook: to make one, bring it, and agree to what the preview shows."""

import io

import openpyxl
from sqlalchemy import func, select

from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from tests.pages import form_on

TITLES = ("Фамилия", "Имя", "Отчество", "Организация", "Должность", "Ставка", "Согласие", "Телефон")


def workbook(*rows, titles=TITLES):
    book = openpyxl.Workbook()
    for row in (titles, *rows):
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def upload(client, content, name="база.xlsx"):
    data = {"file": (io.BytesIO(content), name)}
    return client.post("/members/import", data=data, follow_redirects=True)


def apply(client, page, **mended):
    typed = form_on(page, "/import/apply") | mended
    return client.post("/members/import/apply", data=typed, follow_redirects=True)


def count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def person(surname):
    db.session.expire_all()
    return db.session.scalars(select(Person).filter_by(surname=surname)).one()
