"""Under which title a report was given: it keeps that, whatever the topic is called since."""

import io
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from flask import current_app
from sqlalchemy import select

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.self_education.models import FormerTitle
from rmo_web.self_education.offers import my_reports
from rmo_web.self_education.record import offers
from rmo_web.self_education.report import queries
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.rules import TopicState, TopicStep
from rmo_web.self_education.topic.services import change
from tests import pages
from tests.makers import TODAY
from tests.self_education.hands import (
    PRESENT,
    TITLE,
    on,
    proposed,
    report_of,
    running,
    signed,
    step,
    written,
)

NEW = "Волонтёры чтения"
LATER = TODAY + timedelta(days=20)


@pytest.fixture(autouse=True)
def this_year(make):
    make.association()
    with saving():
        years.opened(PRESENT)


def submitted(make, topic, account, starts_in=PRESENT, today=TODAY):
    topic = written(make, topic, account, starts_in=starts_in, today=today)
    with saving():
        reports.submit(make.again(topic), starts_in, **on(make, account, today))
    return make.again(topic)


def changed(make, topic, account, today=LATER, last_year=None):
    with saving():
        change(make.again(topic), NEW, last_year, **on(make, account, today))
    return make.again(topic)


def begun_anew(make, topic, cast, today=LATER):
    step(make, topic, TopicStep.AGREE, cast.head, today)
    return step(make, topic, TopicStep.BEGIN, cast.author, today)


@pytest.fixture
def of_two_years(make, cast):
    """A topic of two years whose first has its report, changed for another since."""
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    return changed(make, submitted(make, topic, cast.author), cast.author)


def words(answer):
    return pages.words_on(answer).replace("\xa0", " ")


def test_its_page_and_its_paper_say_under_which_title_it_was_given(cast, as_, of_two_years):
    client, page = as_(cast.author), f"/self-education/{of_two_years.id}"
    assert f"представлен 23.11.2026 По теме «{TITLE}»" in words(client.get(page))
    answer = client.get(f"{page}/reports/{PRESENT}/word")
    said = [one.text for one in docx.Document(io.BytesIO(answer.data)).paragraphs]
    assert said[said.index("Тема") + 1] == TITLE


def test_the_table_and_its_file_name_it_beside_the_report(make, cast, as_, of_two_years):
    begun_anew(make, of_two_years, cast)
    head, said = as_(cast.head), f"письменно, 23.11.2026, по теме «{TITLE}»"
    assert said in words(head.get("/self-education/"))
    book = openpyxl.load_workbook(io.BytesIO(head.get("/self-education/?as=xlsx").data))
    assert said in {cell.value for row in book.active.iter_rows() for cell in row}


def test_where_nothing_was_changed_the_title_is_not_said_twice(make, cast, as_):
    topic = submitted(make, running(make, cast.author, by=cast.head), cast.author)
    assert report_of(topic).title == TITLE
    assert "По теме" not in words(as_(cast.author).get(f"/self-education/{topic.id}"))
    assert "по теме «" not in words(as_(cast.head).get("/self-education/"))


def test_her_data_name_it_too(make, cast, of_two_years):
    (held,) = my_reports(make.actor(cast.author))
    assert held["тема"] == TITLE


@pytest.fixture
def given_twice(make, cast):
    """A talk of the year on the former topic, and its report in writing on the next one."""
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    signed(make, cast.head, talks=[topic])
    signed(make, cast.head, talks=[topic], meeting_id=8, words="протокол № 3 от 24.11.2026",
           held_on=TODAY + timedelta(days=1))  # fmt: skip
    topic = begun_anew(make, changed(make, topic, cast.author), cast)
    return submitted(make, topic, cast.author, today=LATER)


TALK = "протокол № 2 от 23.11.2026"


def test_whoever_says_where_says_of_each_under_which_title(make, cast, as_, given_twice):
    both = f"письменно, 13.12.2026; {TALK}, по теме «{TITLE}»"
    assert both in words(as_(cast.head).get("/self-education/"))
    assert lines(cast.author)[-1] == (
        "13.12.2026", f"Отчёт по теме «{NEW}» за 2026–2027 учебный год", both,
    )  # fmt: skip
    (held,) = my_reports(make.actor(cast.author))
    assert (held["тема"], held["заслушан"]) == (
        NEW, f"{TALK}, по теме «{TITLE}»; протокол № 3 от 24.11.2026, по теме «{TITLE}»",
    )  # fmt: skip
    later = {"meeting_id": 9, "held_on": LATER, "words": "протокол № 4 от 13.12.2026"}
    signed(make, cast.head, talks=[given_twice], **later)
    all_three = f"протокол № 4 от 13.12.2026; {both}"
    assert all_three in words(as_(cast.head).get("/self-education/"))
    assert lines(cast.author)[-1][2] == all_three


