"""What pages show of the queue, of one request and of the base of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from rmo_web.accounts.models import Account
from rmo_web.help_requests import rules, wording
from rmo_web.help_requests.access import (
    Permission,
    knows_name,
    parties,
    worked_on_by,
)
from rmo_web.help_requests.models import Article, HelpRequest, Message, QuickReply, Rubric
from rmo_web.help_requests.rules import Action, MessageKind, Standing, Status, Tab
from rmo_web.household.drafts import Draft
from rmo_web.household.files import Attachment, WaitingFile, size_in_words
from rmo_web.kernel import clock, russian, search, years
from rmo_web.kernel.access import Actor, may
from rmo_web.kernel.db import db
from rmo_web.kernel.offered.facts import Fact, offers_fact
from rmo_web.kernel.offered.mydata import Holding, holds
from rmo_web.kernel.offered.rollover import Remains, offers_remains
from rmo_web.kernel.offered.waiting import Count, count_of
from rmo_web.kernel.paging import PER_PAGE
from rmo_web.kernel.years import SchoolYear, Year
from rmo_web.members import works
from rmo_web.members.models import Organisation, Person

UPLOADS = "help_upload"
_OF_NOTE = " (к заметке)"
COUNTED_TO = 999
SUGGESTED = 4
ALIKE_AT_LEAST = 2
Consultant = aliased(Person)
# What a row of the queue is made of.
_ROW = (
    HelpRequest.id,
    HelpRequest.number,
    HelpRequest.title,
    HelpRequest.status,
    HelpRequest.asked_at,
    HelpRequest.waits_since,
    HelpRequest.moved_at,
    HelpRequest.postponed_until,
    HelpRequest.wanted_by,
    HelpRequest.hides_name,
    HelpRequest.author_id,
    HelpRequest.consultant_id,
    HelpRequest.year_id,
    Rubric.title.label("rubric"),
    Rubric.owner_id,
    Person.surname,
    Person.given,
    Person.patronymic,
    Organisation.name.label("school"),
    Consultant.surname.label("c_surname"),
    Consultant.given.label("c_given"),
    Consultant.patronymic.label("c_patronymic"),
)


@dataclass(frozen=True, slots=True)
class QueueAsked:
    """What the queue is asked for."""

    tab: Tab = Tab.NEW
    q: str = ""
    rubric_id: int = 0
    organisation_id: int = 0
    order: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.rubric_id or self.organisation_id)


@dataclass(frozen=True, slots=True)
class TabLink:
    tab: str
    title: str
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: int
    url: str
    desk_url: str
    title: str
    about: str
    rubric: str
    state: str
    kind: str
    icon: str
    when: str
    consultant: str
    may_take: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Option:
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Filters:
    rubrics: tuple[Option, ...]
    schools: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    size: str
    url: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    id: int
    kind: str
    who: str
    when: str
    move: str
    text: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request as this person may see it."""

    id: int
    number: str
    title: str
    rubric: str
    author: str
    author_url: str
    school: str
    is_name_hidden: bool
    state: str
    kind: str
    icon: str
    status: str
    facts: tuple[tuple[str, str], ...]
    consultant: str
    thread: tuple[ThreadItem, ...]
    is_author: bool
    is_office: bool
    leads: bool
    actions: frozenset[str]
    version: int
    may_publish: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around the field in which the office writes."""

    people: tuple[Option, ...]
    replies: tuple[tuple[str, str], ...]
    draft: str
    draft_when: str
    writing: str
    waiting: tuple[WaitingFile, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    id: int
    url: str
    question: str
    answer: str
    rubric: str
    is_published: bool


@dataclass(frozen=True, slots=True)
class RubricRow:
    id: int
    title: str
    hint: str
    owner: str
    replies: int
    is_archived: bool


def is_consultant(actor: Actor) -> bool:
    """Whether the queue is this person's too: whoever leads, owns a rubric or holds a request."""
    if actor.leads:
        return True
    owns = exists().where(Rubric.owner_id == actor.person_id, ~Rubric.is_archived)
    holds_one = exists().where(HelpRequest.consultant_id == actor.person_id)
    return bool(db.session.scalar(select(or_(owns, holds_one))))


# The queue


