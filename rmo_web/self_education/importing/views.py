from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.papers.cells import mended_in
from rmo_web.self_education.access import Permission
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.importing import papers, queries, services, wording
from rmo_web.self_education.importing.access import UPLOADS
from rmo_web.self_education.importing.forms import EnterTableForm, TableUploadForm
from rmo_web.self_education.importing.rules import BroughtTable
from rmo_web.self_education.wording import COUNTED


@bp.route("/import", methods=["GET", "POST"])
@permits(Permission.LEAD)
@files.takes_files
def bring_table() -> AnyResponse:
    """The head's own table of topics."""
    form = TableUploadForm()
    went = None
    if form.validate_on_submit():
        went = pages.unless_refused(form, lambda: _take(form), blamed="file")
    return went or pages.show_fields(
        form, "Темы из таблицы", back=url_for(".index"), press="Посмотреть, что внесётся",
        icon_name="eye", leave="Назад",
    )  # fmt: skip


def _take(form: TableUploadForm) -> AnyResponse:
    name, content = files.read_upload(form.file.data, "xlsx", "docx")
    papers.read(name, content)
    mine = me().account_id
    with saving():
        files.drop(UPLOADS, mine)
        files.let_wait(UPLOADS, mine, name, content, at=clock.now())
    return leave_for(url_for(".table_preview"))


@bp.route("/import/preview", methods=["GET", "POST"])
@permits(Permission.LEAD)
def table_preview() -> AnyResponse:
    """Row by row what will happen; nothing is written."""
    kept = files.kept(UPLOADS, me().account_id)
    if kept is None:
        return leave_for(url_for(".bring_table"))
    return _preview(kept, _checked(kept), EnterTableForm())


@bp.post("/import/enter")
@permits(Permission.LEAD)
def enter_table() -> AnyResponse:
    """Enter the topics that were shown as new; what has become of a row since is shown first."""
    actor, form = me(), EnterTableForm()
    kept = files.kept(UPLOADS, actor.account_id)
    end_reading()
    if kept is None or not (form.version.data or "").startswith(files.digest(kept[1])):
        with saving(form.once, by=actor.account_id):
            raise Refused(files.GONE)
    shown = _checked(kept)
    if form.is_stale(_version(kept[1], shown)):
        flash(wording.LOOK_FIRST)
        return _preview(kept, shown, form, code=422)
    try:
        with saving(form.once, by=actor.account_id) as saved:
            saved.url = url_for(".index", years="all")
            table = _checked(kept)
            if table.count("wrong") and not form.skips_wrong.data:
                raise Refused(wording.MEND_FIRST, "skips_wrong")
            services.enter(table, by=actor, at=clock.now(), today=clock.today())
            files.drop(UPLOADS, actor.account_id)
    except Refused as refusal:
        form.blame(refusal, "skips_wrong")
        return _preview(kept, _checked(kept), form, code=422)
    flash(f"Внесено из таблицы: {russian.plural(table.count('new'), *COUNTED)}.")
    return leave_for(saved.url)


def _checked(kept: tuple[str, bytes]) -> BroughtTable:
    mended = mended_in(request.form)
    return queries.checked(papers.read(*kept), mended, by=me().person_id, today=clock.today())


def _version(content: bytes, table: BroughtTable) -> str:
    """Of which file the rows are shown, and what is said of them."""
    return f"{files.digest(content)} {files.digest(repr(table.rows).encode())}"


def _preview(
    kept: tuple[str, bytes], table: BroughtTable, form: EnterTableForm, *, code: int = 200
) -> Response:
    name, content = kept
    form.version.data = _version(content, table)
    return show(
        "self_education/importing/preview.html", name=name, table=table, form=form, code=code,
        has_agreed=any(row.topic and row.topic.is_agreed for row in table.rows),
    )  # fmt: skip
