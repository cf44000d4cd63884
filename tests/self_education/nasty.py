"""Two years with all that a number could count too much: a closed one, and the present after it."""

from datetime import date, timedelta

from rmo_web.kernel import years
from rmo_web.kernel.db import db, saving
from rmo_web.members.models import Person
from rmo_web.plan.importing import services as plan
from rmo_web.self_education.report import services as reports
from rmo_web.self_education.rules import TopicState
from tests.makers import TODAY, seed
from tests.self_education.hands import (
    PRESENT,
    agreed,
    finished,
    on,
    proposed,
    reported,
    running,
    signed,
    with_product,
    written,
)
from tests.self_education.log.hands import written as noted

BEFORE = PRESENT - 1
LONG_AGO = TODAY - timedelta(days=120)


def nasty_years(make, cast):
    """The years, by what they start in."""
    _of_leaders(make, cast)
    _that_wait(make, cast)
    _in_work(make, cast)
    _of_other_years_and_states(make, cast)
    _of_those_who_left(make, cast)
    _of_those_away(make, cast)
    for starts_in in (BEFORE, PRESENT):
        with saving():
            plan.store(seed(), year_id=years.opened(starts_in).id, by=None, at=make.at)
    with saving():
        years.opened(BEFORE).is_closed = True
    return BEFORE, PRESENT


def _another(make):
    return make.librarian(login=f"member-{next(make.numbers)}")


def _ready(make, cast, title):
    """A topic that has reported and shows what came of it, and whose it is."""
    who = _another(make)
    topic = reported(make, who, by=cast.head, title=title)
    return with_product(make, topic, who), who


def _still(make, cast, title):
    who = _another(make)
    running(make, who, title, by=cast.head, today=LONG_AGO, first=PRESENT)
    return who


def _of_leaders(make, cast):
    proposed(make, cast.methodist, "Своя тема методиста")
    with_product(make, reported(make, cast.head, by=cast.methodist), cast.head)


def _that_wait(make, cast):
    for number in range(6):
        proposed(make, _another(make), f"Предложена {number}")
        _ready(make, cast, f"Готова {number}")
    reported(make, _another(make), by=cast.head, title="Ничем не подтверждена")


def _in_work(make, cast):
    for number in range(2):
        _still(make, cast, f"Стоит {number}")
    noted(make, running(make, cast.author, "С журналом", by=cast.head), cast.author)
    of_two = running(make, cast.stranger, "На два года", by=cast.head, first=BEFORE, last=PRESENT)
    written(make, of_two, cast.stranger, starts_in=BEFORE)
    with saving():
        reports.submit(make.again(of_two), BEFORE, **on(make, cast.stranger))
    heard = running(make, _another(make), "Заслушана", by=cast.head, last=PRESENT + 1)
    signed(make, cast.head, talks=[heard])


def _of_other_years_and_states(make, cast):
    finished(make, _another(make), by=cast.head, title="Прежняя", first=BEFORE, last=BEFORE)
    agreed(make, _another(make), "Согласована", by=cast.head)
    for state in (TopicState.RETURNED, TopicState.WITHDRAWN, TopicState.UNCONFIRMED):
        topic = proposed(make, _another(make), f"Иная {state}")
        with saving():
            make.again(topic).state = state


def _of_those_who_left(make, cast):
    first, last = _another(make), _another(make)
    proposed(make, first, "Предложена ушедшей")
    finished(make, last, by=cast.head, title="Завершена ушедшей")
    _, ready = _ready(make, cast, "Готова у ушедшей")
    for one in (first, _still(make, cast, "В работе у ушедшей"), ready, last):
        with saving():
            person = db.session.get_one(Person, one.person_id)
            person.joined_on, person.left_on = date(2019, 9, 1), TODAY - timedelta(days=1)


def _of_those_away(make, cast):
    works, waits = _another(make), _another(make)
    running(make, works, "Идёт, пока её нет", by=cast.head, first=BEFORE, last=PRESENT)
    proposed(make, waits, "Предложена, пока её нет")
    for one in (_still(make, cast, "Стоит, пока её нет"), works, waits, _another(make)):
        make.away(one, TODAY, TODAY)
