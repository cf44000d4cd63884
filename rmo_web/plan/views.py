from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response, abort, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import instead_of, leave_for, show, wants_fragment
from rmo_web.kernel.offered.ribbon import ribbon
from rmo_web.kernel.urls import id_in
from rmo_web.kernel.years import Year
from rmo_web.members import queries as members
from rmo_web.plan import (
    copying,
    editing,
    history,
    layout,
    papers,
    queries,
    rules,
    sections,
    services,
    stored,
    wording,
)
from rmo_web.plan.access import (
    Permission,
    note_for,
    plan_of_year,
    row_below,
    row_for,
    section_for,
)
from rmo_web.plan.blueprint import bp
from rmo_web.plan.forms import (
    ApplyPlanForm,
    HeaderForm,
    MoveRowForm,
    NoteForm,
    PlanUploadForm,
    RowForm,
    SectionForm,
    StateForm,
    answers_in,
    row_form,
)
from rmo_web.plan.preview import shown
from rmo_web.plan.rules import RowKind
from rmo_web.plan_reader.draft import PlanDraft

if TYPE_CHECKING:
    from rmo_web.plan.models import Row


@bp.get("/plan/")
@permits(Permission.SEE)
@years.of_a_year
def show_plan() -> Response:
    today = clock.today()
    year = years.chosen(today)
    plan = queries.page(year) if year else None
    may_edit = may(me(), Permission.EDIT) and year is not None and not year.is_closed
    if year is None or plan is None:
        pattern = queries.pattern_of(year) if year and may_edit else None
        return show("plan/empty.html", year=year, may_edit=may_edit, pattern=pattern)
    return show(
        "plan/plan.html",
        plan=plan,
        year=year,
        ribbon=ribbon(year, today),
        may_edit=may_edit,
        may_copy=may(me(), Permission.EDIT) and queries.may_be_followed(year),
    )


# Editing


@bp.get("/plan/edit")
@permits(Permission.EDIT)
@years.of_a_year
def edit_plan() -> AnyResponse:
    """The plan with its verbs beside every row."""
    year = _year()
    plan = queries.page(year, with_remarks=True)
    if plan is None or year.is_closed:
        return leave_for(url_for(".show_plan", year=year.starts_in))
    return show(
        "plan/edit.html",
        plan=plan,
        year=year,
        undoable=queries.undoable(plan.id),
        looks=queries.looks(plan),
    )


def _edited(row_id: int = 0) -> AnyResponse:
    """Back to the plan that is being edited, at the row."""
    return leave_for(_edit_url(f"row-{row_id}" if row_id else ""))


def _edit_url(anchor: str = "") -> str:
    return url_for(".edit_plan", _anchor=anchor or None)


@bp.post("/plan/begin")
@permits(Permission.EDIT)
@years.of_a_year
def begin() -> AnyResponse:
    """A plan from an empty sheet."""
    actor, year = me(), _year()
    association = members.association()
    title = f"План работы {association.name} на {year.title} учебный год"
    with saving(MoveRowForm().once, by=actor.account_id) as saved:
        saved.url = _edit_url()
        years.hold_open(year.id)
        editing.begin(title, year_id=year.id, actor=actor, at=clock.now())
    return leave_for(saved.url)


@bp.post("/plan/copy")
@permits(Permission.EDIT)
@years.of_a_year
def copy() -> AnyResponse:
    """The plan of the next year from the one on the screen."""
    actor, shown = me(), _year()
    plan = plan_of_year(shown)
    with saving(MoveRowForm().once, by=actor.account_id) as saved:
        saved.url = url_for(".edit_plan", year=shown.starts_in + 1)
        year_id = years.hold_open(years.opened(shown.starts_in + 1).id).id
        copying.copy(plan, queries.undone(shown), year_id=year_id, actor=actor, at=clock.now())
    years.choose(year_id)
    flash("План составлен по прошлогоднему: посмотрите сроки, докладчиков и отмеченное.")
    return leave_for(saved.url)


