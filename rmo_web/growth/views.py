from flask import Response

from rmo_web.accounts.queries import who_signs_for
from rmo_web.growth import papers, queries
from rmo_web.growth.access import Permission, person_for
from rmo_web.growth.blueprint import bp
from rmo_web.growth.queries import Period
from rmo_web.household import files
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import checks_record, me, permits
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import days_asked
from rmo_web.kernel.htmx import show
from rmo_web.kernel.urls import stand_under
from rmo_web.members.models import Person


@bp.get("/")
@permits(Permission.SEE_OWN)
@years.of_a_year
def index() -> Response:
    return _page(person_for(me(), me().person_id))


@bp.get("/<int:person_id>")
@checks_record
@years.of_a_year
def of_person(person_id: int) -> Response:
    return _page(person_for(me(), person_id))


def _page(person: Person) -> Response:
    period, usual, wrong = _days()
    growth = queries.growth_page(person, me(), period, usual, clock.today())
    if growth.card_url:
        stand_under(growth.card_url)  # hers is not «Мой рост» of whoever leads
    return show("growth/growth.html", growth=growth, wrong=wrong, code=422 if wrong else 200)


def _days() -> tuple[Period, tuple[Period, ...], str]:
    """The days that the address asks for, else the usual ones, which are offered too."""
    today = clock.today()
    usual = queries.periods(years.shown(today), today)
    since, until, wrong = days_asked((usual[0].since, usual[0].until))
    return Period(since, until), usual, wrong


@bp.get("/<int:person_id>/extract.docx")
@checks_record
@years.of_a_year
def extract(person_id: int) -> Response:
    """Выписка для аттестации."""
    person = person_for(me(), person_id)
    period, _, wrong = _days()
    if wrong:
        raise Refused(wrong)
    shown, signer = papers.extract(person, period, clock.today()), who_signs_for(person.id)
    name = f"выписка {person.initials} {period.since:%d.%m.%Y}-{period.until:%d.%m.%Y}.docx"
    end_reading()
    return files.as_file(papers.docx(shown, signer), name, files.DOCX)
