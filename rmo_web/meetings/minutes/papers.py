"""The minutes as a paper: what it says, as it is kept once signed, and its Word files (2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.papers import word
from rmo_web.meetings.agenda.queries import QuestionRow, questions_of
from rmo_web.meetings.attendance.queries import AttendanceCounts, attendance_counts
from rmo_web.meetings.minutes import rules, wording
from rmo_web.meetings.minutes.queries import items_with_titles
from rmo_web.meetings.models import Meeting, Minutes
from rmo_web.meetings.papers import OF_WHAT, agenda_lines, owner_lines
from rmo_web.meetings.wording import meeting_title
from rmo_web.members.models import Association
from rmo_web.members.wording import people


@dataclass(frozen=True, slots=True)
class PaperItem:
    heading: str
    heard: str
    spoke: tuple[str, ...]
    decided: tuple[tuple[str, str], ...]
    votes: str


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """Everything that the Word file of the minutes says, ready to be kept as it was signed."""

    owner: str
    association: str
    meeting: str
    number: int
    edition: int
    day: str
    city: str
    chair: str
    chair_post: str
    secretary: str
    present: str
    absent: str
    invited: str
    theme: str
    place: str
    forms: str
    agenda: tuple[str, ...]
    items: tuple[PaperItem, ...]
    decided_label: str
    enclosures: tuple[str, ...]

    @property
    def decided(self) -> list[tuple[str, str]]:
        """Every decision with its number."""
        return [pair for one in self.items for pair in one.decided]


def paper_of(minutes: Minutes, meeting: Meeting) -> MinutesPaper:
    """What the file says: as it was signed, or as it stands now."""
    if minutes.paper is not None:
        return kept_paper(minutes.paper)
    return paper_now(minutes, meeting)


def paper_now(minutes: Minutes, meeting: Meeting) -> MinutesPaper:
    """The paper of minutes as they stand now."""
    association = db.session.get_one(Association, 1)
    came = attendance_counts(meeting)
    invited = minutes.invited or "; ".join(came.guests)
    return MinutesPaper(
        owner=association.operator,
        association=association.name,
        meeting=meeting_title(meeting.number),
        number=minutes.number,
        edition=minutes.edition,
        day=russian.day(minutes.dated_on),
        city=minutes.city,
        chair=minutes.chair,
        chair_post=minutes.chair_post,
        secretary=minutes.secretary,
        present=_present(came),
        absent=_absent(came),
        invited=invited,
        theme=meeting.theme,
        place=meeting.place,
        forms=", ".join(meeting.forms),
        agenda=tuple(_agenda_line(one) for one in questions_of(meeting.id)),
        items=tuple(
            PaperItem(
                heading=f"{item.position}. {wording.by_question(item.position)}",
                heard=item.heard,
                spoke=tuple(filter(None, (one.strip() for one in item.spoke.splitlines()))),
                decided=tuple(rules.decisions(item.decided, item.position)),
                votes=rules.vote_in_words(item.votes),
            )
            for item, _ in items_with_titles(minutes)
        ),
        decided_label=minutes.decided_label,
        enclosures=tuple(filter(None, (one.strip() for one in minutes.enclosures.splitlines()))),
    )


def _present(came: AttendanceCounts) -> str:
    remote = f", из них дистанционно {came.remote}" if came.remote else ""
    return f"{people(came.there)}{remote} (лист регистрации прилагается)"


def _absent(came: AttendanceCounts) -> str:
    gone = came.excused + came.absent
    if not gone:
        return ""
    why = f", из них по уважительной причине {came.excused}" if came.excused else ""
    return f"{people(gone)}{why}"


def _agenda_line(one: QuestionRow) -> str:
    form = f" ({one.form})" if one.form else ""
    lines = [f"{one.number} {one.title}{form}", *one.points]
    speakers = "; ".join(speaker.in_words for speaker in one.speakers)
    if speakers:
        word = "Докладчик" if len(one.speakers) == 1 else "Докладчики"
        lines.append(f"{word} — {speakers}")
    return "\n".join(lines)


def paper_to_keep(shown: MinutesPaper) -> dict[str, Any]:
    """The paper as the signed minutes keep it."""
    return asdict(shown)


def kept_paper(kept: Mapping[str, Any]) -> MinutesPaper:
    """The paper of signed minutes, as it was signed."""
    items = tuple(
        PaperItem(
            heading=one["heading"],
            heard=one["heard"],
            spoke=tuple(one["spoke"]),
            decided=tuple((number, text) for number, text in one["decided"]),
            votes=one["votes"],
        )
        for one in kept["items"]
    )
    lists = {name: tuple(kept[name]) for name in ("agenda", "enclosures")}
    return MinutesPaper(**{"place": "", **kept, **lists, "items": items})


def minutes(paper: MinutesPaper) -> bytes:
    """The minutes in the layout of section 2.3; no name is declined."""
    document = word.new(f"Протокол № {paper.number} от {paper.day}", paper.association)
    _minutes_head(document, paper, "ПРОТОКОЛ")
    chair = ", ".join(filter(None, (paper.chair, paper.chair_post)))
    for name, value in (
        ("Председатель", chair),
        ("Секретарь", paper.secretary),
    ):
        word.line(document, f"{name} – {value}", before=6 if name == "Председатель" else 0)
    for name, value in (
        ("Присутствовали", paper.present),
        ("Отсутствовали", paper.absent),
        ("Приглашённые", paper.invited),
    ):
        if value:
            word.line(document, f"{name}: {value}")
    _theme(document, paper)
    agenda_lines(document, paper.agenda)
    for item in paper.items:
        _item(document, item, paper.decided_label)
    if paper.enclosures:
        numbered = [f"{number}. {one}" for number, one in enumerate(paper.enclosures, 1)]
        word.line(document, f"Приложения: {' '.join(numbered)}", before=12)
    _signed(document, paper)
    return word.saved(document)


def _minutes_head(document: Any, paper: MinutesPaper, title: str) -> None:
    owner_lines(document, paper.owner, paper.association)
    word.line(document, title, is_bold=True, at="center", before=18)
    word.pair(document, paper.day, f"№ {paper.number}", before=6)
    if paper.city:
        word.line(document, paper.city, at="center")
    word.line(document, f"заседания {OF_WHAT}", at="center", before=6)
    if paper.edition > 1:
        word.line(document, f"(редакция {paper.edition})", at="center")


def _theme(document: Any, paper: MinutesPaper) -> None:
    about = [
        ("Заседание", paper.meeting.removeprefix("Заседание ")),
        ("Тема", russian.quoted(paper.theme) if paper.theme else ""),
        ("Форма проведения", paper.forms),
        ("Место проведения", paper.place),
    ]
    for number, (name, value) in enumerate((name, value) for name, value in about if value):
        word.line(document, f"{name}: {value}", before=0 if number else 8)


def _item(document: Any, item: PaperItem, decided_label: str) -> None:
    word.line(document, item.heading, is_bold=True, before=12, keep=True)
    if item.heard:
        word.line(document, f"СЛУШАЛИ: {item.heard}", at="both")
    if item.spoke:
        word.line(document, "ВЫСТУПИЛИ:", keep=True)
        for one in item.spoke:
            word.line(document, one, at="both")
    if item.decided:
        _decided(document, item, decided_label)
    if item.votes:
        word.line(document, f"ГОЛОСОВАЛИ: {item.votes}.")


def _decided(document: Any, item: PaperItem, decided_label: str) -> None:
    word.line(document, f"{decided_label}:", keep=True)
    for number, text in item.decided:
        word.line(document, f"{number}. {text}", at="both")


def _signed(document: Any, paper: MinutesPaper) -> None:
    word.signature(document, "Председатель", _in_signature(paper.chair))
    word.signature(document, "Секретарь", _in_signature(paper.secretary))


def _in_signature(name: str) -> str:
    """«М.П. Иванова» of «Иванова М.П.»."""
    words = name.replace("\N{NO-BREAK SPACE}", " ").split()
    if len(words) >= 2 and all("." in one for one in words[1:]):
        return f"{''.join(words[1:])} {words[0]}"
    return name


def extract(paper: MinutesPaper, questions: Sequence[int]) -> bytes:
    """Выписка: the questions that were asked for, with what was decided of them."""
    document = word.new(f"Выписка из протокола № {paper.number}", paper.association)
    _minutes_head(document, paper, "ВЫПИСКА ИЗ ПРОТОКОЛА")
    word.line(document, f"Присутствовали: {paper.present}", before=6)
    _theme(document, paper)
    for number, item in enumerate(paper.items, 1):
        if number in questions or not questions:
            word.line(document, item.heading, is_bold=True, before=12, keep=True)
            if item.heard:
                word.line(document, f"СЛУШАЛИ: {item.heard}", at="both")
            if item.decided:
                _decided(document, item, paper.decided_label)
    _signed(document, paper)
    word.line(document, "Выписка верна:", before=18)
    word.signature(document, "Секретарь", _in_signature(paper.secretary))
    return word.saved(document)
