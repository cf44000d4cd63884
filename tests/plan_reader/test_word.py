"""A Word file is read as a person sees it, or refused in one sentence."""

import random
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from rmo_web.kernel.errors import Refused
from rmo_web.plan_reader import reading, word
from rmo_web.plan_reader.blocks import Merge, Paragraph, Table
from rmo_web.plan_reader.budget import clean
from tests.plan_reader.makers import listed, p, package, plan_file, soon, table, tc, word_xml

SEED = (Path(__file__).parent / "files" / "plan-2019-2020.docx").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

NUMBERING = """<w:numbering xmlns:w="w">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="&#xF0B7;"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def lines(data):
    return [block.text for block in word.read(data, "план.docx") if isinstance(block, Paragraph)]


def cells(data):
    (found,) = (block for block in word.read(data, "план.docx") if isinstance(block, Table))
    return [cell for row in found.rows for cell in row.cells]


def bomb(name="word/document.xml"):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, b" " * 15_000_000)
    return buffer.getvalue()


def crowded(entries):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for number in range(entries):
            archive.writestr(f"word/{number}.xml", "")
    return buffer.getvalue()


def swollen():
    buffer = BytesIO()
    noise = random.Random(1).randbytes(5_000_000).hex() + "а" * 12_000_000
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", noise)
    return buffer.getvalue()


def varied(count):
    """Text that does not shrink: else the file would be refused as a bomb."""
    return p(random.Random(count).randbytes(count * 3).hex())


def locked():
    data = bytearray(package(word__document_xml="<w/>"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


DTD = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

REFUSALS = {
    "empty": (b"", "пуст"),
    "larger than ten megabytes": (b"PK\x03\x04" + bytes(10 * 1024 * 1024), "больше 10 МБ"),
    "old Word": (OLE + bytes(1000), "старого Word"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "паролем"),
    "locked archive": (locked(), "паролем"),
    "PDF": (b"%PDF-1.7 ...", "PDF"),
    "RTF": (b"{\\rtf1 ...}", "RTF"),
    "picture": (b"\xff\xd8\xff\xe0 JFIF", "не файл Word"),
    "Excel": (package(xl__workbook_xml="<w/>"), "Excel"),
    "presentation": (package(ppt__presentation_xml="<w/>"), "презентация"),
    "OpenDocument": (package(content_xml="<w/>"), "OpenDocument"),
    "other archive": (package(readme_txt="план"), "архив"),
    "too many parts": (lambda: crowded(2500), "слишком много частей"),
    "bomb": (bomb, "слишком большой"),
    "bomb beside the text": (lambda: bomb("word/media/image.png"), "слишком большой"),
    "huge text": (swollen, "слишком велик"),
    "DTD": (word_xml(p("План"), before=DTD), "DTD"),
    "depth": (word_xml("<w:a>" * 500 + "</w:a>" * 500), "глубоко"),
    "elements": (lambda: word_xml("<w:p/>" * 250_000 + varied(9999)), "слишком велика"),
    "paragraphs": (word_xml(p("а") * 5001), "5000 абзацев"),
    "rows": (lambda: word_xml(table(*[[tc("а")]] * 2100) + varied(2000)), "2000 строк"),
    "cells": (lambda: word_xml(table(*[[tc("а")] * 60] * 400) + varied(20_000)), "20000 ячеек"),
    "columns": (word_xml(table([tc("а", '<w:gridSpan w:val="90000"/>')])), "63 столбцов"),
    "a long paragraph": (word_xml(p("план работы " * 2000)), "20000 знаков"),
    "no text": (word_xml(p("  ")), "нет текста"),
    "no body": (package(word__document_xml="<document/>"), "нет текста"),
    "torn XML": (package(word__document_xml="<document><body>"), "повреждён"),
    "half of a file": (SEED[:20_000], "повреждён"),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_bad_file_is_refused_in_one_clear_sentence(kind):
    data, words = REFUSALS[kind]
    data = data() if callable(data) else data

    with soon(), pytest.raises(Refused, match=words):
        word.read(data, "план.docx")


def test_the_name_in_a_refusal_is_short_and_printable():
    with pytest.raises(Refused) as refusal:
        word.read(b"PK\x03\x04", "а\r\n\u202e" * 500)

    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 250


def test_a_mutilated_file_gives_blocks_or_a_refusal():
    chance = random.Random(2019)
    for _ in range(60):
        data = bytearray(SEED)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with soon():
            _read_or_refused(
                bytes(data[: chance.choice((len(data), chance.randrange(len(data)))) or 1])
            )


def test_mutilated_markup_gives_blocks_or_a_refusal():
    with ZipFile(BytesIO(SEED)) as archive:
        text = archive.read("word/document.xml").decode()
    chance = random.Random(2020)
    for _ in range(40):
        first, second = sorted(chance.randrange(len(text)) for _ in range(2))
        cut = second if second - first < 3000 else first + 300
        _read_or_refused(package(word__document_xml=text[:first] + text[cut:]))


def _read_or_refused(data):
    with suppress(Refused):
        assert reading.understand(word.read(data, "план.docx")).accounts


def test_the_seed_plan_keeps_its_order():
    blocks = word.read(SEED, "plan-2019-2020.docx")

    assert [block.text for block in blocks if isinstance(block, Paragraph)][:2] == [
        "План",
        "работы районного методического объединения  учителей Богородского "
        "муниципального района на 2019-2020 учебный год",
    ]
    assert [len(block.rows) for block in blocks if isinstance(block, Table)] == [2, 3, 13, 12]
    assert isinstance(blocks[15], Table)


def test_a_file_of_python_docx_is_read():
    data = plan_file("План", [("№", "Срок"), "Месячник", ("1", "май")])

    assert [(cell.text, cell.column, cell.span) for cell in cells(data)] == [
        ("№", 0, 1),
        ("Срок", 1, 1),
        ("Месячник", 0, 2),
        ("1", 0, 1),
        ("май", 1, 1),
    ]


def test_merged_cells_say_so():
    data = word_xml(
        table(
            [tc("1"), tc("Август", '<w:vMerge w:val="restart"/>')],
            [tc("2"), tc(p(""), "<w:vMerge/>")],
        )
    )

    assert [cell.merge for cell in cells(data)] == [
        Merge.NONE,
        Merge.START,
        Merge.NONE,
        Merge.CONTINUES,
    ]


def test_deleted_text_is_no_text_and_inserted_is():
    body = (
        "<w:p><w:r><w:t>Срок: </w:t></w:r><w:del><w:r><w:delText>май</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>июнь</w:t></w:r></w:ins></w:p>"
    )

    assert lines(word_xml(body)) == ["Срок: июнь"]


def test_a_deleted_row_is_no_row():
    body = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>" + p("План")

    assert word.read(word_xml(body), "x")[0] == Table(0, ())


def test_breaks_fields_and_invisible_signs_are_read_as_they_look():
    body = (
        "<w:p><w:r><w:t>Не\u00adде\u200bля\u00a0книги</w:t><w:br/><w:t>онлайн</w:t>"
        '<w:noBreakHyphen/><w:t>встреча</w:t><w:tab/><w:sym w:char="F0B7"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>ссылка</w:t></w:r>"
        "</w:hyperlink></w:p>"
    )

    assert lines(word_xml(body)) == ["Неделя книги\nонлайн-встреча •ссылка"]


def test_control_characters_and_halves_of_letters_go():
    assert clean("а\x00б\ud800в\x0bг\u0438\u0306") == "абв\nг\u0439"


def test_numbers_that_word_counts_are_written_out():
    body = "".join(
        (
            listed("Месячник"),
            listed("Выставка", level=1),
            listed("Итоги", level=1),
            listed("Неделя"),
            listed("пункт", number=2),
            listed("", number=1),
            listed("Снова", number=3),
        )
    )

    assert lines(word_xml(body, word__numbering_xml=NUMBERING)) == [
        "I. Месячник",
        "I.1) Выставка",
        "I.2) Итоги",
        "II. Неделя",
        "– пункт",
        "",
        "I. Снова",
    ]


def test_a_cell_that_holds_only_an_automatic_number_shows_it():
    body = table([tc(listed("")), tc("Месячник")], [tc(listed("")), tc("Неделя")])

    texts = [cell.text for cell in cells(word_xml(body, word__numbering_xml=NUMBERING))]

    assert texts == ["I.", "Месячник", "II.", "Неделя"]


def test_a_numbered_style_counts_too():
    styles = (
        '<w:styles xmlns:w="w"><w:style w:styleId="Список"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    body = p("Месячник", '<w:pStyle w:val="Список"/>') + p("Текст", '<w:pStyle w:val="Иной"/>')

    assert lines(word_xml(body, word__numbering_xml=NUMBERING, word__styles_xml=styles)) == [
        "I. Месячник",
        "Текст",
    ]


def test_what_stands_beside_the_text_is_not_lost():
    box = f"<w:pict><v:textbox><w:txbxContent>{p('УТВЕРЖДАЮ')}</w:txbxContent></v:textbox></w:pict>"
    drawn = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    inner = p("Снаружи") + table([tc("Внутри"), tc("таблицы")])
    data = word_xml(
        p("План") + drawn + table([tc(inner)]) + "<w:p><w:r><w:drawing/></w:r></w:p>",
        word__header1_xml=f'<w:hdr xmlns:w="w">{p("Шапка")}</w:hdr>',
        word__footnotes_xml='<w:footnotes xmlns:w="w"><w:footnote/>'
        f"<w:footnote>{p('Оговорка')}</w:footnote></w:footnotes>",
    )

    loose = {
        block.where: block.text
        for block in word.read(data, "x")
        if isinstance(block, Paragraph) and block.loose
    }

    assert loose == {
        "Надпись 1": "УТВЕРЖДАЮ",
        "Таблица 1, строка 1, столбец 1, вложенная таблица": "Внутри\nтаблицы",
        "Абзац 3, рисунок": "[рисунок]",
        "Сноска 2": "Оговорка",
        "Верхний колонтитул": "Шапка",
    }


def test_word_on_the_web_names_its_text_otherwise():
    text = f'<w:document xmlns:w="w"><w:body>{p("План")}</w:body></w:document>'

    assert lines(package(word__document2_xml=text)) == ["План"]
