"""Blocks of a document become a draft of a plan in which every word is accounted for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum

from rmo_web.plan_reader import terms
from rmo_web.plan_reader.assembly import BLANK_PARAGRAPH, Assembly
from rmo_web.plan_reader.blocks import Block, Paragraph, Table
from rmo_web.plan_reader.columns import Answers
from rmo_web.plan_reader.concerns import concerns_of
from rmo_web.plan_reader.draft import DraftFacts, DraftItem, Header, PlanDraft
from rmo_web.plan_reader.markup import NOTES
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot
from rmo_web.plan_reader.tables import begun, drawn, read_table


class _Label(Enum):
    THEME = "Тема"
    GOAL = "Цель"
    TASKS = "Задача"
    TITLE = "Название плана"
    MEETING = "Заседание"


_SLOTS = {
    _Label.TITLE: Slot.TITLE,
    _Label.THEME: Slot.THEME,
    _Label.GOAL: Slot.GOAL,
    _Label.TASKS: Slot.TASKS,
}
_LABELS = (
    (
        _Label.THEME,
        re.compile(
            r"^(?:(?:единая|общая|основная)\s+)?(?:методическая\s+)?тема(?![а-яё])[^:«\n]{0,100}[:–—]\s*"
            r"|^(?:единая\s+)?методическая\s+тема(?![а-яё])[^:«\n]{0,60}(?=«)",
            re.IGNORECASE,
        ),
    ),
    (_Label.GOAL, re.compile(r"^цел[ьи](?![а-яё])[^:\n]{0,80}[:–—]\s*", re.IGNORECASE)),
    (
        _Label.TASKS,
        re.compile(r"^(?:основные\s+)?задачи(?![а-яё])[^:\n]{0,80}(?:[:–—]\s*|$)", re.IGNORECASE),
    ),
)
_TITLE = re.compile(r"^(?:[а-яё-]+\s+)?план(?![а-яё])|^программа\s+работы", re.IGNORECASE)
_ASSOCIATION = re.compile(
    r"(?:(?<![а-яё])[а-яё]{1,40}\s+)?методическ[а-яё]+\s+объединени[а-яё]+[^.«»\n]{0,160}?(?=\s+на\s+20|\s*$|[.:«])"
    r"|(?<![а-яё])[РМГ]?МО\s+(?:[а-яё]+\s+){0,2}(?:педагогов-)?(?:библиотекар|учител)[а-яё]+",
    re.IGNORECASE,
)
# The stamps above the title and the line below the tables, as a plan that was signed has them.
_ADOPTION = re.compile(
    r"^принят[оа]?\s+на\s+заседании[^,\n]*,\s*(?P<said>протокол\s.+)", re.IGNORECASE
)
_APPROVAL = re.compile(r"^утвержда(?:ю|ется)\.?\s*\n(?P<said>.+)", re.IGNORECASE | re.DOTALL)
_APPENDIX = re.compile(r"^Приложение\. Изменения, внесённые в план", re.IGNORECASE)
AMENDMENT = "Изменения после принятия"
_SIGNATURE = re.compile(r"^руководитель\s+Р?МО\s*_{3,}\s*[А-ЯЁ]", re.IGNORECASE)
_SECTION_WORD = re.compile(
    r"^(?:раздел|план|блок|модуль|направлени|циклограмма|график)", re.IGNORECASE
)
_ABOUT_WORK = re.compile(r"заседани|деятельност|(?<![а-яё])работа(?![а-яё])", re.IGNORECASE)
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
# Facts of a meeting may stand below its questions.
_OF_MEETING = frozenset({Slot.TEXT, Slot.FORM, Slot.WHEN, Slot.PLACE})
MAX_HEADING = 300
MAX_HEADING_LINES = 4


def understand(
    blocks: Sequence[Block],
    columns: Answers | None = None,
    *,
    name: str = "",
    first_year: int | None = None,
) -> PlanDraft:
    """A plan as far as the file says it; `columns` answers questions of an earlier reading.

    `first_year` stands in when the file does not name its school year.
    """
    named = _school_year(blocks, name)
    abbreviations = terms.abbreviations(_texts(blocks))
    plan = Assembly(first_year if named is None else named, terms.as_mapping(abbreviations))
    reader = _TextReader(plan)
    reader.read(blocks, columns or {})
    header = replace(reader.header, first_year=named)
    sections = plan.sections()
    return PlanDraft(
        name,
        header,
        abbreviations,
        sections,
        tuple(plan.notes),
        tuple(plan.questions),
        concerns_of(header, sections),
        tuple(plan.accounts),
        plan.pieces,
    )


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells)


def _school_year(blocks: Iterable[Block], name: str) -> int | None:
    paragraphs = (block.text for block in blocks if isinstance(block, Paragraph))
    years = map(terms.school_year, (*paragraphs, name))
    return next((year for year in years if year is not None), None)


class _TextReader:
    """Reads paragraphs one after another; `_label` is what the next lines belong to."""

    def __init__(self, plan: Assembly) -> None:
        self._plan = plan
        self._label: _Label | None = None
        self._title: list[str] = []
        self._associations: list[str] = []
        self._said: dict[_Label, list[str]] = {label: [] for label in _Label}
        self._adoption = self._approval = ""
        self._is_appendix = False
        self._told: set[Slot] = set()  # what the lines of the open meeting have said

    @property
    def header(self) -> Header:
        """What the paragraphs said of the plan itself."""
        return Header(
            title=terms.tidy(" ".join(self._said[_Label.TITLE])),
            associations=tuple(dict.fromkeys(self._associations)),
            theme=terms.unquoted(terms.tidy(" ".join(self._said[_Label.THEME]))),
            goal="\n".join(self._said[_Label.GOAL]),
            tasks=tuple(self._said[_Label.TASKS]),
            adoption=self._adoption,
            approval=self._approval,
        )

    def read(self, blocks: Sequence[Block], answers: Answers) -> None:
        run: list[Paragraph] = []
        for block in blocks:
            if isinstance(block, Table):
                self._run(run, leads_to_table=True)
                run = []
                self._table(block, answers)
            elif block.loose:
                self._run(run, leads_to_table=False)
                run = []
                self._aside(block)
            else:
                run.append(block)
        self._run(run, leads_to_table=False)

    def _aside(self, block: Paragraph) -> None:
        note = self._plan.note(block.where, block.text)
        spot = Spot(block.text, Slot.NOTE, note=note)
        self._plan.place(Piece(_beside(block.where), (spot,), rows=block.rows))

    def _line(
        self,
        paragraph: Paragraph,
        became: str,
        slot: Slot = Slot.NOTHING,
        label: str = "",
        *,
        is_rest: bool = False,
        understood: bool = True,
    ) -> None:
        """Say what became of a paragraph, and keep it where it stood."""
        self._plan.account(paragraph.where, paragraph.text, became, understood=understood)
        of_meeting = slot in _OF_MEETING and self._plan.last_item is not None
        spot = Spot(paragraph.text, slot, label, is_rest=is_rest, of_meeting=of_meeting)
        self._plan.place(Piece(PieceKind.LINE, (spot,)))

    def _note(self, paragraph: Paragraph) -> None:
        note = self._plan.note(paragraph.where, paragraph.text)
        self._plan.place(Piece(PieceKind.LINE, (Spot(paragraph.text, Slot.NOTE, note=note),)))

    def _table(self, table: Table, answers: Answers) -> None:
        if self._is_appendix:
            self._plan.place(begun(table))
            for row in table.rows:
                for cell in row.cells:
                    self._plan.account(cell.where, cell.text, AMENDMENT)
                spots = {cell.where: Spot("", Slot.AMENDMENT) for cell in row.cells}
                self._plan.place(drawn(table, row, spots))
            return
        read_table(table, self._plan, answers)
        self._plan.close()
        self._label = None

    def _run(self, run: Sequence[Paragraph], *, leads_to_table: bool) -> None:
        """Paragraphs up to a table; the last of them may be its heading."""
        tail = _tail(run) if leads_to_table else []
        body = run[: len(run) - len(tail)]
        for paragraph, after in zip(body, _followers(run), strict=False):
            self._paragraph(paragraph, after)
        while tail:
            heading = self._heading_length(tail)
            if heading:
                self._section(tail[:heading])
                tail = tail[heading:]
            else:
                self._paragraph(tail[0], _followers(tail)[0])
                tail = tail[1:]

    def _heading_length(self, tail: Sequence[Paragraph]) -> int:
        """How many of the paragraphs before a table are its heading, from the first on."""
        texts = [one.text for one in tail if one.text.strip()]
        if not texts or not tail[0].text.strip() or any(map(_begins_something, texts)):
            return 0
        if self._continues(texts[0]) or len(texts) > MAX_HEADING_LINES:
            return 0
        if _APPENDIX.match(texts[0]):
            return 0
        if self._label is _Label.MEETING and self._is_of_meeting(texts[0]):
            return 0
        later_starts = any(_starts_section(text) for text in texts[1:])
        is_heading = not later_starts and sum(map(len, texts)) <= MAX_HEADING
        lone = len(texts) == 1 or _starts_section(texts[0]) or self._label is None
        return len(tail) if is_heading and lone else 0

    def _is_of_meeting(self, text: str) -> bool:
        """Whether a line under a meeting still speaks of it."""
        return (
            _is_next(text, self._plan.last_item)
            or not _starts_section(text)
            or bool(_FACT.match(text))
            or bool(terms.split_form(text)[0])
        )

    def _continues(self, text: str) -> bool:
        """Whether a line goes on with what a label began, or is the title itself."""
        if not self._said[_Label.TITLE]:
            return bool(_TITLE.match(text))
        if self._label is _Label.TITLE:
            is_complete = terms.school_year(" ".join(self._said[_Label.TITLE])) is not None
            is_more = bool(_ASSOCIATION.search(text)) or terms.school_year(text) is not None
            return not is_complete and (is_more or text.strip()[:1].islower())
        said = self._said[self._label] if self._label else []
        if self._label is _Label.TASKS:
            number = terms.numbered(text)[0]
            return terms.whole(number) == len(said) + 1 or (not said) or number in {"-", "–", "•"}
        return self._label in {_Label.THEME, _Label.GOAL} and not said

    def _section(self, heading: Sequence[Paragraph]) -> None:
        texts = [one.text for one in heading if one.text.strip()]
        name = self._plan.open_section(heading[0].where, "\n".join(texts))
        self._label = None
        for paragraph in heading:
            self._associate(paragraph.text)
            if paragraph.text.strip():
                is_rest = paragraph is not heading[0]
                self._line(paragraph, name, Slot.HEADING, is_rest=is_rest)
            else:
                self._line(paragraph, BLANK_PARAGRAPH)

    def _paragraph(self, paragraph: Paragraph, after: Paragraph | None) -> None:
        text = terms.tidy_lines(paragraph.text)
        self._is_appendix = self._is_appendix or bool(_APPENDIX.match(text))
        if not text:
            self._blank(paragraph)
        elif self._is_appendix:
            self._line(paragraph, AMENDMENT, Slot.AMENDMENT)
        elif terms.is_meeting(text):
            self._meeting(paragraph)
        elif after is not None and terms.is_meeting(after.text) and self._is_heading(text):
            self._section([paragraph])
        elif not (self._begin(paragraph, text) or self._go_on(paragraph, text)):
            self._label = None
            self._official(paragraph, text)

    def _official(self, paragraph: Paragraph, text: str) -> None:
        """A stamp or a signature; whatever else has no place in the plan is kept as it is."""
        adoption, approval = _ADOPTION.match(text), _APPROVAL.match(text)
        if adoption and not self._adoption:
            self._adoption = adoption["said"].rstrip(" .")
            self._line(paragraph, "Отметка о принятии", Slot.ADOPTION, "Принят на заседании РМО, ")
        elif approval and not self._approval:
            self._approval = approval["said"]
            self._line(paragraph, "Гриф утверждения", Slot.APPROVAL, "УТВЕРЖДАЮ\n")
        elif _SIGNATURE.match(text):
            self._line(paragraph, "Подпись руководителя", Slot.SIGNATURE)
        else:
            self._note(paragraph)

    def _is_heading(self, text: str) -> bool:
        """Whether a line before a meeting heads the section of the meetings."""
        if len(text) > MAX_HEADING or _begins_something(text) or self._continues(text):
            return False
        if self._label is _Label.MEETING and self._is_of_meeting(text):
            return False
        return _starts_section(text) or bool(_ABOUT_WORK.search(text))

    def _blank(self, paragraph: Paragraph) -> None:
        self._line(paragraph, BLANK_PARAGRAPH)
        if self._label in {_Label.TITLE, _Label.THEME, _Label.GOAL} and self._said[self._label]:
            self._label = None

    def _begin(self, paragraph: Paragraph, text: str) -> bool:
        """A line with a label, or the title of the plan."""
        if self._label is _Label.MEETING:
            return False
        for label, pattern in _LABELS:
            found = pattern.match(text)
            if found and not self._said[label]:
                self._associate(found[0])
                self._label = label
                self._say(paragraph, text[found.end() :], found[0])
                return True
        if not self._said[_Label.TITLE] and _TITLE.match(text):
            self._label = _Label.TITLE
            self._say(paragraph, text)
            return True
        return False

    def _go_on(self, paragraph: Paragraph, text: str) -> bool:
        """A line that belongs to what was begun above it."""
        if self._label is _Label.MEETING:
            return self._of_meeting(paragraph, text)
        if self._label is None:
            return False
        said = self._said[self._label]
        if self._label is _Label.TITLE and terms.school_year(" ".join(said)) is not None:
            return False
        if self._label is _Label.TASKS and said and not terms.numbered(text)[0]:
            return False
        self._say(paragraph, text)
        return True

    def _say(self, paragraph: Paragraph, text: str, words: str | None = None) -> None:
        """What a line says of the plan; `words` are the label that it begins with."""
        label = self._label
        assert label is not None
        said = self._said[label]
        is_rest = words is None and bool(said or label is not _Label.TITLE)
        if label is _Label.TASKS:
            tasks = [terms.numbered(line)[1] for line in terms.split_questions(text)]
            said.extend(task for task in tasks if task)
        elif text:
            said.append(text)
        if label is _Label.TITLE:
            self._associate(" ".join(said))
        became = label.value
        if label is _Label.TASKS:
            became = f"Задача {len(said)}" if said and text else "Задачи"
        self._line(paragraph, became, _SLOTS[label], words or "", is_rest=is_rest)

    def _associate(self, text: str) -> None:
        found = (terms.tidy(one[0]) for one in _ASSOCIATION.finditer(terms.tidy(text)))
        self._associations.extend(found)

    def _meeting(self, paragraph: Paragraph) -> None:
        heading, questions = terms.split_heading(paragraph.text)
        name = self._plan.open_meeting(paragraph.where, heading, has_facts=True)
        self._told.clear()
        for question in terms.split_questions(questions):
            self._question(paragraph, question)
        self._label = _Label.MEETING
        self._line(paragraph, name, Slot.AGENDA if questions else Slot.TEXT)

    def _of_meeting(self, paragraph: Paragraph, text: str) -> bool:
        """A fact, a question or the theme of the meeting written above a line."""
        fact = _FACT.match(text)
        if terms.split_form(text)[0] or fact:
            return self._fact(paragraph, text, fact)
        if terms.is_agenda(text):
            self._line(paragraph, "Повестка")
            return True
        if terms.numbered(text)[0]:
            self._line(paragraph, self._question(paragraph, text), Slot.LINE)
            return True
        meeting = self._plan.meeting
        if meeting is None or meeting.theme or self._plan.last_item:
            return False
        heading = terms.heading_of(f"{meeting.verbatim}\n{text}")
        self._plan.amend_meeting(
            replace(
                meeting,
                theme=heading.theme,
                kind=meeting.kind or heading.kind,
                verbatim=f"{meeting.verbatim}\n{text}",
            )
        )
        self._line(paragraph, f"{self._plan.meeting_name} — тема", Slot.TEXT, is_rest=True)
        return True

    def _question(self, paragraph: Paragraph, text: str) -> str:
        self._told.discard(Slot.PEOPLE)
        number, rest = terms.numbered(text)
        form, bare = terms.split_form(rest)
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
        form = terms.split_form(text)[0]
        name = "форма" if fact is None else fact["name"].lower()
        value = "" if fact is None else fact["value"]
        label = "Форма проведения: " if fact is None else text[: fact.start("value")]
        owner = self._plan.meeting_name
        slot = _slot(name, has_form=bool(form))
        facts, understood, is_again = meeting.facts, True, slot in self._told
        self._told.add(slot)
        if slot is Slot.FORM:
            before = facts.form if is_again else ""
            facts = replace(facts, form=_joined(before, form or terms.form_of(value)))
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
        self._line(paragraph, became, slot, label, is_rest=is_again, understood=understood)
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


def _beside(where: str) -> PieceKind:
    """What a text beside the order of the file comes out as."""
    if where.startswith(NOTES["header"]):
        return PieceKind.HEADER
    return PieceKind.FOOTER if where.startswith(NOTES["footer"]) else PieceKind.BOX


def _tail(run: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs after the last gap before a table, with the blanks that follow them."""
    written = [position for position, one in enumerate(run) if one.text.strip()]
    if not written:
        return []
    start = written[-1]
    while start > 0 and run[start - 1].text.strip():
        start -= 1
    return list(run[start:])


def _followers(run: Sequence[Paragraph]) -> list[Paragraph | None]:
    """For every paragraph the next one that is not blank."""
    followers: list[Paragraph | None] = []
    following: Paragraph | None = None
    for paragraph in reversed(run):
        followers.append(following)
        following = paragraph if paragraph.text.strip() else following
    return followers[::-1]


def _begins_something(text: str) -> bool:
    line = terms.tidy_lines(text)
    return terms.is_meeting(line) or any(pattern.match(line) for _, pattern in _LABELS)


def _starts_section(text: str) -> bool:
    number = terms.numbered(text)[0]
    return bool(_SECTION_WORD.match(text.strip())) or terms.whole(number) is not None


def _is_next(text: str, item: DraftItem | None) -> bool:
    before = terms.whole(item.number) if item else 0
    number = terms.whole(terms.numbered(text)[0])
    return number is not None and before is not None and number == before + 1
