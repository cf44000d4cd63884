"""The individual plan in Word: what the house knows, lines for what it does not, who agreed."""

import io
from datetime import date

import docx
import pytest

from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.members.rules import Category, Education
from rmo_web.self_education.paper import wording
from rmo_web.self_education.rules import ReportKind, StudyForm
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.topic import services
from rmo_web.self_education.topic.services import TopicContent
from tests import office, pages
from tests.makers import TODAY
from tests.self_education.hands import PRESENT, TITLE, agreed, proposed, signed

WHOLE = TopicContent(
    "Читают меньше", "Вернуть чтение в семью", "Изучить.\nПоказать.", StudyForm.GROUP,
    "Журнал «Библиотека»", "Памятка", ReportKind.TALK, "Мало времени",
)  # fmt: skip


@pytest.fixture(autouse=True)
def association(make):
    make.association()


@pytest.fixture
def known(make, cast):
    """The author's card says all that the plan asks of it."""
    person = db.session.get_one(Person, cast.author.person_id)
    with saving():
        person.consent_on, person.category = date(2026, 9, 1), Category.FIRST
        person.education, person.institution = Education.HIGHER_LIBRARY, "Институт культуры"
    make.work(person, make.school("МБОУ «Школа № 6»"))


def describe(make, topic, account, told=WHOLE):
    with saving():
        services.describe(
            make.again(topic), told, by=make.actor(account), at=make.at, today=TODAY
        )  # fmt: skip


def plan_of(client, topic):
    answer = client.get(f"/self-education/{topic.id}/plan.docx")
    assert answer.status_code == 200
    return docx.Document(io.BytesIO(answer.data))


def lines(paper):
    return [one.text.replace("\xa0", " ") for one in paper.paragraphs if one.text]


def test_it_says_all_that_the_form_asks(make, cast, as_, known):
    topic = agreed(make, cast.author, by=cast.head, first=PRESENT, last=PRESENT + 1)
    describe(make, topic, cast.author)
    with saving():
        stage = stages_of(topic)[0]
        stage.result, stage.reported_where = "Список затруднений", "Беседа в школе"
    paper = plan_of(as_(cast.author), topic)
    said = lines(paper)
    assert "Индивидуальный план по самообразованию на 2026–2028 годы" in said
    for line in (
        "Педагог: Чайкина Юлия Романовна, библиотекарь", "Категория: первая",
        "Учреждение: МБОУ «Школа № 6»", "Образование: высшее библиотечное, Институт культуры",
        f"Тема: {TITLE}", "Актуальность: Читают меньше", "Цель: Вернуть чтение в семью",
        "Задачи: ", "1. Изучить.", "2. Показать.", "Форма самообразования: групповая",
        "Сроки: 2026–2028 годы", "Источники, литература: Журнал «Библиотека»",
        "Предполагаемый результат (продукт): Памятка",
        "Риски: Мало времени", "Форма отчёта: выступление на РМО или педсовете",
    ):  # fmt: skip
        assert line in said
    head, first, *_ = ([cell.text for cell in row.cells] for row in paper.tables[0].rows)
    assert head == ["Этап", "Сроки", "Содержание работы (мероприятия)", "Ожидаемый результат",
                    "Форма отчёта, где представлено"]  # fmt: skip
    assert first == ["Диагностический", "сентябрь–октябрь", "Анализ затруднений, выбор темы",
                     "Список затруднений", "Беседа в школе"]  # fmt: skip
    assert said[-2].split() == ["Педагог", "____________________", "Ю.Р.", "Чайкина"]
    assert said[-1].startswith("Согласовано ")
    assert said[-1].endswith("М.П. Иволгина")


def test_what_is_not_known_is_a_line_to_write_on(make, cast, as_):
    paper = plan_of(as_(cast.author), proposed(make, cast.author))
    blank = [one.partition(":")[0] for one in lines(paper) if one.endswith(": \t")]
    assert blank == [
        "Категория", "Учреждение", "Образование", "Актуальность", "Цель", "Задачи",
        "Форма самообразования", "Источники, литература", "Предполагаемый результат (продукт)",
        "Риски", "Форма отчёта",
    ]  # fmt: skip
    assert "без категории" not in " ".join(lines(paper))
    assert "на 2026–2027 учебный год" in " ".join(lines(paper))


