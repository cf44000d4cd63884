"""Attachments: in the database, of known kinds, given out only after the room's own check."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, request, session
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.http import dump_options_header

from rmo_web.kernel import russian
from rmo_web.kernel.access import Actor, View, checks_record, me
from rmo_web.kernel.db import Model, db
from rmo_web.kernel.errors import Refused
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.papers.sheet import WRITERS, Sheet

File = tuple[str, bytes]

SIZE_MAX = 10 * 1024 * 1024
REQUEST_MAX = SIZE_MAX + 1024 * 1024
SEVERAL_MAX = 5 * SIZE_MAX + 1024 * 1024
WAITING_MAX, ALL_WAITING_MAX = 20 * 1024 * 1024, 500 * 1024 * 1024
ENTRIES_MAX = 2_000
UNPACKED_MAX = 100 * 1024 * 1024
SHEETS_MAX = 8 * 1024 * 1024  # the markup of a register of 2 000 rows has about 3 MB
RATIO_MAX = 100
RATIO_MATTERS_FROM = 1024 * 1024
NAME_MAX = 120
PASSING_KEPT = timedelta(days=1)
ASIDE, ASIDE_KEPT = ":aside", timedelta(days=30)  # after the owner, so that its guard is the same
LOST = "содержимое потеряно, уберите этот файл и выберите его ещё раз."
GONE = "Этот файл уже применён, убран или заменён другим. Загрузите его ещё раз."
SANDBOX = "default-src 'none'; sandbox"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# Extension, its type, how its bytes begin (a zip must also have a member that begins so: Word on
# the web calls its text document2.xml).
KINDS: dict[str, tuple[str, tuple[bytes, ...], str]] = {
    "docx": (DOCX, (b"PK\x03\x04",), "word/document"),
    "xlsx": (XLSX, (b"PK\x03\x04",), "xl/workbook.xml"),
    "pdf": ("application/pdf", (b"%PDF-",), ""),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",), ""),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",), ""),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",), ""),
}
_WINDOWS_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

Guard = Callable[[Actor, int], bool]

bp = Blueprint("files", __name__, url_prefix="/files")
_passing: set[str] = set()
_guards: NamedHooks[str, Guard] = NamedHooks()


class Attachment(Model):
    __table_args__ = (
        Index(None, "owner", "owner_id"),
        CheckConstraint(f"size BETWEEN 1 AND {SIZE_MAX}", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    mimetype: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class AttachmentBytes(Model):
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits for its form, as the page of the form lists it."""

    id: int
    name: str
    bytes: int
    sha256: str = ""
    is_lost: bool = False

    @property
    def size(self) -> str:
        return size_in_words(self.bytes)


def received(upload: FileStorage | None) -> tuple[str, bytes]:
    """The safe name and the bytes of what came, unchecked. Refused when nothing came."""
    if upload is None or not upload.filename:
        raise Refused("Выберите файл.")
    return safe_name(upload.filename), upload.stream.read(SIZE_MAX + 1)


def takes_files(view: View) -> View:
    """The endpoint may be sent a file, so its requests may be large."""
    view.takes_files = REQUEST_MAX  # type: ignore[attr-defined]
    return view


def takes_several(view: View) -> View:
    """The same for several files: one that is too large is refused beside its field."""
    view.takes_files = SEVERAL_MAX  # type: ignore[attr-defined]
    return view


def make_room(app: Flask) -> None:
    """Widen the limit before anything reads the form; the check of its token is the first to."""

    @app.before_request
    def widen() -> None:
        view = app.view_functions.get(request.endpoint or "")
        most = getattr(view, "takes_files", 0)
        if most:  # a stranger has no form with several files
            request.max_content_length = most if "token" in session else min(most, REQUEST_MAX)


def read_upload(upload: FileStorage | None, *kinds: str) -> tuple[str, bytes]:
    """The same, checked. Refused when it is too large, or not of these kinds."""
    name, content = received(upload)
    check(name, content, *kinds)
    return name, content


def check(name: str, content: bytes, *kinds: str) -> str:
    """The type of the file. Refused, in one sentence, for whatever is not what it says it is."""
    if not content:
        raise Refused("Файл пустой.")
    if len(content) > SIZE_MAX:
        raise Refused("Файл больше 10 МБ.")
    extension = name.rpartition(".")[2].lower()
    if extension not in (kinds or KINDS):
        wanted = ", ".join(f".{kind}" for kind in kinds or KINDS)
        raise Refused(f"Файлы такого вида не принимаются. Подойдут: {wanted}.")
    mimetype, beginnings, member = KINDS[extension]
    if not content.startswith(beginnings):
        raise Refused(f"Внутри файла не то, что обещает его имя: это не .{extension}.")
    if member:
        check_zip(content, member)
    return mimetype


