from flask import Response, request

from rmo_web.household import files
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import permits
from rmo_web.kernel.db import end_reading
from rmo_web.members import queries as members
from rmo_web.plan.access import Permission, plan_of_year
from rmo_web.plan.blueprint import bp
from rmo_web.plan.paper import papers, queries


@bp.get("/plan/word")
@permits(Permission.SEE)
@years.of_a_year
def word() -> Response:
    """The plan as a Word file, with what was done where that is asked for."""
    year = years.shown(clock.today())
    plan = plan_of_year(year)
    with_done = "done" in request.args
    association = members.association().name
    paper = queries.paper(plan, association, done_in=year if with_done else None)
    end_reading()
    name = f"{'план-факт' if with_done else 'план работы'} {year.title}.docx"
    return files.as_file(papers.docx(paper, association), name, files.DOCX)
