from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import checks_record, me, present
from rmo_web.kernel.db import end_reading
from rmo_web.kernel.forms import Form
from rmo_web.self_education import rules
from rmo_web.self_education.access import topic_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.models import Topic, called_in
from rmo_web.self_education.report import papers, queries, services
from rmo_web.self_education.report.forms import ReportForm
from rmo_web.self_education.rules import TopicStep
from rmo_web.self_education.services import must_know, report_of


@bp.route("/<int:topic_id>/reports/<int:starts_in>", methods=["GET", "POST"])
@checks_record
def report(topic_id: int, starts_in: int) -> AnyResponse:
    """Written on one page, which begins with what the topic says itself."""
    topic = topic_for(me(), topic_id)
    kept = report_of(topic, starts_in)
    began = queries.text_of(topic, kept, starts_in)
    form = ReportForm(obj=began)
    form.drafts = {
        one.name: f"self_education.{topic_id}.{starts_in}.{one.name}"
        for one in form.asked_fields()
    }  # fmt: skip

    def write() -> Onward:
        services.write(
            topic, starts_in, form.words(), by=me(), at=clock.now(), today=clock.today()
        )  # fmt: skip
        said = form.words()
        when = " здесь же" if said.done and said.conclusion else ", когда есть вывод"
        return Onward(_reports_of(topic), f"Отчёт сохранён: представить его можно{when}.")

    if request.method == "GET":
        must_know(topic, TopicStep.WRITE)
        rules.check_is_open(is_submitted=kept is not None and kept.is_submitted)
        rules.check_report(
            topic.first_year, topic.last_year, starts_in, years.starts_in(clock.today())
        )  # fmt: skip
    version = kept.version if kept else 0
    went = pages.accepted(form, write, blamed="done", stored=began, version=version)
    return went or pages.show_fields(
        form, f"Отчёт за {years.title(starts_in)} учебный год", back=_reports_of(topic),
        lead=called_in(topic, starts_in, clock.today()), is_wide=True,
    )  # fmt: skip


def _reports_of(topic: Topic) -> str:
    return url_for(".topic", topic_id=topic.id, _anchor="reports")


@bp.post("/<int:topic_id>/reports/<int:starts_in>/submit")
@checks_record
def submit_report(topic_id: int, starts_in: int) -> AnyResponse:
    topic = topic_for(me(), topic_id)

    def submit() -> Onward:
        services.submit(topic, starts_in, by=me(), at=clock.now(), today=clock.today())
        return Onward(_reports_of(topic), "Отчёт представлен.")

    return pages.done(Form(), submit)


@bp.post("/<int:topic_id>/reports/<int:starts_in>/recall")
@checks_record
def recall_report(topic_id: int, starts_in: int) -> AnyResponse:
    topic = topic_for(me(), topic_id)

    def recall() -> Onward:
        services.recall(topic, starts_in, by=me(), at=clock.now(), today=clock.today())
        return Onward(_reports_of(topic), "Отчёт отозван: его снова можно изменить.")

    return pages.done(Form(), recall)


@bp.get("/<int:topic_id>/reports/<int:starts_in>/word")
@checks_record
def report_word(topic_id: int, starts_in: int) -> Response:
    """The page to be printed and signed."""
    topic = topic_for(me(), topic_id)
    kept = present(report_of(topic, starts_in))
    paper = queries.paper(topic, kept, clock.today())
    end_reading()
    name = f"отчёт по самообразованию {paper.signed} {paper.year}.docx"
    return files.as_file(papers.docx(paper), name, files.DOCX)