def test_the_paper_says_where_that_was_given_that_it_is_of(make, cast, given_twice):
    def said(today):
        paper = queries.paper(given_twice, report_of(given_twice, PRESENT), today)
        return paper.topic, paper.where, paper.day

    talk = f"{TALK}, по теме «{TITLE}»"
    assert said(LATER) == (NEW, f"письменно, 13.12.2026; {talk}", LATER)
    with saving():
        reports.recall(make.again(given_twice), PRESENT, **on(make, cast.author, LATER))
    tomorrow = LATER + timedelta(days=1)
    assert said(tomorrow) == (NEW, talk, tomorrow)


def test_a_report_that_is_taken_back_has_no_title_of_its_own(make, cast):
    topic = submitted(make, running(make, cast.author, by=cast.head), cast.author)
    with saving():
        reports.recall(make.again(topic), PRESENT, **on(make, cast.author))
    assert report_of(topic).title == ""
    topic = begun_anew(make, changed(make, topic, cast.author), cast)
    topic = submitted(make, topic, cast.author, today=LATER)
    assert report_of(topic).title == NEW


def test_who_reports_late_of_a_year_reports_of_what_she_worked_on(make, cast):
    topic = running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT)
    topic = begun_anew(make, changed(make, topic, cast.author), cast)
    for starts_in, title in ((PRESENT - 1, TITLE), (PRESENT, NEW)):
        submitted(make, topic, cast.author, starts_in, LATER)
        assert report_of(topic, starts_in).title == title


def lines(account, since=date(2024, 8, 1), until=LATER + timedelta(days=300)):
    with current_app.test_request_context():
        found = [*offers.topics(account.person_id, since, until),
                 *offers.reports(account.person_id, since, until)]  # fmt: skip
    db.session.rollback()
    return [tuple(said.replace("\xa0", " ") for said in (one.when, one.words, one.source))
            for one in found]  # fmt: skip


FORMER = (
    "23.11.2026–13.12.2026", f"«{TITLE}»: сменена другой",
    "согласована 23.11.2026, Иволгина М.П.; сменена 13.12.2026, Чайкина Ю.Р.",
)  # fmt: skip
REPORT = (
    "23.11.2026", f"Отчёт по теме «{TITLE}» за 2026–2027 учебный год", "письменно, 23.11.2026",
)  # fmt: skip


def test_the_extract_names_the_former_topic_and_its_report(make, cast, of_two_years):
    assert lines(cast.author) == [FORMER, REPORT]
    assert lines(cast.author, until=date(2026, 11, 22)) == []
    assert lines(cast.author, since=date(2026, 12, 14)) == []
    begun_anew(make, of_two_years, cast)
    now, *before = lines(cast.author)
    assert before == [FORMER, REPORT]
    assert now[:2] == ("2026–2028 годы", f"«{NEW}»: в работе, этап 1 из 5, диагностический")


def test_what_a_topic_was_changed_for_begins_in_the_year_of_the_change(make, cast):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1)
    spring = date(PRESENT + 1, 9, 20)
    begun_anew(make, changed(make, topic, cast.author, spring), cast, spring)
    assert lines(cast.author)[0][0] == f"{PRESENT + 1}–{PRESENT + 2} годы"


def test_what_becomes_of_the_next_topic_takes_nothing_from_the_former(make, cast, of_two_years):
    topic = begun_anew(make, of_two_years, cast)
    for state in (TopicState.WITHDRAWN, TopicState.UNCONFIRMED):
        with saving():
            make.again(topic).state = state
        assert {FORMER, REPORT} <= set(lines(cast.author))


def test_of_a_former_topic_whose_consent_was_not_kept_is_said_when_it_was_changed(
    make, cast, of_two_years
):  # fmt: skip
    with saving():
        former = db.session.scalars(select(FormerTitle)).one()
        former.agreed_on = former.agreed_by_id = None
    assert lines(cast.author)[0] == (
        "до 13.12.2026", f"«{TITLE}»: сменена другой", "сменена 13.12.2026, Чайкина Ю.Р.",
    )  # fmt: skip


def test_a_former_topic_loses_the_consent_that_its_minutes_take_back(make, cast, as_):
    topic = proposed(make, cast.author)
    signed(make, cast.head, consents=[topic])
    agreed = make.again(topic)
    db.session.expunge(agreed)
    changed(make, topic, cast.author)
    assert lines(cast.author)[0][2].startswith("согласована: протокол № 2 от 23.11.2026; сменена")
    page = f"/self-education/{topic.id}"
    assert "согласована: протокол № 2 от 23.11.2026; сменена" in words(as_(cast.author).get(page))
    signed(make, cast.head)
    assert lines(cast.author)[0][2].startswith("согласование протоколом не подтверждено; сменена")
    signed(make, cast.head, consents=[agreed])
    assert lines(cast.author)[0][2].startswith("согласована: протокол № 2")
