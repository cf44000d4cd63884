"""The XML of a Word file: its text as a person sees it, within a budget."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from rmo_web.kernel.errors import Refused
from rmo_web.plan_reader.blocks import Block, Merge, Paragraph, Table, TableCell, TableRow
from rmo_web.plan_reader.budget import MAX_COLUMNS, Budget, check_length, clean, tree_of
from rmo_web.plan_reader.numbering import Numbering

WRAPPERS = {
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "hyperlink",
    "Choice",
    "Fallback",
}
UNSEEN = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "pPr",
    "rPr",
    "sectPr",
    "sdtPr",
    "sdtEndPr",
}
PICTURES = {"drawing", "pict", "object"}
SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
NOTES = {
    "footnotes": "Сноска",
    "endnotes": "Концевая сноска",
    "comments": "Примечание",
    "header": "Верхний колонтитул",
    "footer": "Нижний колонтитул",
}


class WordMarkup:
    """Reads the parts of one file; `part` gives another part of it, or None."""

    def __init__(self, part: Callable[[str], bytes | None], budget: Budget) -> None:
        self._budget = budget
        self._numbering = Numbering(lambda name: self._known(part(name)))
        self._tables = self._paragraphs = self._boxes = 0
        self._aside: list[Paragraph] = []
        self.has_text = False

    def body(self, data: bytes) -> Iterator[Block]:
        """Paragraphs and tables in order; what stands beside them follows each."""
        body = tree_of(data, self._budget).find("body")
        if body is None:
            raise Refused("В файле нет текста документа. Сохраните его в Word заново.")
        for element in _flat(body):
            if element.tag == "p":
                self._paragraphs += 1
                self._budget.spend_paragraph()
                where = f"Абзац {self._paragraphs}"
                yield Paragraph(where, self._line(element, where))
            elif element.tag == "tbl":
                yield self._table(element)
            elif element.tag == "altChunk":
                self._set_aside(f"После абзаца {self._paragraphs}", "[вложенный документ]")
            yield from self._taken_aside()

    def beside(self, kind: str, data: bytes) -> Iterator[Paragraph]:
        """Footnotes, headers and the like: none of them is a part of the plan's order."""
        root = tree_of(data, self._budget)
        notes = [root] if kind in {"header", "footer"} else list(root)
        for number, note in enumerate(notes, start=1):
            where = f"{NOTES[kind]} {number}" if len(notes) > 1 else NOTES[kind]
            self._set_aside(where, self._lines(note, where))
            yield from self._taken_aside()

    def _known(self, data: bytes | None) -> Element | None:
        return None if data is None else tree_of(data, self._budget)

    def _table(self, element: Element) -> Table:
        index = self._tables
        self._tables += 1
        drawn = [row for row in _flat(element) if row.tag == "tr" and not _is_deleted(row)]
        return Table(
            index,
            tuple(
                self._row(row, f"Таблица {index + 1}, строка {number}")
                for number, row in enumerate(drawn, start=1)
            ),
        )

    def _row(self, element: Element, where: str) -> TableRow:
        self._budget.spend_row()
        column = _number(element.find("trPr/gridBefore"), 0)
        cells: list[TableCell] = []
        for part in _flat(element):
            if part.tag == "tc":
                cell = self._cell(part, f"{where}, столбец {len(cells) + 1}", column)
                column = cell.end
                cells.append(cell)
        if column > MAX_COLUMNS:
            raise Refused(f"{where}: больше {MAX_COLUMNS} столбцов. Упростите таблицу.")
        return TableRow(where, tuple(cells))

    def _cell(self, element: Element, where: str, column: int) -> TableCell:
        self._budget.spend_cell()
        span = max(1, _number(element.find("tcPr/gridSpan"), 1))
        return TableCell(where, self._lines(element, where), column, span, _merge(element))

    def _lines(self, element: Element, where: str) -> str:
        """The paragraphs of a cell or a note, a line each; tables inside it go aside."""
        lines: list[str] = []
        for part in _flat(element):
            if part.tag == "p":
                lines.append(self._line(part, where, numbered=len(element.findall("p")) == 1))
            elif part.tag == "tbl":
                inner = tuple(
                    tuple(self._lines(cell, where) for cell in row) for row in self._rows_of(part)
                )
                said = "\n".join(text for row in inner for text in row)
                self._set_aside(f"{where}, вложенная таблица", said, inner)
        text = "\n".join(lines)
        check_length(text, where)
        return text

    def _rows_of(self, table: Element) -> Iterator[list[Element]]:
        """The table's own cells: those of a table inside it are read with their cell."""
        for row in _flat(table):
            if row.tag == "tr":
                cells = [cell for cell in _flat(row) if cell.tag == "tc"]
                for _ in cells:
                    self._budget.spend_cell()
                yield cells

    def _line(self, element: Element, where: str, *, numbered: bool = False) -> str:
        """The text of a paragraph with its automatic number; a blank one counts nothing."""
        text = clean(self._budget.spend_text("".join(self._text(element, where)), where))
        number = self._numbering.of(element)
        if number and (text.strip() or numbered):
            text = f"{number} {text}".rstrip() if text.strip() else number
        self.has_text = self.has_text or bool(text.strip())
        return text

    def _text(self, element: Element, where: str) -> Iterator[str]:
        for part in element:
            if part.tag == "t":
                yield part.text or ""
            elif part.tag in SIGNS:
                yield SIGNS[part.tag]
            elif part.tag == "sym":
                yield _symbol(part)
            elif part.tag == "AlternateContent":
                yield from self._text(_seen_alternative(part), where)
            elif part.tag == "txbxContent":
                self._boxes += 1
                box = f"Надпись {self._boxes}"
                self._set_aside(box, self._lines(part, box))
            elif part.tag not in UNSEEN:
                if part.tag in PICTURES and part.find(".//txbxContent") is None:
                    self._set_aside(f"{where}, рисунок", "[рисунок]")
                yield from self._text(part, where)

    def _set_aside(self, where: str, text: str, rows: tuple[tuple[str, ...], ...] = ()) -> None:
        if text.strip():
            self._aside.append(Paragraph(where, text, loose=True, rows=rows))

    def _taken_aside(self) -> list[Paragraph]:
        taken, self._aside = self._aside, []
        return taken


def _flat(element: Element) -> Iterator[Element]:
    """The children of an element, those in transparent wrappers too."""
    for part in element:
        if part.tag == "AlternateContent":
            yield from _flat(_seen_alternative(part))
        elif part.tag in WRAPPERS:
            yield from _flat(part)
        else:
            yield part


def _seen_alternative(element: Element) -> Element:
    """Word writes a drawing twice, for itself and for older programs."""
    found = element.find("Choice")
    return found if found is not None else Element("Choice") if not len(element) else element[0]


def _is_deleted(row: Element) -> bool:
    return row.find("trPr/del") is not None


def _merge(cell: Element) -> Merge:
    merge = cell.find("tcPr/vMerge")
    if merge is None:
        return Merge.NONE
    return Merge.START if merge.get("val") == "restart" else Merge.CONTINUES


def _symbol(element: Element) -> str:
    """A sign of a symbol font has no meaning outside it; a bullet stands for it."""
    code = int(element.get("char", "2022"), 16)
    return "•" if 0xE000 <= code <= 0xF8FF else chr(code)


def _number(element: Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get("val", "")
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise
