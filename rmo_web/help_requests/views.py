from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.help_requests import forms, journal, papers, queries, rules, services, wording
from rmo_web.help_requests.access import (
    Permission,
    article_for,
    quick_reply_for,
    request_for,
    rubric_for,
)
from rmo_web.help_requests.blueprint import bp
from rmo_web.help_requests.forms import (
    ArticleForm,
    AskForm,
    CallForm,
    DropForm,
    MoveRequestForm,
    QuickReplyForm,
    RubricForm,
)
from rmo_web.help_requests.queries import QueueAsked
from rmo_web.help_requests.rules import Action, Tab
from rmo_web.household import drafts, files, throttle
from rmo_web.kernel import clock, paging, years
from rmo_web.kernel.access import checks_record, may, me, permits
from rmo_web.kernel.db import let_go, saving
from rmo_web.kernel.errors import Refused, TooOften
from rmo_web.kernel.forms import Form, choices
from rmo_web.kernel.htmx import leave_for, refuse, show, wants_fragment
from rmo_web.kernel.urls import id_in
from rmo_web.kernel.years import Year
from rmo_web.members import queries as members

if TYPE_CHECKING:
    from rmo_web.help_requests.models import Article, HelpRequest, QuickReply, Rubric

DRAFT = "help_requests.new"


