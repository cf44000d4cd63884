from flask import Response, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.htmx import show
from rmo_web.members import queries as members
from rmo_web.members import services
from rmo_web.members.access import Permission, organisation_for, the_association
from rmo_web.members.blueprint import bp
from rmo_web.members.organisations import queries
from rmo_web.members.organisations.forms import AssociationForm, OrganisationForm


@bp.get("/organisations/")
@permits(Permission.SEE)
def organisations() -> Response:
    return show(
        "members/organisations/organisations.html",
        rows=members.organisations(clock.today()),
        may_keep=may(me(), Permission.KEEP),
        may_rename=may(me(), Permission.RENAME),
    )


@bp.get("/organisations/<int:organisation_id>")
@checks_record
def organisation(organisation_id: int) -> Response:
    found = organisation_for(me(), organisation_id)
    return show(
        "members/organisations/organisation.html",
        organisation=queries.organisation_card(found, clock.today()),
        may_keep=may(me(), Permission.KEEP),
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_organisation() -> AnyResponse:
    form = OrganisationForm()
    del form.is_archived

    def add() -> Onward:
        made = services.add_organisation(form.organisation(), by=me().account_id, at=clock.now())
        return Onward(url_for(".organisation", organisation_id=made.id), "Организация записана.")

    went = pages.accepted(form, add, blamed="name")
    return went or pages.show_fields(form, "Новая организация", back=url_for(".organisations"))


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@checks_record
def edit_organisation(organisation_id: int) -> AnyResponse:
    found = organisation_for(me(), organisation_id, Permission.KEEP)
    form = OrganisationForm(obj=found)

    def keep() -> Onward:
        named, is_archived, by = form.organisation(), form.is_archived.data, me().account_id
        services.change_organisation(found, named, is_archived=is_archived, by=by, at=clock.now())
        return Onward(url_for(".organisation", organisation_id=organisation_id))

    went = pages.accepted(form, keep, blamed="name", stored=found)
    return went or pages.show_fields(
        form, "Исправить организацию", back=url_for(".organisation", organisation_id=found.id)
    )


@bp.route("/association", methods=["GET", "POST"])
@permits(Permission.RENAME)
def association() -> AnyResponse:
    found = the_association()
    form = AssociationForm(obj=found)

    def keep() -> Onward:
        names = {field.name: field.data for field in form.asked_fields()}
        services.rename(found, names, by=me().account_id, at=clock.now())
        return Onward(url_for(".register"), "Названия сохранены.")

    went = pages.accepted(form, keep, blamed="name", stored=found)
    return went or pages.show_fields(form, "Объединение", back=url_for(".organisations"))
