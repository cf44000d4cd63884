"""A table's columns, known by the words of their headers or by what is in them."""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace

from rmo_web.plan_reader import terms
from rmo_web.plan_reader.blocks import Merge, Table, TableCell, TableRow
from rmo_web.plan_reader.columns import Answers, Column, ColumnQuestion, Layout, LayoutColumn
from rmo_web.plan_reader.people import has_people
from rmo_web.plan_reader.when import understand_when

MAX_HEADER = 80
SAMPLES = 3
HEADER_WITHIN = 4
# Any year will do: only whether a срок can be read matters here.
SOME_YEAR = 2000
_NUMBER = re.compile(r"^(?:[№n]+|номер)?\s*(?:п\s*[/.]?\s*п\.?)?$|^№", re.IGNORECASE)
_MEETING = re.compile(r"^(?:№\s*|номер\s+|тем[аы]\s+)?заседани[еяй]", re.IGNORECASE)
_DONE = re.compile(r"отметк|выполнено|исполнено|^выполнение|^исполнение|^факт", re.IGNORECASE)
_OTHER = re.compile(r"результат|примечан|документ|выход|итог", re.IGNORECASE)
_MEANINGS = {
    Column.WHEN: r"срок|дата|месяц|период|^время|когда|квартал",
    Column.PLACE: r"мест[оа]\b|площадк|^где\b|^база",
    Column.PEOPLE: r"ответств|докладчик|исполнител|выступающ|отвечает|спикер|^кто\b|^ведущ",
    Column.FORM: r"^форм[аы]\b|^вид\b|формат",
    Column.AUDIENCE: r"категори|участник|аудитори|для кого|контингент|целевая",
    Column.TEXT: r"мероприят|содержани|вопрос|\bтем[аы]\b|повестк|направлени|наименован"
    r"|деятельност|\bработ[аы]\b|задач",
}
_JOINT = frozenset({Column.PLACE, Column.PEOPLE})
_PLAIN = frozenset({Column.NUMBER, Column.WHEN})
_BESIDE_TEXT = frozenset({Column.FORM, Column.AUDIENCE})


def recognised(title: str) -> Column | None:
    """The meaning that the words of a header certainly have."""
    words = terms.tidy(title).strip(" .:")
    if not words or len(words) > MAX_HEADER:
        return None
    for pattern, meaning in (
        (_MEETING, Column.MEETING),
        (_NUMBER, Column.NUMBER),
        (_DONE, Column.DONE),
    ):
        if pattern.search(words):
            return meaning
    found = frozenset(
        meaning
        for meaning, pattern in _MEANINGS.items()
        if re.search(pattern, words, re.IGNORECASE)
    )
    if found == _JOINT:
        return Column.PLACE_AND_PEOPLE
    if len(found) == 1:
        return next(iter(found))
    if Column.TEXT in found and found - {Column.TEXT} <= _BESIDE_TEXT:
        return Column.TEXT
    return Column.OTHER if not found and _OTHER.search(words) else None


def is_header(titles: Iterable[str]) -> bool:
    """Whether the cells of a row are words that head columns."""
    texts = [terms.tidy(title) for title in titles if title.strip()]
    known = [recognised(text) for text in texts]
    certain = sum(meaning is not None for meaning in known)
    return (
        certain >= 2
        and certain * 2 >= len(texts)
        and any(meaning not in {None, Column.NUMBER, Column.OTHER} for meaning in known)
        and not any(_is_number(text) for text in texts)
    )


