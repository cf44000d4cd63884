"""Verbs of the queue: ask, record, move, note; answers for everybody; rubrics and quick replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from rmo_web.accounts.models import Account
from rmo_web.help_requests import events, rules
from rmo_web.help_requests.models import Article, HelpRequest, Message, QuickReply, Rubric
from rmo_web.help_requests.rules import Action, Channel, MessageKind, Status
from rmo_web.household import files
from rmo_web.household.periodic import duty
from rmo_web.kernel import clock, russian, search
from rmo_web.kernel.access import Actor
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.events import emit, on
from rmo_web.kernel.years import SchoolYear, must_be_open
from rmo_web.members import works
from rmo_web.members.events import AssociationFounded
from rmo_web.members.models import Person
from rmo_web.members.wording import POSTS

File = files.File
CLOSED_AT_ONCE = 100

_KINDS = {
    Action.REPLY: MessageKind.REPLY,
    Action.NOT_HELPED: MessageKind.REPLY,
    Action.ANSWER: MessageKind.ANSWER,
    Action.ASK_BACK: MessageKind.ASK_BACK,
}
_TAKES = {Action.TAKE, Action.ANSWER, Action.ASK_BACK, Action.POSTPONE, Action.REDIRECT,
          Action.REJECT, Action.RESUME, Action.REOPEN}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a librarian asks."""

    rubric_id: int
    text: str
    wished: Channel
    wanted_by: date | None = None
    shares_with_mentor: bool = False
    hides_name: bool = False
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A consultation that has been, as whoever gave it writes it down."""

    person_id: int
    rubric_id: int
    text: str
    held_on: date
    given: Channel = Channel.PHONE
    minutes: int = 0
    result: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What an action needs beside its name."""

    text: str = ""
    files: tuple[File, ...] = ()
    consultant_id: int = 0
    until: date | None = None
    whom: str = ""
    given: Channel | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class NewRubric:
    title: str
    hint: str = ""
    owner_id: int | None = None
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class NewQuickReply:
    title: str
    text: str
    rubric_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewArticle:
    rubric_id: int
    question: str
    answer: str
    is_published: bool = False


# Asking


def ask(told: NewRequest, *, year_id: int, actor: Actor, at: datetime, today: date) -> HelpRequest:
    """A request with its question. Refused for a day gone, a rubric gone, a closed year."""
    rules.check_wanted_by(told.wanted_by, today)
    request = _request(told.rubric_id, told.text, actor.person_id, year_id, at, today)
    request.wished, request.wanted_by = told.wished, told.wanted_by
    request.shares_with_mentor, request.hides_name = told.shares_with_mentor, told.hides_name
    request.status = Status.NEW
    db.session.add(request)
    db.session.flush()
    _put(_message(request, MessageKind.QUESTION, told.text, actor.person_id, at), told.files, actor)
    emit(events.Asked(by=actor.account_id, at=at, about=request.id))
    return request


def record(told: Call, *, year_id: int, actor: Actor, at: datetime, today: date) -> HelpRequest:
    """A consultation that has been, closed at once. Refused for a day to come, for nobody."""
    rules.check_held_on(told.held_on, today)
    if db.session.get(Person, told.person_id) is None:
        raise Refused("Выберите, кому дана консультация.")
    held_at = at - timedelta(days=(today - told.held_on).days)
    request = _request(told.rubric_id, told.text, told.person_id, year_id, held_at, told.held_on)
    request.wished = request.given = told.given
    request.is_call, request.status, request.minutes = True, Status.CLOSED, told.minutes
    # Who wrote no result down has not said that it helped.
    request.consultant_id, request.has_helped = actor.person_id, bool(told.result) or None
    request.first_answer_at = request.answered_at = request.ended_at = held_at
    db.session.add(request)
    db.session.flush()
    _put(_message(request, MessageKind.QUESTION, told.text, told.person_id, held_at), (), None)
    if told.result:
        said = _message(request, MessageKind.ANSWER, told.result, actor.person_id, held_at)
        _put(said, (), actor)
    emit(events.Recorded(by=actor.account_id, at=at, about=request.id))
    return request


