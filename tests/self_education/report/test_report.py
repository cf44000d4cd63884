"""The report of a year: drafted, written, presented, recalled, printed."""

import io
from datetime import timedelta

import docx
import pytest

from rmo_web.kernel import russian, years
from rmo_web.kernel.db import db, saving
from rmo_web.self_education import rules
from rmo_web.self_education.report import papers
from rmo_web.self_education.report.queries import ReportPaper, drafted
from rmo_web.self_education.report.rules import EntryOfYear, ReportText, StagePassedInYear, draft
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.stages.services import StageWords, keep
from tests import pages
from tests.counting import statements
from tests.makers import TODAY
from tests.office import SERIFS, pages_of, set_in
from tests.self_education.hands import (
    PRESENT,
    TEXT,
    TITLE,
    agreed,
    finished,
    on,
    press,
    report_of,
    reported,
    running,
    step,
    told_to,
    written,
)
from tests.self_education.log.hands import written as logged


def url(topic, *more, year=PRESENT):
    return "/".join(("/self-education", str(topic.id), "reports", str(year), *more))


def fill(client, topic, year=PRESENT, **told):
    where = url(topic, year=year)
    return client.post(where, data=pages.form_on(client.get(where), where) | told)


def page_of(client, topic):
    return client.get(f"/self-education/{topic.id}")


