from typing import TYPE_CHECKING

from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import drafts, files
from rmo_web.kernel import clock, paging
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.kernel.urls import id_in
from rmo_web.members import exchange, queries, services, sheet, wording
from rmo_web.members.access import (
    Permission,
    membership_for,
    organisation_for,
    person_for,
    the_association,
)
from rmo_web.members.blueprint import bp
from rmo_web.members.forms import (
    ApplyRegisterForm,
    AssociationForm,
    CardForm,
    FullCardForm,
    LeaveForm,
    NewPersonForm,
    OrganisationForm,
    RegisterUploadForm,
    WorkForm,
)
from rmo_web.members.queries import Filter
from rmo_web.members.rules import Post

if TYPE_CHECKING:
    from rmo_web.members.models import Person

UPLOADS = "members_import"
GONE = "Этот файл уже применён, убран или заменён другим. Загрузите его ещё раз."
MEND_FIRST = "Исправьте строки с ошибками или отметьте, что их можно пропустить."


# The register


@bp.get("/")
@permits(Permission.SEE)
def register() -> Response:
    asked, number = _asked(), paging.page_asked()
    rows, total = queries.register(me(), asked, today=clock.today(), page=number)
    return show(
        "members/register.html",
        "members/_rows.html",
        rows=rows,
        asked=asked,
        total=wording.people(total),
        pages=paging.pages(number, total),
        organisations=queries.organisations(clock.today(), archived=False),
        posts=[(post.value, word) for post, word in wording.POSTS.items()],
        whom=_whom(),
        may_keep=may(me(), Permission.KEEP),
    )


def _whom() -> dict[str, str]:
    return wording.WHO | wording.WHO_LACKS if me().leads else wording.WHO


def _asked() -> Filter:
    said = request.args
    return Filter(
        q=paging.words_asked(),
        organisation_id=said.get("organisation", 0, type=id_in),
        post=said.get("post", "") if said.get("post") in set(Post) else "",
        young=bool(said.get("young")),
        who=said.get("who", "") if said.get("who") in _whom() else "now",
    )


@bp.get("/people/<int:person_id>")
@checks_record
def card(person_id: int) -> Response:
    person = person_for(me(), person_id)
    return show("members/card.html", card=queries.card(person, me(), today=clock.today()))


