"""Every page while it loads."""

import re

import pytest

from tests.browser.hands import NARROW
from tests.browser.test_pages import places

pytestmark = pytest.mark.browser

CAST = pytest.mark.parametrize("login", ["head", "young"])
PHONE = {"viewport": NARROW, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}

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
    for path in places(page, house.app).values():
        loaded_slowly(page, path)
        if (shift := page.evaluate(SETTLED)) > SHIFT_MAX:
            jumps[path] = shift
    assert jumps == {}