def _year() -> Year:
    year = years.chosen(clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year


def _year_of_today() -> Year:
    """The year that something new belongs to."""
    year = years.default_of(years.all_years(), clock.today())
    if year is None:
        raise Refused("Сначала создайте объединение.")
    return year


# The queue


@bp.get("/")
@permits(Permission.ASK)
@years.of_a_year
def index() -> Response:
    """The queue of whoever answers; what she has asked for everybody else."""
    if not queries.is_consultant(me()):
        return _mine("help_requests/mine.html", is_consultant=False)
    asked, number, today = _asked(), paging.page_asked(), clock.today()
    rows, has_more = queries.queue(me(), asked, _year(), today=today, page=number)
    return show(
        "help_requests/queue.html",
        "help_requests/_rows.html",
        rows=rows,
        asked=asked,
        tabs=queries.tabs(me(), asked, _year(), today=today),
        empty=_nothing(asked),
        pages=_pages(number, len(rows), has_more=has_more),
        filters=queries.filters() if not wants_fragment() else None,
        orders=wording.ORDERS,
        may_record=may(me(), Permission.RECORD),
    )


def _pages(number: int, shown: int, *, has_more: bool) -> paging.Pages:
    return paging.pages(number, (number - 1) * paging.PER_PAGE + shown + has_more)


def _nothing(asked: QueueAsked) -> tuple[str, str]:
    if asked.is_filtered:
        return "Ничего не нашлось", "Проверьте слова или снимите отбор."
    return wording.NOTHING[asked.tab]


def _asked() -> QueueAsked:
    said = request.args
    usual = Tab.NEW if me().leads else Tab.MINE
    return QueueAsked(
        tab=Tab(said["tab"]) if said.get("tab") in set(Tab) else usual,
        q=paging.words_asked(),
        rubric_id=said.get("rubric", 0, type=id_in),
        organisation_id=said.get("school", 0, type=id_in),
        order=said.get("order", "") if said.get("order") in wording.ORDERS else "",
    )


@bp.get("/mine")
@permits(Permission.ASK)
def mine() -> Response:
    return _mine("help_requests/mine.html", is_consultant=queries.is_consultant(me()))


def _mine(page: str, *, is_consultant: bool) -> Response:
    number = paging.page_asked()
    rows, has_more = queries.mine(me(), today=clock.today(), page=number)
    pages = _pages(number, len(rows), has_more=has_more)
    return show(page, rows=rows, pages=pages, is_consultant=is_consultant)


# Asking


@bp.route("/new", methods=["GET", "POST"])
@permits(Permission.ASK)
@files.takes_several
def ask() -> AnyResponse:
    form = AskForm()
    form.files.wait_at(queries.UPLOADS, me().account_id)
    form.rubric_id.choices = choices(queries.rubric_options(), "выберите")
    code = 200
    if request.method == "GET":
        form.rubric_id.data = request.args.get("rubric", 0, type=id_in)
        form.question.data = request.args.get("question", "")[: rules.QUESTION_MAX]
    elif form.validate():
        try:
            return _ask(form)
        except TooOften as limit:
            form.question.errors, code = [str(limit)], 429
        except Refused as refusal:
            form.question.errors = [str(refusal)]
    form.files.keep(clock.now())
    return show(
        "help_requests/ask.html",
        form=form,
        draft=drafts.kept(me(), DRAFT) if request.method == "GET" else None,
        key=DRAFT,
        code=code if code != 200 else form.answer_code,
    )


def _ask(form: AskForm) -> AnyResponse:
    actor, now = me(), clock.now()
    told, year = form.told(), _year_of_today()
    let_go()
    throttle.count(
        f"ask:{actor.account_id}", most=rules.ASKED_AT_MOST, within=rules.ASKED_WITHIN, now=now
    )
    with saving(form.once, by=actor.account_id) as saved:
        made = services.ask(told, year_id=year.id, actor=actor, at=now, today=clock.today())
        saved.url = url_for(".card", request_id=made.id)
        drafts.drop(actor, DRAFT)
        form.files.spend()
    flash("Заявка отправлена. Ответ придёт сюда и в уведомления.")
    return leave_for(saved.url)


@bp.get("/like")
@permits(Permission.ASK)
def like() -> Response:
    """Published answers to questions like the one that is being typed."""
    question = request.args.get("question", "")
    found = queries.like(question) if len(question) > 5 else []
    return show("help_requests/like.html", "help_requests/_like.html", answers=found)


@bp.route("/calls/new", methods=["GET", "POST"])
@permits(Permission.RECORD)
def call() -> AnyResponse:
    """A consultation by phone, in fifteen seconds."""
    form = CallForm()
    people = [(one.id, one.title) for one in queries.addressees(clock.today())]
    form.person_id.choices = choices(people, "выберите")
    form.rubric_id.choices = choices(queries.rubric_options(with_hints=False), "выберите")
    if request.method == "GET":
        form.held_on.data = clock.today()
        form.person_id.data = request.args.get("person", 0, type=id_in)
    elif form.validate():
        try:
            return _record(form)
        except Refused as refusal:
            form.held_on.errors = [str(refusal)]
    return show("help_requests/call.html", form=form, code=form.answer_code)


def _record(form: CallForm) -> AnyResponse:
    actor = me()
    year = years.default_of(years.all_years(), form.held_on.data)
    with saving(form.once, by=actor.account_id) as saved:
        saved.url = url_for(".call")
        made = services.record(
            form.told(), year_id=year.id if year else 0, actor=actor, at=clock.now(),
            today=clock.today(),
        )  # fmt: skip
        number = made.number
    flash(f"Консультация записана в журнал под № {number}. Можно записать следующую.")
    return leave_for(saved.url)


# One request


@bp.get("/<int:request_id>")
@checks_record
def card(request_id: int) -> Response:
    found = request_for(me(), request_id)
    return _card(found, _move_form(found))


@bp.get("/<int:request_id>/news")
@checks_record
def news(request_id: int) -> Response:
    """The thread, when it is another one than the page has: asked quietly."""
    found = request_for(me(), request_id)
    is_office = may(me(), Permission.WORK, found)
    writing = queries.writing(found, me(), now=clock.now()) if is_office else ""
    if request.args.get("seen") == _seen(found, writing):
        return Response(status=204)
    shown = queries.card(found, me(), today=clock.today())
    return show(
        "help_requests/news.html", "help_requests/_news.html", card=shown, writing=writing,
        seen=_seen(found, writing),
    )  # fmt: skip


def _seen(found: "HelpRequest", writing: str) -> str:
    return f"{found.version}.{writing}" if writing else str(found.version)


@bp.post("/<int:request_id>/move")
@checks_record
@files.takes_several
def move(request_id: int) -> AnyResponse:
    """Do what the pressed button says, and show the request as it has become."""
    return _move(request_id, _moved_card, _card)


@bp.get("/queue/<int:request_id>")
@checks_record
def row(request_id: int) -> AnyResponse:
    """The row of the queue with its desk open."""
    found = request_for(me(), request_id, Permission.WORK)
    if not wants_fragment():
        return leave_for(url_for(".card", request_id=request_id))
    return _row(found, _move_form(found))


@bp.post("/queue/<int:request_id>/move")
@checks_record
@files.takes_several
def row_move(request_id: int) -> AnyResponse:
    """The same from the queue: what comes back is the row."""
    return _move(request_id, _moved_row, _card)


def _move(
    request_id: int,
    done: Callable[["HelpRequest"], AnyResponse],
    undone: Callable[..., AnyResponse],
) -> AnyResponse:
    actor = me()
    found = request_for(actor, request_id)
    action = forms.action_said()
    form = _form_of(found, action)
    if not may(actor, _needed(action), found):
        abort(403)
    is_good = form.validate()
    if action in {Action.ANSWER, Action.ASK_BACK} and form.is_stale(found.version):
        return _somebody_was_first(found, form, undone)
    if not is_good:
        return _not_yet(found, form, form.first_error(), undone)
    brings = action is None or action in rules.WITH_FILES
    if form.files.brought and not brings:
        return _not_yet(found, form, "Файлы прикладывают к ответу, уточнению или заметке.", undone)
    try:
        said = form.told(with_files=brings)
        with saving(form.once, by=actor.account_id) as saved:
            saved.url = url_for(".card", request_id=request_id)
            if action is None:
                services.note(found, said, actor=actor, at=clock.now())
            else:
                services.move(found, action, said, actor=actor, at=clock.now(), today=clock.today())
            key = queries.reply_key if _is_authors(action) else queries.answer_key
            drafts.drop(actor, key(request_id))
            if brings:
                form.files.spend()
    except Refused as refusal:
        return _not_yet(found, form, str(refusal), undone)
    return done(request_for(actor, request_id)) if wants_fragment() else leave_for(saved.url)


def _needed(action: Action | None) -> Permission:
    if action is None:
        return Permission.WORK
    party = rules.PARTIES[action]
    return {
        rules.Party.AUTHOR: Permission.REPLY,
        rules.Party.OFFICE: Permission.WORK,
        rules.Party.LEADERS: Permission.ASSIGN,
        rules.Party.EITHER: Permission.SEE,
        rules.Party.CLOCK: Permission.NOBODY,
    }[party]


def _is_authors(action: Action | None) -> bool:
    return action is not None and rules.PARTIES[action] is rules.Party.AUTHOR


def _not_yet(
    found: "HelpRequest", form: MoveRequestForm, message: str, undone: Callable[..., AnyResponse]
) -> AnyResponse:
    """What was typed stays where it is, with a sentence beside it."""
    number = found.id
    if wants_fragment():
        return refuse(message, code=422, into=f"said-{number}")
    if message != " ".join(form.files.errors):
        form.text.errors = [message]
    form.files.keep(clock.now())
    return undone(request_for(me(), number), form, code=422)


def _somebody_was_first(
    found: "HelpRequest", form: MoveRequestForm, undone: Callable[..., AnyResponse]
) -> AnyResponse:
    """A message came while the answer was written: read it, and press once more."""
    words = "Пока вы писали, в заявке появилось новое. Прочитайте его и отправьте ещё раз."
    if wants_fragment():
        shown = queries.card(found, me(), today=clock.today())
        fresh = render_template("help_requests/_fresh.html", card=shown, seen=_seen(found, ""))
        return refuse(words, into=f"said-{found.id}", more=fresh)
    form.text.errors = [words]
    form.version.data = str(found.version)
    form.version.raw_data = None
    number = found.id
    form.files.keep(clock.now())
    return undone(request_for(me(), number), form, code=409)


def _moved_card(found: "HelpRequest") -> AnyResponse:
    return _card(found, _move_form(found, fresh=True))


def _moved_row(found: "HelpRequest") -> AnyResponse:
    actor, today = me(), clock.today()
    page = "help_requests/_moved_row.html"
    shown = queries.row(found, actor, today=today)
    asked = QueueAsked()
    return show(page, row=shown, tabs=queries.tabs(actor, asked, _year(), today=today))


def _form_of(found: "HelpRequest", action: Action | None) -> MoveRequestForm:
    form = MoveRequestForm()
    places = queries.uploads_of(found.id), queries.note_uploads_of(found.id)
    usual, apart = places if action else reversed(places)
    form.files.wait_at(usual, me().account_id, apart)
    return form


def _move_form(found: "HelpRequest", *, fresh: bool = False) -> MoveRequestForm:
    form = MoveRequestForm(formdata=None) if fresh else MoveRequestForm()
    form.version.data = str(found.version)
    return form


def _card(found: "HelpRequest", form: MoveRequestForm, *, code: int = 200) -> Response:
    shown = queries.card(found, me(), today=clock.today())
    desk = queries.desk(found, me(), now=clock.now(), is_office=shown.is_office)
    return show(
        "help_requests/card.html",
        "help_requests/_request.html",
        card=shown,
        desk=desk,
        form=form,
        seen=_seen(found, desk.writing),
        move_url=url_for(".move", request_id=found.id),
        target="request",
        targets=wording.TARGETS,
        key=_key(found, is_office=shown.is_office),
        code=code,
    )


def _row(found: "HelpRequest", form: MoveRequestForm) -> Response:
    shown = queries.card(found, me(), today=clock.today())
    return show(
        "help_requests/_open_row.html",
        row=queries.row(found, me(), today=clock.today()),
        card=shown,
        desk=queries.desk(found, me(), now=clock.now(), is_office=True),
        form=form,
        move_url=url_for(".row_move", request_id=found.id),
        target=f"request-{found.id}",
        targets=wording.TARGETS,
        key=_key(found, is_office=True),
    )


def _key(found: "HelpRequest", *, is_office: bool) -> str:
    return queries.answer_key(found.id) if is_office else queries.reply_key(found.id)


# The base of answers


@bp.get("/answers/")
@permits(Permission.READ_ANSWERS)
def answers() -> Response:
    number, q = paging.page_asked(), paging.words_asked()
    rubric_id = request.args.get("rubric", 0, type=id_in)
    rows, has_more = queries.answers(me(), q=q, rubric_id=rubric_id, page=number)
    return show(
        "help_requests/answers.html",
        "help_requests/_answers.html",
        rows=rows,
        q=q,
        rubric_id=rubric_id,
        rubrics=queries.rubric_options(with_hints=False) if not wants_fragment() else [],
        pages=_pages(number, len(rows), has_more=has_more),
        may_keep=may(me(), Permission.KEEP),
        is_consultant=queries.is_consultant(me()),
    )


@bp.get("/answers/<int:article_id>")
@checks_record
def article(article_id: int) -> Response:
    found = article_for(me(), article_id)
    return show(
        "help_requests/article.html",
        answer=queries.answer(found),
        may_keep=may(me(), Permission.KEEP),
    )


@bp.post("/<int:request_id>/to-base")
@checks_record
def to_base(request_id: int) -> AnyResponse:
    """The solved request becomes a draft answer for everybody."""
    found = request_for(me(), request_id, Permission.WORK)
    if not may(me(), Permission.KEEP):
        abort(403)
    with saving():
        made = services.draft_article(found, actor=me(), at=clock.now())
        number = made.id
    flash("Черновик готов: имена убраны. Прочитайте его и опубликуйте.")
    return leave_for(url_for(".edit_article", article_id=number))


@bp.route("/answers/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_article() -> AnyResponse:
    return _article_form(ArticleForm(), None)


@bp.route("/answers/<int:article_id>/edit", methods=["GET", "POST"])
@checks_record
def edit_article(article_id: int) -> AnyResponse:
    found = article_for(me(), article_id, to_keep=True)
    return _article_form(ArticleForm(obj=found), found)


def _article_form(form: ArticleForm, found: "Article | None") -> AnyResponse:
    form.rubric_id.choices = choices(queries.rubric_options(with_hints=False), "выберите")
    key = f"help_requests.answers.{found.id if found else 'new'}"

    def keep() -> str:
        made = services.keep_article(found, form.told(), actor=me(), at=clock.now())
        drafts.drop(me(), key)
        return url_for(".article", article_id=made.id)

    return _kept(
        form, found, keep, form.question, "help_requests/article_form.html",
        article_id=found.id if found else None, key=key,
        draft=drafts.kept(me(), key) if request.method == "GET" else None,
    )  # fmt: skip


# Rubrics and quick replies


@bp.get("/rubrics/")
@permits(Permission.KEEP)
def rubrics() -> Response:
    return show(
        "help_requests/rubrics.html",
        rubrics=queries.rubrics(clock.today()),
        replies=queries.quick_replies(),
    )


@bp.route("/rubrics/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_rubric() -> AnyResponse:
    return _rubric_form(RubricForm(), None)


@bp.route("/rubrics/<int:rubric_id>", methods=["GET", "POST"])
@permits(Permission.KEEP)
def edit_rubric(rubric_id: int) -> AnyResponse:
    found = rubric_for(rubric_id)
    return _rubric_form(RubricForm(obj=found), found)


def _rubric_form(form: RubricForm, found: "Rubric | None") -> AnyResponse:
    form.owner_id.choices = choices(queries.holders(clock.today()), "руководителю и методисту")

    def keep() -> str:
        services.keep_rubric(found, form.told(), by=me().account_id, at=clock.now())
        return url_for(".rubrics")

    return _kept(form, found, keep, form.title, "help_requests/rubric_form.html")


@bp.route("/replies/new", methods=["GET", "POST"])
@permits(Permission.KEEP)
def new_quick_reply() -> AnyResponse:
    return _quick_reply_form(QuickReplyForm(), None)


@bp.route("/replies/<int:reply_id>", methods=["GET", "POST"])
@permits(Permission.KEEP)
def edit_quick_reply(reply_id: int) -> AnyResponse:
    found, anew = quick_reply_for(reply_id), url_for(".new_quick_reply")
    return _quick_reply_form(QuickReplyForm(obj=found), found, anew=anew)


def _quick_reply_form(
    form: QuickReplyForm, found: "QuickReply | None", *, anew: str = ""
) -> AnyResponse:
    form.anew = anew
    form.rubric_id.choices = choices(queries.rubric_options(with_hints=False), "для всех рубрик")

    def keep() -> str:
        services.keep_quick_reply(found, form.told(), by=me().account_id, at=clock.now())
        return url_for(".rubrics")

    return _kept(
        form, found, keep, form.title, "help_requests/reply_form.html",
        reply_id=found.id if found else None,
    )  # fmt: skip


@bp.post("/replies/<int:reply_id>/drop")
@permits(Permission.KEEP)
def drop_quick_reply(reply_id: int) -> AnyResponse:
    with saving(DropForm().once, by=me().account_id) as saved:
        saved.url = url_for(".rubrics")
        services.drop_quick_reply(quick_reply_for(reply_id), by=me().account_id, at=clock.now())
    flash("Заготовка убрана.")
    return leave_for(saved.url)


def _kept(
    form: Form, found: "Article | Rubric | QuickReply | None", keep: Callable[[], str],
    blamed: Any, page: str, **more: Any,
) -> AnyResponse:  # fmt: skip
    """The page of a form that keeps one record: drawn, in conflict, refused or saved."""
    if form.may_be_kept(found, found.version) if found else form.validate_on_submit():
        try:
            with saving(form.once, by=me().account_id) as saved:
                saved.url = keep()
            flash("Сохранено.")
            return leave_for(saved.url)
        except Refused as refusal:
            blamed.errors = [str(refusal)]
    return show(page, form=form, is_new=found is None, code=form.answer_code, **more)


# The journal of consultations


@bp.get("/journal")
@permits(Permission.RECORD)
@years.of_a_year
def show_journal() -> Response:
    since, until, wrong = forms.period_said(_days_of(_year()))
    person_id = request.args.get("person", 0, type=id_in)
    read = journal.read(since, until, person_id=person_id)
    return show(
        "help_requests/journal.html",
        journal=read,
        columns=journal.COLUMNS,
        wrong=wrong,
        person_id=person_id,
        people=queries.addressees(clock.today()),
        code=422 if wrong else 200,
    )


def _days_of(year: Year) -> tuple[date, date]:
    return date(year.starts_in, years.TURNS_IN, 1), date(year.starts_in + 1, years.TURNS_IN - 1, 31)


@bp.post("/journal/docx")
@permits(Permission.RECORD)
def journal_docx() -> Response:
    return _journal_file(papers.docx, "docx", files.DOCX)


@bp.post("/journal/xlsx")
@permits(Permission.RECORD)
def journal_xlsx() -> Response:
    return _journal_file(papers.xlsx, "xlsx", files.XLSX)


def _journal_file(
    write: Callable[[journal.Journal, str], bytes], extension: str, kind: str
) -> Response:
    since, until, _ = forms.period_said(_days_of(_year()))
    read = journal.read(since, until, person_id=request.args.get("person", 0, type=id_in))
    association = members.association()
    let_go()
    content = write(read, f"{association.name}, {association.district}")
    with saving():
        services.take_journal(len(read.rows), by=me().account_id, at=clock.now())
    name = f"журнал консультаций {since:%d.%m.%Y}-{until:%d.%m.%Y}.{extension}"
    return files.as_file(content, name, kind)