@bp.route("/plan/rows/<int:row_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_row(row_id: int) -> AnyResponse:
    """A row in place: its form, and the row again when it is kept."""
    row, year = _row(row_id)
    fields = queries.fields_of(row)
    form, actor = row_form(fields.spare, has_form=fields.has_form)(obj=fields), me()
    form.anew = url_for(".new_row", section_id=row.section_id, kind=row.kind.value)
    form.offer_months(year.starts_in)
    if form.may_be_kept(fields, row.version):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = _edit_url(f"row-{row_id}")
                editing.keep_row(
                    row, form.told(), reason=form.reason.data or "", actor=actor, at=clock.now()
                )
        except Refused as refusal:
            form.blame(refusal, "reason")
        else:
            return _kept_row(row_id, year) if wants_fragment() else leave_for(saved.url)
    return _row_form(form, row, year)


def _kept_row(row_id: int, year: Year) -> Response:
    section, shown = queries.one_row(row_for(row_id), year)
    return show("plan/_kept_row.html", row=shown, section=section, is_edited=True)


def _row(row_id: int) -> "tuple[Row, Year]":
    row = row_for(row_id)
    return row, _year_of(row.section_id)


def _year_of(section_id: int) -> Year:
    year = queries.year_of(section_id)
    years.stay_in(year.id)
    return year


def _row_form(form: RowForm, row: "Row", year: Year) -> Response:
    plan = plan_of_year(year)
    answer = show(
        "plan/row_form.html",
        "plan/_row_form.html",
        year=year,
        form=form,
        kind=row.kind.value,
        kind_words=wording.KINDS[row.kind],
        says_facts=row.says_facts,
        row_id=row.id,
        url=url_for(".edit_row", row_id=row.id),
        needs_reason=not queries.is_draft(plan),
        understood=queries.understood(row, form.when.data or ""),
        code=form.answer_code,
    )
    return instead_of(f"row-{row.id}", answer)


@bp.route("/plan/sections/<int:section_id>/new", methods=["GET", "POST"])
@permits(Permission.EDIT)
def new_row(section_id: int) -> AnyResponse:
    """A row, a group's heading or a meeting, below another row or at the end of its section."""
    section, actor = section_for(section_id), me()
    year = _year_of(section_id)
    said = request.args.get("kind", "")
    kind = RowKind(said) if said in set(RowKind) else RowKind.ITEM
    after = request.args.get("after", 0, type=id_in)
    columns = stored.spare_of(None, section, kind)
    form = row_form(columns, has_form=stored.has_form(None, section, kind))()
    form.offer_months(year.starts_in)
    if form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                made = editing.add_row(
                    section, kind, form.told(), after=row_below(section, after),
                    reason=form.reason.data or "", actor=actor, at=clock.now(),
                )  # fmt: skip
                saved.url = _edit_url(f"row-{made.id}")
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "reason")
    return show(
        "plan/row_form.html",
        year=year,
        form=form,
        kind=kind.value,
        kind_words=wording.KINDS[kind],
        says_facts=kind is RowKind.ITEM or (kind is RowKind.MEETING and stored.has_facts(section)),
        row_id=0,
        url=request.full_path.rstrip("?"),
        needs_reason=not queries.is_draft(plan_of_year(year)),
        understood="",
        code=form.answer_code,
    )


@bp.route("/plan/sections/new", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def new_section() -> AnyResponse:
    """A section after all others."""
    year, form, actor = _year(), SectionForm(), me()
    plan = plan_of_year(year)
    if form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = _edit_url()
                sections.add_section(
                    plan, form.told(), reason=form.reason.data or "", actor=actor, at=clock.now()
                )
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "reason")
    return _section_form(form, "Новый раздел", year)


@bp.route("/plan/sections/<int:section_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_section(section_id: int) -> AnyResponse:
    """Its name and its columns."""
    section, actor = section_for(section_id), me()
    year = _year_of(section_id)
    form = SectionForm(obj=section)
    form.anew = url_for(".new_section", year=year.starts_in)
    if form.may_be_kept(section, section.version):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = _edit_url(f"section-{section_id}")
                sections.keep_section(
                    section, form.told(), reason=form.reason.data or "", actor=actor, at=clock.now()
                )
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "reason")
    return _section_form(form, "Раздел плана", year)


def _section_form(form: SectionForm, title: str, year: Year) -> Response:
    return show(
        "plan/section_form.html",
        form=form,
        title=title,
        year=year,
        needs_reason=not queries.is_draft(plan_of_year(year)),
        code=form.answer_code,
    )


@bp.post("/plan/sections/<int:section_id>/remove")
@permits(Permission.EDIT)
def remove_section(section_id: int) -> AnyResponse:
    section, actor = section_for(section_id), me()
    return _moved(
        _year_of(section_id),
        lambda reason: sections.remove_section(
            section, reason=reason, actor=actor, at=clock.now()
        ),
    )  # fmt: skip