def check_zip(content: bytes, member: str) -> None:
    """Refused for a bomb, or for an archive that lacks the member a document must have."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("Файл повреждён: он не открывается.") from None
    unpacked = sum(entry.file_size for entry in entries)
    sheets = sum(entry.file_size for entry in entries if entry.filename.startswith("xl/"))
    too_much = unpacked > UNPACKED_MAX or sheets > SHEETS_MAX
    if len(entries) > ENTRIES_MAX or too_much or any(map(_is_bomb, entries)):
        raise Refused("Файл слишком велик внутри и не принят.")
    if not any(entry.filename.startswith(member) for entry in entries):
        raise Refused("Внутри файла не тот документ, который обещает его имя.")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    packed = max(entry.compress_size, 1)
    return entry.file_size > RATIO_MATTERS_FROM and entry.file_size / packed > RATIO_MAX


def safe_name(said: str) -> str:
    """The name for people: seen, without a path or a device of Windows, not too long."""
    name = russian.clean(said.replace("\\", "/")).rpartition("/")[2]
    name = re.sub(r'[\n\t<>:"|?*]', " ", name).rstrip(" .")
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    stem = stem.lstrip(" .")
    if russian.shows_nothing(stem):
        stem = "файл"
    if _WINDOWS_DEVICES.match(stem):
        stem = f"файл {stem}"
    return f"{stem[: NAME_MAX - 10]}{dot}{extension[:8]}"


def attach(
    owner: str, owner_id: int, name: str, content: bytes, *, by: int | None, at: datetime
) -> Attachment:
    """Keep the checked file with its record, in the record's own transaction."""
    attachment = Attachment(
        owner=owner,
        owner_id=owner_id,
        name=name,
        mimetype=check(name, content),
        size=len(content),
        sha256=digest(content),
        at=at,
        by=by,
    )
    db.session.add(attachment)
    db.session.flush()
    db.session.add(AttachmentBytes(attachment_id=attachment.id, content=content))
    return attachment


def size_in_words(size: int) -> str:
    """«38 КБ», «2,4 МБ»."""
    if size < 1024 * 1024:
        return f"{-(-size // 1024)}{russian.NBSP}КБ"
    return f"{size / 1024 / 1024:.1f}{russian.NBSP}МБ".replace(".", ",")


def digest(content: bytes) -> str:
    """What names these bytes and no others."""
    return hashlib.sha256(content).hexdigest()


def kept(owner: str, owner_id: int) -> tuple[str, bytes] | None:
    """The newest file of this record, name and bytes, where it is whole."""
    found = db.session.execute(
        _with_bytes(Attachment.name, AttachmentBytes.content)
        .where(Attachment.owner == owner, Attachment.owner_id == owner_id)
        .order_by(Attachment.id.desc())
        .limit(1)
    ).first()
    return (found.name, found.content) if found and found.content is not None else None


def _with_bytes(*columns: Any) -> Select[Any]:
    # A row whose bytes are lost is no row that never was: it is there, with None.
    return select(*columns).join_from(
        Attachment, AttachmentBytes, AttachmentBytes.attachment_id == Attachment.id, isouter=True
    )


def waiting(owner: str, account_id: int) -> list[WaitingFile]:
    """The files of this account that wait for their form to be in order."""
    file, is_lost = Attachment, AttachmentBytes.attachment_id.is_(None)
    found = (
        _with_bytes(file.id, file.name, file.size, file.sha256, is_lost)
        .where(file.owner == owner, file.owner_id == account_id)
        .order_by(file.id)
    )
    return [WaitingFile(*one) for one in db.session.execute(found)]


def contents(numbers: Sequence[int]) -> list[File]:
    """Name and bytes of these files, in the order they came. Refused when bytes are lost."""
    if not numbers:
        return []
    found = db.session.execute(
        _with_bytes(Attachment.name, AttachmentBytes.content)
        .where(Attachment.id.in_(numbers))
        .order_by(Attachment.id)
    ).all()
    for name, content in found:
        if content is None:
            raise Refused(f"«{name}»: {LOST}")
    return [(name, content) for name, content in found]


def damaged() -> tuple[list[int], list[int]]:
    """The files that have lost their bytes, and those whose bytes are not what was stored."""
    lost, changed = [], []
    told = _with_bytes(Attachment.id, Attachment.sha256, AttachmentBytes.content)
    for number, sha256, content in db.session.execute(
        told.order_by(Attachment.id).execution_options(yield_per=1)
    ):
        if content is None:
            lost.append(number)
        elif digest(content) != sha256:
            changed.append(number)
    return lost, changed


def let_wait(owner: str, account_id: int, name: str, content: bytes, *, at: datetime) -> None:
    """Keep the checked file of a form that is not in order. Refused when too much waits already.

    Nothing that waits is thrown away for it.
    """
    mine = Attachment.owner_id == account_id
    if _waiting_size(mine) + len(content) > WAITING_MAX:
        named = select(Attachment.name).where(_is_passing(), mine).order_by(Attachment.size.desc())
        names = ", ".join(f"«{one}»" for one in db.session.scalars(named.limit(5)))
        raise Refused(_too_much(f"вашими файлами, которые ждут отправки ({names}),", WAITING_MAX))
    if _waiting_size() + len(content) > ALL_WAITING_MAX:
        raise Refused(_too_much("файлами всех, которые ждут отправки,", ALL_WAITING_MAX))
    attach(owner, account_id, name, content, by=account_id, at=at)


