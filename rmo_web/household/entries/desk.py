"""What a room's addresses of its log do: the form of an entry, its row, removal and its undo.

The room finds the record, says by what verb of its own, and where the log stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.household import drafts, pages
from rmo_web.household.drafts import DraftRow
from rmo_web.household.entries import queries, rules
from rmo_web.household.entries.access import uploads_of, uploads_of_entry
from rmo_web.household.entries.forms import EntryForm, without
from rmo_web.household.entries.models import Entry
from rmo_web.household.entries.queries import Log, LogPanel
from rmo_web.household.entries.services import NewEntry
from rmo_web.household.pages import Onward
from rmo_web.kernel import clock, russian
from rmo_web.kernel.access import me
from rmo_web.kernel.forms import Form
from rmo_web.kernel.htmx import announce, instead_of, leave_for, wants_fragment
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.offered.waiting import Deed
from rmo_web.kernel.urls import id_in, local_or

SAID_SHOWN = 60


@dataclass(frozen=True, slots=True)
class OpenForm:
    """The form of a new entry as a page has it among other things."""

    form: EntryForm
    url: str
    files_url: str
    drafts: Mapping[str, DraftRow | None]


def opened(log: Log, shown: LogPanel) -> OpenForm:
    """The form of a new entry, with what was typed and chosen for it earlier, on any device."""
    form = _new_form(log)
    form.last = shown.last
    kept = {name: drafts.kept(me(), key) for name, key in form.drafts.items()}
    return OpenForm(form, log.new_url, log.files_url, kept)


def write(log: Log, verb: Callable[[NewEntry], Entry]) -> AnyResponse:
    """A new entry: the form, and once it is sent and in order, the entry where it belongs."""
    form, made = _new_form(log), []

    def add() -> Onward:
        made.append(verb(form.new_entry()))
        form.files.spend()
        return Onward(log.url, "" if wants_fragment() else _written(made[0]))

    went = pages.accepted(form, add, blamed="text")
    if went and made and wants_fragment():
        return _added(log, made[0], form.last)
    if went:
        return went
    form.files.keep(clock.now())
    if request.method == "GET":
        form.begin()
    answer = pages.show_form(
        "household/entries/entry.html", form, "household/entries/_form.html",
        title="Записать", lead=log.title, url=log.new_url, files_url=log.files_url,
        back=log.url, row_url="", kept=(), target="",
    )  # fmt: skip
    return instead_of("entry-new", answer)


def keep_files(log: Log) -> AnyResponse:
    """Files wait from the moment in which they are chosen: a closed tab does not lose them."""
    form = _new_form(log)
    form.files.validate(form)
    form.files.keep(clock.now())
    if not wants_fragment():
        return Response(status=204)
    said = render_template("household/entries/_files.html", form=form, files_url=log.files_url)
    return Response(said)


def edit(
    log: Log, entry: Entry, verb: Callable[[NewEntry, set[int]], None]
) -> AnyResponse:  # fmt: skip
    """An entry in place: its form, and its row again when it is kept."""
    there, gone, stored = queries.files_of(entry.id), without(), queries.words_of(entry)
    form = EntryForm(
        obj=stored, kinds=log.kinds.items(), today=clock.today(),
        sizes=[one.bytes for one in there if one.id not in gone],
    )  # fmt: skip
    form.anew = log.new_url
    form.files.wait_at(uploads_of_entry(entry.id), me().account_id)
    form.stand_apart(entry.id)
    place = f"entry-{entry.id}"

    def keep() -> Onward:
        verb(form.new_entry(), gone)
        form.files.spend()
        return Onward(f"{log.url.partition('#')[0]}#{place}")

    went = pages.accepted(form, keep, blamed="text", stored=stored, version=entry.version)
    if went and wants_fragment():
        return _changed(log, "household/entries/_kept.html", entry)
    if went:
        return went
    form.files.keep(clock.now())
    url = url_for(f"{log.room}.edit_entry", entry_id=entry.id)
    answer = pages.show_form(
        "household/entries/entry.html", form, "household/entries/_edit.html",
        title="Запись", lead=log.title, url=url, files_url="", back=log.url,
        row_url=url_for(f"{log.room}.show_entry", entry_id=entry.id), kept=there, target=place,
        drafts={},
    )  # fmt: skip
    return instead_of(place, answer)


def show_row(log: Log, entry: Entry) -> AnyResponse:
    """The row again, for who leaves its form as it was."""
    if not wants_fragment():
        return leave_for(log.url)
    return _fragment(log, "household/entries/_kept.html", entry)


def take_out(log: Log, entry: Entry, verb: Callable[[], None]) -> AnyResponse:
    """Remove it, and say how it comes back."""

    def remove() -> Onward:
        verb()
        words = russian.quoted(russian.shortened(entry.text, SAID_SHOWN))
        url = url_for(f"{log.room}.restore_entry", entry_id=entry.id)
        back = local_or(request.form.get("from", ""), log.url)
        waiting.say(f"Запись убрана: {words}.", Deed("Отменить", url), back=back)
        return Onward(log.url)

    return pages.done(Form(), remove)


def bring_back(log: Log, verb: Callable[[], None]) -> AnyResponse:
    """Restore it where it stood."""

    def restore() -> Onward:
        verb()
        return Onward(log.url, "Запись возвращена.")

    return pages.done(Form(), restore)


def _new_form(log: Log) -> EntryForm:
    form = EntryForm(kinds=log.kinds.items(), today=clock.today())
    form.drafts = {"text": f"entries.{log.owner}.{log.owner_id}"}
    form.last = (request.form or request.args).get("last", 0, type=id_in)
    form.files.wait_at(uploads_of(log.owner, log.owner_id), me().account_id)
    return form


def _written(entry: Entry) -> str:
    """On which day, and how its time was understood."""
    told = russian.day(entry.day), rules.in_words(entry.minutes or 0)
    return f"Записано: {', '.join(filter(None, told))}."


def _added(log: Log, entry: Entry, last: int) -> Response:
    """The form anew, and the entry at its place in the list, where the page has that place."""
    fresh = EntryForm(formdata=None, kinds=log.kinds.items(), today=clock.today())
    fresh.begin()
    fresh.drafts, fresh.last = {"text": f"entries.{log.owner}.{log.owner_id}"}, last
    is_shown = not (last and queries.is_older(entry, last))
    said = _written(entry) if is_shown else f"{_written(entry)} Запись старше показанных здесь."
    return _changed(
        log, "household/entries/_added.html", entry,
        form=fresh, url=log.new_url, files_url=log.files_url, drafts={}, kept=(), said=said,
        is_shown=is_shown, below=queries.below(entry),
    )  # fmt: skip


def _changed(log: Log, name: str, entry: Entry, **values: object) -> Response:
    """What else the page has of this log hears of it."""
    return announce(_fragment(log, name, entry, **values), "entries")


def _fragment(log: Log, name: str, entry: Entry, **values: object) -> Response:
    panel = queries.panel(queries.days(log.owner, log.owner_id), (log.row(entry),))
    return Response(render_template(name, log=panel, **values))
