from flask import Response

from rmo_web.accounts.queries import head_names
from rmo_web.home.access import Permission
from rmo_web.home.blueprint import bp
from rmo_web.home.passport import papers
from rmo_web.household import files
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import permits
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.htmx import show


@bp.get("/passport")
@permits(Permission.SEE_HOME)
@years.of_a_year
def passport() -> Response:
    today = clock.today()
    passport = papers.passport(years.shown(today), today)
    return show("home/passport/passport.html", passport=passport)


@bp.get("/passport.docx")
@permits(Permission.SEE_HOME)
@years.of_a_year
def passport_word() -> Response:
    today = clock.today()
    year = years.shown(today)
    shown, head = papers.passport(year, today), head_names().in_signature
    end_reading()
    return files.as_file(papers.docx(shown, head), f"паспорт РМО {year.title}.docx", files.DOCX)