def _request(
    rubric_id: int, text: str, person_id: int, year_id: int, at: datetime, day: date
) -> HelpRequest:
    rubric = db.session.get(Rubric, rubric_id)
    if rubric is None or rubric.is_archived:
        raise Refused("Этой рубрики больше нет: выберите другую.")
    # The year is held until the commit, so that numbers have neither gap nor twin.
    year = db.session.execute(
        select(SchoolYear).where(SchoolYear.id == year_id).with_for_update()
    ).scalar_one()
    must_be_open(year)
    last = select(func.max(HelpRequest.number)).where(HelpRequest.year_id == year_id)
    place = works.main_place(person_id, day)
    return HelpRequest(
        year_id=year_id,
        number=(db.session.scalar(last) or 0) + 1,
        author_id=person_id,
        organisation_id=place.organisation_id if place else None,
        post=POSTS[place.post] if place else "",
        rubric_id=rubric_id,
        title=rules.title_of(text),
        asked_at=at,
        waits_since=at,
        moved_at=at,
        stems=search.column(text),
    )


# Moving


def move(
    request: HelpRequest, action: Action, said: Said, *, actor: Actor | None, at: datetime,
    today: date,
) -> None:  # fmt: skip
    """Do the action. Refused, in a sentence, for what the state, the words or the date forbid."""
    before, consultant = request.status, request.consultant_id
    _refuse_second_taker(request, action, actor)
    after = rules.after(before, action)
    must_be_open(request.year)
    _check(request, action, said, today)
    if action in _TAKES and actor is not None and consultant is None:
        request.consultant_id = actor.person_id
    _apply(request, action, said, actor)
    _stamp(request, action, after, at)
    request.status = after
    _tell(request, action, said, actor, at)
    emit(
        events.Moved(
            by=actor.account_id if actor else None,
            at=at,
            about=request.id,
            action=action,
            before=before,
            after=after,
            consultant_before=consultant,
        )
    )


def note(request: HelpRequest, said: Said, *, actor: Actor, at: datetime) -> None:
    """A note for the office. Refused when it is empty."""
    if not said.text and not said.files:
        raise Refused("Напишите заметку.")
    must_be_open(request.year)
    request.note_stems = search.joined(request.note_stems, said.text)
    _put(_message(request, MessageKind.NOTE, said.text, actor.person_id, at), said.files, actor)
    emit(events.Noted(by=actor.account_id, at=at, about=request.id))


def _refuse_second_taker(request: HelpRequest, action: Action, actor: Actor | None) -> None:
    holder = request.consultant
    if action is Action.TAKE and holder is not None and request.status is not Status.NEW:
        if actor and holder.id == actor.person_id:
            raise Refused("Вы уже взяли эту заявку.")
        name = russian.initials(holder.surname, holder.given, holder.patronymic)
        raise Refused(f"Эту заявку уже ведёт {name}.")


def _check(request: HelpRequest, action: Action, said: Said, today: date) -> None:
    needed = rules.NEEDS_WORDS.get(action)
    if needed and not said.text and not (said.files and action in _KINDS):
        raise Refused(needed)
    if action is Action.POSTPONE:
        rules.check_postponed(said.until, today)
    if action is Action.REDIRECT and not said.whom:
        raise Refused("Напишите, кому переадресовать.")
    if action is Action.REOPEN and request.ended_at:
        rules.check_reopening(clock.local(request.ended_at).date(), today)
    if action is Action.ASSIGN:
        if not _can_sign_in(said.consultant_id):
            raise Refused("Выберите консультанта из тех, у кого есть доступ.")
        if said.consultant_id == request.author_id:
            raise Refused("Автор не может отвечать на свою заявку: выберите другого.")


def _can_sign_in(person_id: int) -> bool:
    active = select(Account.id).join(Person, Person.id == Account.person_id)
    here = active.where(Person.id == person_id, Account.is_active, Person.left_on.is_(None))
    return db.session.scalar(here.limit(1)) is not None


