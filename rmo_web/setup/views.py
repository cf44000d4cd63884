from flask import Response, abort, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web import demo
from rmo_web.accounts import door, passwords
from rmo_web.accounts import services as accounts
from rmo_web.household import files, pages
from rmo_web.kernel import clock, years
from rmo_web.kernel.access import me, open_to_all, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, show
from rmo_web.members import queries as members
from rmo_web.plan.importing import services as plan
from rmo_web.setup import queries, services
from rmo_web.setup.access import Permission
from rmo_web.setup.blueprint import bp
from rmo_web.setup.forms import CodeForm, FoundForm


@bp.before_app_request
def lead_the_first_visitor() -> AnyResponse | None:
    """An empty database has nothing but the set-up."""
    at_door = request.endpoint is None or request.endpoint.split(".")[0] in {
        "setup",
        "health",
        "static",
    }
    if at_door or current_user.is_authenticated or members.is_founded():
        return None
    return leave_for(url_for("setup.welcome"))


@bp.route("/", methods=["GET", "POST"])
@open_to_all
def welcome() -> AnyResponse:
    """Ask for the code that the terminal printed."""
    _only_before_founding()
    form = CodeForm()
    if form.validate_on_submit():
        now = clock.now()
        accounts.count_try(f"setup {request.remote_addr}", at=now)
        try:
            accounts.check_setup_code(form.code.data or "", at=now)
        except Refused as refusal:
            form.blame(refusal, "code")
        else:
            session["setup"] = True
            return leave_for(url_for(".found_association"))
    return pages.show_form("setup/code.html", form)


@bp.route("/new", methods=["GET", "POST"])
@open_to_all
@files.takes_files
def found_association() -> AnyResponse:
    """Create the association, with its head and, if the file is at hand, its plan."""
    form = FoundForm()
    _only_before_founding(form.once, with_code=True)
    form.offer_years(years.starts_in(clock.today()))
    if form.validate_on_submit() and (upload := _upload_of(form)) is not None:
        return _found(form, *upload)
    if form.errors and form.plan.data and not form.plan.errors:
        form.plan.errors = ["Файл браузер не хранит: выберите его ещё раз."]
    return pages.show_form("setup/choice.html", form)


def _upload_of(form: FoundForm) -> tuple[str, bytes] | None:
    """The plan's file, read once; ("", b"") when none was given, None when it is not right."""
    if not form.plan.data:
        return "", b""
    end_reading()
    try:
        name, content = files.received(form.plan.data)
        plan.read(name, content)
        files.check(name, content, "docx")
    except Refused as refusal:
        form.blame(refusal, "plan")
        return None
    return name, content


def _found(form: FoundForm, name: str, content: bytes) -> AnyResponse:
    at = clock.now()
    told = form.foundation()
    ready = passwords.hashed(told.password)
    with saving(form.once) as saved:
        head = services.set_up(told, ready, at=at, today=clock.today())
        saved.url = url_for("home.index")
        if content:
            files.attach("plan_upload", head.id, name, content, by=head.id, at=at)
            saved.url = url_for("plan.preview")
    door.let_in(head, at)
    return leave_for(saved.url)


@bp.post("/example")
@open_to_all
def example() -> AnyResponse:
    """Load the example."""
    _only_before_founding(with_code=True)
    end_reading()
    demo.load(at=clock.now())
    session.pop("setup", None)
    return leave_for(url_for("accounts.sign_in"))


@bp.get("/erase")
@permits(Permission.ERASE_EXAMPLE)
def ask_to_erase() -> Response:
    _only_example()
    return show("setup/erase.html", counts=queries.what_will_go())


@bp.post("/erase")
@permits(Permission.ERASE_EXAMPLE)
def erase() -> AnyResponse:
    """Erase the example; whoever did it goes on to create the association without a new code."""
    _only_example()
    me()
    demo.erase()
    session.clear()
    session["setup"] = True
    return leave_for(url_for(".found_association"))


def _only_before_founding(nonce: str = "", *, with_code: bool = False) -> None:
    """A second press leads where the first one did; for everybody else nothing is here."""
    has_code = bool(session.get("setup"))
    if with_code and not has_code:
        abort(404)
    if members.is_founded():
        if request.method == "POST" and nonce:
            with saving(nonce):
                raise Refused("РМО уже создано: войдите.")
        abort(leave_for(url_for("home.index")) if has_code else 404)


def _only_example() -> None:
    if not members.is_example():
        abort(404)