@bp.route("/people/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_person() -> AnyResponse:
    form = NewPersonForm()
    today, by = clock.today(), me().account_id
    if form.validate_on_submit() and form.check(None, today):
        told = form.newcomer()
        try:
            with saving(form.once, by=by) as saved:
                if not form.is_another.data:
                    services.meet_namesake(told)
                person = services.add_person(told, by=by, at=clock.now(), today=today)
                saved.url = url_for(".card", person_id=person.id)
        except Refused as refusal:
            form.is_another.errors = [str(refusal)]
        else:
            flash("Участник записан. Добавьте место работы; войти приглашают в разделе «Доступ».")
            return leave_for(saved.url)
    return show("members/new_person.html", form=form, code=form.answer_code)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@checks_record
def edit(person_id: int) -> AnyResponse:
    """The card; a librarian's own has fewer fields."""
    person = person_for(me(), person_id, Permission.EDIT_CARD)
    kind = FullCardForm if may(me(), Permission.KEEP) else CardForm
    form = kind(obj=person)
    if not may(me(), Permission.SET_EMAIL, person):
        del form.email
    if form.may_be_kept(person, person.version) and form.check(person, clock.today()):
        return _changed(person, form)
    return _edit_page(person, form)


def _changed(person: "Person", form: CardForm) -> AnyResponse:
    actor = me()
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(".card", person_id=person.id)
        services.change_person(
            person, form.told(), by=actor.account_id, at=clock.now(), today=clock.today()
        )
        for name in services.DRAFTED:
            drafts.drop(actor, services.draft_key(person.id, name))
    flash("Карточка сохранена.")
    return leave_for(saved.url)


def _edit_page(person: "Person", form: CardForm) -> Response:
    keys = {name: services.draft_key(person.id, name) for name in services.DRAFTED}
    return show(
        "members/edit.html",
        form=form,
        person_id=person.id,
        name=queries.full_name(person),
        is_full=isinstance(form, FullCardForm),
        keys=keys,
        drafts={name: drafts.kept(me(), key) for name, key in keys.items()},
        code=form.answer_code,
    )


@bp.get("/people/<int:person_id>/consent")
@checks_record
def consent(person_id: int) -> Response:
    """The form of consent, filled in, to print and sign."""
    person = person_for(me(), person_id, Permission.SEE_PRIVATE)
    return show(
        "members/consent.html",
        name=queries.full_name(person),
        person_id=person.id,
        operator=queries.association().operator,
    )


@bp.route("/people/<int:person_id>/withdraw-consent", methods=["GET", "POST"])
@checks_record
def withdraw_consent(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.EDIT_CARD)
    if request.method == "POST":
        with saving():
            services.withdraw_consent(person, by=me().account_id, at=clock.now())
        flash("Согласие отозвано, личные данные стёрты.")
        return leave_for(url_for(".card", person_id=person_id))
    facts = [one for one in queries.card(person, me(), today=clock.today()).private if one.value]
    return show(
        "members/withdraw.html", name=queries.full_name(person), person_id=person.id, facts=facts
    )


@bp.route("/people/<int:person_id>/leave", methods=["GET", "POST"])
@checks_record
def leave(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.KEEP)
    form = LeaveForm()
    if request.method == "GET":
        form.left_on.data = clock.today()
    if form.validate_on_submit():
        try:
            with saving(form.once, by=me().account_id) as saved:
                saved.url = url_for(".card", person_id=person_id)
                services.leave(
                    person,
                    form.left_on.data,
                    by=me().account_id,
                    at=clock.now(),
                    today=clock.today(),
                )
            return leave_for(saved.url)
        except Refused as refusal:
            form.left_on.errors = [str(refusal)]
            person = person_for(me(), person_id, Permission.KEEP)
    return show(
        "members/leave.html", form=form, name=queries.full_name(person), person_id=person_id,
        code=form.answer_code,
    )  # fmt: skip


@bp.post("/people/<int:person_id>/return")
@checks_record
def come_back(person_id: int) -> AnyResponse:
    with saving():
        person = person_for(me(), person_id, Permission.KEEP)
        services.come_back(person, by=me().account_id, at=clock.now())
    return leave_for(url_for(".card", person_id=person_id))


# Where they work


@bp.route("/people/<int:person_id>/works/new", methods=["GET", "POST"])
@checks_record
def new_work(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.KEEP)
    return _work_page(person, WorkForm(), None)


@bp.route("/people/<int:person_id>/works/<int:membership_id>", methods=["GET", "POST"])
@checks_record
def edit_work(person_id: int, membership_id: int) -> AnyResponse:
    membership = membership_for(me(), person_id, membership_id)
    form = WorkForm()
    if request.method == "GET":
        form.show(membership)
        form.version.data = str(membership.version)
    return _work_page(person_for(me(), person_id), form, membership_id)


def _work_page(person: "Person", form: WorkForm, membership_id: int | None) -> AnyResponse:
    person_id, name, actor = person.id, queries.full_name(person), me()
    organisations = queries.organisations(clock.today(), archived=membership_id is not None)
    form.offer([(one.id, one.name) for one in organisations])
    membership = membership_for(actor, person_id, membership_id) if membership_id else None
    if membership and request.method == "POST" and form.is_stale(membership.version):
        form.differences = form.meet(membership, membership.version)
    elif form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".card", person_id=person_id)
                if membership:
                    services.change_membership(
                        membership, form.told(), by=actor.account_id, at=clock.now()
                    )
                else:
                    services.join(person, form.told(), by=actor.account_id, at=clock.now())
        except Refused as refusal:
            told_wrong = form.until if form.until.data else form.organisation_id
            told_wrong.errors = [str(refusal)]
        else:
            flash("Место работы записано.")
            return leave_for(saved.url)
    return show(
        "members/work.html",
        form=form,
        name=name,
        person_id=person_id,
        membership_id=membership_id,
        has_organisations=bool(organisations),
        code=form.answer_code,
    )


# Organisations and the association


@bp.get("/organisations/")
@permits(Permission.SEE)
def organisations() -> Response:
    return show(
        "members/organisations.html",
        rows=queries.organisations(clock.today()),
        may_keep=may(me(), Permission.KEEP),
        may_rename=may(me(), Permission.RENAME),
    )


