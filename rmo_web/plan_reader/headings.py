"""Headings of a plan: of sections, of meetings and the questions under them."""

import re
from dataclasses import dataclass

from rmo_web.plan_reader.meeting_forms import FORM, is_form
from rmo_web.plan_reader.terms import numbered, tidy, tidy_lines, unquoted, whole

_MEETING = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s+(?=засед))?"
    r"(?:(?P<before>\d{1,2}|[IVXІХ]{1,5}|первое|второе|третье|четв[её]ртое|пятое|шестое)"
    r"(?:\s*-?\s*(?:ое|е))?\s+)?"
    r"(?P<word>заседание)(?![а-яё])(?:\s+(?:РМО|МО|ММО|РМС))?"
    r"(?:\s*(?:№|N)?\s*(?P<after>\d{1,2}|[IVXІХ]{1,5}|первое|второе|третье|четв[её]ртое|пятое"
    r"|шестое)(?![\w/]))?[\s.:,–—-]*",
    re.IGNORECASE,
)
_THEME = re.compile(r"^тема(?:\s+заседания)?\s*[:–—-]\s*\S", re.IGNORECASE | re.MULTILINE)
_AGENDA = re.compile(
    r"^\s*(?:вопросы(?:\s+для\s+обсуждения)?|повестка(?:\s+дня)?|план)\s*[.:]?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a meeting: «Заседание № 1. Семинар «…» (август)»."""

    number: int | None
    kind: str
    theme: str
    remark: str


def is_meeting(text: str) -> bool:
    """Whether a text begins as a heading of a meeting does, not as a sentence about one."""
    found = _MEETING.match(text)
    if not found:
        return False
    rest = text[found.end() :]
    return bool(found["before"] or found["after"] or not rest or rest[0] in '«"(')


def heading_of(text: str) -> Heading:
    """The number, kind, theme and remark in brackets of a meeting's heading."""
    found = _MEETING.match(text)
    assert found is not None
    rest = tidy(text[found.end() :])
    number = whole(found["before"] or found["after"] or "")
    remark = ""
    bracket = re.match(r"\(([^()]*)\)[\s.:,–—-]*|(.*?)\s*\(([^()]*)\)\.?$", rest)
    if bracket:
        remark = bracket[1] if bracket[1] is not None else bracket[3]
        rest = rest[bracket.end() :] if bracket[1] is not None else bracket[2]
    kind, rest = _kind(rest)
    rest = re.sub(r"^тема(?:\s+заседания)?\s*[:–—-]\s*", "", rest, flags=re.IGNORECASE)
    return Heading(number, kind, unquoted(rest), remark.strip())


def named_meeting(text: str, number: str = "") -> str:
    """The heading of a meeting that its column names by no more than its number or its theme."""
    if is_meeting(text):
        return text
    before, theme = numbered(tidy(text))
    bare = whole(before or theme)
    theme = theme if before or bare is None else ""
    bare = whole(number) if bare is None else bare
    return f"Заседание {'' if bare is None else f'№ {bare}'}. {theme}"


def _kind(text: str) -> tuple[str, str]:
    """«Семинар «…»» is a seminar with a theme."""
    quote = re.search(r"[«\"“„]", text)
    words = re.split(r"[.:]", text[: quote.start()] if quote else text)[0]
    if is_form(words):
        return tidy(words), text[len(words) :].lstrip(" .:–—-")
    return "", text


def section_title(text: str) -> tuple[str, str]:
    """The number and the title of a section: «Раздел 2. Контроль» is 2 and «Контроль»."""
    bare = re.sub(
        r"^(?:раздел|блок|модуль|направление)\s+(?=[\dIVX])", "", tidy(text), flags=re.IGNORECASE
    )
    found = re.match(r"(\d{1,2}|[IVX]{1,5})\s*[.):–—-]\s*(?=\S)", bare)
    if not found:
        return "", bare.rstrip(" .:")
    return found[1], bare[found.end() :].rstrip(" .:")


def split_meetings(text: str) -> list[str]:
    """The parts of a text that each begin with a heading of a meeting."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if is_meeting(line) and any(map(str.strip, parts[-1])):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def split_heading(text: str) -> tuple[str, str]:
    """The heading of a meeting, and the lines from its first question on."""
    lines = text.strip().splitlines()
    has_theme = False
    for position, line in enumerate(lines):
        if position and (_AGENDA.match(line) or numbered(line)[0]):
            after = lines[position + 1 :] if _AGENDA.match(line) else lines[position:]
            return "\n".join(lines[:position]), "\n".join(after)
        if has_theme and line.strip() and not FORM.match(line):
            return "\n".join(lines[:position]), "\n".join(lines[position:])
        has_theme = has_theme or _has_theme("\n".join(lines[: position + 1]))
    return text.strip(), ""


def is_agenda(line: str) -> bool:
    """Whether a line only announces the questions: «Повестка дня:»."""
    return bool(_AGENDA.match(line))


def _has_theme(text: str) -> bool:
    """Whether a heading has named its theme to the closing quote."""
    plain = text.count('"')
    quoted = "«" in text and text.count("«") <= text.count("»")
    return quoted or (plain > 0 and plain % 2 == 0) or bool(_THEME.search(text))


def split_questions(text: str) -> list[str]:
    """Numbered lines with those that continue them; one question if nothing is numbered."""
    questions: list[str] = []
    for line in tidy_lines(text).splitlines():
        if questions and not numbered(line)[0]:
            questions[-1] += f"\n{line}"
        else:
            questions.append(line)
    return questions
