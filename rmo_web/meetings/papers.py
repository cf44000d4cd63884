"""The papers of a meeting as Word files (domain reference, 2.2, 2.3 and 18)."""

from collections.abc import Iterable, Sequence
from typing import Any

from rmo_web.kernel import russian
from rmo_web.kernel.papers import fitting, word
from rmo_web.meetings.assignments.queries import ReportRow
from rmo_web.meetings.attendance.queries import Came, Roll
from rmo_web.meetings.invitations.queries import InvitationLetter
from rmo_web.meetings.minutes.queries import MinutesPaper, PaperItem

# As section 2.3 has it: a machine does not decline the association's own name.
OF_WHAT = "районного методического объединения школьных библиотекарей"
BLANK_LINES = 5  # of the sheet to sign, for guests
SHEET = ("№ п/п", "Фамилия, имя, отчество", "Образовательная организация", "Должность", "Подпись")
SHEET_SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5)  # points: the largest that leaves one page
SHEET_LONG = 9  # the type of a sheet that no size leaves on one page
NUMBER_WIDTH, SIGNED_WIDTH = 0.9, 2.5  # cm
REPORT = ("№", "Содержание поручения", "Ответственные", "Срок", "Отметка о выполнении")
REPORT_WIDTHS = (1.2, 6.0, 3.6, 2.3, 4.4)
_SHEET_HEAD = 11  # points
_SHEET_END = 0.8  # cm: the line that Word wants after a table, the borders of the rows
_ROW_MOST = 0.8  # cm: enough to sign in


def invitation(letter: InvitationLetter) -> bytes:
    """The letter to the schools, with the agenda."""
    document = word.new(letter.title, letter.association)
    _owner(document, letter.owner, letter.association)
    word.line(document, "Руководителям образовательных организаций", at="right", before=18)
    word.line(document, "ИНФОРМАЦИОННОЕ ПИСЬМО", is_bold=True, at="center", before=18)
    word.line(document, letter.opening, at="both", before=12)
    for number, (name, value) in enumerate(letter.facts):
        word.line(document, f"{name}: {value}", before=0 if number else 8)
    _agenda(document, letter.agenda)
    word.line(document, letter.closing, at="both", before=12)
    word.signature(document, "Руководитель РМО", letter.head)
    return word.saved(document)


def agenda(letter: InvitationLetter) -> bytes:
    """Повестка дня on a page of its own."""
    document = word.new(f"Повестка дня. {letter.title}", letter.association)
    _owner(document, letter.owner, letter.association)
    word.line(document, letter.title, is_bold=True, at="center", before=18)
    for name, value in letter.facts:
        word.line(document, f"{name}: {value}", at="center")
    _agenda(document, letter.agenda)
    word.signature(document, "Руководитель РМО", letter.head)
    return word.saved(document)


def _owner(document: Any, owner: str, association: str) -> None:
    if owner:
        word.line(document, owner, at="center")
    word.line(document, association, is_bold=True, at="center")


def _agenda(document: Any, questions: Sequence[str]) -> None:
    word.line(document, "ПОВЕСТКА ДНЯ:", is_bold=True, before=12, keep=True)
    for one in questions:
        word.line(document, one, before=4)


def sheet(roll: Roll, letter: InvitationLetter) -> bytes:
    """The sheet to be signed: members by schools, blank lines for guests, small enough for one A4.

    Only beyond some fifty people does it go on to another page, with its head again.
    """
    rows = [
        (str(number), row.name, row.school, row.post, "") for number, row in enumerate(roll.rows, 1)
    ]
    guests = [
        (str(number), one.name, "", one.work, "")
        for number, one in enumerate(roll.guests, len(rows) + 1)
    ]
    first = len(rows) + len(guests) + 1
    blank = [(str(number), "", "", "", "") for number in range(first, first + BLANK_LINES)]
    every = [*rows, *guests, *blank]
    when = next((value for name, value in letter.facts if name == "Когда"), "")
    head = [("", letter.association), ("", "ЛИСТ РЕГИСТРАЦИИ"), ("", f"{letter.title}\n{when}")]
    room = word.HEIGHT - fitting.height(head, (1, word.WIDTH_WIDE), _SHEET_HEAD) - _SHEET_END
    size, widths = _sheet_type([SHEET, *every], room)
    spare = max(room - fitting.height([SHEET, *every], widths, size), 0) / len(every)
    height = min(fitting.line(size) + spare, _ROW_MOST)
    title = f"Лист регистрации. {letter.title}"
    document = word.new(title, letter.association, size=_SHEET_HEAD, is_wide=True)
    word.line(document, letter.association, is_bold=True, at="center")
    word.line(document, "ЛИСТ РЕГИСТРАЦИИ", is_bold=True, at="center")
    word.line(document, f"{letter.title}\n{when}", at="center", size=10)
    word.grid(document, SHEET, every, widths, size=size, height=height)
    return word.saved(document)