def _moved(year: Year, change: Callable[[str], None], row_id: int = 0) -> AnyResponse:
    """The end of a button beside a row; a reason that is lacking is asked for on a page."""
    form = MoveRowForm()
    try:
        with saving():
            change(form.reason.data or "")
    except Refused as refusal:
        if refusal.field != "reason":
            raise
        form.blame(refusal, "reason")
        kept = {name: request.form[name] for name in ("to", "before") if name in request.form}
        return show("plan/reason.html", form=form, kept=kept, year=year, code=422)
    return _edited(row_id)


@bp.post("/plan/rows/<int:row_id>/step")
@permits(Permission.EDIT)
def step(row_id: int) -> AnyResponse:
    """One place up or down."""
    (row, year), actor, is_up = _row(row_id), me(), request.form.get("to") == "up"
    return _moved(
        year,
        lambda reason: editing.step(row, is_up=is_up, reason=reason, actor=actor, at=clock.now()),
        row_id,
    )


@bp.post("/plan/rows/<int:row_id>/place")
@permits(Permission.EDIT)
def place(row_id: int) -> AnyResponse:
    """Dragged: before another row of its section, or to its end."""
    (row, year), actor = _row(row_id), me()
    before = request.form.get("before", 0, type=id_in)
    return _moved(
        year,
        lambda reason: editing.move_row(
            row, before=before, reason=reason, actor=actor, at=clock.now()
        ),
        row_id,
    )


@bp.post("/plan/rows/<int:row_id>/remove")
@permits(Permission.EDIT)
def remove_row(row_id: int) -> AnyResponse:
    """What is removed comes back by «Отменить»."""
    (row, year), actor = _row(row_id), me()
    return _moved(
        year, lambda reason: editing.remove_row(row, reason=reason, actor=actor, at=clock.now())
    )


@bp.post("/plan/undo")
@permits(Permission.EDIT)
@years.of_a_year
def undo() -> AnyResponse:
    """Take the newest change back, when it is still the one that the button named."""
    actor, year, named = me(), _year(), request.form.get("change", 0, type=id_in)
    plan = plan_of_year(year)
    with saving():
        row_id = history.undo(plan, named, actor=actor, at=clock.now()).row_id
    flash("Правка отменена.")
    return _edited(row_id)


@bp.route("/plan/header", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def edit_header() -> AnyResponse:
    """Title, theme, goal, tasks."""
    year, actor = _year(), me()
    plan = plan_of_year(year)
    fields = queries.header_fields(plan)
    form = HeaderForm(obj=fields)
    if form.may_be_kept(fields, plan.version):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = _edit_url()
                editing.keep_header(
                    plan, form.told(), reason=form.reason.data or "", actor=actor, at=clock.now()
                )
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "title")
    return show(
        "plan/header_form.html",
        form=form,
        year=year,
        needs_reason=not queries.is_draft(plan),
        code=form.answer_code,
    )


@bp.route("/plan/notes/<int:note_id>", methods=["GET", "POST"])
@permits(Permission.EDIT)
def edit_note(note_id: int) -> AnyResponse:
    """What stood in the file and belongs to no row: a paragraph, or a cell of a table."""
    note, actor = note_for(note_id), me()
    year = queries.year_of_plan(note.plan_id)
    form, plan = NoteForm(obj=note), plan_of_year(year)
    if form.may_be_kept(note, files.digest(note.text.encode())):
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".show_plan", year=year.starts_in, _anchor="leftovers")
                editing.keep_note(
                    note, form.text.data or "", reason=form.reason.data or "", actor=actor,
                    at=clock.now(),
                )  # fmt: skip
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "text")
    return show(
        "plan/note_form.html",
        form=form,
        place=note.place,
        year=year,
        needs_reason=not queries.is_draft(plan),
        code=form.answer_code,
    )


