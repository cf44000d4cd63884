"""A meeting written in paragraphs: its heading, its facts, its questions, line by line."""

import re
from dataclasses import replace

from rmo_web.plan_reader import headings, meeting_forms, terms
from rmo_web.plan_reader.assembly import Assembly
from rmo_web.plan_reader.blocks import Paragraph
from rmo_web.plan_reader.draft import DraftFacts, DraftItem
from rmo_web.plan_reader.lines import MAX_HEADING, starts_section
from rmo_web.plan_reader.pieces import Slot

_FACT = re.compile(
    r"^(?P<name>дата|срок[и]?|время|место|форма|тема|ответственн[а-яё]+|отв|докладчик[и]?)"
    r"(?:\s+(?:и\s+время|проведения|заседания))*\s*[.:–—]\s*(?P<value>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_SPEAKER = re.compile(
    r"(?<![а-яё])(?:отв(?:етственн[а-яё]+)?|докладчик[и]?|выступающи[а-яё]+)\s*[.:–—-]+\s*"
    r"(?P<who>[^()]{3,200}?)\)?\s*\.?$",
    re.IGNORECASE,
)


class MeetingReader:
    """Reads the lines of the open meeting."""

    def __init__(self, plan: Assembly) -> None:
        self._plan = plan
        self._told: set[Slot] = set()  # what the lines of the open meeting have said

    def begin(self, paragraph: Paragraph) -> None:
        """The heading of a meeting, and questions that stand in it."""
        heading, questions = headings.split_heading(paragraph.text)
        name = self._plan.open_meeting(paragraph.where, heading, has_facts=True)
        self._told.clear()
        for question in headings.split_questions(questions):
            self._question(paragraph, question)
        self._plan.line(paragraph, name, Slot.AGENDA if questions else Slot.TEXT)

    def is_its(self, text: str) -> bool:
        """Whether a line under a meeting still speaks of it."""
        return (
            _is_next(text, self._plan.last_item)
            or not starts_section(text)
            or bool(_FACT.match(text))
            or bool(meeting_forms.split_form(text)[0])
        )

    def go_on(self, paragraph: Paragraph, text: str) -> bool:
        """A fact, a question or the theme of the meeting written above a line."""
        fact = _FACT.match(text)
        if meeting_forms.split_form(text)[0] or fact:
            return self._fact(paragraph, text, fact)
        if headings.is_agenda(text):
            self._plan.line(paragraph, "Повестка")
            return True
        if terms.numbered(text)[0]:
            self._plan.line(paragraph, self._question(paragraph, text), Slot.LINE)
            return True
        meeting = self._plan.meeting
        if meeting is None or meeting.theme or self._plan.last_item:
            return False
        heading = headings.heading_of(f"{meeting.verbatim}\n{text}")
        self._plan.amend_meeting(
            replace(
                meeting,
                theme=heading.theme,
                kind=meeting.kind or heading.kind,
                verbatim=f"{meeting.verbatim}\n{text}",
            )
        )
        self._plan.line(paragraph, f"{self._plan.meeting_name} — тема", Slot.TEXT, is_rest=True)
        return True

    def _question(self, paragraph: Paragraph, text: str) -> str:
        self._told.discard(Slot.PEOPLE)
        number, rest = terms.numbered(text)
        form, bare = meeting_forms.split_form(rest)
        facts = DraftFacts(form=form)
        speaker = _SPEAKER.search(bare, max(0, len(bare) - MAX_HEADING))
        who = self._plan.people(speaker["who"]) if speaker else None
        if speaker and who and who.certain:
            bare = bare[: speaker.start()].rstrip(" \n(.,;–—-")
            facts = replace(facts, people=who.people, people_verbatim=speaker["who"])
        return self._plan.add(DraftItem(paragraph.where, number, text, bare, facts))

    def _fact(self, paragraph: Paragraph, text: str, fact: re.Match[str] | None) -> bool:
        """«Место: …» of a meeting; «Докладчик: …» of its last question.

        What is said twice is said together: «Дата: …» and «Время: …» are one срок.
        """
        meeting, item = self._plan.meeting, self._plan.last_item
        if meeting is None:
            return False
        form = meeting_forms.split_form(text)[0]
        name = "форма" if fact is None else fact["name"].lower()
        value = "" if fact is None else fact["value"]
        label = "Форма проведения: " if fact is None else text[: fact.start("value")]
        owner = self._plan.meeting_name
        slot = _slot(name, has_form=bool(form))
        facts, understood, is_again = meeting.facts, True, slot in self._told
        self._told.add(slot)
        if slot is Slot.FORM:
            before = facts.form if is_again else ""
            facts = replace(facts, form=_joined(before, form or meeting_forms.form_of(value)))
        elif slot is Slot.WHEN:
            is_hours = name == "время" and facts.when.understood
            said = _joined(facts.when.verbatim if is_again or is_hours else "", value)
            when = replace(facts.when, verbatim=said) if is_hours else self._plan.when(said)
            facts = replace(facts, when=when)
            understood = facts.when.understood
        elif slot is Slot.PLACE:
            place = _joined((facts.place or "") if is_again else "", value)
            facts = replace(facts, place=place, place_verbatim=place)
        elif slot is Slot.TEXT:
            words, is_again = f"{meeting.verbatim}\n{text}", True
            meeting = replace(meeting, theme=terms.unquoted(value), verbatim=words)
        else:
            asked = item.facts if item else facts
            said = _joined(asked.people_verbatim if is_again else "", value)
            who = self._plan.people(said)
            found = replace(asked, people=who.people, people_verbatim=said, certain=who.certain)
            understood = who.certain
            if item:
                self._plan.amend_last_item(replace(item, facts=found))
                owner = self._plan.item_name(item.number)
            else:
                facts = found
        self._plan.amend_meeting(replace(meeting, facts=facts))
        became = f"{owner} — {name}"
        self._plan.line(paragraph, became, slot, label, is_rest=is_again, understood=understood)
        return True


def _slot(name: str, *, has_form: bool) -> Slot:
    """What a line of this name says of a meeting or a question."""
    if has_form or name.startswith("форма"):
        return Slot.FORM
    if name in {"дата", "срок", "сроки", "время"}:
        return Slot.WHEN
    return {"место": Slot.PLACE, "тема": Slot.TEXT}.get(name, Slot.PEOPLE)


def _joined(before: str, value: str) -> str:
    return f"{before}, {value}" if before else value


def _is_next(text: str, item: DraftItem | None) -> bool:
    before = terms.whole(item.number) if item else 0
    number = terms.whole(terms.numbered(text)[0])
    return number is not None and before is not None and number == before + 1
