"""Blocks of a document become a draft of a plan in which every word is accounted for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rmo_web.plan_reader import headings, short_names, terms
from rmo_web.plan_reader.assembly import BLANK_PARAGRAPH, Assembly
from rmo_web.plan_reader.blocks import Block, Paragraph, Table
from rmo_web.plan_reader.cells import begun, drawn
from rmo_web.plan_reader.columns import Answers
from rmo_web.plan_reader.concerns import concerns_of
from rmo_web.plan_reader.draft import DraftHeader, PlanDraft
from rmo_web.plan_reader.lines import (
    ABOUT_WORK,
    ADOPTION,
    AMENDMENT,
    APPENDIX,
    APPROVAL,
    ASSOCIATION,
    LABELS,
    MAX_HEADING,
    MAX_HEADING_LINES,
    SIGNATURE,
    SLOTS,
    TITLE,
    Label,
    begins_something,
    beside,
    followers,
    starts_section,
    tail_of,
)
from rmo_web.plan_reader.meeting_reader import MeetingReader
from rmo_web.plan_reader.pieces import Piece, PieceKind, Slot, Spot
from rmo_web.plan_reader.tables import read_table


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
    abbreviations = short_names.abbreviations(_texts(blocks))
    plan = Assembly(first_year if named is None else named, short_names.as_mapping(abbreviations))
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
        self._label: Label | None = None
        self._associations: list[str] = []
        self._said: dict[Label, list[str]] = {label: [] for label in Label}
        self._adoption = self._approval = ""
        self._is_appendix = False
        self._meeting = MeetingReader(plan)

    @property
    def header(self) -> DraftHeader:
        """What the paragraphs said of the plan itself."""
        return DraftHeader(
            title=terms.tidy(" ".join(self._said[Label.TITLE])),
            associations=tuple(dict.fromkeys(self._associations)),
            theme=terms.unquoted(terms.tidy(" ".join(self._said[Label.THEME]))),
            goal="\n".join(self._said[Label.GOAL]),
            tasks=tuple(self._said[Label.TASKS]),
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
        self._plan.place(Piece(beside(block.where), (spot,), rows=block.rows))

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
        tail = tail_of(run) if leads_to_table else []
        body = run[: len(run) - len(tail)]
        for paragraph, after in zip(body, followers(run), strict=False):
            self._paragraph(paragraph, after)
        while tail:
            heading = self._heading_length(tail)
            if heading:
                self._section(tail[:heading])
                tail = tail[heading:]
            else:
                self._paragraph(tail[0], followers(tail)[0])
                tail = tail[1:]

    def _heading_length(self, tail: Sequence[Paragraph]) -> int:
        """How many of the paragraphs before a table are its heading, from the first on."""
        texts = [one.text for one in tail if one.text.strip()]
        if not texts or not tail[0].text.strip() or any(map(begins_something, texts)):
            return 0
        if self._continues(texts[0]) or len(texts) > MAX_HEADING_LINES:
            return 0
        if APPENDIX.match(texts[0]):
            return 0
        if self._label is Label.MEETING and self._meeting.is_its(texts[0]):
            return 0
        later_starts = any(starts_section(text) for text in texts[1:])
        is_heading = not later_starts and sum(map(len, texts)) <= MAX_HEADING
        lone = len(texts) == 1 or starts_section(texts[0]) or self._label is None
        return len(tail) if is_heading and lone else 0

    def _continues(self, text: str) -> bool:
        """Whether a line goes on with what a label began, or is the title itself."""
        if not self._said[Label.TITLE]:
            return bool(TITLE.match(text))
        if self._label is Label.TITLE:
            is_complete = terms.school_year(" ".join(self._said[Label.TITLE])) is not None
            is_more = bool(ASSOCIATION.search(text)) or terms.school_year(text) is not None
            return not is_complete and (is_more or text.strip()[:1].islower())
        said = self._said[self._label] if self._label else []
        if self._label is Label.TASKS:
            number = terms.numbered(text)[0]
            return terms.whole(number) == len(said) + 1 or (not said) or number in {"-", "–", "•"}
        return self._label in {Label.THEME, Label.GOAL} and not said

    def _section(self, heading: Sequence[Paragraph]) -> None:
        texts = [one.text for one in heading if one.text.strip()]
        name = self._plan.open_section(heading[0].where, "\n".join(texts))
        self._label = None
        for paragraph in heading:
            self._associate(paragraph.text)
            if paragraph.text.strip():
                is_rest = paragraph is not heading[0]
                self._plan.line(paragraph, name, Slot.HEADING, is_rest=is_rest)
            else:
                self._plan.line(paragraph, BLANK_PARAGRAPH)

    def _paragraph(self, paragraph: Paragraph, after: Paragraph | None) -> None:
        text = terms.tidy_lines(paragraph.text)
        self._is_appendix = self._is_appendix or bool(APPENDIX.match(text))
        if not text:
            self._blank(paragraph)
        elif self._is_appendix:
            self._plan.line(paragraph, AMENDMENT, Slot.AMENDMENT)
        elif headings.is_meeting(text):
            self._meeting.begin(paragraph)
            self._label = Label.MEETING
        elif after is not None and headings.is_meeting(after.text) and self._is_heading(text):
            self._section([paragraph])
        elif not (self._begin(paragraph, text) or self._go_on(paragraph, text)):
            self._label = None
            self._official(paragraph, text)

    def _official(self, paragraph: Paragraph, text: str) -> None:
        """A stamp or a signature; whatever else has no place in the plan is kept as it is."""
        adoption, approval = ADOPTION.match(text), APPROVAL.match(text)
        if adoption and not self._adoption:
            self._adoption = adoption["said"].rstrip(" .")
            self._plan.line(
                paragraph, "Отметка о принятии", Slot.ADOPTION, "Принят на заседании РМО, "
            )
        elif approval and not self._approval:
            self._approval = approval["said"]
            self._plan.line(paragraph, "Гриф утверждения", Slot.APPROVAL, "УТВЕРЖДАЮ\n")
        elif SIGNATURE.match(text):
            self._plan.line(paragraph, "Подпись руководителя", Slot.SIGNATURE)
        else:
            self._note(paragraph)

    def _is_heading(self, text: str) -> bool:
        """Whether a line before a meeting heads the section of the meetings."""
        if len(text) > MAX_HEADING or begins_something(text) or self._continues(text):
            return False
        if self._label is Label.MEETING and self._meeting.is_its(text):
            return False
        return starts_section(text) or bool(ABOUT_WORK.search(text))

    def _blank(self, paragraph: Paragraph) -> None:
        self._plan.line(paragraph, BLANK_PARAGRAPH)
        if self._label in {Label.TITLE, Label.THEME, Label.GOAL} and self._said[self._label]:
            self._label = None

    def _begin(self, paragraph: Paragraph, text: str) -> bool:
        """A line with a label, or the title of the plan."""
        if self._label is Label.MEETING:
            return False
        for label, pattern in LABELS:
            found = pattern.match(text)
            if found and not self._said[label]:
                self._associate(found[0])
                self._label = label
                self._say(paragraph, text[found.end() :], found[0])
                return True
        if not self._said[Label.TITLE] and TITLE.match(text):
            self._label = Label.TITLE
            self._say(paragraph, text)
            return True
        return False

    def _go_on(self, paragraph: Paragraph, text: str) -> bool:
        """A line that belongs to what was begun above it."""
        if self._label is Label.MEETING:
            return self._meeting.go_on(paragraph, text)
        if self._label is None:
            return False
        said = self._said[self._label]
        if self._label is Label.TITLE and terms.school_year(" ".join(said)) is not None:
            return False
        if self._label is Label.TASKS and said and not terms.numbered(text)[0]:
            return False
        self._say(paragraph, text)
        return True

    def _say(self, paragraph: Paragraph, text: str, words: str | None = None) -> None:
        """What a line says of the plan; `words` are the label that it begins with."""
        label = self._label
        assert label is not None
        said = self._said[label]
        is_rest = words is None and bool(said or label is not Label.TITLE)
        if label is Label.TASKS:
            tasks = [terms.numbered(line)[1] for line in headings.split_questions(text)]
            said.extend(task for task in tasks if task)
        elif text:
            said.append(text)
        if label is Label.TITLE:
            self._associate(" ".join(said))
        became = label.value
        if label is Label.TASKS:
            became = f"Задача {len(said)}" if said and text else "Задачи"
        self._plan.line(paragraph, became, SLOTS[label], words or "", is_rest=is_rest)

    def _associate(self, text: str) -> None:
        found = (terms.tidy(one[0]) for one in ASSOCIATION.finditer(terms.tidy(text)))
        self._associations.extend(found)
