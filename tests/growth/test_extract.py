"""Выписка для аттестации: every line with its date and source, the sums those of the page."""

import io
import re

import docx
import pytest

from rmo_web.kernel.access import Role
from rmo_web.kernel.db import saving
from tests import pages
from tests.office import pages_of

BY_HAND = {
    "Темы самообразования": [
        ("2019–2020 годы", "«Семейное чтение»: в работе, этап 1 из 5, диагностический",
         "согласована 16.09.2019, Иволгина М.П."),
    ],
    "Выступления на заседаниях": [
        ("15.10.2018", "«О каталоге», заседание № 1", "протокол № 1 от 15.10.2018"),
        ("28.10.2019", "«О квестах», заседание № 3", "протокол № 3 от 28.10.2019"),
    ],
    "Участие в заседаниях": [
        ("15.10.2018", "Заседание № 1", "протокол № 1 от 15.10.2018"),
        ("28.10.2019", "Заседание № 3", "протокол № 3 от 28.10.2019"),
        ("20.11.2019", "Заседание № 4, дистанционно", "отметка о явке, протокол ещё не подписан"),
    ],
}  # fmt: skip


def paper(client, cast, days=""):
    answer = client.get(f"/growth/{cast.person.id}/extract.docx{days}")
    assert answer.status_code == 200
    return docx.Document(io.BytesIO(answer.data))


def lines(document):
    return [one.text.replace("\xa0", " ") for one in document.paragraphs if one.text]


def headings(document):
    return [one for one in lines(document) if re.match(r"\d\. ", one)]


def rows(document):
    return [
        [tuple(cell.text.replace("\xa0", " ") for cell in row.cells)[1:] for row in table.rows[1:]]
        for table in document.tables
    ]


def test_it_says_what_was_counted_by_hand_and_the_page_says_the_same(known, as_):
    client = as_(known.owner)
    document = paper(client, known)
    counted = {one.split(". ")[1].split(": ")[0]: int(one.split(": ")[1])
               for one in headings(document)}  # fmt: skip
    assert counted == {heading: len(told) for heading, told in BY_HAND.items()}
    named = [one.split(". ")[1].split(": ")[0] for one in headings(document)]
    assert dict(zip(named, rows(document), strict=True)) == BY_HAND
    said = pages.words_on(client.get("/growth/")).replace("\xa0", " ")
    came, spoke = re.search(r"Были на (\d+) из 4 заседаний, выступлений: (\d+)", said).groups()
    assert (int(came), int(spoke)) == (
        counted["Участие в заседаниях"], counted["Выступления на заседаниях"],
    )  # fmt: skip


def test_the_paper_and_the_page_are_of_the_same_days(known, as_):
    client = as_(known.owner)
    page = pages.of(client.get("/growth/?since=01.08.2018&until=31.07.2019"))
    (address,) = page.xpath("//main//a[contains(@href, 'extract.docx')]/@href")
    document = docx.Document(io.BytesIO(client.get(address).data))
    assert "Период: с 01.08.2018 по 31.07.2019" in lines(document)
    assert headings(document) == ["1. Выступления на заседаниях: 1", "2. Участие в заседаниях: 1"]


def test_it_names_her_post_and_school_of_this_day_and_is_to_be_signed_by_the_head(known, as_):
    said = lines(paper(as_(known.owner), known))
    assert said[:6] == [
        "МКУ «Центр»", "РМО библиотекарей", "ВЫПИСКА", "для аттестации", "Чайкина Юлия Романовна",
        "Должность и место работы: педагог-библиотекарь, МБОУ «Школа № 3»",
    ]  # fmt: skip
    assert "В составе объединения: с 01.09.2015" in said
    assert said[-2] == "Составлена 9 декабря 2019 г. по данным объединения."
    assert said[-1].split("\t")[::2] == ["Руководитель РМО", "М.П. Иволгина"]


def test_nobody_signs_her_own(make, cast, as_):
    cast.person = make.again(cast.person)
    head = as_(cast.head)
    document = docx.Document(
        io.BytesIO(head.get(f"/growth/{cast.head.person_id}/extract.docx").data)
    )
    assert lines(document)[-1].split("\t")[::2] == ["Методист", "Е.К. Синицына"]
    with saving():
        make.again(cast.methodist).role = Role.LIBRARIAN
    document = docx.Document(
        io.BytesIO(head.get(f"/growth/{cast.head.person_id}/extract.docx").data)
    )
    assert lines(document)[-1].split("\t")[::2] == ["Руководитель РМО", ""]


def test_where_nothing_is_known_it_says_so_once(cast, as_):
    document = paper(as_(cast.owner), cast)
    assert document.tables == []
    assert "За этот период записей в данных объединения нет." in lines(document)


def test_its_name_says_whose_it_is_and_of_which_days(known, as_):
    answer = as_(known.head).get(f"/growth/{known.person.id}/extract.docx")
    assert "%D0%A7%D0%B0%D0%B9%D0%BA%D0%B8%D0%BD%D0%B0" in answer.headers["Content-Disposition"]
    assert "01.08.2017-09.12.2019.docx" in answer.headers["Content-Disposition"]


@pytest.mark.trouble
def test_libreoffice_opens_it_on_one_page(known, as_, tmp_path):
    answer = as_(known.owner).get(f"/growth/{known.person.id}/extract.docx")
    (page,) = pages_of(answer.data, tmp_path)
    assert "протокол № 3 от 28.10.2019" in " ".join(page.split())
    assert "Руководитель РМО" in page
