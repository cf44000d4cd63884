from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.accounts.queries import head_names
from rmo_web.home import passport as papers
from rmo_web.home import queries, services
from rmo_web.home.access import Permission
from rmo_web.home.blueprint import bp
from rmo_web.household import files, symptoms
from rmo_web.kernel import clock, paging, russian, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.offered import rollover
from rmo_web.kernel.offered.ribbon import ribbon
from rmo_web.kernel.urls import id_in, local_or
from rmo_web.kernel.years import Year
from rmo_web.meetings import queries as meetings
from rmo_web.plan import queries as plan


@bp.get("/")
@permits(Permission.SEE_HOME)
@years.of_a_year
def index() -> Response:
    today = clock.today()
    year = years.chosen(today)
    return show(
        "home/index.html",
        greeting=me().given,
        symptoms=symptoms.shown() if me().is_head else [],
        today=f"{russian.weekday(today)}, {russian.day_in_words(today)}",
        ribbon=ribbon(year, today) if year else None,
        waiting=queries.waiting(me(), year, today),
        meeting=meetings.next_meeting(year, today) if year else None,
        summary=plan.summary(year) if year else None,
    )


@bp.post("/year")
@permits(Permission.SEE_HOME)
def choose_year() -> AnyResponse:
    years.choose(request.form.get("year_id", 0, type=id_in))
    # No year is named: the switch says it.
    return leave_for(local_or(request.form.get("next", ""), url_for(".index", year=None)))


@bp.get("/year/end")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def end_of_year() -> Response:
    """What is still open in the year, and what would move: nothing changes yet."""
    year = _year()
    remains = rollover.still_open(year)
    return show(
        "home/year.html",
        year=year,
        following=queries.following(year),
        remains=remains,
        hindrance=rollover.hindrance(remains),
    )


def _year() -> Year:
    year = years.chosen(clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year


@bp.post("/year/close")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def close_year() -> AnyResponse:
    year, moved = _year(), set(request.form.getlist("move"))
    with saving():
        following = services.close_year(year, moved, actor=me(), at=clock.now())
        following_id, starts_in = following.id, following.starts_in
    years.choose(following_id)
    flash(f"{year.title} учебный год закрыт. Перед вами следующий.")
    return leave_for(url_for("plan.show_plan", year=starts_in))


@bp.post("/year/open")
@permits(Permission.CLOSE_YEAR)
@years.of_a_year
def open_year() -> AnyResponse:
    """Open a year that was closed too early."""
    year = _year()
    with saving():
        services.open_again(year, actor=me(), at=clock.now())
    return leave_for(url_for("plan.show_plan"))


@bp.get("/passport")
@permits(Permission.SEE_HOME)
@years.of_a_year
def passport() -> Response:
    return show("home/passport.html", passport=papers.passport(_year(), clock.today()))


@bp.get("/passport.docx")
@permits(Permission.SEE_HOME)
@years.of_a_year
def passport_word() -> Response:
    year = _year()
    shown, head = papers.passport(year, clock.today()), head_names().in_signature
    let_go()
    return files.as_file(papers.docx(shown, head), f"паспорт РМО {year.title}.docx", files.DOCX)


@bp.get("/journal")
@permits(Permission.SEE_JOURNAL)
def journal() -> Response:
    number = paging.page_asked()
    words = paging.words_asked()
    rows = queries.journal_lines(
        clock.local,
        limit=paging.PER_PAGE + 1,
        offset=(number - 1) * paging.PER_PAGE,
        words=words,
    )
    seen = (number - 1) * paging.PER_PAGE + len(rows)
    return show(
        "home/journal.html",
        "home/_journal.html",
        rows=rows[: paging.PER_PAGE],
        pages=paging.pages(number, seen),
        q=words,
    )
