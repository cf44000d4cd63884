"""The minutes and extracts of them as Word files (domain reference, 2.3)."""

from collections.abc import Sequence
from typing import Any

from rmo_web.kernel import russian
from rmo_web.kernel.papers import word
from rmo_web.meetings.minutes.queries import MinutesPaper, PaperItem
from rmo_web.meetings.papers import OF_WHAT, agenda_lines, owner_lines


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