def _sheet_type(rows: Sequence[Sequence[str]], room: float) -> tuple[float, list[float]]:
    """The largest type that leaves one page, with the widths that suit it."""
    for size in SHEET_SIZES:
        widths = _sheet_widths(rows, size)
        if fitting.height(rows, widths, size) < room:
            return size, widths
    return SHEET_LONG, _sheet_widths(rows, SHEET_LONG)


def _sheet_widths(rows: Sequence[Sequence[str]], size: float) -> list[float]:
    texts = list(zip(*rows[1:], strict=True))[1:4]
    wished = [max(fitting.width(one, size) for one in column) for column in texts]
    room = word.WIDTH_WIDE - NUMBER_WIDTH - SIGNED_WIDTH
    return [NUMBER_WIDTH, *fitting.shared(wished, room), SIGNED_WIDTH]


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
    _agenda(document, paper.agenda)
    for item in paper.items:
        _item(document, item, paper.decided_label)
    if paper.enclosures:
        numbered = [f"{number}. {one}" for number, one in enumerate(paper.enclosures, 1)]
        word.line(document, f"Приложения: {' '.join(numbered)}", before=12)
    _signed(document, paper)
    return word.saved(document)


def _minutes_head(document: Any, paper: MinutesPaper, title: str) -> None:
    _owner(document, paper.owner, paper.association)
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


def report(rows: Sequence[ReportRow], title: str, association: str, head: str) -> bytes:
    """Справка о выполнении решений."""
    document = word.new("Справка о выполнении решений", association)
    word.line(document, association, is_bold=True, at="center")
    word.line(document, "СПРАВКА о выполнении решений", is_bold=True, at="center", before=12)
    word.line(document, title, at="center")
    word.line(document)
    cells = [
        (one.point or str(number), one.text, one.who, one.due, one.mark)
        for number, one in enumerate(rows, 1)
    ]
    word.grid(document, REPORT, cells, REPORT_WIDTHS, size=10.5)
    word.signature(document, "Руководитель РМО", head)
    return word.saved(document)


def certificates(
    people: Iterable[Came], letter: InvitationLetter, *, only_speakers: bool = False
) -> bytes:
    """A page for each of those who were there; whoever spoke has her talk named."""
    document = word.new(f"Сертификаты. {letter.title}", letter.association, size=14)
    chosen = [one for one in people if one.talks or not only_speakers]
    when = next((value for name, value in letter.facts if name == "Когда"), "")
    for number, one in enumerate(chosen):
        _certificate(document, one, letter, when, is_first=not number)
    return word.saved(document)


def _certificate(
    document: Any, one: Came, letter: InvitationLetter, when: str, *, is_first: bool
) -> None:
    top = word.line(document, letter.owner, at="center")
    top.paragraph_format.page_break_before = not is_first
    word.line(document, letter.association, at="center")
    word.line(document, "СЕРТИФИКАТ", is_bold=True, at="center", size=30, before=120)
    word.line(document, "подтверждает, что", at="center", before=18)
    word.line(document, one.name, is_bold=True, at="center", size=20, before=12)
    work = ", ".join(filter(None, (one.post, one.school)))
    if work:
        word.line(document, work, at="center", before=4)
    part = "выступил(а) на заседании" if one.talks else "принял(а) участие в заседании"
    word.line(document, f"{part} {OF_WHAT}", at="center", before=18)
    word.line(document, letter.title, at="center", before=8)
    word.line(document, when, at="center")
    for talk in one.talks:
        word.line(
            document, f"Тема выступления: {russian.quoted(talk.rstrip('.'))}", at="center", before=8
        )
    word.line(document, before=90)
    word.signature(document, "Руководитель РМО", letter.head)
