"""The doors of the register: people, their cards and works, organisations, the exchange."""

from datetime import date

from rmo_web.kernel.db import db
from rmo_web.members.models import Person
from tests.doors import DOOR, HEAD, LEADERS, NO, OWN, SIGNED_IN

DOORS = {
    "members.register": SIGNED_IN,
    "members.card": SIGNED_IN,
    "members.new_person": LEADERS,
    "members.edit": OWN,
    "members.consent": OWN,
    "members.withdraw_consent": OWN,
    "members.leave": LEADERS,
    "members.come_back": LEADERS,
    "members.new_work": LEADERS,
    "members.edit_work": LEADERS,
    "members.new_time_away": LEADERS,
    "members.edit_time_away": LEADERS,
    "members.be_back": (DOOR, NO, NO, 409, 409),
    "members.drop_time_away": LEADERS,
    "members.organisations": SIGNED_IN,
    "members.organisation": SIGNED_IN,
    "members.new_organisation": LEADERS,
    "members.edit_organisation": LEADERS,
    "members.association": HEAD,
    "members.export": SIGNED_IN,
    "members.import_template": LEADERS,
    "members.upload": LEADERS,
    "members.import_preview": LEADERS,
    "members.apply_import": (DOOR, NO, NO, 409, 409),
}
ON_NO_PAGE = {
    "organisation.search_key": "searched, made of the name",
    "organisation.sort_key": "sorted by, made of the name",
    "person.search_key": "searched, made of the name",
    "person.sort_key": "sorted by, made of the name",
}


def furnish(make, cast):
    person, school = db.session.get_one(Person, cast["owner"].person_id), make.school()
    work = make.work(person, school)
    time_away = make.away(person, date(2019, 7, 1), date(2019, 8, 31))
    return {
        "person_id": person.id,
        "membership_id": work.id,
        "organisation_id": school.id,
        "time_away_id": time_away.id,
    }


def in_other_states(make, world):
    return ["/members/?q="]
