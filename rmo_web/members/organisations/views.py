from flask import Response, flash, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import clock
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
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
        "members/organisations/organisation_form.html", form=form, organisation_id=None,
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
        "members/organisations/organisation_form.html",
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
        "members/organisations/association.html", form=form,
        code=form.answer_code,
    )  # fmt: skip
