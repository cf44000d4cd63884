from flask import Response, request

from rmo_web.kernel import clock, paging
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.htmx import show
from rmo_web.kernel.urls import id_in
from rmo_web.members import queries as members
from rmo_web.members import wording
from rmo_web.members.access import Permission
from rmo_web.members.blueprint import bp
from rmo_web.members.register import queries
from rmo_web.members.register.queries import RegisterFilter
from rmo_web.members.rules import Post


@bp.get("/")
@permits(Permission.SEE)
def register() -> Response:
    asked, number = _filter_in_address(), paging.page_asked()
    rows, total = queries.register(me(), asked, today=clock.today(), page=number)
    return show(
        "members/register/register.html",
        "members/register/_rows.html",
        rows=rows,
        asked=asked,
        total=wording.people(total),
        pages=paging.pages(number, total),
        organisations=members.organisations(clock.today(), archived=False),
        posts=[(post.value, word) for post, word in wording.POSTS.items()],
        whom=_whom(),
        may_keep=may(me(), Permission.KEEP),
    )


def _whom() -> dict[str, str]:
    return wording.WHO | wording.WHO_LACKS if me().leads else wording.WHO


def _filter_in_address() -> RegisterFilter:
    said = request.args
    return RegisterFilter(
        q=paging.words_asked(),
        organisation_id=said.get("organisation", 0, type=id_in),
        post=said.get("post", "") if said.get("post") in set(Post) else "",
        young=bool(said.get("young")),
        who=said.get("who", "") if said.get("who") in _whom() else "now",
    )