def _apply(request: HelpRequest, action: Action, said: Said, actor: Actor | None) -> None:
    if action is Action.ASSIGN:
        request.consultant_id = said.consultant_id
    if action in {Action.RELEASE, Action.WITHDRAW}:
        request.consultant_id = None
    request.postponed_until = _postponed(request, action, said)
    if action is Action.REDIRECT:
        request.redirected_to = said.whom
    if action in {Action.HELPED, Action.NOT_HELPED}:
        request.has_helped = action is Action.HELPED
    if action is Action.REOPEN:
        request.has_helped = None
    if action is Action.ANSWER:
        request.given = said.given or request.given or request.wished
        request.minutes = min(request.minutes + said.minutes, rules.MINUTES_MAX)


def _postponed(request: HelpRequest, action: Action, said: Said) -> date | None:
    if action is Action.POSTPONE:
        return said.until
    keeps = action in {Action.REPLY, Action.ASSIGN}
    return request.postponed_until if keeps else None


def _stamp(request: HelpRequest, action: Action, after: Status, at: datetime) -> None:
    request.moved_at = at
    if after in rules.OURS and request.status not in rules.OURS:
        request.waits_since, request.reminded_at = at, None
    if action is Action.ANSWER:
        request.first_answer_at = request.first_answer_at or at
        request.answered_at = at
    request.ended_at = at if after in rules.OVER else None


def _tell(
    request: HelpRequest, action: Action, said: Said, actor: Actor | None, at: datetime
) -> None:
    request.stems = search.joined(request.stems, said.text)
    message = Message(
        request_id=request.id,
        kind=_KINDS.get(action, MessageKind.MOVE),
        author_id=actor.person_id if actor else None,
        action=action,
        detail=_detail(action, said),
        text=said.text,
        at=at,
    )
    _put(message, said.files, actor)


def _detail(action: Action, said: Said) -> str:
    if action is Action.ASSIGN:
        return _name(said.consultant_id)
    if action is Action.POSTPONE and said.until:
        return russian.day(said.until)
    return said.whom if action is Action.REDIRECT else ""


def _name(person_id: int) -> str:
    person = db.session.get_one(Person, person_id)
    return russian.initials(person.surname, person.given, person.patronymic)


def _message(request: HelpRequest, kind: MessageKind, text: str, by: int, at: datetime) -> Message:
    return Message(request_id=request.id, kind=kind, author_id=by, text=text, at=at)


def _put(message: Message, attached: Sequence[File], actor: Actor | None) -> None:
    db.session.add(message)
    if not attached:
        return
    rules.check_files([len(content) for _, content in attached])
    db.session.flush()
    for name, content in attached:
        account = actor.account_id if actor else None
        files.attach("help_message", message.id, name, content, by=account, at=message.at)


# What time does


@duty("закрытие заявок, по которым после ответа не было вопросов")
def close_unanswered(now: datetime) -> None:
    """Close what was answered two weeks ago without a word since."""
    silent = (
        select(HelpRequest)
        .join(HelpRequest.year)
        .where(
            SchoolYear.is_closed.is_(False),  # they stay as they are, and fill no hundred
            HelpRequest.status == Status.ANSWERED,
            HelpRequest.answered_at < now - rules.EXPIRES_AFTER,
            HelpRequest.moved_at < now - rules.EXPIRES_AFTER,
        )
        .options(contains_eager(HelpRequest.year), joinedload(HelpRequest.consultant))
        .limit(CLOSED_AT_ONCE)
    )
    with saving():
        for request in db.session.scalars(silent).all():
            move(request, Action.EXPIRE, Said(), actor=None, at=now, today=clock.today())


# Answers for everybody


