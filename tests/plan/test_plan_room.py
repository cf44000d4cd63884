"""The plan's page shows what the Word file says, in the file's own order and words."""

import pytest

from rmo_web.kernel import years
from rmo_web.kernel.db import saving
from rmo_web.plan.importing import services
from tests import pages
from tests.counting import statements
from tests.plan.makers import plan_of

WHAT, WHEN, WHERE, WHO = 1, 2, 3, 4


def stored(make, content, first=2020):
    make.association()
    draft = services.read("план.docx", content)
    with saving():
        year = years.opened(first)
        return services.store(draft, year_id=year.id, by=None, at=make.at)


def items(section):
    return [row for row in section if isinstance(row, list)]


def headings(section):
    return [row for row in section if isinstance(row, str)]


def test_the_seed_plan_has_its_four_tables(sections):
    assert [len(items(section)) for section in sections] == [1, 2, 8, 8]
    assert [len(headings(section)) for section in sections] == [0, 0, 4, 3]


def test_the_plan_says_its_theme_goal_and_five_tasks(librarian):
    page = pages.of(librarian.get("/plan/"))
    said = " ".join(pages.all_texts(page, "//section[contains(@class, 'plan-head')]"))
    assert "Проектирование и реализация индивидуальной траектории" in said
    assert "Создание условий для профессионального и творческого роста" in said
    assert len(page.xpath("//section[contains(@class, 'plan-head')]//ol/li")) == 5


def test_numbers_stand_as_the_file_has_them_and_nowhere_else(sections):
    numbers = [[row[0] for row in items(section)] for section in sections]
    assert numbers == [
        ["1."],
        ["1.", "2."],
        ["I.", "II", "I", "", "I.", "II.", "I.", "II."],
        ["1", "2", "3", "4", "5", "6", "7", "8"],
    ]


def test_terms_stand_as_the_file_has_them(sections):
    assert [row[WHEN] for row in items(sections[0])] == ["В течение года"]
    assert [row[WHEN] for row in items(sections[1])] == ["Сентябрь", "Декабрь"]
    assert [row[WHEN] for row in items(sections[3])] == ["Октябрь", "Апрель"] + [
        "В течение года"
    ] * 6


def test_a_month_merged_over_two_questions_belongs_to_both(sections):
    assert [row[WHEN] for row in items(sections[2])[:2]] == ["Август 2019", "Август 2019"]


def test_whoever_is_responsible_stands_in_the_row(sections):
    assert "Шунина О.К." in items(sections[0])[0][WHO]
    assert "Захарина Ж.В." in items(sections[0])[0][WHO]
    third = items(sections[2])[4][WHO]
    assert all(name in third for name in ("Пинчук Н.В.", "Карташова Е.С.", "Михайлова А.Н."))


def test_a_row_without_a_responsible_says_so(sections):
    lacking = [row[0] for row in items(sections[3]) if row[WHO] == "не указан"]
    assert lacking == ["3", "7"]


def test_the_rows_between_meetings_stand_in_their_groups(sections):
    kinds = ["группа" if isinstance(row, str) else row[0] for row in sections[3]]
    assert kinds == ["группа", "1", "2", "группа", "3", "группа", "4", "5", "6", "7", "8"]
    assert headings(sections[3])[1] == "Методическое сопровождение молодых школьных библиотекарей"


def test_the_counts_of_the_page_are_those_of_its_rows(librarian):
    page = pages.of(librarian.get("/plan/"))
    counts = pages.all_texts(page, "//div[@class='head']//div[contains(@class, 'muted')]")
    assert counts == ["4 заседания, 19 пунктов, без ответственного 2"]


def test_a_meeting_is_a_link_to_its_page(librarian):
    links = pages.of(librarian.get("/plan/")).xpath("//tr[contains(@class, 'meeting')]//a/@href")
    assert len(links) == 4
    titles = [pages.all_texts(pages.of(librarian.get(url)), "//h1")[0] for url in links]
    assert titles[1] == "Заседание № 2. Школьная библиотека центр генерации идей и проектов"


def test_meetings_are_listed_in_the_order_of_the_year(librarian):
    listed = pages.all_texts(pages.of(librarian.get("/meetings/")), "//main//ul/li")
    assert len(listed) == 4
    assert [one.partition(". ")[0] for one in listed] == [f"Заседание № {n}" for n in (1, 2, 3, 4)]
    months = ("Август 2019", "Октябрь 2019", "Февраль 2020", "Апрель 2020")
    for month, one in zip(months, listed, strict=True):
        assert month in one
    assert all("2 вопроса" in one for one in listed)


def test_the_page_of_a_meeting_has_its_own_questions_only(librarian):
    url = pages.of(librarian.get("/meetings/")).xpath("//main//ul/li//a/@href")[1]
    page = pages.of(librarian.get(url))
    agenda = pages.all_texts(page, "//ol[contains(@class, 'agenda')]/li")
    assert len(agenda) == 2
    assert agenda[0].startswith("I. 1 Месячник школьных библиотек.")
    assert "Лычагова Н.Ю." in agenda[0]
    assert agenda[1].startswith("II. Цифровизация")
    assert 'МБОУ "Школа № 6"' in pages.all_texts(page, "//div[@class='head']")[0]


