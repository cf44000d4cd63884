"""Words of a plan: abbreviations, forms of meetings, headings, numbers. Pure text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FORMS = (
    "круглый стол",
    "семинар",
    "семинар-практикум",
    "практикум",
    "мастер-класс",
    "открытое мероприятие",
    "ярмарка идей",
    "ярмарка библиотечных идей",
    "методическая мастерская",
    "педагогическая мастерская",
    "творческая мастерская",
    "творческая лаборатория",
    "деловая игра",
    "конференция",
    "читательская конференция",
    "научно-практическая конференция",
    "методический час",
    "методический день",
    "панорама опыта",
    "творческий отчёт",
    "групповая консультация",
    "консультация",
    "методический квест",
    "квест",
    "вебинар",
    "видеоконференция",
    "выездное заседание",
    "выездной семинар",
    "проблемный семинар",
    "обучающий семинар",
    "теоретический семинар",
    "инструктивно-методическое совещание",
    "совещание",
    "стажировочная площадка",
    "презентационная площадка",
    "организационное заседание",
    "расширенное заседание",
    "дискуссия",
    "тренинг",
    "обмен опытом",
    "лекция",
    "экскурсия",
    "онлайн-встреча",
)
MAX_FORM = 80

_QUOTES = '«»„“”"'
_NUMBER = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,3})*|[IVXІХ]{1,6})\s*([.)])\s*(?=\S)")
_BULLET = re.compile(r"^\s*[-–—•*]\s*(?=\S)")
_FORM = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s*)?форма(?:\s+проведени[яе])?(?:\s+заседани[яе])?\s*[:–—-]\s*"
    r"([^\n.;«]{3,})(?:[.;]|(?=«)|$)\s*",
    re.IGNORECASE,
)
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*[-–—/]\s*(20)?(\d\d)(?!\d)")
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
_ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четв": 4, "пято": 5, "шест": 6}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_LATER = re.compile(r"\(\s*далее\s*(?:по\s+тексту\s*)?[-–—:]?\s*([^()\n]{2,80})\)?", re.IGNORECASE)
_SMALL_WORDS = {"и", "по", "в", "на", "с", "о", "об", "для", "при", "из", "к"}


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What the plan itself says a short name stands for."""

    short: str
    full: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a meeting: «Заседание № 1. Семинар «…» (август)»."""

    number: int | None
    kind: str
    theme: str
    remark: str


def fold(text: str) -> str:
    """The letters and digits of a text, for comparing what people write differently."""
    return "".join(sign for sign in text.lower().replace("ё", "е") if sign.isalnum())


_KNOWN_FORMS = {fold(form): form for form in FORMS}


def tidy(text: str) -> str:
    """The text in one line, without doubled blanks."""
    return " ".join(text.split())


def tidy_lines(text: str) -> str:
    """Every line tidy, blank lines gone."""
    return "\n".join(filter(None, map(tidy, text.splitlines())))


def shortened(text: str, size: int = 60) -> str:
    """The beginning of a text, cut at a word."""
    line = tidy(text)
    return line if len(line) <= size else f"{line[:size].rsplit(' ', 1)[0]}…"


def unquoted(text: str) -> str:
    """A name without the quotes around the whole of it and the full stop after it."""
    bare = text.strip().rstrip(".").strip()
    if bare[:1] in tuple('«"“„') and bare[-1:] in tuple('»"”“'):
        inner = bare[1:-1]
        if not set(inner) & set(_QUOTES) or _is_balanced(inner):
            return inner.strip()
    return text.strip()


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "«") - (sign == "»")
        if depth < 0:
            return False
    return depth == 0


def numbered(text: str) -> tuple[str, str]:
    """The number or bullet that a line begins with, and the rest: «1.», «Вопрос»."""
    found = _NUMBER.match(text) or _BULLET.match(text)
    return (found[0].strip(), text[found.end() :].strip()) if found else ("", text.strip())


def whole(number: str) -> int | None:
    """The value of a number written «3.», «III» or «третье»; None if it is none of them."""
    bare = number.strip(" .)").upper().replace("І", "I").replace("Х", "X")
    if bare.isdecimal():
        return int(bare)
    if bare and set(bare) <= set(_ROMAN):
        values = [_ROMAN[sign] for sign in bare]
        return sum(
            -one if one < after else one
            for one, after in zip(values, [*values[1:], 0], strict=True)
        )
    return _ORDINALS.get(number.strip().lower()[:4])


def school_year(text: str) -> int | None:
    """The first year of «2019-2020 учебный год», «2019/20»; None if there is none."""
    for found in _SCHOOL_YEAR.finditer(text):
        first = int(found[1])
        if int(found[3]) == (first + 1) % 100:
            return first
    return None


def form_of(words: str) -> str:
    """The usual spelling of a form of meeting: «круглый - стол» is «круглый стол»."""
    return _KNOWN_FORMS.get(fold(words), tidy(words).rstrip(".,;: ").lower())


def is_form(words: str) -> bool:
    """Whether these words name a form of meeting."""
    return fold(words) in _KNOWN_FORMS


def split_form(text: str) -> tuple[str, str]:
    """The form of a meeting named in a line of its own or at its beginning, and the rest."""
    form, rest = "", []
    for line in text.splitlines():
        found = None if form else _FORM.match(line)
        if found and len(found[1]) <= MAX_FORM:
            form = form_of(found[1])
            line = line[found.end() :]
        rest.append(line)
    return form, tidy_lines("\n".join(rest))


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


def abbreviations(texts: Iterable[str]) -> tuple[Abbreviation, ...]:
    """Every «… (далее …)» whose full name is certain, once, in the order of the plan."""
    found: dict[str, Abbreviation] = {}
    for text in texts:
        for later in _LATER.finditer(text):
            short = tidy(later[1]).rstrip(" .,;")
            full = _full_name(text[: later.start()][-300:], short)
            if full:
                found.setdefault(fold(short), Abbreviation(short, full))
    return tuple(found.values())


def without_abbreviations(text: str) -> str:
    """The text without «(далее …)» and without brackets that lost their other half."""
    bare = _LATER.sub("", text)
    return bare if bare.count("(") == bare.count(")") else _unmatched(bare)


def _unmatched(text: str) -> str:
    kept: list[str] = []
    depth = 0
    for sign in text:
        if sign == ")" and depth == 0:
            continue
        depth += (sign == "(") - (sign == ")")
        kept.append(sign)
    return "".join(kept)


def spelled_out(name: str, known: Mapping[str, str]) -> str:
    """The full name of what the plan abbreviates, else the name itself."""
    return known.get(fold(name), name)


def as_mapping(known: Iterable[Abbreviation]) -> dict[str, str]:
    """Abbreviations by the letters of their short names."""
    return {fold(one.short): one.full for one in known}


def _full_name(before: str, short: str) -> str:
    """The words before the bracket: the organisation, or those whose initials it is."""
    sort = short.split()[0]
    start = re.search(rf"(?<!\w){re.escape(sort)}\s[^\n]*$", before) if " " in short else None
    if start and fold(short) != fold(start[0]):
        return tidy(start[0])
    words = [(word.start(), word[0].lower()) for word in re.finditer(r"[^\W\d_]+", before)]
    letters = [sign for sign in short.lower() if sign.isalpha()]
    position = len(words)
    for letter in reversed(letters):
        position -= 1
        while position > 0 and words[position][1] in _SMALL_WORDS and words[position][1] != letter:
            position -= 1
        if position < 0 or not words[position][1].startswith(letter):
            return ""
    return tidy(before[words[position][0] :]) if short.isupper() and len(letters) > 1 else ""


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
        if has_theme and line.strip() and not _FORM.match(line):
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