def test_a_report_is_drafted_of_what_the_topic_knows(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    stage = stages_of(topic)[0]
    with saving():
        topic.goal, topic.product = "Читать вместе", "Памятка"
        told = StageWords("Диагностический", "", "Опрос родителей.", "Список книг", "на педсовете")
        keep(stage, topic, told, **on(make, cast.author))
    step(make, topic, TopicStep.ADVANCE, cast.author)
    form = pages.form_on(as_(cast.author).get(url(topic)), url(topic))
    assert form["done"].splitlines() == [
        "Цель: Читать вместе",
        "Этап «Диагностический»: Опрос родителей. Список книг (на педсовете).",
    ]
    assert (form["product"], form["conclusion"]) == ("Памятка", "")
    assert drafted(make.again(topic), PRESENT - 1).done == "Цель: Читать вместе"


def test_a_draft_has_the_log_of_its_year(make, cast):
    topic = running(make, cast.author, by=cast.head)
    before = years.days_of(PRESENT)[0] - timedelta(1)
    logged(make, topic, cast.author, "Раньше", before)
    logged(make, topic, cast.author, "Опросила родителей\nпо классам", minutes=90)
    said = drafted(make.again(topic), PRESENT).done.splitlines()
    assert [one.replace(russian.NBSP, " ") for one in said] == [
        "Журнал: 1 запись, 1 ч 30 мин.", f"{russian.day(TODAY)} — Опросила родителей",
    ]  # fmt: skip


def test_a_draft_of_many_entries_stays_on_one_page():
    every = [EntryOfYear(TODAY + timedelta(n), f"Дело {n}") for n in range(40)]
    lines = draft("", "", [], every, "40 записей").done.splitlines()
    assert (len(lines), lines[0]) == (13, "Журнал: 40 записей.")
    assert lines[-1].endswith("Дело 39")


def test_a_draft_says_no_more_than_it_was_told():
    assert draft("", "", []) == ReportText()
    (line,) = draft("", "", [StagePassedInYear("Пробую", "", "", "")]).done.splitlines()
    assert line == "Этап «Пробую» пройден."


def test_she_writes_it_presents_it_and_the_topic_has_reported(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert "Представить отчёт" not in pages.words_on(page_of(client, topic))
    assert fill(client, topic, **TEXT._asdict()).status_code == 303
    assert make.again(topic).state is TopicState.RUNNING
    said = pages.words_on(page_of(client, topic))
    assert "черновик" in said
    assert TEXT.done in said
    assert "Представить отчёт" in said
    assert client.post(url(topic, "submit")).status_code == 303
    assert make.again(topic).state is TopicState.REPORTED
    assert any("Представлен отчёт по теме: Чайкина" in one for one in told_to(cast.head))
    assert "представлен" in pages.words_on(page_of(client, topic))


@pytest.mark.parametrize("text", [{"done": " "}, {"done": "Читали", "conclusion": ""}])
def test_an_empty_report_is_refused_in_a_sentence(make, cast, as_, text):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert client.post(url(topic, "submit")).status_code == 409
    assert fill(client, topic, **text).status_code == 303
    assert "Представить отчёт" not in pages.words_on(page_of(client, topic))
    answer = client.post(url(topic, "submit"))
    assert answer.status_code == 409
    assert "допишите" in answer.text or "напишите" in answer.text
    assert make.again(topic).state is TopicState.RUNNING


def test_a_presented_report_is_changed_only_after_it_is_recalled(make, cast, as_):
    topic, client = reported(make, cast.author, by=cast.head), as_(cast.author)
    answer = client.get(url(topic))
    assert answer.status_code == 409
    assert "сначала отзовите" in answer.text
    assert client.post(url(topic, "submit")).status_code == 409
    assert client.post(url(topic, "recall")).status_code == 303
    assert make.again(topic).state is TopicState.RUNNING
    assert client.post(url(topic, "recall")).status_code == 409
    assert client.get(url(topic)).status_code == 200
    assert any("отозван" in one for one in told_to(cast.head))


def test_what_is_finished_is_not_recalled(make, cast, as_):
    topic, client = finished(make, cast.author, by=cast.head), as_(cast.author)
    assert "Отозвать отчёт" not in pages.words_on(page_of(client, topic))
    assert client.post(url(topic, "recall")).status_code == 409
    assert make.again(topic).state is TopicState.FINISHED


def test_a_report_of_a_year_before_the_last_leaves_the_topic_in_work(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head, last=PRESENT + 1), as_(cast.author)
    assert client.get(url(topic, year=PRESENT + 1)).status_code == 409  # not begun yet
    assert fill(client, topic, **TEXT._asdict()).status_code == 303
    assert client.post(url(topic, "submit")).status_code == 303
    assert make.again(topic).state is TopicState.RUNNING
    assert report_of(topic).is_submitted
    assert client.post(url(topic, "recall")).status_code == 303
    assert not report_of(topic).is_submitted


def test_every_year_of_work_stands_below_the_topic(make, cast, as_):
    topic = running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT)
    written(make, topic, cast.author, starts_in=PRESENT - 1)
    page = pages.of(page_of(as_(cast.author), topic))
    rows = pages.all_texts(page, "//section[@id='reports']//li")
    assert [one.split()[0] for one in rows] == [
        f"{PRESENT - 1}–{PRESENT}",
        f"{PRESENT}–{PRESENT + 1}",
    ]
    assert "черновик" in rows[0]
    assert "не написан" in rows[1]


def test_a_year_in_which_nobody_works_on_it_has_no_report(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    assert client.get(url(topic, year=PRESENT - 1)).status_code == 409
    assert client.get(url(topic, "word", year=PRESENT - 1)).status_code == 404
    assert client.get(url(agreed(make, cast.stranger, "Другая", by=cast.head))).status_code == 404


def test_two_who_write_it_at_once_see_both_texts(make, cast, as_):
    topic, client = running(make, cast.author, by=cast.head), as_(cast.author)
    mine = pages.form_on(client.get(url(topic)), url(topic)) | {"done": "Моими словами"}
    assert fill(as_(cast.head), topic, done="Словами руководителя").status_code == 303
    answer = client.post(url(topic), data=mine)
    assert answer.status_code == 409
    assert "Моими словами" in answer.text
    assert "Словами руководителя" in answer.text


def test_what_was_written_in_her_name_says_so_until_she_writes_herself(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    assert fill(as_(cast.head), topic, **TEXT._asdict()).status_code == 303
    assert any("написан отчёт" in one for one in told_to(cast.author))
    client = as_(cast.author)
    assert "внесено: Иволгина М.П." in pages.words_on(page_of(client, topic)).replace("\xa0", " ")
    assert fill(client, topic, done="Сама").status_code == 303
    assert "внесено: Иволгина" not in pages.words_on(page_of(client, topic)).replace("\xa0", " ")


def test_a_stranger_does_not_read_the_report(make, cast, as_):
    topic = written(make, running(make, cast.author, by=cast.head), cast.author)
    for page in ((), ("word",)):
        assert as_(cast.stranger).get(url(topic, *page)).status_code == 404
    for verb in ("submit", "recall"):
        assert as_(cast.stranger).post(url(topic, verb)).status_code == 404
    assert TEXT.done not in as_(cast.stranger).get("/self-education/").text


def test_the_button_of_the_topic_does_not_report_without_a_report(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    for name in ("report", "submit", "write", "bring", "recall", "take_back"):
        assert press(as_(cast.author), topic, name).status_code == 409
    assert make.again(topic).state is TopicState.RUNNING


def test_the_page_of_word_says_who_what_and_where(make, cast, as_):
    topic = reported(make, cast.author, by=cast.head)
    answer = as_(cast.author).get(url(topic, "word"))
    paper = docx.Document(io.BytesIO(answer.data))
    said = "\n".join(one.text for one in paper.paragraphs).replace("\xa0", " ")
    for words in ("Отчёт по самообразованию", f"за {PRESENT}–{PRESENT + 1} учебный год",
                  "Чайкина Юлия Романовна", TITLE, *TEXT, "письменно, 23.11.2026",
                  "23 ноября 2026"):  # fmt: skip
        assert words in said


def test_what_a_draft_does_not_say_yet_is_a_line_to_write_on(make, cast, as_):
    topic = running(make, cast.author, by=cast.head)
    written(make, topic, cast.author, text=ReportText("Читали вместе", "", ""))
    answer = as_(cast.author).get(url(topic, "word"))
    said = [one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert [one for one in said if one.endswith(": \t")] == ["Продукт: \t", "Вывод: \t"]
    assert "Где представлен" not in said


def test_a_page_asks_the_same_of_the_database_for_one_report_and_for_three(make, cast, as_):
    one = running(make, cast.author, by=cast.head)
    three = running(make, cast.stranger, "Буктрейлер", by=cast.head, first=PRESENT - 2,
                    last=PRESENT)  # fmt: skip
    written(make, one, cast.author)
    for year in range(PRESENT - 2, PRESENT + 1):
        written(make, three, cast.stranger, starts_in=year)
    client = as_(cast.head)
    page_of(client, one)
    counts = []
    for topic in (one, three):
        db.session.rollback()
        with statements() as asked:
            page_of(client, topic)
        counts.append(len(asked))
    assert counts[0] == counts[1]


LONG = "Провела вечера семейного чтения, собрала отзывы семей. "


@pytest.mark.parametrize("font", SERIFS)
@pytest.mark.parametrize(
    "done", [TEXT.done, LONG * 36, "Этап «Пробую».\n" * 130], ids=["short", "long", "many lines"]
)
def test_the_paper_is_one_page_in_whatever_type_a_machine_has(tmp_path, done, font):
    text = ReportText(done[: rules.DONE_MAX], (LONG * 12)[: rules.RESULT_MAX],
                      (LONG * 16)[: rules.CONCLUSION_MAX])  # fmt: skip
    paper = ReportPaper(
        "РМО", "Чайкина Юлия Романовна", "педагог-библиотекарь", "МБОУ «Школа № 6»", TITLE * 5,
        "2026–2027", text, "Памятка.pdf; " * 5, "письменно, 20.05.2027", TODAY, "Чайкина Ю.Р.",
    )  # fmt: skip
    (page,) = pages_of(set_in(font, papers.docx(paper)), tmp_path)
    assert "Чайкина Ю.Р." in page.replace("\xa0", " ")
