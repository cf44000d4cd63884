"""Where and who: a cell of a plan split into a place and people, only where that is certain."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from rmo_web.plan_reader import terms


class NamedKind(Enum):
    """What a responsible is."""

    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a plan; a TEXT is kept word for word because it was not certain."""

    kind: NamedKind
    verbatim: str
    name: str
    post: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place and people; `certain` says that every word found its meaning."""

    place: str | None = None
    people: tuple[Named, ...] = ()
    certain: bool = True


_INITIALS = r"[А-ЯЁ]\s?\.(?:\s?[А-ЯЁ](?![а-яё])\s?\.?)?"
_SURNAME = r"[А-ЯЁ][а-яё]+(?:\s?-\s?[А-ЯЁ][а-яё]+)?"
_PERSON = re.compile(
    rf"(?<![\w.])(?P<surname>{_SURNAME})\s+(?P<initials>{_INITIALS})(?![\w])"
    rf"|(?<![\w.])(?P<initials2>[А-ЯЁ]\s?\.\s?[А-ЯЁ]\s?\.)\s*(?P<surname2>{_SURNAME})(?!\w)"
    rf"|(?<![\w.])(?P<surname3>{_SURNAME})\s+(?P<given>[А-ЯЁ][а-яё]+)\s+"
    r"(?P<patronymic>[А-ЯЁ][а-яё]+(?:вна|вич|ична|инична|ьич))(?!\w)"
)
_HONOURED = re.compile(r"(?:\bим\.|\bимени)\s*$")

_POST_WORD = (
    r"(?:руководител[ья]|специалист|методист|библиотекар[ья]|педагог(?!и)|заведующ(?:ая|ий)|зав\."
    r"|зам\.|директор|заместител[ья]|учител[ья]|секретар[ья]|председател[ья]|консультант"
    r"|начальник|воспитател[ья]|психолог|библиограф|тьютор|наставник(?!и)|член(?!ы)|инспектор"
    r"|редактор|сотрудник(?!и)|преподавател[ья]|ответственн(?:ый|ая)|лектор|тренер)"
)
_QUALITY = r"(?:главн|ведущ|старш|школьн|районн|муниципальн|молод|друг|вс|опытн|пригласк?)[а-яё]*"
_POST = re.compile(
    rf"^(?:{_QUALITY}\s+|и\.?\s?о\.?\s+)*(?:социальный\s+)?{_POST_WORD}(?![а-яё])", re.IGNORECASE
)
_GROUP = re.compile(
    rf"^(?:{_QUALITY}\s+|начинающ[а-яё]+\s+|творческ[а-яё]+\s+|рабоч[а-яё]+\s+|инициативн[а-яё]+\s+)*"
    r"(?:(?:педагоги|заведующие|учителя|руководители)\s?-?\s?)?"
    r"(?:библиотекари|члены|участники|педагоги|учителя|руководители|специалисты|методисты"
    r"|наставники|заведующие|сотрудники|работники|директора|группа|актив|совет|бюро|коллеги)"
    r"(?![а-яё])",
    re.IGNORECASE,
)
_SORT = (
    r"(?:[МГФРНЧО]?[БКАЧ]?Н?Д?О[УО]|М?[БКА]У(?:\s?(?:ДО|ДПО|К))?|[МГФ][БКА]УК|[МГ][БКА]УДП?О|[СОН]ОШ"
    r"|ЦД\s?Б|ЦРБ|ЦГБ|МЦБС?|МЦРБ|РЦБ|РДБ|ЦБС?|СДК|РДК|ДК|ДДТ|ДЮЦ|ЦДТ|ИМЦ|РИМЦ|РМК|УО|РУО|ЦРО|ЦОК"
    r"|ИРО|НИРО|ЦНППМ|МКУ|ШИБЦ|ИБЦ)"
)
_ORGANISATION = re.compile(rf"^(?:{_SORT})(?![А-ЯЁа-яё])")
_PLACE = re.compile(
    r"^(?:на\s+базе\s+|в\s+)?(?:[А-ЯЁа-яё-]+\s+){0,4}?"
    r"(?:библиотек[аеи]|школ[аеы]|гимнази[яи]|лице[йея]|центр[а-яё]*|зал[а-яё]*|кабинет[а-яё]*|дом|клуб"
    r"|музе[йея]|дворец|площадк[а-яё]+|управлени[ея]|отдел[а-яё]*|администраци[яи]|организаци[ия]"
    r"|учреждени[яе]|институт[а-яё]*|онлайн|дистанционно|очно|заочно|район|г\.|ул\.|пос\.|с\.)(?![а-яё])",
    re.IGNORECASE,
)
_ONLINE = re.compile(r"^(?:zoom|вкс|сферум|skype|онлайн|дистанционно)", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:отв(?:етственн[а-яё]+)?|докладчик[а-яё]*|выступающ[а-яё]+|исполнител[а-яё]+|спикер[а-яё]*)"
    r"\s*(?:за\s[^:]{1,60})?[.:–—]+\s*",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(r"^(?:место(?:\s+проведения)?)\s*[:–—]\s*", re.IGNORECASE)
MAX_JOINED = 300

_OPENING, _CLOSING = "«„“(", "»”)"


def people_in(text: str, known: Mapping[str, str]) -> Whereabouts:
    """The people of a column that holds nobody else; its organisations are responsible too."""
    return _read(text, known, with_place=False)


def split_place_and_people(text: str, known: Mapping[str, str]) -> Whereabouts:
    """A place and the people of a column that holds both; never a guess."""
    return _read(text, known, with_place=True)


def has_people(text: str) -> bool:
    """Whether somebody is named, or a group is: enough to recognise a column by."""
    return bool(_PERSON.search(text)) or any(bool(_GROUP.match(chunk)) for chunk in _chunks(text))


@dataclass(slots=True)
class _Piece:
    """A part of a line between commas."""

    text: str
    person: re.Match[str] | None = None
    before: str = ""
    after: str = ""


def _read(text: str, known: Mapping[str, str], *, with_place: bool) -> Whereabouts:
    chunks = _joined(_chunks(terms.without_abbreviations(text)))
    places: list[str] = []
    schools: list[str] = []
    people: list[Named] = []
    certain = True
    for chunk in chunks:
        found = _understood(chunk, known, with_place=with_place)
        if found is None:
            people.append(Named(NamedKind.TEXT, chunk, chunk))
            certain = False
            continue
        places += found.places
        schools += found.schools
        people += found.people
    if with_place and not places and len(schools) == 1 and certain:
        places = schools
    place = "\n".join(places) if with_place and places else None
    return Whereabouts(place, tuple(people), certain)


@dataclass(slots=True)
class _Found:
    places: list[str]
    schools: list[str]
    people: list[Named]


def _chunks(text: str) -> list[str]:
    """Lines, and parts of a line between semicolons, without list marks."""
    parts = (terms.tidy(part) for line in text.splitlines() for part in _split(line, ";"))
    bare = (terms.numbered(part)[1].strip(" ,;") for part in parts)
    return [part for part in bare if part and part != "."]


def _joined(chunks: Iterable[str]) -> list[str]:
    """Lines that Word broke: «Руководитель РМО» and the name under it are one."""
    joined: list[str] = []
    for chunk in chunks:
        last = joined[-1] if joined else ""
        if last and len(last) < MAX_JOINED and _belong_together(last, chunk):
            joined[-1] = f"{last} {chunk}"
        else:
            joined.append(chunk)
    return joined


def _belong_together(last: str, chunk: str) -> bool:
    return (
        _quotes_open(last)
        or (_is_office(last) and _is_bare_person(chunk))
        or (_is_bare_person(last) and _is_office(chunk))
    )


def _is_office(chunk: str) -> bool:
    return bool(_POST.match(chunk)) and not _people(chunk)


def _is_bare_person(chunk: str) -> bool:
    found = _people(chunk)
    return len(found) == 1 and not (chunk[: found[0].start()] + chunk[found[0].end() :]).strip(
        " .,"
    )


def _quotes_open(text: str) -> bool:
    return text.count("«") > text.count("»")


def _split(text: str, mark: str) -> list[str]:
    """Parts between marks that stand outside quotes and brackets."""
    parts, depth, start, plain = [], 0, 0, False
    for position, sign in enumerate(text):
        if sign == '"':
            plain = not plain
        depth = max(0, depth + (sign in _OPENING) - (sign in _CLOSING))
        if sign == mark and depth == 0 and not plain:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _people(text: str) -> list[re.Match[str]]:
    """The persons of a text, without those after whom a library is named."""
    found: list[re.Match[str]] = []
    position = 0
    while match := _PERSON.search(text, position):
        surname = match["surname"] or match["surname2"] or match["surname3"]
        if match["surname2"] is None and (_POST.match(surname) or _PLACE.match(surname)):
            position = match.start() + len(surname)
            continue
        if not _HONOURED.search(text[max(0, match.start() - 10) : match.start()]):
            found.append(match)
        position = match.end()
    return found


def _understood(chunk: str, known: Mapping[str, str], *, with_place: bool) -> _Found | None:
    """What every part of a line means, or None if one of them means nothing certain."""
    labelled = _PLACE_LABEL.match(chunk) if with_place else None
    if labelled:
        return _Found([chunk[labelled.end() :].strip(" .")], [], [])
    chunk = _LABEL.sub("", chunk)
    pieces = _pieces(chunk)
    if not pieces:
        return None
    found = _Found([], [], [])
    trailing = pieces[0].person is not None and not _is_school(pieces[0].before)
    for position, piece in enumerate(pieces):
        taken = _taken(
            piece, found, known, with_place=with_place, trailing=trailing, is_first=position == 0
        )
        if not taken:
            return None
    return found


def _pieces(chunk: str) -> list[_Piece] | None:
    """Parts between commas, at most one person in each; None if two stand side by side."""
    pieces: list[_Piece] = []
    for comma in _split(chunk, ","):
        persons = _people(comma)
        parts = re.split(r"\s+и\s+", comma) if len(persons) > 1 else [comma]
        for part in parts:
            inside = _people(part)
            if len(inside) > 1:
                between = [
                    part[one.end() : two.start()].strip(" .") for one, two in pairwise(inside)
                ]
                if any(between) or part[: inside[0].start()].strip():
                    return None
                tail = part[inside[-1].end() :].strip(" .")
                if tail:
                    return None
                pieces += [_Piece(one[0], one) for one in inside]
            elif inside:
                one = inside[0]
                pieces.append(
                    _Piece(
                        part.strip(),
                        one,
                        part[: one.start()].strip(" ,.–—-("),
                        part[one.end() :].strip(" ,.–—-()"),
                    )
                )
            elif part.strip(" ."):
                pieces.append(_Piece(part.strip()))
    return pieces


def _taken(
    piece: _Piece,
    found: _Found,
    known: Mapping[str, str],
    *,
    with_place: bool,
    trailing: bool,
    is_first: bool,
) -> bool:
    """Put a piece where it belongs; False if that is not certain."""
    bare = piece.text.strip(" .")
    if piece.person is not None:
        return _take_person(piece, found, known)
    if _GROUP.match(bare):
        found.people.append(Named(NamedKind.GROUP, piece.text, bare))
        return True
    last = found.people[-1] if found.people else None
    if _POST.match(bare):
        if trailing and last and last.kind is NamedKind.PERSON and not last.post:
            post, organisation = _office(bare, known)
            found.people[-1] = Named(
                NamedKind.PERSON,
                f"{last.verbatim}, {piece.text}",
                last.name,
                post,
                organisation or last.organisation,
            )
        else:
            found.people.append(Named(NamedKind.GROUP, piece.text, bare))
        return True
    if _ORGANISATION.match(bare) and trailing and last and last.kind is NamedKind.PERSON:
        if last.organisation:
            return False
        found.people[-1] = Named(
            NamedKind.PERSON,
            f"{last.verbatim}, {piece.text}",
            last.name,
            last.post,
            terms.spelled_out(bare, known),
        )
        return True
    return _take_place(bare, found, known, with_place=with_place, is_first=is_first)


def _take_place(
    bare: str, found: _Found, known: Mapping[str, str], *, with_place: bool, is_first: bool
) -> bool:
    if not (_ORGANISATION.match(bare) or _PLACE.match(bare) or _ONLINE.match(bare)):
        return False
    if with_place:
        if not is_first and found.people:
            return False
        found.places.append(bare)
    else:
        name = terms.spelled_out(bare, known)
        found.people.append(Named(NamedKind.ORGANISATION, bare, bare, organisation=name))
    return True


def _take_person(piece: _Piece, found: _Found, known: Mapping[str, str]) -> bool:
    assert piece.person is not None
    post = organisation = ""
    for side in (piece.before, piece.after):
        if not side:
            continue
        if _POST.match(side) and not post:
            post, named = _office(side, known)
            organisation = named or organisation
        elif _is_school(side) and not organisation:
            organisation = terms.spelled_out(side, known)
            if side == piece.before:
                found.schools.append(side)
        else:
            return False
    found.people.append(
        Named(NamedKind.PERSON, piece.text, normal_name(piece.person), post, organisation)
    )
    return True


def _is_school(text: str) -> bool:
    return bool(_ORGANISATION.match(text) or (_PLACE.match(text) and len(text) > 5))


def _office(text: str, known: Mapping[str, str]) -> tuple[str, str]:
    """«специалист МКУ «…»» is a post and an organisation; «руководитель РМО» only a post."""
    for word in re.finditer(r"(?<!\S)[А-ЯЁ]", text):
        if word.start() and _ORGANISATION.match(text[word.start() :]):
            organisation = text[word.start() :].strip(" .")
            return text[: word.start()].strip(" ,"), terms.spelled_out(organisation, known)
    return text.strip(" ."), ""


def normal_name(person: re.Match[str]) -> str:
    """«Шунина О.К» and «О. К. Шунина» are «Шунина О.К.»."""
    surname = person["surname"] or person["surname2"] or person["surname3"]
    letters = (
        [person["given"], person["patronymic"]]
        if person["given"]
        else re.findall("[А-ЯЁ]", person["initials"] or person["initials2"])
    )
    return re.sub(r"\s", "", surname) + " " + "".join(f"{letter[0]}." for letter in letters)
