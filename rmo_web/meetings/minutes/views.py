from dataclasses import replace

from flask import Response, abort, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import files, pages
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, years
from rmo_web.kernel import forms as kernel_forms
from rmo_web.kernel.access import may, me, permits
from rmo_web.kernel.db import end_reading, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.htmx import leave_for, refuse, show, wants_fragment
from rmo_web.kernel.urls import id_in
from rmo_web.meetings.access import (
    Permission,
    item_for,
    meeting_for,
    minutes_for,
    minutes_of,
    signed_minutes_of,
    year_of,
)
from rmo_web.meetings.blueprint import bp, meeting_url
from rmo_web.meetings.minutes import forms, papers, queries, rules, services, wording
from rmo_web.meetings.models import Meeting, Minutes
from rmo_web.meetings.queries import meeting_brief
from rmo_web.meetings.wording import meeting_title


@bp.post("/meetings/secretary")
@permits(Permission.PREPARE)
@years.of_a_year
def choose_secretary() -> AnyResponse:
    year, person_id = years.shown(clock.today()), request.form.get("person_id", -1, type=id_in)

    def choose() -> Onward:
        services.choose_secretary(year.id, person_id, by=me(), at=clock.now())
        return Onward(url_for(".listing"))

    return pages.done(kernel_forms.Form(), choose)


@bp.route("/meetings/<int:meeting_id>/minutes", methods=["GET", "POST"])
@permits(Permission.SEE)
def minutes(meeting_id: int) -> AnyResponse:
    """The minutes: to read once signed, to write before, to begin when there are none."""
    meeting, actor = meeting_for(me(), meeting_id), me()
    found, signed = minutes_of(meeting), signed_minutes_of(meeting)
    if signed is not None and (found is signed or not may(actor, Permission.WRITE, meeting)):
        return _signed(meeting, signed)
    meeting_for(actor, meeting_id, Permission.WRITE)
    if found is not None:
        return _minutes_page(meeting, {})
    rules.check_begun(meeting.state)
    form = forms.MinutesForm(obj=queries.minutes_fields(meeting, clock.today()))

    def begin() -> Onward:
        told, at, today = form.minutes(), clock.now(), clock.today()
        services.begin(meeting, told, by=actor, at=at, today=today)
        return Onward(url_for(".minutes", meeting_id=meeting_id))

    return pages.accepted(form, begin, blamed="number") or _minutes_form(form, meeting)


def _minutes_form(form: forms.MinutesForm, meeting: Meeting) -> Response:
    return pages.show_form(
        "meetings/minutes/minutes_form.html",
        form,
        title=meeting_title(meeting.number),
        back=meeting_url(meeting.id),
        url=request.path,
    )


def _signed(meeting: Meeting, found: Minutes) -> Response:
    paper = papers.paper_of(found, meeting)
    return show(
        "meetings/minutes/minutes_read.html",
        paper=paper,
        meeting=meeting_brief(meeting, year_of(meeting), me(), clock.today()),
        editions=list(queries.signed_editions(meeting)),
        assigned=queries.assigned_points(meeting.id, paper.decided),
        may_give=may(me(), Permission.GIVE, meeting) and not year_of(meeting).is_closed,
    )


def _minutes_page(meeting: Meeting, failed: dict[int, forms.ItemForm], code: int = 200) -> Response:
    found = minutes_for(meeting)
    page = queries.minutes_page(found, meeting, me(), clock.now())
    return show(
        "meetings/minutes/minutes.html",
        minutes=page,
        forms={one.id: failed.get(one.id) or _item_form(one) for one in page.items},
        meeting=meeting_brief(meeting, year_of(meeting), me(), clock.today()),
        assigned=queries.assigned_points(meeting.id, page.decided),
        phrases=wording.DECISIONS,
        code=code,
    )


def _item_form(item: queries.ItemRow) -> forms.ItemForm:
    said = {
        "heard": item.heard, "spoke": item.spoke, "decided": item.decided,
        "votes_for": item.votes[0], "votes_against": item.votes[1], "votes_none": item.votes[2],
        "adopts_plan": item.adopts_plan, "version": str(item.version),
        "confirmed": [str(box.id) for box in item.matters if box.is_ticked],
    }  # fmt: skip
    form = forms.ItemForm(formdata=None, data=said)
    form.offer_matters(_matters(item))
    form.draw(form.item())
    return form


def _matters(item: queries.ItemRow) -> list[tuple[int, str]]:
    return [(box.id, box.words) for box in item.matters]


