"""Where and who: a cell of a plan split into a place and people, only where that is certain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from rmo_web.plan_reader import short_names
from rmo_web.plan_reader.chunks import chunks_of, joined, persons_in, split_by
from rmo_web.plan_reader.people_signs import (
    GROUP,
    LABEL,
    ONLINE,
    ORGANISATION,
    PERSON,
    PLACE,
    PLACE_LABEL,
    POST,
)


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


def people_in(text: str, known: Mapping[str, str]) -> Whereabouts:
    """The people of a column that holds nobody else; its organisations are responsible too."""
    return _read(text, known, with_place=False)


def split_place_and_people(text: str, known: Mapping[str, str]) -> Whereabouts:
    """A place and the people of a column that holds both; never a guess."""
    return _read(text, known, with_place=True)


def has_people(text: str) -> bool:
    """Whether somebody is named, or a group is: enough to recognise a column by."""
    return bool(PERSON.search(text)) or any(bool(GROUP.match(chunk)) for chunk in chunks_of(text))


@dataclass(slots=True)
class _Piece:
    """A part of a line between commas."""

    text: str
    person: re.Match[str] | None = None
    before: str = ""
    after: str = ""


def _read(text: str, known: Mapping[str, str], *, with_place: bool) -> Whereabouts:
    chunks = joined(chunks_of(short_names.without_abbreviations(text)))
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


def _understood(chunk: str, known: Mapping[str, str], *, with_place: bool) -> _Found | None:
    """What every part of a line means, or None if one of them means nothing certain."""
    labelled = PLACE_LABEL.match(chunk) if with_place else None
    if labelled:
        return _Found([chunk[labelled.end() :].strip(" .")], [], [])
    chunk = LABEL.sub("", chunk)
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
    for comma in split_by(chunk, ","):
        persons = persons_in(comma)
        parts = re.split(r"\s+и\s+", comma) if len(persons) > 1 else [comma]
        for part in parts:
            inside = persons_in(part)
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
    if GROUP.match(bare):
        found.people.append(Named(NamedKind.GROUP, piece.text, bare))
        return True
    last = found.people[-1] if found.people else None
    if POST.match(bare):
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
    if ORGANISATION.match(bare) and trailing and last and last.kind is NamedKind.PERSON:
        if last.organisation:
            return False
        found.people[-1] = Named(
            NamedKind.PERSON,
            f"{last.verbatim}, {piece.text}",
            last.name,
            last.post,
            short_names.spelled_out(bare, known),
        )
        return True
    return _take_place(bare, found, known, with_place=with_place, is_first=is_first)


def _take_place(
    bare: str, found: _Found, known: Mapping[str, str], *, with_place: bool, is_first: bool
) -> bool:
    if not (ORGANISATION.match(bare) or PLACE.match(bare) or ONLINE.match(bare)):
        return False
    if with_place:
        if not is_first and found.people:
            return False
        found.places.append(bare)
    else:
        name = short_names.spelled_out(bare, known)
        found.people.append(Named(NamedKind.ORGANISATION, bare, bare, organisation=name))
    return True


def _take_person(piece: _Piece, found: _Found, known: Mapping[str, str]) -> bool:
    assert piece.person is not None
    post = organisation = ""
    for side in (piece.before, piece.after):
        if not side:
            continue
        if POST.match(side) and not post:
            post, named = _office(side, known)
            organisation = named or organisation
        elif _is_school(side) and not organisation:
            organisation = short_names.spelled_out(side, known)
            if side == piece.before:
                found.schools.append(side)
        else:
            return False
    found.people.append(
        Named(NamedKind.PERSON, piece.text, normal_name(piece.person), post, organisation)
    )
    return True


def _is_school(text: str) -> bool:
    return bool(ORGANISATION.match(text) or (PLACE.match(text) and len(text) > 5))


def _office(text: str, known: Mapping[str, str]) -> tuple[str, str]:
    """«специалист МКУ «…»» is a post and an organisation; «руководитель РМО» only a post."""
    for word in re.finditer(r"(?<!\S)[А-ЯЁ]", text):
        if word.start() and ORGANISATION.match(text[word.start() :]):
            organisation = text[word.start() :].strip(" .")
            return text[: word.start()].strip(" ,"), short_names.spelled_out(organisation, known)
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