def test_nobody_is_said_to_have_agreed_who_has_not(make, cast, as_):
    assert "Согласовано" not in " ".join(lines(plan_of(as_(cast.head), proposed(make, cast.head))))
    cast.methodist.is_active = False
    with saving():
        db.session.merge(cast.methodist)
    own = agreed(make, cast.stranger, by=cast.head)
    with saving():
        make.again(own).agreed_by_id = cast.stranger.person_id
    assert "Согласовано" not in " ".join(lines(plan_of(as_(cast.head), own)))


def test_it_is_for_her_and_who_leads_even_of_an_agreed_topic(make, cast, as_):
    topic = agreed(make, cast.author, by=cast.head)
    address = f"/self-education/{topic.id}/plan.docx"
    assert as_(cast.stranger).get(address).status_code == 404
    assert as_(cast.methodist).get(address).status_code == 200


def test_the_page_says_before_what_would_be_left_blank(make, cast, as_, known):
    topic = proposed(make, cast.author)
    describe(make, topic, cast.author, TopicContent(goal="Цель", tasks="Задачи"))
    page = as_(cast.author).get(f"/self-education/{topic.id}")
    said = pages.words_on(page)
    assert "Для плана не заполнено: актуальность, форма самообразования" in said
    assert "не указано" not in said
    person = db.session.get_one(Person, cast.author.person_id)
    with saving():
        person.category = Category.NONE
    page = as_(cast.author).get(f"/self-education/{topic.id}")
    assert "В карточке не указано: категория." in pages.words_on(page)
    (card,) = pages.of(page).xpath("//a[text()='карточке']/@href")
    assert as_(cast.author).get(card).status_code == 200
    (paper,) = pages.of(page).xpath("//a[contains(., 'План в Word')]/@href")
    assert as_(cast.author).get(paper).status_code == 200


@pytest.mark.parametrize("font", office.SERIFS)
def test_libreoffice_draws_it_on_one_page(make, cast, as_, known, tmp_path, font):
    topic = agreed(make, cast.author, by=cast.head)
    describe(make, topic, cast.author)
    content = as_(cast.author).get(f"/self-education/{topic.id}/plan.docx").data
    (page,) = office.pages_of(office.set_in(font, content), tmp_path)
    assert "Прогностический" in page
    assert "М.П. Иволгина" in page.replace("\xa0", " ")


def test_who_signs_a_plan_signs_on_the_page_of_its_last_stage(make, cast, as_):
    paper = plan_of(as_(cast.author), agreed(make, cast.author, by=cast.head))
    *_, before, last = paper.tables[0].rows
    for row, is_kept in ((before, None), (last, True)):
        kept = {one.paragraph_format.keep_with_next for cell in row.cells
                for one in cell.paragraphs}  # fmt: skip
        assert kept == {is_kept}
    *_, between, hers, theirs = paper.paragraphs
    assert between.paragraph_format.keep_with_next
    assert hers.paragraph_format.keep_with_next
    assert "М.П. Иволгина" in theirs.text.replace("\xa0", " ")


def test_a_meeting_that_has_agreed_is_named_by_its_minutes(make, cast, as_):
    topic = proposed(make, cast.author)
    signed(make, cast.head, consents=[topic])
    assert lines(plan_of(as_(cast.author), topic))[-1] == (
        "Согласовано: протокол № 2 от 23.11.2026"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "listed"),
    [("Изучить опыт", "Изучить опыт"), ("Изучить.\n\n Показать.", "\n1. Изучить.\n2. Показать."),
     ("1) Изучить\n2) Показать", "\n1) Изучить\n2) Показать"), ("", "")],
)  # fmt: skip
def test_several_tasks_are_numbered_once(said, listed):
    assert wording.listed(said) == listed