def test_a_meeting_leads_to_the_plan_of_its_own_year(make, as_):
    make.plan()
    with saving():
        years.opened(2026)
    client = as_(make.head())
    url = pages.of(client.get("/meetings/?year=2019")).xpath("//main//ul/li//a/@href")[0]
    section = pages.of(client.get(url)).xpath("//dl//a/@href")[0]
    assert section.startswith("/plan/?year=2019#row-")
    plan = pages.of(client.get(section))
    assert len(plan.xpath("//tr[contains(@class, 'meeting')]")) == 4
    assert plan.xpath("//input[@name='next']/@value") == ["/plan/"]  # the switch still turns


def test_meetings_lead_on_to_their_neighbours(librarian):
    urls = pages.of(librarian.get("/meetings/")).xpath("//main//ul/li//a/@href")
    path = "//nav[@class='neighbours']/a/@href"
    neighbours = [pages.of(librarian.get(url)).xpath(path) for url in urls]
    assert neighbours == [[urls[1]], [urls[0], urls[2]], [urls[1], urls[3]], [urls[2]]]


@pytest.mark.parametrize("path", ["/plan/", "/meetings/"])
def test_a_stranger_is_sent_to_sign_in(make, as_, path):
    make.plan()
    answer = as_().get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in?next=")


def test_only_who_leads_is_offered_to_import(make, as_):
    make.plan()
    offered = [
        "/plan/import" in as_(account).get("/plan/").text
        for account in (make.head(), make.methodist(), make.librarian())
    ]
    assert offered == [True, True, False]


def test_a_year_without_a_plan_says_what_to_do(make, as_):
    make.association()
    lead, reader = as_(make.head()).get("/plan/"), as_(make.librarian()).get("/plan/")
    assert "Плана на этот год ещё нет" in lead.text
    assert pages.of(lead).xpath("//main//a[@href='/plan/import']")
    assert "Он появится, когда руководитель его загрузит." in reader.text
    assert "/plan/import" not in reader.text
    assert "Заседаний ещё нет" in as_(make.librarian()).get("/meetings/").text


def test_each_year_shows_its_own_plan(make, as_, librarian):
    stored(make, plan_of(("1", "Списать ветхое", "Май", "Школа № 1", "Иволгина М.П.")))
    with saving():
        two = {first: years.opened(first).id for first in (2019, 2020)}
    librarian.post("/year", data={"year_id": two[2020]})
    page = pages.of(librarian.get("/plan/"))
    assert [items(section) for section in pages.tables(page)] == [
        [["1", "Списать ветхое", "Май", "Школа № 1", "Иволгина М.П."]]
    ]
    assert "2020–2021" in pages.all_texts(page, "//h1")[0]
    assert not pages.of(librarian.get("/meetings/")).xpath("//main//ul/li")
    librarian.post("/year", data={"year_id": two[2019]})
    assert len(pages.tables(pages.of(librarian.get("/plan/")))) == 4
    assert len(pages.of(librarian.get("/meetings/")).xpath("//main//ul/li")) == 4


def test_the_words_of_a_file_are_never_markup(make, as_):
    canary = "&lt;script&gt;canary&lt;/script&gt;\"'&lt;img src=x onerror=canary&gt;"
    stored(make, plan_of(("1", canary, canary, canary, canary), title=canary))
    client = as_(make.head())
    for url in ("/plan/", "/meetings/", "/"):
        page = client.get(url)
        assert "<script>canary" not in page.text
        assert "<img src=x" not in page.text
    assert "<script>canary</script>" in items(pages.tables(pages.of(client.get("/plan/")))[0])[0][1]


@pytest.mark.parametrize("path", ["/plan/", "/meetings/", "/"])
def test_a_page_costs_the_same_whatever_the_length_of_the_plan(app, make, as_, path):
    make.plan()
    client = as_(make.librarian())
    with statements() as short:
        client.get(path)
    many = [(str(n), f"Дело {n}", "Май", f"Школа № {n}", "Иволгина М.П.") for n in range(1, 151)]
    plan = stored(make, plan_of(*many))
    client.post("/year", data={"year_id": plan.year_id})
    with statements() as long:
        answer = client.get(path)
    assert path != "/plan/" or len(items(pages.tables(pages.of(answer))[0])) == 150
    assert len(long) == len(short)
    assert len(short) < 20


def test_the_plan_prints_as_a_document(librarian):
    page = pages.of(librarian.get("/plan/"))
    assert page.xpath("//button[@data-print]")
    assert pages.all_texts(page, "//div[contains(@class, 'paper-only')]") == [
        "РМО библиотекарей, Лесной район"
    ]
    with librarian.get("/static/rmo.css") as sheet:
        printed = sheet.text.partition("@media print")[2]
    for word in ("table-header-group", ".side", ".no-paper"):
        assert word in printed


@pytest.fixture
def librarian(make, as_):
    make.plan()
    return as_(make.librarian())


@pytest.fixture
def sections(librarian):
    return pages.tables(pages.of(librarian.get("/plan/")))
