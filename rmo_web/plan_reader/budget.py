"""What one file may cost, and the signs of its text that are kept."""

import unicodedata
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser

from rmo_web.kernel.errors import Refused

MAX_ELEMENTS = 200_000
MAX_DEPTH = 120
MAX_PARAGRAPHS = 5_000
MAX_ROWS = 2_000
MAX_CELLS = 20_000
MAX_COLUMNS = 63
MAX_TEXT = 20_000
MAX_ALL_TEXT = 1_000_000
INVISIBLE = dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
)
BREAKS = dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n")
BLANKS = dict.fromkeys((0x09, 0xA0, 0x2007, 0x202F), " ")
HYPHENS = {0x2010: "-", 0x2011: "-"}
VISIBLE = {**INVISIBLE, **BREAKS, **BLANKS, **HYPHENS}


def clean(text: str) -> str:
    """The text without invisible signs, control characters and halves of letters."""
    seen = unicodedata.normalize("NFC", text.translate(VISIBLE))
    return "".join(
        sign for sign in seen if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"}
    )


@dataclass(slots=True)
class Budget:
    """What one file may cost, over all its parts."""

    elements: int = MAX_ELEMENTS
    paragraphs: int = MAX_PARAGRAPHS
    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    text: int = MAX_ALL_TEXT

    def spend_paragraph(self) -> None:
        self.paragraphs -= 1
        if self.paragraphs < 0:
            raise Refused(f"В файле больше {MAX_PARAGRAPHS} абзацев. Загрузите план одного года.")

    def spend_row(self) -> None:
        self.rows -= 1
        if self.rows < 0:
            raise Refused(f"В файле больше {MAX_ROWS} строк таблиц. Загрузите план одного года.")

    def spend_cell(self) -> None:
        self.cells -= 1
        if self.cells < 0:
            raise Refused(f"В файле больше {MAX_CELLS} ячеек. Загрузите план одного года.")

    def spend_text(self, text: str, where: str) -> str:
        self.text -= len(text)
        check_length(text, where)
        if self.text < 0:
            raise Refused("Текст файла слишком велик.")
        return text


def check_length(text: str, where: str) -> None:
    if len(text) > MAX_TEXT:
        raise Refused(f"{where}: больше {MAX_TEXT} знаков. Разделите этот текст на части.")


class _Guard(TreeBuilder):
    """Builds a tree while the budget lasts; has no patience with document types."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Refused("В файле есть описание типа документа (DTD). Word таких файлов не делает.")

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._budget.elements -= 1
        if self._depth > MAX_DEPTH:
            raise Refused("Разметка файла вложена слишком глубоко. Word таких файлов не делает.")
        if self._budget.elements < 0:
            raise Refused("Разметка файла слишком велика для плана работы.")
        # Two dialects of the format differ in nothing but the namespace.
        local = {_local(name): value for name, value in attrs.items()}
        return super().start(_local(tag), local)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_local(tag))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def tree_of(data: bytes, budget: Budget) -> Element:
    parser = XMLParser(target=_Guard(budget))
    parser.feed(data)
    root = parser.close()
    assert isinstance(root, Element)
    return root