def draft_article(request: HelpRequest, *, actor: Actor, at: datetime) -> Article:
    """A draft answer from a solved request, names taken out. Refused when there is no answer."""
    known = db.session.scalar(select(Article).where(Article.request_id == request.id))
    if known is not None:
        return known
    said = db.session.execute(
        select(Message.kind, Message.text)
        .where(
            Message.request_id == request.id,
            Message.kind.in_([MessageKind.QUESTION, MessageKind.ANSWER]),
        )
        .order_by(Message.id)
    ).all()
    answers = [one.text for one in said if one.kind is MessageKind.ANSWER and one.text]
    if not answers:
        raise Refused("В заявке ещё нет ответа, который можно показать всем.")
    names = _names_in(request)
    told = NewArticle(
        request.rubric_id,
        rules.without_names(request.title, names)[: rules.LINE_MAX],
        rules.without_names("\n\n".join(answers), names),
    )
    return _keep_article(Article(request_id=request.id), told, actor=actor, at=at)


def keep_article(
    article: Article | None, told: NewArticle, *, actor: Actor, at: datetime
) -> Article:
    """Write an answer down, or change it."""
    return _keep_article(article or Article(), told, actor=actor, at=at)


def _keep_article(article: Article, told: NewArticle, *, actor: Actor, at: datetime) -> Article:
    article.rubric_id = told.rubric_id
    article.question, article.answer = told.question, told.answer
    article.is_published, article.changed_at = told.is_published, at
    article.title_stems = search.column(told.question)
    article.stems = search.column(told.question, told.answer)
    db.session.add(article)
    db.session.flush()
    emit(
        events.ArticleKept(
            by=actor.account_id, at=at, about=article.id, is_published=told.is_published
        )
    )
    return article


def _names_in(request: HelpRequest) -> list[str]:
    """Names and schools that an answer for everybody must not have."""
    people = [request.author, *([request.consultant] if request.consultant else [])]
    names = [part for one in people for part in (one.surname, one.given, one.patronymic) if part]
    if request.organisation:
        names += [request.organisation.name, *rules.quoted(request.organisation.name)]
    return names


# Rubrics and quick replies


@on(AssociationFounded)
def in_a_new_association(_: AssociationFounded) -> None:
    """Whoever founds an association can be asked at once."""
    lay_out_rubrics()


def lay_out_rubrics() -> None:
    """The rubrics of section 5.3, to be changed at will; nothing when there are some."""
    if db.session.scalar(select(Rubric.id).limit(1)):
        return
    for position, (title, hint) in enumerate(rules.RUBRICS):
        db.session.add(Rubric(position=position, title=title, hint=hint))


def keep_rubric(rubric: Rubric | None, told: NewRubric, *, by: int, at: datetime) -> Rubric:
    """A rubric, new or changed. Refused when one of this name is there."""
    same = select(Rubric).where(Rubric.title == told.title)
    twin = db.session.scalar(same.where(Rubric.id != rubric.id) if rubric else same)
    if twin is not None:
        raise Refused("Рубрика с таким названием уже есть.")
    if rubric is None:
        last = db.session.scalar(select(func.max(Rubric.position)))
        rubric = Rubric(position=(last or 0) + 1)
        db.session.add(rubric)
    rubric.title, rubric.hint = told.title, told.hint
    rubric.owner_id, rubric.is_archived = told.owner_id, told.is_archived
    db.session.flush()
    emit(events.RubricKept(by=by, at=at, about=rubric.id, title=rubric.title))
    return rubric


def keep_quick_reply(
    reply: QuickReply | None, told: NewQuickReply, *, by: int, at: datetime
) -> QuickReply:
    """A quick reply, new or changed."""
    reply = reply or QuickReply()
    reply.title, reply.text, reply.rubric_id = told.title, told.text, told.rubric_id
    db.session.add(reply)
    db.session.flush()
    emit(events.QuickReplyKept(by=by, at=at, about=reply.id, title=reply.title))
    return reply


def drop_quick_reply(reply: QuickReply, *, by: int, at: datetime) -> None:
    """Throw a quick reply away."""
    emit(events.QuickReplyKept(by=by, at=at, about=reply.id, title=reply.title))
    db.session.delete(reply)


def take_journal(rows: int, *, by: int, at: datetime) -> None:
    """The journal of consultations was taken out: the house's journal keeps that."""
    emit(events.JournalTaken(by=by, at=at, rows=rows))
