from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.papers.sheet import SheetRead
from rmo_web.members import wording
from rmo_web.members.access import Permission
from rmo_web.members.blueprint import bp
from rmo_web.members.exchange import papers, queries, services
from rmo_web.members.exchange.access import UPLOADS
from rmo_web.members.exchange.forms import ApplyRegisterForm, RegisterUploadForm, choices_in
from rmo_web.members.exchange.rules import CheckedSheet, RowRefused

MEND_FIRST = "Исправьте строки с ошибками или отметьте, что их можно пропустить."


@bp.post("/export")
@permits(Permission.SEE)
def export() -> Response:
    """The register as a table: all of it for its keepers, the open part for others."""
    actor, today = me(), clock.today()
    content, rows = papers.written(actor, today)
    end_reading()
    with saving():
        services.take_register(rows, with_private=actor.leads, by=actor.account_id, at=clock.now())
    return files.as_file(content, f"база участников {today:%d.%m.%Y}.xlsx", files.XLSX)


@bp.get("/import/template")
@permits(Permission.KEEP)
def import_template() -> Response:
    return files.as_file(papers.template(), "образец базы участников.xlsx", files.XLSX)


@bp.route("/import", methods=["GET", "POST"])
@permits(Permission.KEEP)
@files.takes_files
def upload() -> AnyResponse:
    form = RegisterUploadForm()
    went = None
    if form.validate_on_submit():
        went = pages.unless_refused(form, lambda: _take(form), blamed="file")
    return went or pages.show_form("members/exchange/import.html", form)


def _take(form: RegisterUploadForm) -> AnyResponse:
    name, content = files.read_upload(form.file.data, "xlsx")
    papers.read(content)
    mine = me().account_id
    with saving():
        files.drop(UPLOADS, mine)
        files.let_wait(UPLOADS, mine, name, content, at=clock.now())
    return leave_for(url_for(".import_preview"))


@bp.route("/import/preview", methods=["GET", "POST"])
@permits(Permission.KEEP)
def import_preview() -> AnyResponse:
    """Row by row what will happen; nothing is written."""
    kept = files.kept(UPLOADS, me().account_id)
    end_reading()
    if kept is None:
        return leave_for(url_for(".upload"))
    form = ApplyRegisterForm()
    return _import_page(kept, _checked(papers.read(kept[1]), form), form)


@bp.post("/import/apply")
@permits(Permission.KEEP)
def apply_import() -> AnyResponse:
    """Write the rows that are right."""
    actor = me()
    form = ApplyRegisterForm()
    kept = files.kept(UPLOADS, actor.account_id)
    end_reading()
    if kept is None or form.is_stale(files.digest(kept[1])):
        with saving(form.once, by=actor.account_id):
            raise Refused(files.GONE)
    table = papers.read(kept[1])
    try:
        with saving(form.once, by=actor.account_id) as saved:
            saved.url = url_for(".register")
            result = _checked(table, form)
            if form.consent_on.errors:
                raise Refused(str(form.consent_on.errors[0]), "consent_on")
            if result.wrong and not form.skips_wrong.data:
                raise Refused(MEND_FIRST, "skips_wrong")
            done = services.apply(result, by=actor.account_id, at=clock.now(), today=clock.today())
            files.drop(UPLOADS, actor.account_id)
    except RowRefused as refusal:
        return _import_page(kept, result.refused(refusal), form, code=422)
    except Refused as refusal:
        form.blame(refusal, "skips_wrong")
        return _import_page(kept, result, form, code=422)
    flash(done)
    return leave_for(saved.url)


def _checked(table: SheetRead, form: ApplyRegisterForm) -> CheckedSheet:
    today = clock.today()
    choices = choices_in(request.form, form.agreed_on(today))
    return queries.checked(table, choices, today=today, sets_email=me().is_head)


def _import_page(
    kept: tuple[str, bytes], result: CheckedSheet, form: ApplyRegisterForm, *, code: int = 200
) -> Response:
    name, content = kept
    form.version.data = files.digest(content)
    return show(
        "members/exchange/import_preview.html",
        name=name,
        result=result,
        unconsented=wording.people(result.unconsented),
        form=form,
        code=code,
    )