def queue(
    actor: Actor, asked: QueueAsked, year: Year, *, today: date, page: int = 1
) -> tuple[list[QueueRow], bool]:
    """A page of the queue, and whether there is another one."""
    wanted = _page_of(asked.tab, asked.order, leads=actor.leads)
    if asked.is_filtered:
        wanted = wanted.where(*_filtered(actor, asked))
    values = _values(actor, year, today) | {"offset": (page - 1) * PER_PAGE}
    found = db.session.execute(wanted, values).all()
    return _queue_rows(found[:PER_PAGE], actor, today), len(found) > PER_PAGE


# Statements are built once and asked with their values: building one costs more than asking it.
_ME, _YEAR, _TODAY, _LATE = (
    bindparam("me", type_=Integer), bindparam("year", type_=Integer),
    bindparam("today", type_=Date), bindparam("late", type_=HelpRequest.moved_at.type),
)  # fmt: skip


def _values(actor: Actor, year: Year, today: date) -> dict[str, Any]:
    late = _end_of(rules.late_day(today))
    return {"me": actor.person_id, "year": year.id, "today": today, "late": late}


@lru_cache(maxsize=64)
def _page_of(tab: Tab, order: str, *, leads: bool) -> Select[Any]:
    wanted = (
        _joined()
        .where(*_in_tab(tab))
        .order_by(*_ordered(tab, order))
        .limit(PER_PAGE + 1)
        .offset(bindparam("offset", type_=Integer))
    )
    return wanted if leads else wanted.where(worked_on_by(_ME, leads=False))


def row(request: HelpRequest, actor: Actor, *, today: date) -> QueueRow:
    """One row, after something was done to it."""
    wanted = _joined().where(HelpRequest.id == request.id)
    return _queue_rows(db.session.execute(wanted).all(), actor, today)[0]


def mine(actor: Actor, *, today: date, page: int = 1) -> tuple[list[QueueRow], bool]:
    """What this person has asked, the newest first."""
    values = {"me": actor.person_id, "offset": (page - 1) * PER_PAGE}
    found = db.session.execute(_page_of_mine(), values).all()
    return _queue_rows(found[:PER_PAGE], actor, today), len(found) > PER_PAGE


@lru_cache(maxsize=1)
def _page_of_mine() -> Select[Any]:
    return (
        _joined()
        .where(HelpRequest.author_id == _ME)
        .order_by(HelpRequest.asked_at.desc(), HelpRequest.id.desc())
        .limit(PER_PAGE + 1)
        .offset(bindparam("offset", type_=Integer))
    )


def _joined() -> Select[Any]:
    wanted: Select[Any] = select(*_ROW)  # type: ignore[assignment]
    # Outer joins all of them: an inner one may be walked first, and then the queue is sorted
    # by hand instead of being read from its index.
    return (
        wanted.select_from(HelpRequest)
        .outerjoin(Rubric, Rubric.id == HelpRequest.rubric_id)
        .outerjoin(Person, Person.id == HelpRequest.author_id)
        .outerjoin(Organisation, Organisation.id == HelpRequest.organisation_id)
        .outerjoin(Consultant, Consultant.id == HelpRequest.consultant_id)
    )


def _in_tab(tab: Tab) -> tuple[ColumnElement[bool], ...]:
    """`rules.tabs_of` for the database; what is open is shown whatever its year."""
    due = (HelpRequest.status == Status.POSTPONED) & (HelpRequest.postponed_until <= _TODAY)
    match tab:
        case Tab.NEW:
            return (HelpRequest.status == Status.NEW,)
        case Tab.MINE:
            return HelpRequest.consultant_id == _ME, HelpRequest.status.in_(rules.OPEN)
        case Tab.WORK:
            return (or_(HelpRequest.status == Status.IN_WORK, due),)
        case Tab.AUTHOR:
            return (HelpRequest.status.in_(rules.THEIRS),)
        case Tab.POSTPONED:
            return HelpRequest.status == Status.POSTPONED, HelpRequest.postponed_until > _TODAY
        case Tab.STUCK:
            ours = or_(HelpRequest.status.in_(rules.OURS), due)
            return ours, HelpRequest.moved_at < _LATE
        case Tab.ALL:
            return (HelpRequest.year_id == _YEAR,)


