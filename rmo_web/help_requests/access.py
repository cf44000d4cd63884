"""Who may ask, read and answer (design.md, "Who may do what"; domain reference, 5.2)."""

from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from rmo_web.help_requests.models import Article, HelpRequest, Message, QuickReply, Rubric
from rmo_web.help_requests.rules import OF_MESSAGE, UPLOADS, MessageKind, Party, Status
from rmo_web.household.files import owned, passing
from rmo_web.kernel.access import Actor, anyone, grant, guard, leads, present
from rmo_web.kernel.db import db, locked, of_id, only_reads

# What every page and every verb of a request looks at, in the one statement that finds it.
WITH_PEOPLE = (
    joinedload(HelpRequest.year),
    joinedload(HelpRequest.author),
    joinedload(HelpRequest.consultant),
    joinedload(HelpRequest.organisation),
    joinedload(HelpRequest.rubric),
)


class Permission(StrEnum):
    ASK = "help_requests.ask"
    SEE = "help_requests.see"
    REPLY = "help_requests.reply"
    WORK = "help_requests.work"
    ASSIGN = "help_requests.assign"
    RECORD = "help_requests.record"
    KEEP = "help_requests.keep"
    READ_ANSWERS = "help_requests.read_answers"
    READ_ANSWER = "help_requests.read_answer"
    NOBODY = "help_requests.nobody"


def is_author(actor: Actor, request: object) -> bool:
    return isinstance(request, HelpRequest) and request.author_id == actor.person_id


def is_consultant(actor: Actor, request: object) -> bool:
    return isinstance(request, HelpRequest) and request.consultant_id == actor.person_id


def owns_rubric(actor: Actor, request: object) -> bool:
    """A new request of a rubric is for its owner to take."""
    return (
        isinstance(request, HelpRequest)
        and request.consultant_id is None
        and request.status is Status.NEW
        and request.rubric.owner_id == actor.person_id
    )


def is_office(actor: Actor, request: object) -> bool:
    """Whose work the request is; nobody answers herself, and her own notes she cannot read."""
    works = leads(actor, request) or is_consultant(actor, request) or owns_rubric(actor, request)
    return works and not is_author(actor, request)


def may_see(actor: Actor, request: object) -> bool:
    return is_author(actor, request) or is_office(actor, request)


def may_read_answer(actor: Actor, article: object) -> bool:
    """Drafts of answers still have their names in them."""
    return actor.leads or (isinstance(article, Article) and article.is_published)


grant(
    {
        Permission.ASK: anyone,
        Permission.SEE: may_see,
        Permission.REPLY: is_author,
        Permission.WORK: is_office,
        Permission.ASSIGN: leads,
        Permission.RECORD: leads,
        Permission.KEEP: leads,
        Permission.READ_ANSWERS: anyone,
        Permission.READ_ANSWER: may_read_answer,
        Permission.NOBODY: lambda actor, request: False,  # what only time does
    }
)


def worked_on_by(me: ColumnElement[int] | int, *, leads: bool) -> ColumnElement[bool]:
    """The rule of WORK for lists, `me` being the person's id; the statement joins `Rubric`."""
    owned_new = (
        HelpRequest.consultant_id.is_(None)
        & (HelpRequest.status == Status.NEW)
        & (Rubric.owner_id == me)
    )
    assigned = true() if leads else or_(HelpRequest.consultant_id == me, owned_new)
    return assigned & (HelpRequest.author_id != me)


def parties(actor: Actor, request: HelpRequest) -> frozenset[Party]:
    """As whom this person may act on the request."""
    if is_author(actor, request):
        said = {Party.AUTHOR, Party.EITHER}
        return frozenset(said | {Party.LEADERS} if actor.leads else said)
    if not is_office(actor, request):
        return frozenset()
    said = {Party.OFFICE, Party.EITHER}
    return frozenset(said | {Party.LEADERS} if actor.leads else said)


def knows_name(actor: Actor, request: HelpRequest) -> bool:
    """«Не показывать моё имя коллегам»: the head and the methodist still see it."""
    return actor.leads or is_author(actor, request) or not request.hides_name


def request_for(actor: Actor, request_id: int, needed: Permission = Permission.SEE) -> HelpRequest:
    """The request with its people; 404 for who may not see it, 403 for who may only read.

    While it is being changed it is held, so that of two people the second reads what the first did.
    """
    wanted = select(HelpRequest).where(HelpRequest.id == request_id)
    if not only_reads():
        # Held first and read after: a join that waited for its row would join the people of before.
        db.session.scalar(locked(wanted.with_only_columns(HelpRequest.id)))
    whole = wanted.options(*WITH_PEOPLE).execution_options(populate_existing=True)
    return guard(db.session.scalar(whole), actor, needed, seen=Permission.SEE)


def rubric_for(rubric_id: int) -> Rubric:
    """404 when there is none; only keepers of rubrics come this far."""
    return present(of_id(Rubric, rubric_id))


def quick_reply_for(reply_id: int) -> QuickReply:
    """404 when there is none; only keepers come this far."""
    return present(of_id(QuickReply, reply_id))


def article_for(
    actor: Actor, article_id: int, needed: Permission = Permission.READ_ANSWER
) -> Article:
    """A published answer; its draft for those who keep the base only."""
    return guard(of_id(Article, article_id), actor, needed, seen=Permission.READ_ANSWER)


@owned(OF_MESSAGE)
def may_see_file(actor: Actor, message_id: int) -> bool:
    """A file goes with its message, and a note's file with the note."""
    message = db.session.get(Message, message_id)
    if message is None:
        return False
    found = db.session.scalar(
        select(HelpRequest)
        .where(HelpRequest.id == message.request_id)
        .options(joinedload(HelpRequest.rubric))
    )
    rule = is_office if message.kind is MessageKind.NOTE else may_see
    return rule(actor, found)


passing(UPLOADS)