def _waiting_size(*whose: ColumnElement[bool]) -> int:
    size = select(func.coalesce(func.sum(Attachment.size), 0)).where(_is_passing(), *whose)
    return db.session.scalars(size).one()


def _too_much(beside: str, most: int) -> str:
    bound = f"{most // 1024 // 1024}{russian.NBSP}МБ"
    return (
        f"Файл не отложен: вместе с {beside} больше {bound}. "
        "Отправьте их или уберите; через сутки они уберутся сами."
    )


def _is_passing() -> ColumnElement[bool]:
    """Files on their way, wherever they wait: «help_upload», «help_upload:12»."""
    return or_(
        *(
            or_(Attachment.owner == one, Attachment.owner.startswith(f"{one}:", autoescape=True))
            for one in _passing
        )
    )


def drop(owner: str, owner_id: int) -> None:
    """Throw away the files of this record."""
    _drop(select(Attachment.id).where(Attachment.owner == owner, Attachment.owner_id == owner_id))


def drop_one(owner: str, owner_id: int, attachment_id: int) -> str:
    """Throw away one file of this record; its name. Refused when it is another's."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or (found.owner, found.owner_id) != (owner, owner_id):
        raise Refused("Этого файла уже нет.")
    db.session.execute(delete(AttachmentBytes).filter_by(attachment_id=attachment_id))
    db.session.delete(found)
    return found.name


def set_aside(owner: str, owner_id: int, attachment_id: int, *, at: datetime) -> str:
    """Take one file of this record away for thirty days; its name. Refused when it is another's."""
    return _moved(attachment_id, (owner, owner_id), f"{owner}{ASIDE}", at)


def bring_back(owner: str, owner_id: int, attachment_id: int, *, at: datetime) -> str:
    """The file stands with its record again; its name. Refused when it was not set aside there."""
    return _moved(attachment_id, (f"{owner}{ASIDE}", owner_id), owner, at)


def _moved(attachment_id: int, from_: tuple[str, int], to: str, at: datetime) -> str:
    found = db.session.get(Attachment, attachment_id)
    if found is None or (found.owner, found.owner_id) != from_:
        raise Refused("Этого файла уже нет.")
    found.owner, found.at = to, at
    return found.name


def drop_waiting(owner: str, account_id: int, numbers: Sequence[int]) -> None:
    """Throw away these files, those of them that wait there."""
    mine = Attachment.owner == owner, Attachment.owner_id == account_id
    _drop(select(Attachment.id).where(Attachment.id.in_(numbers), *mine))


def forget_old(now: datetime) -> None:
    """Throw away what has waited for its form for a day, or to be brought back for thirty."""
    is_aside = Attachment.owner.endswith(ASIDE, autoescape=True)
    _drop(select(Attachment.id).where(_is_passing(), Attachment.at < now - PASSING_KEPT))
    _drop(select(Attachment.id).where(is_aside, Attachment.at < now - ASIDE_KEPT))


def _drop(wanted: Select[Any]) -> None:
    numbers = db.session.scalars(wanted).all()
    db.session.execute(delete(AttachmentBytes).where(AttachmentBytes.attachment_id.in_(numbers)))
    db.session.execute(delete(Attachment).where(Attachment.id.in_(numbers)))


def owned(owner: str) -> Callable[[Guard], Guard]:
    """A room says who may see the files of its records: `owned("plan")(anyone)`."""
    return _guards.under(owner)


def passing(owner: str) -> str:
    """A room says where its files are on their way; whoever brought one sees it, nobody else.

    They wait for their form, or between a preview and its «Применить», a day at most;
    «plan:12» is a place of its own under the same guard.
    """
    _passing.add(owner)
    _guards.under(owner)(lambda actor, account_id: actor.account_id == account_id)
    return owner


@bp.get("/<int:attachment_id>")
@checks_record
def download(attachment_id: int) -> Response:
    found = db.session.get(Attachment, attachment_id)
    may_see = _guards.first(found.owner.partition(":")[0]) if found else None
    if found is None or may_see is None or not may_see(me(), found.owner_id):
        abort(404)
    bytes_of = select(AttachmentBytes.content).filter_by(attachment_id=attachment_id)
    content = db.session.scalar(bytes_of)
    if content is None:
        abort(410)
    return as_file(content, found.name, found.mimetype)


def as_file(content: bytes, name: str, mimetype: str) -> Response:
    """An answer that a browser saves and never opens in the page."""
    # A header holds Latin-1 at most, so the name goes encoded (RFC 6266).
    encoded = {"filename*": f"UTF-8''{quote(name, safe='')}"}
    headers: dict[str, Any] = {
        "Content-Disposition": dump_options_header("attachment", encoded),
        "Content-Security-Policy": SANDBOX,
    }
    return Response(content, mimetype=mimetype, headers=headers)


def as_sheet(sheet: Sheet, extension: str, today: date) -> Response:
    """The sheet as a file of this kind, named for what it is and for its day."""
    name = f"{sheet.title[:1].lower()}{sheet.title[1:]} {today:%d.%m.%Y}.{extension}"
    return as_file(WRITERS[extension](sheet), name, KINDS[extension][0])