@bp.route("/plan/state", methods=["GET", "POST"])
@permits(Permission.EDIT)
@years.of_a_year
def state() -> AnyResponse:
    """Adopted by the minutes, approved, over; one step back."""
    year, actor, form = _year(), me(), StateForm()
    plan, may_adopt = plan_of_year(year), may(actor, Permission.ADOPT)
    if request.method == "POST" and form.validate():
        if not may_adopt and rules.is_adoption(plan.state, form.told().state):
            abort(403)
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".show_plan")
                editing.go_on(plan, form.told(), actor=actor, at=clock.now())
            flash("Состояние плана изменено.")
            return leave_for(saved.url)
        except Refused as refusal:
            form.blame(refusal, "adoption")
    return show(
        "plan/state.html",
        form=form,
        year=year,
        steps=queries.steps(plan, may_adopt=may_adopt),
        code=form.answer_code,
    )


@bp.get("/plan/changes")
@permits(Permission.SEE)
@years.of_a_year
def changes() -> Response:
    """What was changed after the plan had been adopted."""
    plan = plan_of_year(_year())
    return show("plan/changes.html", changes=queries.amendments(plan.id), year=_year())


@bp.get("/plan/fact")
@permits(Permission.SEE)
@years.of_a_year
def fact() -> Response:
    """План–факт: what became of every row, and how many of each."""
    year = _year()
    shown = queries.page(year)
    if shown is None:
        abort(404)
    return show("plan/fact.html", year=year, plan=shown, counts=queries.state_counts(shown))


@bp.get("/plan/word")
@permits(Permission.SEE)
@years.of_a_year
def word() -> Response:
    """The plan as a Word file, with what was done where that is asked for."""
    year = _year()
    plan = plan_of_year(year)
    with_done = "done" in request.args
    association = members.association().name
    done = queries.done_in_words(year) if with_done else None
    page = layout.paper(plan, association, done)
    amended = queries.amendments(plan.id)
    let_go()
    name = f"{'план-факт' if with_done else 'план работы'} {year.title}.docx"
    return files.as_file(papers.docx(page, association, amended), name, files.DOCX)


# From a Word file


@bp.route("/plan/import", methods=["GET", "POST"])
@permits(Permission.IMPORT)
@files.takes_files
@years.of_a_year
def upload() -> AnyResponse:
    """Take the file; nothing is written into the plan yet."""
    form = PlanUploadForm()
    if form.validate_on_submit():
        try:
            name, content = files.received(form.file.data)
            services.read(name, content)
            _keep(name, content)
        except Refused as refusal:
            form.file.errors = [str(refusal)]
        else:
            return leave_for(url_for(".preview"))
    return show("plan/upload.html", form=form, year=_year(), code=form.answer_code)


def _keep(name: str, content: bytes) -> None:
    mine = me().account_id
    with saving():
        files.drop("plan_upload", mine)
        files.let_wait("plan_upload", mine, name, content, at=clock.now())


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
    try:
        _write(form, draft, *kept)
    except Refused as refusal:
        form.replaces.errors = [str(refusal)]
        return _preview(kept, draft, form)
    flash("План загружен.")
    return leave_for(url_for(".show_plan", year=form.starts_in.data))


def _nothing_to_write() -> AnyResponse:
    """A second press leads where the first one did; else the file is gone."""
    with saving(ApplyPlanForm().once, by=me().account_id):
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
    known = {year.starts_in for year in years.all_years()}
    return said if said in known else _year().starts_in


def _apply_form(draft: PlanDraft) -> ApplyPlanForm:
    form = ApplyPlanForm()
    known = [year.starts_in for year in years.all_years()]
    form.offer_years(draft.header.first_year or _year().starts_in, known)
    return form


def _preview(kept: tuple[str, bytes], draft: PlanDraft, form: ApplyPlanForm) -> Response:
    form.version.data = files.digest(kept[1])
    taken = [year.title for year in years.all_years() if queries.has_plan(year)]
    return show(
        "plan/preview.html",
        preview=shown(draft, answers_in(request.form)),
        form=form,
        taken=taken,
        code=form.answer_code,
    )


def _write(form: ApplyPlanForm, draft: PlanDraft, name: str, content: bytes) -> None:
    actor, at = me(), clock.now()
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(".show_plan", year=form.starts_in.data)
        year = years.opened(form.starts_in.data)
        years.hold_open(year.id)
        if form.replaces.data:
            services.remove(year.id, by=actor.account_id, at=at)
        plan = services.store(draft, year_id=year.id, by=actor.account_id, at=at)
        files.attach("plan", plan.id, name, content, by=actor.account_id, at=at)
        files.drop("plan_upload", actor.account_id)
        year_id = year.id
    years.choose(year_id)


def _year() -> Year:
    year = years.chosen(clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year
