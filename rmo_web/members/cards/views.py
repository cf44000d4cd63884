from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import db
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import show
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.members import queries as members
from rmo_web.members import rules, wording
from rmo_web.members import services as register
from rmo_web.members.access import Permission, membership_for, person_for, time_away_for
from rmo_web.members.blueprint import bp
from rmo_web.members.cards import queries, services
from rmo_web.members.cards.forms import (
    CardForm,
    FullCardForm,
    LeaveForm,
    NewPersonForm,
    TimeAwayForm,
    WorkForm,
)
from rmo_web.members.models import Membership, Person, TimeAway


@bp.get("/people/<int:person_id>")
@checks_record
def card(person_id: int) -> Response:
    person = person_for(me(), person_id)
    return show("members/cards/card.html", card=queries.card(person, me(), today=clock.today()))


@bp.route("/people/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_person() -> AnyResponse:
    form, today = NewPersonForm(), clock.today()

    def add() -> Onward:
        told = form.newcomer()
        rules.check_change(None, form.card(), today)
        if not form.is_another.data:
            services.meet_namesake(told)
        person = register.add_person(told, by=me().account_id, at=clock.now(), today=today)
        said = "Участник записан. Добавьте место работы; войти приглашают в разделе «Доступ»."
        return Onward(url_for(".card", person_id=person.id), said)

    went = pages.accepted(form, add, blamed="surname")
    return went or pages.show_form("members/cards/new_person.html", form)


@bp.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@checks_record
def edit(person_id: int) -> AnyResponse:
    """The card; a librarian's own has fewer fields."""
    person = person_for(me(), person_id, Permission.EDIT_CARD)
    kind = FullCardForm if may(me(), Permission.KEEP) else CardForm
    form = kind(obj=person)
    if not may(me(), Permission.SET_EMAIL, person):
        del form.email
    keys = {name: services.draft_key(person.id, name) for name in services.DRAFTED}
    form.drafts = {name: key for name, key in keys.items() if name in form}

    def keep() -> Onward:
        by, at, today = me().account_id, clock.now(), clock.today()
        register.change_person(person, form.card(), by=by, at=at, today=today)
        return Onward(url_for(".card", person_id=person_id), "Карточка сохранена.")

    went = pages.accepted(form, keep, blamed="surname", stored=person)
    return went or pages.show_form(
        "members/cards/edit.html",
        form,
        person_id=person_id,
        name=person.name.full,
        is_full=isinstance(form, FullCardForm),
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

    def withdraw() -> Onward:
        services.withdraw_consent(person, by=me().account_id, at=clock.now())
        url = url_for(".card", person_id=person_id)
        return Onward(url, "Согласие отозвано, личные данные стёрты.")

    if request.method == "POST":
        return pages.done(Form(), withdraw)
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

    def go() -> Onward:
        by, at, today = me().account_id, clock.now(), clock.today()
        services.leave(person, form.left_on.data, by=by, at=at, today=today)
        return Onward(url_for(".card", person_id=person_id))

    went = pages.accepted(form, go, blamed="left_on")
    return went or pages.show_fields(
        form, f"{person.name.full}: выход из состава", back=url_for(".card", person_id=person_id),
        lead="Карточка и всё прошлое останутся. Из списков участников человек уйдёт; вернуть его "
        "можно одним нажатием.",
        press="Записать выход", leave="Оставить в составе",
    )  # fmt: skip


@bp.route("/people/<int:person_id>/away/new", methods=["GET", "POST"])
@checks_record
def new_time_away(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.KEEP)
    return _time_away_page(person, TimeAwayForm(), None)


@bp.route("/people/<int:person_id>/away/<int:time_away_id>", methods=["GET", "POST"])
@checks_record
def edit_time_away(person_id: int, time_away_id: int) -> AnyResponse:
    found = time_away_for(me(), person_id, time_away_id)
    return _time_away_page(person_for(me(), person_id), TimeAwayForm(obj=found), found)


def _time_away_page(person: Person, form: TimeAwayForm, found: TimeAway | None) -> AnyResponse:
    person_id, name, time_away_id = person.id, person.name.full, found.id if found else None

    def keep() -> Onward:
        days, by, at = (form.since.data, form.until.data), me().account_id, clock.now()
        if found:
            services.change_time_away(found, *days, by=by, at=at)
        else:
            services.be_away(person, *days, by=by, at=at)
        return Onward(url_for(".card", person_id=person_id), f"Записано: {wording.period(*days)}.")

    went = pages.accepted(form, keep, blamed="since", stored=found)
    return went or pages.show_form(
        "members/cards/time_away.html",
        form,
        name=name,
        person_id=person_id,
        time_away_id=time_away_id,
    )


@bp.post("/people/<int:person_id>/away/<int:time_away_id>/back")
@checks_record
def be_back(person_id: int, time_away_id: int) -> AnyResponse:
    found, today = time_away_for(me(), person_id, time_away_id), clock.today()

    def come() -> None:
        services.be_back(found, by=me().account_id, at=clock.now(), today=today)

    is_shortened = found.since < today
    return _undoably(found, come, "Записано: с сегодняшнего дня работает.", is_kept=is_shortened)


@bp.post("/people/<int:person_id>/away/<int:time_away_id>/drop")
@checks_record
def drop_time_away(person_id: int, time_away_id: int) -> AnyResponse:
    found = time_away_for(me(), person_id, time_away_id)

    def drop() -> None:
        services.drop_time_away(found, by=me().account_id, at=clock.now())

    return _undoably(found, drop, f"Убрано: {wording.period(found.since, found.until)}.")


def _undoably(
    found: TimeAway, change: Callable[[], None], said: str, *, is_kept: bool = False
) -> AnyResponse:
    """Change it; the button that is said with it writes the former days down again."""
    values = [("since", found.since.isoformat()), ("until", found.until.isoformat())]
    person_id, time_away_id = found.person_id, found.id
    url = url_for(".new_time_away", person_id=person_id)

    def act() -> Onward:
        change()
        if is_kept:
            db.session.flush()
            values.append(("version", str(found.version)))
        return Onward(url_for(".card", person_id=person_id))

    went = pages.done(Form(), act)
    if is_kept:
        url = url_for(".edit_time_away", person_id=person_id, time_away_id=time_away_id)
    waiting.say(said, Deed("Отменить", url, tuple(values)))
    return went


@bp.post("/people/<int:person_id>/return")
@checks_record
def come_back(person_id: int) -> AnyResponse:
    person = person_for(me(), person_id, Permission.KEEP)

    def come() -> Onward:
        register.come_back(person, by=me().account_id, at=clock.now())
        return Onward(url_for(".card", person_id=person_id))

    return pages.done(Form(), come)


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
    return _work_page(person_for(me(), person_id), form, membership)


def _work_page(person: Person, form: WorkForm, found: Membership | None) -> AnyResponse:
    person_id, name, membership_id = person.id, person.name.full, found.id if found else None
    organisations = members.organisations(clock.today(), archived=found is not None)
    form.offer([(one.id, one.name) for one in organisations])

    def keep() -> Onward:
        membership, by, at = form.membership(), me().account_id, clock.now()
        if found:
            register.change_membership(found, membership, by=by, at=at)
        else:
            register.join(person, membership, by=by, at=at)
        return Onward(url_for(".card", person_id=person_id), "Место работы записано.")

    blamed = "until" if form.until.data else "organisation_id"
    went = pages.accepted(form, keep, blamed=blamed, stored=found)
    return went or pages.show_form(
        "members/cards/work.html",
        form,
        name=name,
        person_id=person_id,
        membership_id=membership_id,
        has_organisations=bool(organisations),
    )
