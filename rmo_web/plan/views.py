from flask import Blueprint, Response, abort, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock, files, schoolyear
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.ribbon import ribbon
from rmo_web.kernel.schoolyear import Year
from rmo_web.plan import queries, services
from rmo_web.plan.access import Permission
from rmo_web.plan.forms import ApplyForm, UploadForm, answers_in
from rmo_web.plan.importer.draft import PlanDraft
from rmo_web.plan.preview import shown

bp = Blueprint("plan", __name__)


@bp.get("/plan/")
@permits(Permission.SEE)
def show_plan() -> Response:
    today = clock.today()
    year = schoolyear.chosen(today)
    plan = queries.page(year) if year else None
    may_import = me().leads
    if year is None or plan is None:
        return show("plan/empty.html", year=year, may_import=may_import)
    return show(
        "plan/plan.html", plan=plan, year=year, ribbon=ribbon(year, today), may_import=may_import
    )


@bp.get("/meetings/")
@permits(Permission.SEE)
def meetings() -> Response:
    year = schoolyear.chosen(clock.today())
    found = queries.meetings(year) if year else []
    return show("plan/meetings.html", meetings=found, year=year)


@bp.get("/meetings/<int:row_id>")
@permits(Permission.SEE)
def meeting(row_id: int) -> Response:
    found = queries.meeting(row_id)
    if found is None:
        abort(404)
    return show("plan/meeting.html", meeting=found)


@bp.route("/plan/import", methods=["GET", "POST"])
@permits(Permission.IMPORT)
@files.takes_files
def upload() -> AnyResponse:
    """Take the file; nothing is written into the plan yet."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            name, content = files.received(form.file.data)
            services.read(name, content)
            _keep(name, content)
        except Refused as refusal:
            form.file.errors = [str(refusal)]
        else:
            return leave_for(url_for(".preview"))
    return show("plan/upload.html", form=form, year=_year(), code=422 if form.errors else 200)


def _keep(name: str, content: bytes) -> None:
    mine = me().account_id
    with saving():
        files.drop("plan_upload", mine)
        files.attach("plan_upload", mine, name, content, by=mine, at=clock.now())


@bp.route("/plan/import/preview", methods=["GET", "POST"])
@permits(Permission.IMPORT)
def preview() -> AnyResponse:
    """What the kept file would become, with the chosen columns."""
    kept, draft = _draft()
    if draft is None or kept is None:
        return leave_for(url_for(".upload"))
    return _preview(kept, draft, _apply_form(draft))


@bp.post("/plan/import/apply")
@permits(Permission.IMPORT)
def apply() -> AnyResponse:
    """Write the plan that the preview showed."""
    kept, draft = _draft()
    if draft is None or kept is None or ApplyForm().is_stale(files.digest(kept[1])):
        return _nothing_to_write()
    form = _apply_form(draft)
    if not form.validate_on_submit():
        return _preview(kept, draft, form)
    try:
        _write(form, draft, *kept)
    except Refused as refusal:
        form.replaces.errors = [str(refusal)]
        return _preview(kept, draft, form)
    flash("План загружен.")
    return leave_for(url_for(".show_plan"))


def _nothing_to_write() -> AnyResponse:
    """A second press leads where the first one did; else the file is gone."""
    with saving(ApplyForm().once, by=me().account_id):
        raise Refused("Этот файл уже записан, убран или заменён другим. Загрузите его ещё раз.")


def _draft() -> tuple[tuple[str, bytes] | None, PlanDraft | None]:
    """The kept file and its reading; parsing does not hold the write lock."""
    kept = files.kept("plan_upload", me().account_id)
    first = _first_year()
    let_go()
    if kept is None:
        return None, None
    return kept, services.read(*kept, answers_in(request.form), first_year=first)


def _first_year() -> int:
    """The year that dates the months of a file which names none: the form's, else the switch's."""
    said = request.form.get("starts_in", type=int)
    known = {year.starts_in for year in schoolyear.all_years()}
    return said if said in known else _year().starts_in


def _apply_form(draft: PlanDraft) -> ApplyForm:
    form = ApplyForm()
    known = [year.starts_in for year in schoolyear.all_years()]
    form.offer_years(draft.header.first_year or _year().starts_in, known)
    return form


def _preview(kept: tuple[str, bytes], draft: PlanDraft, form: ApplyForm) -> Response:
    form.version.data = files.digest(kept[1])
    taken = [year.title for year in schoolyear.all_years() if queries.has_plan(year)]
    return show(
        "plan/preview.html",
        preview=shown(draft, answers_in(request.form)),
        form=form,
        taken=taken,
        code=422 if form.errors else 200,
    )


def _write(form: ApplyForm, draft: PlanDraft, name: str, content: bytes) -> None:
    actor, at = me(), clock.now()
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(".show_plan")
        year = schoolyear.opened(form.starts_in.data)
        schoolyear.must_be_open(year)
        if form.replaces.data:
            services.remove(year.id, by=actor.account_id, at=at)
        plan = services.store(draft, year_id=year.id, by=actor.account_id, at=at)
        files.attach("plan", plan.id, name, content, by=actor.account_id, at=at)
        files.drop("plan_upload", actor.account_id)
        year_id = year.id
    schoolyear.choose(year_id)


def _year() -> Year:
    year = schoolyear.chosen(clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year
