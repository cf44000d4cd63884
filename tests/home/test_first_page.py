"""The first page: what waits for me, the year, the next meeting; the menu in its groups."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rmo_web.household import notices
from rmo_web.kernel import years
from rmo_web.kernel.access import Role
from rmo_web.kernel.db import saving
from rmo_web.plan.importing import services as plan
from tests import pages
from tests.plan.makers import plan_of

IN_A_GROUP = 4
MENU = {
    "": ["Главная"],
    "Год": ["План работы", "Заседания"],
    "Помощь": ["Заявки"],
    "Рост": ["Мой рост", "Самообразование"],
    "Объединение": ["Участники"],
}
MENUS = {
    Role.HEAD: MENU | {"Объединение": ["Участники", "Доступ"]},
    Role.METHODIST: MENU,
    Role.LIBRARIAN: MENU,
}
OWN = {
    Role.HEAD: ["Уведомления", "Журнал", "Мои данные"],
    Role.METHODIST: ["Уведомления", "Мои данные"],
    Role.LIBRARIAN: ["Уведомления", "Мои данные"],
}


def next_meeting(answer):
    section = pages.of(answer).xpath("//section[@aria-labelledby='next-meeting']/div")[0]
    return pages.text(section)


@pytest.fixture
def complete(make):
    """A person whose card lacks nothing."""
    details = {"consent_on": date(2020, 9, 1), "library_since": date(2015, 9, 1)}
    person = make.person("Иволгина", "Мария", **details)
    make.work(person, make.school("МБОУ «Школа № 5»"))
    return person


def test_the_page_greets_by_name_and_says_the_day(make, as_, complete, on_day):
    client = as_(make.librarian(person=complete))
    on_day(date(2026, 11, 23))
    page = pages.of(client.get("/"))
    head = pages.all_texts(page, "//main//div[@class='head']")[0]
    assert head == "Здравствуйте, Мария Понедельник, 23 ноября 2026 г."


def test_a_librarian_with_a_full_card_has_nothing_to_do(make, as_, complete):
    make.plan()
    answer = as_(make.librarian(person=complete)).get("/")
    assert pages.waiting(answer) == []
    assert "Ничего не ждёт" in answer.text


def test_a_librarian_is_asked_for_the_own_card_only(make, as_):
    make.plan()
    make.person()
    assert pages.waiting(as_(make.librarian()).get("/")) == ["Моя карточка не заполнена"]


NOBODY = [
    "Нет ответственного: Диагностика проблем молодых специалистов, "
    "выработка необходимых рекомендаций",
    "Нет ответственного: Курсовая подготовка (в том числе, дистанционно)",
]


def test_the_methodist_is_asked_for_the_register_and_the_plan(make, as_, complete):
    make.plan()
    make.person("Совина", "Анна", library_since=date(2026, 9, 1))
    assert pages.waiting(as_(make.methodist(person=complete)).get("/")) == [
        *NOBODY,
        "Совина А.: без согласия на обработку данных",
        "Совина А.: без места работы",
    ]


def test_the_head_is_asked_for_access_too(make, as_, complete):
    make.plan()
    make.person("Совина", "Анна")
    assert pages.waiting(as_(make.head(person=complete)).get("/")) == [
        *NOBODY,
        "Совина А.: без согласия на обработку данных",
        "Совина А.: без места работы",
        "Совина А.: нет доступа",
    ]


@pytest.mark.parametrize(("role", "asked"), [("head", True), ("librarian", False)])
def test_a_year_without_a_plan_waits_for_whoever_leads(make, as_, complete, role, asked):
    account = getattr(make, role)(person=complete)
    assert ("У года нет плана работы" in pages.waiting(as_(account).get("/"))) is asked


def test_what_waits_leads_to_where_it_can_be_done(make, as_, complete):
    make.plan()
    make.person()
    client = as_(make.head(person=complete))
    links = pages.of(client.get("/")).xpath("//section[@aria-labelledby='waiting']//a/@href")
    assert len(links) == 10
    assert [client.get(link).status_code for link in links] == [200] * 10


def test_more_than_five_of_a_kind_are_one_row_with_their_number(make, as_, complete):
    make.plan()
    people = [make.person("Совина", f"Анна{'абвгде'[number]}") for number in range(6)]
    client = as_(make.head(person=complete))
    said = pages.waiting(client.get("/"))
    assert "6 участников без доступа" in said
    make.librarian(person=people[0])
    assert sum(one.endswith(": нет доступа") for one in pages.waiting(client.get("/"))) == 5


def test_five_rows_are_shown_and_the_rest_are_named_behind_them(make, as_, complete):
    make.plan()
    people = [make.person("Совина", f"Анна{'абвгде'[number]}") for number in range(6)]
    client = as_(make.head(person=complete))
    page = pages.of(client.get("/"))
    lists = page.xpath("//section[@id='waits']//ul")
    assert [len(one) for one in lists] == [5]
    make.ask(make.librarian(person=people[0]))
    page = pages.of(client.get("/"))
    assert [len(one) for one in page.xpath("//section[@id='waits']//ul")] == [5, 5]
    assert pages.all_texts(page, "//section[@id='waits']//summary") == ["Ещё 5: доступ (5)"]


@pytest.mark.parametrize(
    ("now", "number", "month"),
    [
        ((2019, 8, 1), 1, "Август 2019"),
        ((2019, 8, 31), 1, "Август 2019"),
        ((2019, 9, 1), 2, "Октябрь 2019"),
        ((2020, 2, 29), 3, "Февраль 2020"),
        ((2020, 3, 1), 4, "Апрель 2020"),
        ((2020, 5, 1), 4, "Апрель 2020"),
    ],
)
def test_the_next_meeting_is_the_first_that_is_not_over(make, as_, on_day, now, number, month):
    make.plan()
    client = as_(make.librarian())
    on_day(date(*now))
    said = next_meeting(client.get("/"))
    assert said.startswith(f"Заседание № {number}. ")
    assert month in said


@pytest.mark.parametrize(
    ("month", "heading"), [(4, "Ближайшее заседание"), (5, "Последнее заседание года")]
)
def test_a_meeting_that_is_over_is_not_called_the_next(make, as_, on_day, month, heading):
    make.plan()
    client = as_(make.librarian())
    on_day(date(2020, month, 1))
    assert pages.all_texts(pages.of(client.get("/")), "//h2[@id='next-meeting']") == [heading]


def test_without_a_plan_there_is_no_meeting_ahead(make, as_):
    answer = as_(make.librarian()).get("/")
    assert "Заседаний впереди нет" in answer.text
    assert pages.of(answer).xpath("//ol[contains(@class, 'ribbon')]")


def test_the_plan_is_counted_as_its_own_page_counts_it(make, as_):
    make.plan()
    client = as_(make.librarian())
    link = pages.of(client.get("/")).xpath("//main//a[@class='q'][@href='/plan/']")[0]
    counts = pages.all_texts(
        pages.of(client.get("/plan/")), "//div[@class='head']//div[contains(@class, 'muted')]"
    )
    assert counts[0].startswith("4 заседания, 19 пунктов")
    assert "4 заседания, 19 пунктов" in pages.text(link.getparent())


def test_a_responsible_more_is_a_thing_less_to_do(make, as_, complete):
    make.association()
    lacking = [(str(n), f"Дело {n}", "Май", "Школа № 1", "") for n in range(5)]
    draft = plan.read("план.docx", plan_of(*lacking))
    with saving():
        plan.store(draft, year_id=years.opened(2019).id, by=None, at=make.at)
    asked = pages.waiting(as_(make.head(person=complete)).get("/"))
    assert asked == [f"Нет ответственного: Дело {number}" for number in range(5)]


def groups(page):
    """The entries of the menu by the words that a screen reader says before them."""
    lists = page.xpath("//nav[@aria-label='Разделы']/ul")
    return {named(page, one): [pages.text(link) for link in one.xpath(".//a")] for one in lists}


def named(page, element):
    of = element.get("aria-labelledby")
    return pages.text(page.get_element_by_id(of)) if of else ""


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_stands_in_short_groups_and_every_entry_opens(make, as_, role):
    make.plan()
    client = as_(make.account(role))
    first = pages.of(client.get("/"))
    assert groups(first) == MENUS[role]
    assert max(map(len, groups(first).values())) <= IN_A_GROUP
    links = first.xpath("//nav[@aria-label='Разделы']//a")
    for link in [*links, *first.xpath("//aside//div[@class='me']//a")[1:]]:
        page = pages.of(client.get(link.get("href")))
        assert pages.all_texts(page, "//aside//a[@aria-current]") == [pages.text(link)]


@pytest.mark.parametrize("role", list(Role))
def test_what_is_mine_stands_under_my_name(make, as_, role):
    page = pages.of(as_(make.account(role, person=make.person("Иволгина", "Мария"))).get("/"))
    mine = page.xpath("//aside//div[@class='me']/ul")[0]
    assert [pages.text(link) for link in mine.xpath(".//a")] == OWN[role]
    assert named(page, mine).startswith("Иволгина М.")
    assert pages.all_texts(page, "//aside//div[@class='me']//form//button") == ["Выйти"]


@pytest.mark.parametrize("role", list(Role))
def test_the_bar_of_a_phone_has_four_places_and_the_last_opens_the_menu(make, as_, role):
    bar = pages.of(as_(make.account(role)).get("/")).xpath("//nav[@class='bar']/a")
    assert [pages.text(link) for link in bar] == ["Главная", "План", "Заявки", "Ещё"]
    assert bar[-1].get("href") == "#menu"


@pytest.mark.parametrize(
    ("path", "lit"), [("/", "Главная"), ("/plan/", "План"), ("/meetings/", "Ещё")]
)
def test_the_bar_shows_where_we_are(make, as_, path, lit):
    make.plan()
    page = pages.of(as_(make.head()).get(path))
    assert pages.all_texts(page, "//nav[@class='bar']/a[@aria-current]") == [lit]


def test_more_carries_a_dot_while_something_is_unread(make, as_):
    head = make.head()
    client = as_(head)
    dot = "//nav[@class='bar']/a[last()]/span[@class='dot']"
    assert not pages.of(client.get("/")).xpath(dot)
    with saving():
        notices.tell(head.id, "Новое", at=make.at)
    assert pages.all_texts(pages.of(client.get("/")), dot) == [", есть непрочитанное"]
    told = client.get("/notices/count", headers={"HX-Request": "true"}).text
    assert 'id="unread" hx-swap-oob="true" class="dot"' in told


def test_a_stranger_sees_nothing_of_the_house(make, as_):
    make.plan()
    assert as_().get("/").headers["Location"] == "/sign-in"


def test_nothing_asks_for_who_is_away_and_all_is_at_hand(make, as_):
    account, owner = make.librarian(), make.rubric()
    with saving():
        owner.owner_id = account.person_id
    make.ask(make.librarian())
    client, today = as_(account), datetime.now(UTC).date()
    assert pages.of(client.get("/")).xpath("//section[@id='waits']//ul[1]/li")
    make.away(account, today - timedelta(2), today + timedelta(2))
    for address in ("/", "/waiting"):
        shown = pages.of(client.get(address))
        assert not shown.xpath("//section[@id='waits']//ul[not(ancestor::details)]/li")
        said = pages.text(shown.xpath("//section[@id='waits']")[0])
        assert f"временно не работаете с {today - timedelta(2):%d.%m.%Y} по" in said
        assert "Подождёт 2: " in said
    assert not pages.of(client.get("/")).xpath("//nav//a[contains(., 'Заявки')]//*[.='1']")


def test_the_cards_and_the_access_of_who_is_away_ask_for_nobody(make, as_, complete):
    make.plan()
    away, today = make.person("Совина", "Анна"), datetime.now(UTC).date()
    client = as_(make.head(person=complete))
    assert any(one.startswith("Совина") for one in pages.waiting(client.get("/")))
    make.away(away, today - timedelta(1), today + timedelta(1))
    assert pages.waiting(client.get("/")) == NOBODY