@bp.route("/meetings/<int:meeting_id>/minutes/header", methods=["GET", "POST"])
@permits(Permission.SEE)
def minutes_header(meeting_id: int) -> AnyResponse:
    """Number, date, chair, secretary."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    found = minutes_for(meeting)
    form = forms.MinutesForm(obj=found)

    def keep() -> Onward:
        services.keep(found, form.minutes(), by=me(), at=clock.now())
        return Onward(url_for(".minutes", meeting_id=meeting_id))

    went = pages.accepted(form, keep, blamed="number", stored=found)
    return went or _minutes_form(form, meeting)


@bp.post("/meetings/minutes/items/<int:item_id>")
@permits(Permission.SEE)
def keep_item(item_id: int) -> AnyResponse:
    """A question of the minutes, saved as it is typed; nobody's words are written over.

    Two who write in different fields of a question have both; in the same field they meet.
    """
    item, found, meeting = item_for(me(), item_id)
    form, actor = forms.ItemForm(), me()
    stored = queries.item_row(item)
    form.offer_matters(_matters(stored))
    is_valid = form.validate()
    mine, is_stale = form.item(), form.version.data != str(item.version)
    told, both = rules.merge(
        mine, _item_form(stored).item(), form.marks(), is_stale=is_stale
    )  # fmt: skip
    if both and found.signed_at is None and form.over.data != str(item.version):
        return _item_conflict(form, stored, meeting, both)
    if is_valid:
        try:
            with saving():
                written = services.write(item, found, told, by=actor, at=clock.now())
        except Refused as refusal:
            form.blame(refusal, "votes_for")
    if form.errors:
        return _item_trouble("_item_wrong", form, stored, meeting, 422)
    if not wants_fragment():
        return leave_for(url_for(".minutes", meeting_id=meeting.id, _anchor=f"item-{item_id}"))
    page = queries.minutes_page(found, meeting, actor, clock.now())
    saved = next(one for one in page.items if one.id == item_id)
    redrafted = rules.redrafted(mine, told, written)
    for name, words in redrafted.items():
        form[name].data = words
    mine = replace(mine, **redrafted)
    form.draw(mine)
    return show(
        "meetings/minutes/_item_saved.html",
        item=saved,
        drawn=form.drawn.data,
        theirs=_theirs(form, saved, mine),
        redrafted=[form[name] for name in redrafted],
        minutes=page,
        meeting_id=meeting.id,
        assigned=queries.assigned_points(meeting.id, page.decided),
    )


def _theirs(
    form: forms.ItemForm, saved: queries.ItemRow, mine: rules.NewItem
) -> list[tuple[str, str]]:
    """What somebody else has written where this page was not touched: its field and words."""
    theirs = _item_form(saved)
    unlike = [name for name in rules.PARTS
              if getattr(theirs.item(), name) != getattr(mine, name)]  # fmt: skip
    labels = set(form.parts(unlike))
    return [(one.label.text, kernel_forms.shown(one)) for one in theirs.asked_fields()
            if one.label.text in labels]  # fmt: skip


def _item_conflict(
    form: forms.ItemForm, stored: queries.ItemRow, meeting: Meeting, both: frozenset[str]
) -> AnyResponse:
    """Both texts; only a press of the button writes over the other's."""
    mine = form.version.data
    labels = form.parts(both)
    differences = form.meet(_item_form(stored), stored.version)
    form.differences = [one for one in differences if one.label in labels]
    form.version.data = mine  # what is saved by itself goes on being refused
    form.theirs = str(stored.version)
    return _item_trouble("_item_conflict", form, stored, meeting, 409)


def _item_trouble(
    name: str, form: forms.ItemForm, stored: queries.ItemRow, meeting: Meeting, code: int
) -> Response:
    """What is wrong with a question, beside it."""
    if not wants_fragment():
        return _minutes_page(meeting, {stored.id: form}, code)
    return refuse(
        "", code=code, name=f"meetings/minutes/{name}.html", into=f"item-{stored.id}-trouble",
        item=stored, form=form, is_oob=True,
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/minutes/sign")
@permits(Permission.SEE)
def sign(meeting_id: int) -> AnyResponse:
    """Lock the minutes; a decision may adopt the plan."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    found = minutes_for(meeting)
    read = {name: said for name, said in request.form.items() if name.startswith("seen-")}
    if read != queries.versions_read(found):
        raise Refused("Протокол изменился, пока страница была открыта: прочтите и подпишите снова.")

    def lock() -> Onward:
        paper, at, today = papers.paper_now(found, meeting), clock.now(), clock.today()
        services.sign(found, meeting, papers.paper_to_keep(paper), by=me(), at=at, today=today)
        url = url_for(".minutes", meeting_id=meeting_id)
        return Onward(url, "Протокол подписан и закрыт от изменений.")

    return pages.done(kernel_forms.Form(), lock)


@bp.route("/meetings/<int:meeting_id>/minutes/correct", methods=["GET", "POST"])
@permits(Permission.SEE)
def correct(meeting_id: int) -> AnyResponse:
    """The next edition of signed minutes."""
    meeting = meeting_for(me(), meeting_id, Permission.WRITE)
    found, form = minutes_for(meeting), forms.CorrectionForm()

    def begin() -> Onward:
        why, at, today = form.reason.data or "", clock.now(), clock.today()
        services.correct(found, meeting, why, by=me(), at=at, today=today)
        return Onward(url_for(".minutes", meeting_id=meeting_id))

    went = pages.accepted(form, begin, blamed="reason")
    return went or pages.show_fields(
        form, "Исправить протокол", back=meeting_url(meeting_id),
        lead="Подписанный останется, как был; исправленный станет следующей редакцией.",
        press="Начать исправление", icon_name="edit", leave="Назад",
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/minutes.docx")
@permits(Permission.SEE)
def minutes_word(meeting_id: int) -> Response:
    """The minutes; a draft is for who writes them."""
    meeting = meeting_for(me(), meeting_id)
    found = minutes_for(meeting, request.args.get("edition", 0, type=id_in))
    if found.signed_at is None and not may(me(), Permission.WRITE, meeting):
        found = signed_minutes_of(meeting) or abort(403)
    paper = papers.paper_of(found, meeting)
    end_reading()
    return files.as_file(papers.minutes(paper), f"протокол {paper.number}.docx", files.DOCX)


@bp.get("/meetings/<int:meeting_id>/extract.docx")
@permits(Permission.SEE)
def extract_word(meeting_id: int) -> Response:
    """Выписка: the questions `?question=`, or all of them."""
    meeting = meeting_for(me(), meeting_id)
    found = signed_minutes_of(meeting)
    if found is None:
        raise Refused("Протокол ещё не подписан: выписки из него нет.")
    paper, wanted = papers.paper_of(found, meeting), request.args.getlist("question", type=id_in)
    end_reading()
    name = f"выписка из протокола {paper.number}.docx"
    return files.as_file(papers.extract(paper, wanted), name, files.DOCX)
