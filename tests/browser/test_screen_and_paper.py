"""Every page while it loads, with words longer than a column, in large letters, on paper."""

import re

import pytest
from sqlalchemy import JSON, Enum, String, select, update

from rmo_web.household import audit
from rmo_web.kernel.db import Base, db
from tests.browser.conftest import CHROMIUM
from tests.browser.hands import NARROW, WIDE
from tests.browser.test_pages import WIDER, places

pytestmark = pytest.mark.browser

CAST = pytest.mark.parametrize("login", ["head", "young"])
PHONE = {"viewport": NARROW, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
OLD_SCREEN = {"width": 1024, "height": 740}
PAPER = {"width": 661, "height": 971}  # A4 at 96 dots an inch, without the margins of @page
SPILT = """[...document.body.querySelectorAll("*:not(input, select, textarea, svg, svg *)")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline")
  .map((one) => `${one.outerHTML.slice(0, 90)} ${one.scrollWidth} of ${one.clientWidth}`)"""


def beyond(page):
    """What of this page, as it stands, goes beyond its edges or those of its part."""
    return [*filter(None, [page.evaluate(WIDER)]), *page.evaluate(SPILT)]


# While a page loads

SHIFT_MAX = 0.02
LATE = re.compile(r"\.woff2|\.svg|/(htmx\.min|rmo)\.js")
# Not asked for `hadRecentInput`: Chromium takes the emulated screen itself for an input.
WATCHED = """{
  let sum = 0;
  const add = (shifts) => shifts.forEach((one) => { sum += one.value });
  const watcher = new PerformanceObserver((list) => add(list.getEntries()));
  watcher.observe({ type: "layout-shift", buffered: true });
  window.shifted = () => { add(watcher.takeRecords()); return sum };
}"""
PAINTED = """() => new Promise((seen) => new PerformanceObserver(
  (list) => list.getEntriesByName("first-contentful-paint").forEach(() => seen())
).observe({ type: "paint", buffered: true }))"""
SETTLED = """() => document.fonts.ready.then(() => new Promise(
  (done) => requestAnimationFrame(() => requestAnimationFrame(() => done(shifted())))))"""


def loaded_slowly(page, path):
    """Open it; fonts, scripts and icons come when it has been painted without them."""
    page.route(LATE, lambda _: None)
    page.goto(path, wait_until="commit")
    page.evaluate(PAINTED)
    page.unroute(LATE)  # lets through what has waited
    page.wait_for_load_state()


@CAST
def test_no_page_jumps_while_it_loads(visit, house, login):
    page, jumps = visit(login, **PHONE), {}
    page.add_init_script(WATCHED)
    for path in places(page, house, login).values():
        loaded_slowly(page, path)
        if (shift := page.evaluate(SETTLED)) > SHIFT_MAX:
            jumps[path] = shift
    assert jumps == {}


# A word longer than a column

LINK = "https://" + "библиотека" * 12 + "ру"  # 130 letters without a place to break
NOT_WORDS = {"details", "ends_at", "password_hash", "starts_at", "url"}


def with_link(value, most=None):
    """The words of this value with the link behind them, as much of it as their column takes."""
    if isinstance(value, str):
        is_said = value == "" or re.search("[а-яё]", value, re.IGNORECASE)
        return f"{value} {LINK}".strip()[:most] if is_said else value
    if isinstance(value, list):
        return [one and with_link(one) for one in value]
    if isinstance(value, dict):
        return {key: one and with_link(one) for key, one in value.items()}
    return value


def crowd(app):
    """Put the link into every text that the house keeps."""
    with app.app_context():
        connection = db.session.connection()
        audit.unlock(connection)
        for table in Base.metadata.sorted_tables:
            said = [one for one in table.columns if is_said(one)]
            keys = list(table.primary_key)
            for row in connection.execute(select(*keys, *said)).mappings().all() if said else ():
                values = {
                    one: with_link(row[one], getattr(one.type, "length", None)) for one in said
                }
                this = update(table).where(*(key == row[key] for key in keys))
                connection.execute(this.values(values))
        audit.lock(connection)
        db.session.commit()


def is_said(column):
    is_text = isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    return is_text and not column.unique and column.name not in NOT_WORDS


@CAST
def test_a_long_link_widens_no_page_and_no_paper(visit, house, login):
    crowd(house.app)
    page, wrong = visit(login), {}
    for path in places(page, house, login).values():
        page.goto(path)
        for media, size in (
            ("screen", WIDE), ("screen", OLD_SCREEN), ("screen", NARROW), ("print", PAPER),
        ):  # fmt: skip
            page.emulate_media(media=media)
            page.set_viewport_size(size)
            if found := beyond(page):
                wrong[f"{path} {media} {size['width']}"] = found
    assert wrong == {}


# Large letters


@pytest.fixture
def large_letters(chromium):
    """A browser whose owner has chosen letters of 24 px."""
    arguments = ["--no-sandbox", "--blink-settings=defaultFontSize=24"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    yield browser
    browser.close()


@CAST
def test_large_letters_fit_a_phone(large_letters, house, login):
    context = large_letters.new_context(
        base_url=house.address, storage_state=house.states[login], viewport=NARROW
    )
    page, wrong = context.new_page(), {}
    every_state = "/help-requests/?tab=all"
    for path in [*places(page, house, login).values(), every_state]:
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
        larger = beyond(page)
        page.evaluate("document.documentElement.style.fontSize = '32px'")  # 200 % of the usual
        if found := larger + beyond(page):
            wrong[path] = found
    assert wrong == {}
