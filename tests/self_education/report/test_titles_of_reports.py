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
from rmo_web.kernel.errors import Refused
from rmo_web.self_education.hearing.offers import talks
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
    told_to,
    written,
)

NEW = "Волонтёры чтения"
EARLIER, LATER = TODAY - timedelta(days=20), TODAY + timedelta(days=20)


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


def refused(deed):
    with pytest.raises(Refused) as refusal, saving():
        deed()
    return str(refusal.value)


def test_what_was_presented_on_the_former_topic_stays_where_it_would_come_back_under_the_next(
    make, cast, as_
):
    topic = running(make, cast.author, by=cast.head, last=PRESENT + 1, today=EARLIER)
    topic = submitted(make, topic, cast.author, PRESENT, EARLIER)
    page, client = f"/self-education/{topic.id}", as_(cast.author)
    assert "Отозвать отчёт" in words(client.get(page))
    topic = begun_anew(make, changed(make, topic, cast.author, TODAY), cast, TODAY)
    assert "Отозвать отчёт" not in words(client.get(page))
    said = refused(lambda: reports.recall(topic, PRESENT, **on(make, cast.author)))
    assert said == "Отчёт представлен по прежней теме: он остаётся."
    assert report_of(topic, PRESENT).title == TITLE


def test_a_late_report_of_the_former_topic_is_mended_and_is_of_it_again(make, cast):
    topic = running(make, cast.author, by=cast.head, first=PRESENT - 1, last=PRESENT)
    topic = begun_anew(make, changed(make, topic, cast.author), cast)
    topic = submitted(make, topic, cast.author, PRESENT - 1, LATER)
    with saving():
        reports.recall(topic, PRESENT - 1, **on(make, cast.author, LATER))
    submitted(make, topic, cast.author, PRESENT - 1, LATER)
    assert report_of(topic, PRESENT - 1).title == TITLE


@pytest.fixture
def of_later_years(make, cast):
    """What has reported by a talk and was changed for another of later years, in work by now."""
    topic = running(make, cast.author, by=cast.head, today=EARLIER)
    signed(make, cast.head, talks=[topic], held_on=EARLIER)
    topic = changed(make, topic, cast.author, TODAY, PRESENT + 1)
    return begun_anew(make, topic, cast, TODAY)


def test_the_year_of_what_has_reported_stays_its_own(make, cast, as_, of_later_years):
    page, client = f"/self-education/{of_later_years.id}", as_(cast.author)
    assert f"заслушан По теме «{TITLE}»" in words(client.get(page))
    form = words(client.get(f"{page}/reports/{PRESENT}"))
    assert TITLE in form
    assert NEW not in form
    topic = submitted(make, of_later_years, cast.author)
    assert (report_of(topic, PRESENT).title, topic.state) == (TITLE, TopicState.RUNNING)
    assert lines(cast.author)[0][0] == f"{PRESENT + 1}–{PRESENT + 2} годы"
    assert lines(cast.author, until=date(PRESENT + 1, 7, 31)) == [
        (
            "03.11.2026–23.11.2026", FORMER[1],
            "согласована 03.11.2026, Иволгина М.П.; сменена 23.11.2026, Чайкина Ю.Р.",
        ),
        (*REPORT[:2], f"03.11.2026, {TALK}; письменно, 23.11.2026"),
    ]  # fmt: skip


def test_meetings_hear_of_the_next_topic_in_the_years_that_are_its_own(
    make, cast, app, of_later_years
):  # fmt: skip
    def offered(starts_in):
        with app.test_request_context():
            of_year = years.Year(1, starts_in, is_closed=False)
            found = [one.id for one in talks(of_year, TODAY)]
            db.session.rollback()
        return found

    assert (offered(PRESENT), offered(PRESENT + 1)) == ([], [of_later_years.id])
    signed(make, cast.head, talks=[of_later_years], meeting_id=8)
    assert report_of(of_later_years, PRESENT + 1).is_heard_as(NEW)
    assert make.again(of_later_years).state is TopicState.REPORTED


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
    for account in (cast.author, cast.head, cast.methodist):
        said = told_to(account)[-1].replace("\xa0", " ")
        assert said == (
            "Протокол исправлен, согласия с темой в нём больше нет: "
            f"Чайкина Ю.Р., «{TITLE}»"
        )  # fmt: skip
    signed(make, cast.head)
    assert sum("в нём больше нет" in one for one in told_to(cast.head)) == 1
    agreed.title = TITLE.upper()
    signed(make, cast.head, consents=[agreed])
    assert lines(cast.author)[0][2].startswith("согласована: протокол № 2")