@bp.get("/organisations/<int:organisation_id>")
@checks_record
def organisation(organisation_id: int) -> Response:
    found = organisation_for(me(), organisation_id)
    return show(
        "members/organisation.html",
        organisation=queries.organisation_card(found, clock.today()),
        may_keep=may(me(), Permission.KEEP),
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_organisation() -> AnyResponse:
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            with saving(form.once, by=me().account_id) as saved:
                made = services.add_organisation(form.told(), by=me().account_id, at=clock.now())
                saved.url = url_for(".organisation", organisation_id=made.id)
            flash("Организация записана.")
            return leave_for(saved.url)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return show(
        "members/organisation_form.html", form=form, organisation_id=None,
        code=form.answer_code,
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@checks_record
def edit_organisation(organisation_id: int) -> AnyResponse:
    found = organisation_for(me(), organisation_id, Permission.KEEP)
    form = OrganisationForm(obj=found)
    if form.may_be_kept(found, found.version):
        try:
            with saving(form.once, by=me().account_id) as saved:
                saved.url = url_for(".organisation", organisation_id=organisation_id)
                services.change_organisation(
                    found,
                    form.told(),
                    is_archived=form.is_archived.data,
                    by=me().account_id,
                    at=clock.now(),
                )
            return leave_for(saved.url)
        except Refused as refusal:
            form.name.errors = [str(refusal)]
    return show(
        "members/organisation_form.html",
        form=form,
        organisation_id=organisation_id,
        code=form.answer_code,
    )


@bp.route("/association", methods=["GET", "POST"])
@permits(Permission.RENAME)
def association() -> AnyResponse:
    found = the_association()
    form = AssociationForm(obj=found)
    if form.may_be_kept(found, found.version):
        names = {field.name: field.data for field in form.asked()}
        with saving(form.once, by=me().account_id) as saved:
            saved.url = url_for(".register")
            services.rename(found, names, by=me().account_id, at=clock.now())
        flash("Названия сохранены.")
        return leave_for(saved.url)
    return show(
        "members/association.html", form=form,
        code=form.answer_code,
    )  # fmt: skip


# Excel


@bp.post("/export")
@permits(Permission.SEE)
def export() -> Response:
    """The register as a table: all of it for its keepers, the open part for others."""
    actor, today = me(), clock.today()
    content, rows = exchange.written(actor, today)
    let_go()
    with saving():
        services.take_register(rows, with_private=actor.leads, by=actor.account_id, at=clock.now())
    return files.as_file(content, f"база участников {today:%d.%m.%Y}.xlsx", files.XLSX)


@bp.get("/import/template")
@permits(Permission.KEEP)
def import_template() -> Response:
    return files.as_file(exchange.template(), "образец базы участников.xlsx", files.XLSX)


@bp.route("/import", methods=["GET", "POST"])
@permits(Permission.KEEP)
@files.takes_files
def upload() -> AnyResponse:
    form = RegisterUploadForm()
    if form.validate_on_submit():
        try:
            name, content = files.read_upload(form.file.data, "xlsx")
            sheet.read(content)
            mine = me().account_id
            with saving():
                files.drop(UPLOADS, mine)
                files.let_wait(UPLOADS, mine, name, content, at=clock.now())
            return leave_for(url_for(".import_preview"))
        except Refused as refusal:
            form.file.errors = [str(refusal)]
    return show("members/import.html", form=form, code=form.answer_code)


@bp.route("/import/preview", methods=["GET", "POST"])
@permits(Permission.KEEP)
def import_preview() -> AnyResponse:
    """Row by row what will happen; nothing is written."""
    kept = files.kept(UPLOADS, me().account_id)
    let_go()
    if kept is None:
        return leave_for(url_for(".upload"))
    form = ApplyRegisterForm()
    return _import_page(kept, _checked(sheet.read(kept[1]), form), form)


@bp.post("/import/apply")
@permits(Permission.KEEP)
def apply_import() -> AnyResponse:
    """Write the rows that are right."""
    actor = me()
    form = ApplyRegisterForm()
    kept = files.kept(UPLOADS, actor.account_id)
    let_go()
    if kept is None or form.is_stale(files.digest(kept[1])):
        with saving(form.once, by=actor.account_id):
            raise Refused(GONE)
    table = sheet.read(kept[1])
    try:
        with saving(form.once, by=actor.account_id) as saved:
            saved.url = url_for(".register")
            result = _checked(table, form)
            if form.consent_on.errors:
                raise Refused(str(form.consent_on.errors[0]), "consent_on")
            if result.wrong and not form.skips_wrong.data:
                raise Refused(MEND_FIRST, "skips_wrong")
            done = exchange.apply(result, by=actor.account_id, at=clock.now(), today=clock.today())
            files.drop(UPLOADS, actor.account_id)
    except exchange.RowRefused as refusal:
        return _import_page(kept, result.refused(refusal), form, code=422)
    except Refused as refusal:
        form.blame(refusal, "skips_wrong")
        return _import_page(kept, result, form, code=422)
    flash(done)
    return leave_for(saved.url)


def _checked(table: sheet.SheetRead, form: ApplyRegisterForm) -> exchange.Checked:
    today = clock.today()
    choices = exchange.choices_in(request.form, form.agreed_on(today))
    return exchange.checked(table, choices, today=today, sets_email=me().is_head)


def _import_page(
    kept: tuple[str, bytes], result: exchange.Checked, form: ApplyRegisterForm, *, code: int = 200
) -> Response:
    name, content = kept
    form.version.data = files.digest(content)
    return show(
        "members/import_preview.html", name=name, result=result, form=form, code=code
    )  # fmt: skip
