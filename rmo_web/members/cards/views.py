from flask import Response, flash, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import drafts
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.members import queries as members
from rmo_web.members import services as register
from rmo_web.members.access import Permission, membership_for, person_for
from rmo_web.members.blueprint import bp
from rmo_web.members.cards import queries, services
from rmo_web.members.cards.forms import CardForm, FullCardForm, LeaveForm, NewPersonForm, WorkForm
from rmo_web.members.models import Person


@bp.get("/people/<int:person_id>")
@checks_record
def card(person_id: int) -> Response:
    person = person_for(me(), person_id)
    return show("members/cards/card.html", card=queries.card(person, me(), today=clock.today()))


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
                person = register.add_person(told, by=by, at=clock.now(), today=today)
                saved.url = url_for(".card", person_id=person.id)
        except Refused as refusal:
            form.is_another.errors = [str(refusal)]
        else:
            flash("Участник записан. Добавьте место работы; войти приглашают в разделе «Доступ».")
            return leave_for(saved.url)
    return show("members/cards/new_person.html", form=form, code=form.answer_code)


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
        register.change_person(
            person, form.told(), by=actor.account_id, at=clock.now(), today=clock.today()
        )
        for name in services.DRAFTED:
            drafts.drop(actor, services.draft_key(person.id, name))
    flash("Карточка сохранена.")
    return leave_for(saved.url)


def _edit_page(person: "Person", form: CardForm) -> Response:
    keys = {name: services.draft_key(person.id, name) for name in services.DRAFTED}
    return show(
        "members/cards/edit.html",
        form=form,
        person_id=person.id,
        name=person.name.full,
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
        "members/cards/consent.html",
        name=person.name.full,
        person_id=person.id,
        operator=members.association().operator,
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
        "members/cards/withdraw.html",
        name=person.name.full,
        person_id=person.id,
        facts=facts,
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
        "members/cards/leave.html", form=form, name=person.name.full, person_id=person_id,
        code=form.answer_code,
    )  # fmt: skip


@bp.post("/people/<int:person_id>/return")
@checks_record
def come_back(person_id: int) -> AnyResponse:
    with saving():
        person = person_for(me(), person_id, Permission.KEEP)
        register.come_back(person, by=me().account_id, at=clock.now())
    return leave_for(url_for(".card", person_id=person_id))


@bp.route("/people/<int:person_id>/works/new", methods=["GET", "POST"])
@checks_record
def new_work(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.KEEP)
    return _work_page(person, WorkForm(today=clock.today()), None)


@bp.route("/people/<int:person_id>/works/<int:membership_id>", methods=["GET", "POST"])
@checks_record
def edit_work(person_id: int, membership_id: int) -> AnyResponse:
    membership = membership_for(me(), person_id, membership_id)
    form = WorkForm(today=clock.today())
    if request.method == "GET":
        form.show(membership)
        form.version.data = str(membership.version)
    return _work_page(person_for(me(), person_id), form, membership_id)


def _work_page(person: "Person", form: WorkForm, membership_id: int | None) -> AnyResponse:
    person_id, name, actor = person.id, person.name.full, me()
    organisations = members.organisations(clock.today(), archived=membership_id is not None)
    form.offer([(one.id, one.name) for one in organisations])
    membership = membership_for(actor, person_id, membership_id) if membership_id else None
    if membership and request.method == "POST" and form.is_stale(membership.version):
        form.differences = form.meet(membership, membership.version)
    elif form.validate_on_submit():
        try:
            with saving(form.once, by=actor.account_id) as saved:
                saved.url = url_for(".card", person_id=person_id)
                if membership:
                    register.change_membership(
                        membership, form.told(), by=actor.account_id, at=clock.now()
                    )
                else:
                    register.join(person, form.told(), by=actor.account_id, at=clock.now())
        except Refused as refusal:
            told_wrong = form.until if form.until.data else form.organisation_id
            told_wrong.errors = [str(refusal)]
        else:
            flash("Место работы записано.")
            return leave_for(saved.url)
    return show(
        "members/cards/work.html",
        form=form,
        name=name,
        person_id=person_id,
        membership_id=membership_id,
        has_organisations=bool(organisations),
        code=form.answer_code,
    )