@lru_cache(maxsize=8)
def _end_of(day: date) -> datetime:
    zone = _zone(current_app.config["TIMEZONE"])
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _filtered(actor: Actor, asked: QueueAsked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.rubric_id:
        wanted.append(HelpRequest.rubric_id == asked.rubric_id)
    if asked.organisation_id:
        wanted.append(HelpRequest.organisation_id == asked.organisation_id)
        wanted.append(_names_are_known(actor))
    number = asked.q.strip().removeprefix("№").strip().partition("/")[0]
    if number.isascii() and number.isdigit() and len(number) <= 6:
        wanted.append(HelpRequest.number == int(number))
    elif asked.q:
        in_names = [
            Person.search_key.like(russian.like(word), escape="\\")
            for word in russian.fold(asked.q[:100]).split()
        ]
        wanted.append(
            or_(
                _all(search.has_all(HelpRequest.stems, asked.q)),
                _all(search.has_all(HelpRequest.note_stems, asked.q))
                & (HelpRequest.author_id != actor.person_id),
                _all([*in_names, _names_are_known(actor)]) if in_names else false(),
            )
        )
    return wanted


def _names_are_known(actor: Actor) -> ColumnElement[bool]:
    """Who has hidden her name is not found by it either."""
    if actor.leads:
        return true()
    return or_(~HelpRequest.hides_name, HelpRequest.author_id == actor.person_id)


def _all(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    if not conditions:
        return false()
    whole = conditions[0]
    for one in conditions[1:]:
        whole = whole & one
    return whole


def _ordered(tab: Tab, order: str) -> tuple[Any, ...]:
    order = order or ("newest" if tab is Tab.ALL else "waiting")
    if order == "newest":
        return HelpRequest.asked_at.desc(), HelpRequest.id.desc()
    if order == "due":
        return HelpRequest.wanted_by.asc().nulls_last(), HelpRequest.waits_since, HelpRequest.id
    return HelpRequest.waits_since, HelpRequest.id


def tabs(actor: Actor, asked: QueueAsked, year: Year, *, today: date) -> list[TabLink]:
    """The tabs with their counts, counted up to a bound, in one statement."""
    values = _values(actor, year, today)
    counts = db.session.execute(_counts_of_tabs(leads=actor.leads), values).one()
    kept = {"q": asked.q, "rubric": asked.rubric_id, "school": asked.organisation_id}
    said: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return [
        TabLink(
            tab.value,
            wording.TABS[tab],
            wording.bounded(count, COUNTED_TO),
            url_for("help_requests.index", tab=tab.value, **said),
            tab is asked.tab,
        )
        for tab, count in zip(Tab, counts, strict=True)
    ]


@lru_cache(maxsize=2)
def _counts_of_tabs(*, leads: bool) -> Select[Any]:
    return select(*(_counted(*_in_tab(tab), leads=leads) for tab in Tab))


def _counted(*conditions: ColumnElement[bool], leads: bool = True) -> Any:
    """How many there are, counted up to the bound: a hundred thousand cost what a thousand do."""
    wanted = select(literal(1)).select_from(HelpRequest).where(*conditions)
    if not leads:
        joined = wanted.join(Rubric, Rubric.id == HelpRequest.rubric_id)
        wanted = joined.where(worked_on_by(_ME, leads=False))
    bounded = wanted.limit(COUNTED_TO + 1).subquery()
    return select(func.count()).select_from(bounded).scalar_subquery()


_FILTERS = union_all(
    select(
        literal("r").label("kind"), Rubric.id, Rubric.title, Rubric.position, literal("").label("k")
    ).where(~Rubric.is_archived),
    select(
        literal("s"), Organisation.id, Organisation.name, literal(0), Organisation.sort_key
    ).where(~Organisation.is_archived),
)


def filters() -> Filters:
    """The lists of the filters, in one statement."""
    found = db.session.execute(_FILTERS).all()
    ordered = sorted(found, key=lambda one: (one[3], one[4]))
    options = {
        kind: tuple(Option(one.id, one.title) for one in ordered if one.kind == kind)
        for kind in "rs"
    }
    return Filters(options["r"], options["s"])


def _queue_rows(found: Sequence[Any], actor: Actor, today: date) -> list[QueueRow]:
    held = (
        (one.consultant_id, one.c_surname, one.c_given, one.c_patronymic)
        for one in found
        if one.consultant_id
    )
    consultants = works.told_apart(held, today, _initials)
    return [_queue_row(one, actor, today, consultants.get(one.consultant_id, "")) for one in found]


def _queue_row(one: Any, actor: Actor, today: date, consultant: str) -> QueueRow:
    state, kind, icon = _state(one, today)
    knows = actor.leads or not one.hides_name or one.author_id == actor.person_id
    who = _initials(one.surname, one.given, one.patronymic) if knows else wording.HIDDEN_NAME
    number = rules.number_of(one.number, years.starts_of(one.year_id))
    school = one.school if knows else ""
    is_mine = one.author_id == actor.person_id
    whose = () if is_mine else (who, school)
    is_new, is_open = one.status is Status.NEW, one.status in rules.OPEN
    is_ours = not is_mine and (
        actor.leads
        or one.consultant_id == actor.person_id
        or (is_new and one.owner_id == actor.person_id)
    )
    url = f"/help-requests/{one.id}"
    return QueueRow(
        id=one.id,
        url=url,
        desk_url=f"/help-requests/queue/{one.id}",
        title=one.title,
        about=" · ".join(filter(None, (f"№{russian.NBSP}{number}", *whose))),
        rubric=one.rubric,
        state=state,
        kind=kind,
        icon=icon,
        when=_when(one, today),
        consultant=consultant,
        may_take=is_ours and is_new,
        may_answer=is_ours and is_open and not is_new and one.status is not Status.ANSWERED,
    )


@lru_cache(maxsize=2048)
def _initials(surname: str, given: str, patronymic: str) -> str:
    return russian.initials(surname, given, patronymic)


def standing(one: Any) -> Standing:
    """Where the request stands, by the local calendar."""
    return Standing(one.status, one.postponed_until, _day(one.waits_since), _day(one.moved_at))


def _day(moment: datetime) -> date:
    return moment.astimezone(_zone(current_app.config["TIMEZONE"])).date()


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _state(one: Any, today: date) -> tuple[str, str, str]:
    """The word of the state, its colour and icon; what waits too long says so instead."""
    word, (kind, icon) = wording.STATUSES[one.status], wording.LOOKS[one.status]
    if one.status is Status.POSTPONED:
        if one.postponed_until <= today:
            return "Пора вернуться", "late", "alert"
        word = f"{word} до {russian.day_short(one.postponed_until)}"
    elif one.status in rules.OURS:
        since = _day(one.waits_since)
        if rules.is_late(since, today):
            return wording.waits(since, today), "late", "alert"
    return word, kind, icon


def _when(one: Any, today: date) -> str:
    if one.wanted_by and one.status in rules.OPEN:
        return f"нужно к {russian.day_short(one.wanted_by)}"
    if one.status is Status.IN_WORK:
        since = _day(one.waits_since)
        if not rules.is_late(since, today):
            return wording.waits(since, today).lower()
    return wording.ago(_day(one.asked_at), today)


# One request


def card(found: HelpRequest, actor: Actor, *, today: date) -> RequestCard:
    """The request with as much of its thread as this person may read."""
    knows, is_office = knows_name(actor, found), may(actor, Permission.WORK, found)
    state, kind, icon = _state(found, today)
    allowed = rules.actions_from(found.status, parties(actor, found))
    author = found.author
    is_over = found.status in rules.OVER
    return RequestCard(
        id=found.id,
        number=rules.number_of(found.number, found.year.starts_in),
        title=found.title,
        rubric=found.rubric.title,
        author=_initials(author.surname, author.given, author.patronymic)
        if knows
        else wording.HIDDEN_NAME,
        author_url=url_for("members.card", person_id=author.id) if knows else "",
        school=found.organisation.name if found.organisation and knows else "",
        is_name_hidden=found.hides_name and actor.leads,
        state=state,
        kind=kind,
        icon=icon,
        status=found.status.value,
        facts=_facts(found, is_office=is_office),
        consultant=_person(found.consultant),
        thread=_thread(found, knows_name=knows, with_notes=is_office, today=today),
        is_author=may(actor, Permission.REPLY, found),
        is_office=is_office,
        leads=actor.leads,
        actions=frozenset(action.value for action in allowed if action is not Action.EXPIRE),
        version=found.version,
        may_publish=actor.leads and is_office and found.answered_at is not None,
        is_over=is_over,
    )


def _person(person: Person | None) -> str:
    return _initials(person.surname, person.given, person.patronymic) if person else ""


def _facts(found: HelpRequest, *, is_office: bool) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Консультант", _person(found.consultant)),
        ("Форма помощи", wording.FORMS[found.given or found.wished]),
        ("Нужно к", russian.day(found.wanted_by) if found.wanted_by else ""),
        ("Отложена до", russian.day(found.postponed_until) if found.postponed_until else ""),
        ("Кому переадресована", found.redirected_to),
        ("Затрачено", f"{found.minutes}{russian.NBSP}мин." if found.minutes and is_office else ""),
        ("Наставнику", "можно показать" if found.shares_with_mentor and is_office else ""),
    ]
    return tuple((label, value) for label, value in facts if value)


def _thread(
    found: HelpRequest, *, knows_name: bool, with_notes: bool, today: date
) -> tuple[ThreadItem, ...]:
    file_of = (Attachment.owner == "help_message") & (Attachment.owner_id == Message.id)
    wanted = (
        select(
            Message.id, Message.kind, Message.author_id, Message.action, Message.detail,
            Message.text, Message.at, Person.surname, Person.given, Person.patronymic,
            Attachment.id.label("file_id"), Attachment.name.label("file_name"), Attachment.size,
        )
        .outerjoin(Person, Person.id == Message.author_id)
        .outerjoin(Attachment, file_of)
        .where(Message.request_id == found.id)
        .order_by(Message.id, Attachment.id)
    )  # fmt: skip
    if not with_notes:
        wanted = wanted.where(Message.kind != MessageKind.NOTE)
    rows: dict[int, Any] = {}
    attached: dict[int, list[FileLink]] = {}
    for one in db.session.execute(wanted):
        rows.setdefault(one.id, one)
        if one.file_id:
            link = FileLink(one.file_name, size_in_words(one.size), f"/files/{one.file_id}")
            attached.setdefault(one.id, []).append(link)
    return tuple(
        _item(one, found, tuple(attached.get(one.id, ())), knows_name, today)
        for one in rows.values()
    )


def _item(
    one: Any, found: HelpRequest, attached: tuple[FileLink, ...], knows_name: bool, today: date
) -> ThreadItem:
    if one.author_id is None:
        who = ""
    elif one.author_id == found.author_id and not knows_name:
        who = wording.HIDDEN_NAME
    else:
        who = _initials(one.surname, one.given, one.patronymic)
    at = one.at.astimezone(_zone(current_app.config["TIMEZONE"]))
    is_plain = one.action is None or one.action not in wording.MOVES
    return ThreadItem(
        id=one.id,
        kind=one.kind.value,
        who=who,
        when=f"{wording.ago(at.date(), today)}, {at:%H:%M}",
        move="" if is_plain else wording.MOVES[one.action].format(one.detail),
        text=one.text,
        files=attached,
    )


def reply_key(request_id: int) -> str:
    """The draft of the author's reply."""
    return f"help_requests.{request_id}.reply"


def answer_key(request_id: int) -> str:
    """The draft of the office's answer; a fresh one of a colleague says who is writing."""
    return f"help_requests.{request_id}.answer"


def desk(found: HelpRequest, actor: Actor, *, now: datetime, is_office: bool) -> Desk:
    """Consultants, quick replies, my draft and who else is writing, in one statement."""
    key = answer_key(found.id) if is_office else reply_key(found.id)
    parts = [
        select(
            literal("draft").label("kind"), literal(0).label("id"), Draft.text.label("a"),
            literal("").label("b"), literal("").label("c"), Draft.at.label("at"),
            literal("").label("k"),
        ).where(Draft.account_id == actor.account_id, Draft.key == key),
        _waiting(found, actor),
    ]  # fmt: skip
    if is_office:
        parts += [_quick_replies(found), _writing(found, actor, now)]
    if actor.leads:
        parts.append(_people(found))
    rows: dict[str, list[Any]] = {"draft": [], "reply": [], "writing": [], "person": [],
                                  "file": []}  # fmt: skip
    for one in db.session.execute(union_all(*parts)):
        rows[one.kind].append(one)
    draft = next(iter(rows["draft"]), None)
    people = sorted(rows["person"], key=lambda one: (one.k, one.id))
    named = [(one.id, one.a, one.b, one.c) for one in (*people, *rows["writing"])]
    shown = works.told_apart(named, clock.local(now).date(), _initials)
    return Desk(
        people=tuple(Option(one.id, shown[one.id]) for one in people),
        replies=tuple((one.a, one.b) for one in sorted(rows["reply"], key=lambda one: one.a)),
        draft=draft.a if draft else "",
        draft_when=russian.moment(clock.local(draft.at)) if draft else "",
        writing=", ".join(dict.fromkeys(shown[one.id] for one in rows["writing"])),
        waiting=tuple(
            WaitingFile(
                one.id, f"{one.a}{_OF_NOTE * (one.c == note_uploads_of(found.id))}", int(one.b)
            )
            for one in sorted(rows["file"], key=lambda one: one.id)
        ),
    )


def uploads_of(request_id: int) -> str:
    """Where files wait with a reply to this request."""
    return f"{UPLOADS}:{request_id}"


def note_uploads_of(request_id: int) -> str:
    """Where files wait with a note about it: they must not go out with an answer."""
    return f"{uploads_of(request_id)}:note"


def _waiting(found: HelpRequest, actor: Actor) -> Any:
    return select(
        literal("file"), Attachment.id, Attachment.name, cast(Attachment.size, String),
        Attachment.owner, null(), literal(""),
    ).where(
        Attachment.owner.in_([uploads_of(found.id), note_uploads_of(found.id)]),
        Attachment.owner_id == actor.account_id,
    )  # fmt: skip


def _quick_replies(found: HelpRequest) -> Any:
    fits = or_(QuickReply.rubric_id.is_(None), QuickReply.rubric_id == found.rubric_id)
    return select(
        literal("reply"), QuickReply.id, QuickReply.title, QuickReply.text, literal(""),
        null(), literal(""),
    ).where(fits)  # fmt: skip


def _writing(found: HelpRequest, actor: Actor, now: datetime) -> Any:
    return (
        select(
            literal("writing"), Person.id, Person.surname, Person.given, Person.patronymic,
            null(), literal(""),
        )
        .join(Account, Account.person_id == Person.id)
        .join(Draft, Draft.account_id == Account.id)
        .where(
            Draft.key == answer_key(found.id),
            Draft.at > now - rules.WRITING_LASTS,
            Draft.account_id != actor.account_id,
        )
    )  # fmt: skip


def _people(found: HelpRequest) -> Any:
    return (
        select(
            literal("person"), Person.id, Person.surname, Person.given, Person.patronymic,
            null(), Person.sort_key,
        )
        .join(Account, Account.person_id == Person.id)
        .where(Account.is_active, Person.left_on.is_(None), Person.id != found.author_id)
    )  # fmt: skip


def writing(found: HelpRequest, actor: Actor, *, now: datetime) -> str:
    """Who else is writing an answer at this moment."""
    rows = db.session.execute(_writing(found, actor, now))
    named = works.told_apart((one[1:] for one in rows), clock.local(now).date(), _initials)
    return ", ".join(named.values())


def addressees(today: date) -> list[Option]:
    """Whom a consultation may have been given to: everybody who is here."""
    return [Option(*one) for one in works.everybody(today, _initials).items()]


# Answers for everybody


def answers(
    actor: Actor, *, q: str = "", rubric_id: int = 0, page: int = 1
) -> tuple[list[AnswerRow], bool]:
    """The base of answers; its drafts for its keepers."""
    wanted = (
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .order_by(Article.is_published, Rubric.position, Article.question, Article.id)
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
    )
    if not actor.leads:
        wanted = wanted.where(Article.is_published)
    if rubric_id:
        wanted = wanted.where(Article.rubric_id == rubric_id)
    if q:
        wanted = wanted.where(_all(search.has_all(Article.stems, q)))
    found = db.session.execute(wanted).all()
    return [_answer_row(*one) for one in found[:PER_PAGE]], len(found) > PER_PAGE


def like(question: str) -> list[AnswerRow]:
    """Published answers to questions like this one, the likest first."""
    told = search.telling(search.stems(question[: rules.LIKE_READS]))[:20]
    if not told:
        return []
    hits = sum(
        (
            case((Article.title_stems.like(f"% {stem} %"), 2), else_=0)
            + case((Article.stems.like(f"% {stem} %"), 1), else_=0)
            for stem in told
        ),
        start=literal(0),
    )
    least = ALIKE_AT_LEAST if len(told) > 1 else 1
    found = db.session.execute(
        select(Article, Rubric.title)
        .join(Rubric, Rubric.id == Article.rubric_id)
        .where(Article.is_published, hits >= least)
        .order_by(hits.desc(), Article.id)
        .limit(SUGGESTED)
    )
    return [_answer_row(*one) for one in found]


def answer(article: Article) -> AnswerRow:
    """One answer."""
    rubric = db.session.scalar(select(Rubric.title).where(Rubric.id == article.rubric_id))
    return _answer_row(article, rubric or "")


def _answer_row(article: Article, rubric: str) -> AnswerRow:
    return AnswerRow(
        article.id,
        url_for("help_requests.article", article_id=article.id),
        article.question,
        article.answer,
        rubric,
        article.is_published,
    )


# Rubrics


def rubric_options(*, with_hints: bool = True) -> list[tuple[int, str]]:
    """The rubrics for a form."""
    found = db.session.execute(
        select(Rubric.id, Rubric.title, Rubric.hint)
        .where(~Rubric.is_archived)
        .order_by(Rubric.position, Rubric.id)
    )
    return [
        (one.id, f"{one.title}: {_lower(one.hint)}" if one.hint and with_hints else one.title)
        for one in found
    ]


def _lower(hint: str) -> str:
    first = hint.split(" ", 1)[0]
    return hint if first.isupper() else hint[:1].lower() + hint[1:]


def rubrics(today: date) -> list[RubricRow]:
    """Every rubric with its owner and how many quick replies it has."""
    replies = select(func.count()).where(QuickReply.rubric_id == Rubric.id).scalar_subquery()
    found = db.session.execute(
        select(Rubric, replies, Person.id, Person.surname, Person.given, Person.patronymic)
        .outerjoin(Person, Person.id == Rubric.owner_id)
        .order_by(Rubric.is_archived, Rubric.position, Rubric.id)
    ).all()
    owners = works.told_apart((one[2:] for one in found if one.id), today, _initials)
    return [
        RubricRow(
            rubric.id,
            rubric.title,
            rubric.hint,
            owners.get(rubric.owner_id or 0, ""),
            count,
            rubric.is_archived,
        )
        for rubric, count, *_ in found
    ]


def quick_replies() -> list[tuple[int, str, str, str]]:
    """Every quick reply: its id, its rubric, its title and text."""
    found = db.session.execute(
        select(QuickReply.id, Rubric.title, QuickReply.title, QuickReply.text)
        .outerjoin(Rubric, Rubric.id == QuickReply.rubric_id)
        .order_by(Rubric.position.nulls_first(), QuickReply.title)
    )
    return [(one[0], one[1] or "для всех рубрик", one[2], one[3]) for one in found]


def holders(today: date) -> list[tuple[int, str]]:
    """Who may own a rubric: whoever can sign in."""
    may = set(db.session.scalars(select(Account.person_id).where(Account.is_active)))
    return [one for one in works.everybody(today, _initials).items() if one[0] in may]


# For other pages


def badge(*, leads: bool) -> Select[Any]:
    """The number in the menu, to be asked beside something else: what waits for `me`."""
    of_author = (HelpRequest.author_id == _ME) & HelpRequest.status.in_(rules.THEIRS)
    held = (HelpRequest.consultant_id == _ME) & (HelpRequest.status == Status.IN_WORK)
    new = (HelpRequest.status == Status.NEW) & (HelpRequest.author_id != _ME)
    if not leads:
        new = new & HelpRequest.rubric_id.in_(select(Rubric.id).where(Rubric.owner_id == _ME))
    return select(_counted(of_author) + _counted(held) + _counted(new))


_OF_MINE = HelpRequest.author_id == _ME
_TO_CLARIFY = select(_counted(_OF_MINE, HelpRequest.status == Status.NEEDS_INFO))
_TO_THANK = select(_counted(_OF_MINE, HelpRequest.status == Status.ANSWERED))
_TO_ANSWER = select(
    _counted(HelpRequest.consultant_id == _ME, HelpRequest.status == Status.IN_WORK)
)
_TO_TAKE = select(_counted(HelpRequest.status == Status.NEW, HelpRequest.author_id != _ME))
_STUCK = select(_counted(*_in_tab(Tab.STUCK)))


def waiting(actor: Actor, today: date) -> list[Count]:
    """What the queue asks of this person."""
    my_url = url_for("help_requests.mine")
    requests = ("заявка", "заявки", "заявок")
    return [
        count_of(
            _TO_CLARIFY, ("заявка ждёт", "заявки ждут", "заявок ждут"), "вашего уточнения",
            "Консультант просит уточнить вопрос", my_url, is_late=True, me=actor.person_id,
        ),
        count_of(
            _TO_THANK, ("ответ ждёт", "ответа ждут", "ответов ждут"), "вашего слова",
            "Помогло или нужна ещё помощь?", my_url, me=actor.person_id,
        ),
        count_of(
            _TO_ANSWER, requests, "у вас в работе", "Ответьте или спросите уточнение",
            url_for("help_requests.index", tab=Tab.MINE.value), me=actor.person_id,
        ),
        *(_of_leaders(today) if actor.leads else []),
    ]  # fmt: skip


def _of_leaders(today: date) -> list[Count]:
    fresh = ("новая заявка", "новые заявки", "новых заявок")
    late = _end_of(rules.late_day(today))
    return [
        count_of(
            _TO_TAKE, fresh, "на методическую помощь", "Возьмите или назначьте консультанта",
            url_for("help_requests.index", tab=Tab.NEW.value),
        ),
        count_of(
            _STUCK, ("заявка", "заявки", "заявок"), "без движения",
            "Ждут три рабочих дня и больше",
            url_for("help_requests.index", tab=Tab.STUCK.value), is_late=True,
            today=today, late=late,
        ),
    ]  # fmt: skip


@offers_fact(r"индивидуальн\w* (методическ\w* )?(помощ|консульт)|методическ\w* помощ")
def help_given(year_id: Any) -> tuple[tuple[Select[Any], ...], Any]:
    """«47 заявок, ответ дан на 41»: the fact of the row «Индивидуальная методическая помощь»."""
    of_year = HelpRequest.year_id == year_id
    asked = select(func.max(HelpRequest.number)).where(of_year)  # numbers have no gap
    answered = select(func.count()).where(of_year, HelpRequest.first_answer_at.is_not(None))

    def said(counts: Sequence[int | None], year: Year) -> Fact:
        all_of_them, with_answer = (count or 0 for count in counts)
        url = url_for("help_requests.index", tab=Tab.ALL.value, year=year.starts_in)
        if not all_of_them:
            return Fact("заявок ещё не было", url)
        words = wording.requests(all_of_them)
        return Fact(f"{words}, ответ дан на {russian.number(with_answer)}", url, "going")

    return (asked, answered), said


def base_in_words() -> list[str]:
    """«12 ответов в базе», for the passport of the association."""
    asked = select(func.count()).select_from(Article).where(Article.is_published)
    count = db.session.scalar(asked) or 0
    words = russian.plural(count, "ответ", "ответа", "ответов")
    return [f"{words} в базе ответов"] if count else []


@offers_remains("requests")
def open_requests(year: Year) -> Remains:
    """Requests that wait for a word: a closed year could not answer them."""
    asked = select(func.count()).where(
        HelpRequest.year_id == year.id, HelpRequest.status.in_(rules.OPEN - {Status.ANSWERED})
    )
    url = url_for("help_requests.index", tab=Tab.ALL.value)
    detail = "Ответьте или закройте: в закрытый год ответить нельзя"
    count = db.session.scalar(asked) or 0
    return Remains(count, "Заявки без ответа", detail, url, blocks=True)


@holds("Заявки на методическую помощь")
def my_requests(actor: Actor) -> list[Holding]:
    """What I asked, and what I was answered; notes of the office are not mine."""
    found = db.session.execute(
        select(
            HelpRequest.number, SchoolYear.starts_in, HelpRequest.status, HelpRequest.asked_at,
            Message.kind, Message.author_id, Message.text, Message.at,
        )
        .join(SchoolYear, SchoolYear.id == HelpRequest.year_id)
        .join(Message, Message.request_id == HelpRequest.id)
        .where(HelpRequest.author_id == actor.person_id, Message.kind != MessageKind.NOTE)
        .order_by(HelpRequest.id, Message.id)
    )  # fmt: skip
    return [
        {
            "заявка": rules.number_of(one.number, one.starts_in),
            "состояние": wording.STATUSES[one.status],
            "когда": one.at.isoformat(),
            "чьё": "моё" if one.author_id == actor.person_id else "ответ",
            "текст": one.text,
        }
        for one in found
        if one.text
    ]


def numbers(ids: set[int]) -> dict[int, str]:
    """«12/2019-20» of each of these requests, for the house's journal."""
    found = db.session.execute(
        select(HelpRequest.id, HelpRequest.number, SchoolYear.starts_in)
        .join(SchoolYear, SchoolYear.id == HelpRequest.year_id)
        .where(HelpRequest.id.in_(ids))
    )
    return {one.id: f"№ {rules.number_of(one.number, one.starts_in)}" for one in found}
