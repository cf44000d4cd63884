from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests.access import Permission
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.consultations import papers, queries, services
from rmo_web.help_requests.consultations.forms import CallForm
from rmo_web.help_requests.queries import rubric_options
from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.forms import choices, days_asked
from rmo_web.kernel.htmx import show
from rmo_web.kernel.urls import id_in
from rmo_web.members import queries as members


@bp.route("/calls/new", methods=["GET", "POST"])
@permits(Permission.RECORD)
def call() -> AnyResponse:
    """A consultation by phone, in fifteen seconds."""
    today = clock.today()
    form = CallForm(today=today)
    people = [(one.id, one.title) for one in queries.addressees(today)]
    form.person_id.choices = choices(people, "выберите")
    form.rubric_id.choices = choices(rubric_options(with_hints=False), "выберите")
    if request.method == "GET":
        form.held_on.data = today
        form.person_id.data = request.args.get("person", 0, type=id_in)

    def record() -> Onward:
        told, year = form.consultation(), years.of_day(form.held_on.data)
        made = services.record(told, year_id=year.id, by=me(), at=clock.now(), today=today)
        said = f"Консультация записана в журнал под № {made.number}. Можно записать следующую."
        return Onward(url_for(".call"), said)

    went = pages.accepted(form, record, blamed="held_on")
    return went or pages.show_form("help_requests/consultations/call.html", form)


@bp.get("/journal")
@permits(Permission.RECORD)
@years.of_a_year
def show_journal() -> Response:
    since, until, wrong = days_asked(years.shown(clock.today()).days)
    person_id = request.args.get("person", 0, type=id_in)
    read = queries.journal(since, until, person_id=person_id)
    return show(
        "help_requests/consultations/journal.html",
        journal=read,
        columns=queries.COLUMNS,
        wrong=wrong,
        person_id=person_id,
        people=queries.addressees(clock.today()),
        code=422 if wrong else 200,
    )


@bp.post("/journal/docx")
@permits(Permission.RECORD)
def journal_docx() -> Response:
    return _journal_file(papers.docx, "docx", files.DOCX)


@bp.post("/journal/xlsx")
@permits(Permission.RECORD)
def journal_xlsx() -> Response:
    return _journal_file(papers.xlsx, "xlsx", files.XLSX)


def _journal_file(
    write: Callable[[queries.Journal, str], bytes], extension: str, kind: str
) -> Response:
    since, until, _ = days_asked(years.shown(clock.today()).days)
    read = queries.journal(since, until, person_id=request.args.get("person", 0, type=id_in))
    association = members.association()
    end_reading()
    content = write(read, f"{association.name}, {association.district}")
    with saving():
        services.take_journal(len(read.rows), by=me(), at=clock.now())
    name = f"журнал консультаций {since:%d.%m.%Y}-{until:%d.%m.%Y}.{extension}"
    return files.as_file(content, name, kind)
