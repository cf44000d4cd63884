from flask import Response, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import lists, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock
from rmo_web.kernel.access import me, permits
from rmo_web.kernel.forms import Form
from rmo_web.kernel.listing import selected
from rmo_web.self_education import wording
from rmo_web.self_education.access import Permission, catalogue_title_for
from rmo_web.self_education.blueprint import bp
from rmo_web.self_education.catalogue import queries, services
from rmo_web.self_education.catalogue.forms import CatalogueForm
from rmo_web.self_education.models import CatalogueTitle


@bp.get("/catalogue/")
@permits(Permission.LEAD)
def catalogue() -> Response:
    asked = selected(*queries.FILTERS)
    sheet, total = queries.catalogue(asked)
    return lists.show(
        sheet, total, asked, page="self_education/catalogue/catalogue.html", forms=wording.COUNTED,
        search="Слова темы", begin=(url_for(".new_title"), "Добавить тему"),
        is_bare=not queries.has_titles(),
    )  # fmt: skip


@bp.post("/catalogue/lay-out")
@permits(Permission.LEAD)
def lay_out_catalogue() -> AnyResponse:
    """The usual titles, for an association that is older than this catalogue."""

    def lay_out() -> Onward:
        services.lay_out()
        return Onward(url_for(".catalogue"))

    return pages.done(Form(), lay_out)


@bp.route("/catalogue/new", methods=["GET", "POST"])
@permits(Permission.LEAD)
def new_title() -> AnyResponse:
    return _title_form(CatalogueForm(), None)


@bp.route("/catalogue/<int:title_id>", methods=["GET", "POST"])
@permits(Permission.LEAD)
def edit_title(title_id: int) -> AnyResponse:
    found = catalogue_title_for(title_id)
    return _title_form(CatalogueForm(obj=found), found)


def _title_form(form: CatalogueForm, found: CatalogueTitle | None) -> AnyResponse:
    if found is None:
        del form.is_archived

    def keep() -> Onward:
        archived = "is_archived" in form and bool(form.is_archived.data)
        services.keep(found, form.title.data, is_archived=archived, by=me(), at=clock.now())
        return Onward(url_for(".catalogue"), "Сохранено.")

    went = pages.accepted(form, keep, blamed="title", stored=found)
    return went or pages.show_fields(form, "Примерная тема", back=url_for(".catalogue"))