def is_count(row: TableRow) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3, 4."""
    numbers = [cell.text.strip() for cell in row.cells]
    return len(numbers) > 2 and numbers == [str(one) for one in range(1, len(numbers) + 1)]


def layout_of(table: Table, answers: Answers) -> tuple[Layout | None, tuple[ColumnQuestion, ...]]:
    """How a table is laid out, and the questions about it; None if it is no plan."""
    first, last = _header(table.rows)
    titled = _titled(table.rows[first:last]) or _widest(table.rows)
    columns: list[LayoutColumn] = []
    questions: list[ColumnQuestion] = []
    contents = _contents(table.rows[last:], titled)
    taken: set[Column] = set()
    by_title = _by_title(titled)
    for number, (start, end, title) in enumerate(titled):
        guess = by_title[number] or _guess(contents[number])
        known = by_title[number] or (guess if guess in _PLAIN else None)
        if guess in taken and guess is not Column.OTHER:
            known, guess = None, Column.OTHER
        taken.add(guess)
        answer = answers.get((table.index, number))
        columns.append(LayoutColumn(start, end, terms.tidy(title), answer or guess))
        if known is None and answer is None:
            samples = tuple(contents[number][:SAMPLES])
            questions.append(ColumnQuestion(table.index, number, terms.tidy(title), samples, guess))
    if first == last and not any((table.index, n) in answers for n in range(len(titled))):
        columns, questions = _longest_is_text(columns, questions, contents)
    columns = _once(columns, {number for index, number in answers if index == table.index})
    return _judged(Layout(tuple(columns), first, last), questions, table)


def _once(columns: Sequence[LayoutColumn], chosen: Set[int]) -> list[LayoutColumn]:
    """Each meaning is one column's, the chosen one's before others; the rest keep their words."""
    order = sorted(range(len(columns)), key=lambda number: number not in chosen)
    taken: set[Column] = set()
    meant: dict[int, Column] = {}
    for number in order:
        meaning = columns[number].meaning
        meant[number] = Column.OTHER if meaning in taken else meaning
        taken.add(meaning)
    return [replace(one, meaning=meant[number]) for number, one in enumerate(columns)]


def _by_title(titled: Sequence[tuple[int, int, str]]) -> list[Column | None]:
    """The meanings of headers; «№ заседания» beside «Тема заседания» is only a number."""
    found = [recognised(title) for _, _, title in titled]
    if found.count(Column.MEETING) > 1:
        found[found.index(Column.MEETING)] = Column.NUMBER
    return found


def _judged(
    layout: Layout, questions: Sequence[ColumnQuestion], table: Table
) -> tuple[Layout | None, tuple[ColumnQuestion, ...]]:
    meanings = {column.meaning for column in layout.columns}
    has_subject = bool(meanings & {Column.TEXT, Column.MEETING})
    if has_subject and len(meanings) > 1:
        return layout, tuple(questions)
    worth_asking = len(table.rows) > 1 and len(layout.columns) > 2
    return None, tuple(questions) if worth_asking else ()


def _header(rows: Sequence[TableRow]) -> tuple[int, int]:
    """The first row of a header and the row after its last; equal if there is none."""
    for first in range(min(HEADER_WITHIN, len(rows))):
        last = _header_end(rows, first)
        if is_header(title for _, _, title in _titled(rows[first:last])):
            return first, last
    return 0, 0


def _header_end(rows: Sequence[TableRow], head: int) -> int:
    """A header reaches down as far as its cells are merged with those below."""
    last = head + 1
    while last < len(rows) and any(_above(rows[head], cell) for cell in rows[last].cells):
        last += 1
    return last


def _above(row: TableRow, below: TableCell) -> bool:
    return below.merge is Merge.CONTINUES and any(
        cell.column == below.column and cell.merge is Merge.START for cell in row.cells
    )


def _titled(header: Sequence[TableRow]) -> list[tuple[int, int, str]]:
    """The columns of the lowest row of a header, each with all the words above it."""
    if not header:
        return []
    return [
        (
            cell.column,
            cell.end,
            terms.tidy(
                " ".join(
                    upper.text
                    for row in header
                    for upper in row.cells
                    if upper.column <= cell.column < upper.end and upper.text.strip()
                )
            ),
        )
        for cell in header[-1].cells
    ]


def _widest(rows: Sequence[TableRow]) -> list[tuple[int, int, str]]:
    most = max(rows, key=lambda row: len(row.cells), default=None)
    return [] if most is None else [(cell.column, cell.end, "") for cell in most.cells]


def _contents(rows: Sequence[TableRow], titled: Sequence[tuple[int, int, str]]) -> list[list[str]]:
    """What stands in every column, heading rows and blanks left out."""
    contents: list[list[str]] = [[] for _ in titled]
    for row in rows:
        if len(row.cells) != len(titled):
            continue
        for number, cell in enumerate(row.cells):
            if cell.text.strip():
                contents[number].append(terms.tidy(cell.text))
    return contents


def _guess(texts: Sequence[str]) -> Column:
    if _mostly(texts, _is_number):
        return Column.NUMBER
    if _mostly(texts, lambda text: understand_when(text, SOME_YEAR).understood):
        return Column.WHEN
    return Column.PEOPLE if _mostly(texts, has_people) else Column.OTHER


def _mostly(texts: Sequence[str], is_so: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(is_so, texts)) * 3 >= len(texts) * 2


def _is_number(text: str) -> bool:
    return len(text) < 8 and terms.whole(text) is not None


def _longest_is_text(
    columns: Sequence[LayoutColumn],
    questions: Iterable[ColumnQuestion],
    contents: Sequence[list[str]],
) -> tuple[list[LayoutColumn], list[ColumnQuestion]]:
    """Without a header the longest texts are the subject, if срок or № stand beside them."""
    meanings = {column.meaning for column in columns}
    free = [number for number, column in enumerate(columns) if column.meaning is Column.OTHER]
    if not free or not meanings & {Column.NUMBER, Column.WHEN}:
        return list(columns), list(questions)
    longest = max(free, key=lambda number: sum(map(len, contents[number])))
    renamed = [
        LayoutColumn(one.start, one.end, one.title, Column.TEXT) if number == longest else one
        for number, one in enumerate(columns)
    ]
    asked = [
        ColumnQuestion(one.table, one.column, one.title, one.samples, renamed[one.column].meaning)
        for one in questions
    ]
    return renamed, asked
