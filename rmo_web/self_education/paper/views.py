from flask import Response

from rmo_web.household import files
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, me
from rmo_web.kernel.db import end_reading
from rmo_web.self_education.access import topic_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.paper import papers, queries


@bp.get("/<int:topic_id>/plan.docx")
@checks_record
def study_plan(topic_id: int) -> Response:
    """The individual plan as a Word file."""
    plan = queries.study_plan(topic_for(me(), topic_id), clock.today())
    end_reading()
    return files.as_file(papers.docx(plan), f"{plan.file_name}.docx", files.DOCX)
