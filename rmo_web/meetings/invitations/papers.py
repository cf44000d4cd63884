"""The letter and the agenda as Word files (domain reference, 2.2)."""

from rmo_web.kernel.papers import word
from rmo_web.meetings.invitations.queries import InvitationLetter
from rmo_web.meetings.papers import agenda_lines, owner_lines


def invitation(letter: InvitationLetter) -> bytes:
    """The letter to the schools, with the agenda."""
    document = word.new(letter.title, letter.association)
    owner_lines(document, letter.owner, letter.association)
    word.line(document, "Руководителям образовательных организаций", at="right", before=18)
    word.line(document, "ИНФОРМАЦИОННОЕ ПИСЬМО", is_bold=True, at="center", before=18)
    word.line(document, letter.opening, at="both", before=12)
    for number, (name, value) in enumerate(letter.facts):
        word.line(document, f"{name}: {value}", before=0 if number else 8)
    agenda_lines(document, letter.agenda)
    word.line(document, letter.closing, at="both", before=12)
    word.signature(document, "Руководитель РМО", letter.head)
    return word.saved(document)


def agenda(letter: InvitationLetter) -> bytes:
    """Повестка дня on a page of its own."""
    document = word.new(f"Повестка дня. {letter.title}", letter.association)
    owner_lines(document, letter.owner, letter.association)
    word.line(document, letter.title, is_bold=True, at="center", before=18)
    for name, value in letter.facts:
        word.line(document, f"{name}: {value}", at="center")
    agenda_lines(document, letter.agenda)
    word.signature(document, "Руководитель РМО", letter.head)
    return word.saved(document)
