"""Where a person's record is: her card leads there."""

from flask import url_for

from rmo_web.kernel.offered.record import keeps_records


@keeps_records
def page_of(person_id: int) -> str:
    return url_for("growth.of_person", person_id=person_id)
