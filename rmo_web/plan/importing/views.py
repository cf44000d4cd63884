from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for
from rmo_web.plan.access import UPLOADS, Permission
from rmo_web.plan.blueprint import bp
from rmo_web.plan.importing import services
from rmo_web.plan.importing.forms import ApplyPlanForm, PlanUploadForm, answers_in
from rmo_web.plan.importing.queries import preview_of
from rmo_web.plan.queries import has_plan
from rmo_web.plan_reader.draft import PlanDraft


@bp.route("/plan/import", methods=["GET", "POST"])
@permits(Permission.IMPORT)
@files.takes_files
@years.of_a_year
def upload() -> AnyResponse:
    """Take the file; nothing is written into the plan yet."""
    form = PlanUploadForm()
    if form.validate_on_submit():
        went = pages.unless_refused(form, lambda: _take(form), blamed="file")
        if went:
            return went
    year = years.shown(clock.today())  # not before: the file is read while others may write
    return pages.show_fields(
        form, "План из файла Word", back=url_for(".show_plan"),
        lead=f"{year.title} учебный год",
        press="Посмотреть, что получится", icon_name="eye", leave="К плану",
    )  # fmt: skip


def _take(form: PlanUploadForm) -> AnyResponse:
    name, content = files.received(form.file.data)
    services.read(name, content)
    mine = me().account_id
    with saving():
        files.drop(UPLOADS, mine)
        files.let_wait(UPLOADS, mine, name, content, at=clock.now())
    return leave_for(url_for(".preview"))


@bp.route("/plan/import/preview", methods=["GET", "POST"])
@permits(Permission.IMPORT)
@years.of_a_year
def preview() -> AnyResponse:
    """What the kept file would become, with the chosen columns."""
    kept, draft = _draft()
    if draft is None or kept is None:
        return leave_for(url_for(".upload"))
    return _preview(kept, draft, _apply_form(draft))


@bp.post("/plan/import/apply")
@permits(Permission.IMPORT)
@years.of_a_year
def apply() -> AnyResponse:
    """Write the plan that the preview showed."""
    kept, draft = _draft()
    if draft is None or kept is None or ApplyPlanForm().is_stale(files.digest(kept[1])):
        return _nothing_to_write()
    form = _apply_form(draft)
    if not form.validate_on_submit():
        return _preview(kept, draft, form)
    went = pages.unless_refused(form, lambda: _write(form, draft, *kept), blamed="replaces")
    return went or _preview(kept, draft, form)


def _nothing_to_write() -> AnyResponse:
    """A second press leads where the first one did; else the file is gone."""
    with saving(ApplyPlanForm().once, by=me().account_id):
        raise Refused("Этот файл уже записан, убран или заменён другим. Загрузите его ещё раз.")


def _draft() -> tuple[tuple[str, bytes] | None, PlanDraft | None]:
    """The kept file and its reading; parsing does not hold the write lock."""
    kept = files.kept(UPLOADS, me().account_id)
    first = _first_year()
    end_reading()
    if kept is None:
        return None, None
    return kept, services.read(*kept, answers_in(request.form), first_year=first)


def _first_year() -> int:
    """The year that dates the months of a file which names none: the form's, else the switch's."""
    said = request.form.get("starts_in", type=int)
    known = {year.starts_in for year in years.all_years()}
    return said if said in known else years.shown(clock.today()).starts_in


def _apply_form(draft: PlanDraft) -> ApplyPlanForm:
    form = ApplyPlanForm()
    known = [year.starts_in for year in years.all_years()]
    form.offer_years(draft.header.first_year or years.shown(clock.today()).starts_in, known)
    return form


def _preview(kept: tuple[str, bytes], draft: PlanDraft, form: ApplyPlanForm) -> Response:
    form.version.data = files.digest(kept[1])
    taken = [year.title for year in years.all_years() if has_plan(year)]
    preview = preview_of(draft, answers_in(request.form))
    return pages.show_form("plan/importing/preview.html", form, preview=preview, taken=taken)


def _write(form: ApplyPlanForm, draft: PlanDraft, name: str, content: bytes) -> AnyResponse:
    actor, at = me(), clock.now()
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(".show_plan", year=form.starts_in.data)
        year = years.opened(form.starts_in.data)
        years.hold_open(year.id)
        if form.replaces.data:
            services.remove(year.id, by=actor.account_id, at=at)
        plan = services.store(draft, year_id=year.id, by=actor.account_id, at=at)
        files.attach("plan", plan.id, name, content, by=actor.account_id, at=at)
        files.drop(UPLOADS, actor.account_id)
        year_id = year.id
    years.choose(year_id)
    flash("План загружен.")
    return leave_for(saved.url)
